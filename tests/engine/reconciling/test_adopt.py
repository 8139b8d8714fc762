"""Cards that are there already become those of our products; orphans are told both ways, doubles never made."""

from pathlib import Path

import pytest

from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.reconciling.adopt import Adoption, adopt
from aliexport_tui.model.errors import BusyError
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox


@pytest.fixture
def newcomer(shop: Shop, sandbox: Sandbox, tmp_path: Path) -> Shop:
    """A second file on the same account, whose feed lacks G0 and has N1 instead, and other prices; the first one has
    exported all its own."""
    shop.run()
    folder = tmp_path / "other"
    folder.mkdir()
    other = Shop(sandbox, folder)
    other.supply([*(Goods(f"G{number}", price="1200", count=8) for number in range(1, 5)), Goods("N1")])
    other.profile()
    return other


def _adopt(shop: Shop, *, apply: bool = False) -> Adoption:
    return adopt(shop.workspace, "shop", apply=apply)


def test_a_look_matches_by_codes_and_changes_nothing(newcomer: Shop, sandbox: Sandbox) -> None:
    found = _adopt(newcomer)
    assert [(pair.key, pair.shared, pair.ours, pair.theirs) for pair in found.matches] == [
        (f"G{number}", 1, 1, 1) for number in range(1, 5)
    ]
    assert [card.codes for card in found.cards] == [("G0",)]
    assert [product.key for product in found.products] == ["N1"]
    assert (found.linked, found.ambiguous, found.partial, found.scanned.cards) == (0, (), (), 5)
    with newcomer.db() as db:
        assert db.value("SELECT count(*) FROM listing WHERE card_id IS NOT NULL") == 0
        assert db.value("SELECT count(*) FROM listing WHERE firm") == 0, "a look binds nobody"


def test_matches_are_linked_and_the_next_plan_tells_the_true_before(newcomer: Shop, sandbox: Sandbox) -> None:
    assert _adopt(newcomer, apply=True).linked == 4
    with newcomer.db() as db:
        bases = db.rows(
            "SELECT a.lane, count(*) FROM lane a JOIN listing l ON l.id = a.listing WHERE l.card_id IS NOT NULL"
            " AND a.base IS NOT NULL GROUP BY a.lane ORDER BY a.lane"
        )
        assert bases == [("price", 4), ("stock", 4), ("visibility", 4)]
        assert db.value("SELECT count(*) FROM event WHERE code = 'card.adopted' AND listing IS NOT NULL") == 4
    summary = newcomer.run()
    planned = {kind: count for kind, count in summary.planned.items() if count}
    assert planned == {"create": 1, "update": 4, "price": 4, "stock": 4}
    assert summary.outcomes["live"] == 5
    codes = sorted(sandbox.sku_codes())
    assert codes == [("G0",), ("G1",), ("G2",), ("G3",), ("G4",), ("N1",)], "no code on two cards"
    assert newcomer.run().requests["write"] == 0


def test_a_create_that_meets_a_card_is_a_collision_and_adoption_mends_it(newcomer: Shop, sandbox: Sandbox) -> None:
    first = newcomer.run()
    assert (first.exit_code, first.outcomes["rejected"], first.outcomes["live"]) == (3, 4, 1)
    assert {group.code for group in first.groups} == {"card.collision"}
    _adopt(newcomer, apply=True)
    second = newcomer.run()
    assert (second.exit_code, second.outcomes["live"], second.groups) == (0, 5, ())
    assert len(sandbox.cards()) == 6


def test_a_card_off_sale_stays_off_sale(newcomer: Shop, sandbox: Sandbox) -> None:
    sandbox.alter("G1", online=False)
    _adopt(newcomer, apply=True)
    summary = newcomer.run()
    assert (summary.planned["online"], summary.outcomes["offline"], summary.outcomes["live"]) == (0, 1, 4)
    assert newcomer.run("online", selection=["G1"]).outcomes["live"] == 1


def test_two_cards_for_one_product_are_ambiguous_and_left_alone(newcomer: Shop, sandbox: Sandbox) -> None:
    sandbox.alter("G1", copy=True)
    found = _adopt(newcomer, apply=True)
    assert [pair.key for pair in found.ambiguous] == ["G1", "G1"]
    assert (found.linked, found.scanned.duplicates) == (3, 1)
    assert newcomer.outcomes()["G1"] == "ready"


def test_a_busy_account_is_left_alone(newcomer: Shop) -> None:
    lock = Lock(newcomer.workspace.lock("account-main"))
    assert lock.acquire(who="worker", now=0)
    try:
        with pytest.raises(BusyError, match=r"account\.busy"):
            _adopt(newcomer, apply=True)
        assert len(_adopt(newcomer).matches) == 4, "a look needs no lock"
    finally:
        lock.release()
