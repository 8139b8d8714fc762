"""A fault of the program over one product blocks that product, by name; the run goes on with all others."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aliexport_tui.engine.runs.previewing import preview
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with Sandbox() as sandbox:
        made = Shop(sandbox, tmp_path)
        made.supply([Goods(f"G{number}") for number in range(5)])
        made.profile()
        yield made


def _codes(shop: Shop) -> dict[str, int]:
    return {group.code: group.count for group in shop.run().groups}


def test_a_product_that_cannot_be_built_is_blocked_alone(shop: Shop, tmp_path: Path) -> None:
    """Its record in the file is broken."""
    with shop.db() as db, db.write() as tx:
        tx.run("UPDATE product SET body = ? WHERE key = 'G2'", ('{"key": 5}',))
    assert _codes(shop)["draft.internal"] == 1
    words = dict(shop.outcomes())
    assert words.pop("G2") == "blocked"
    assert set(words.values()) == {"live"}
    (crash,) = tmp_path.glob("*.crash-*.txt")
    assert "ValidationError" in crash.read_text(encoding="utf-8")


def test_a_product_that_cannot_be_sent_is_blocked_alone(shop: Shop, tmp_path: Path) -> None:
    """A document that was made for it is broken by the time that it is to be sent."""
    with shop.db() as db:
        preview(db, shop.workspace, "shop", "export", None)
        with db.write() as tx:
            tx.run(
                "UPDATE doc SET body = x'7b' WHERE hash = (SELECT want FROM lane WHERE lane = 'content' AND listing ="
                " (SELECT l.id FROM listing l JOIN product p ON p.id = l.product WHERE p.key = 'G2'))"
            )
    assert _codes(shop)["send.internal"] == 1
    words = dict(shop.outcomes())
    assert words.pop("G2") != "live"
    assert set(words.values()) == {"live"}
    assert len(list(tmp_path.glob("*.crash-*.txt"))) == 1
