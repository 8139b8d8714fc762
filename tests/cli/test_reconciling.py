"""`adopt`, `link`, `unlink` and `drift` as a shell sees them: exit codes, text, JSON."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aliexport_tui.cli.adopt import adopt
from aliexport_tui.cli.common import Failure, Shell
from aliexport_tui.cli.drift import drift
from aliexport_tui.cli.link import link
from aliexport_tui.cli.unlink import unlink
from aliexport_tui.engine.reconciling.drift import drift as drift_check
from aliexport_tui.engine.runs.resending import order
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.model.profile import Drift
from aliexport_tui.store import runs
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def shop(sandbox: Sandbox, tmp_path: Path) -> Shop:
    made = Shop(sandbox, tmp_path)
    made.supply([Goods(f"G{number}") for number in range(4)])
    made.profile()
    return made


def said(shop: Shop, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code and both streams."""
    shell = Shell("aliexport-tui", commands=[adopt, link, unlink, drift])
    capsys.readouterr()
    try:
        code = shell.main(list(arguments), obj=shop.workspace, standalone_mode=False)
    except Failure as failure:
        failure.show()
        code = failure.exit_code
    out, err = capsys.readouterr()
    return int(code or 0), out, err


def test_drift_tells_sent_and_live(shop: Shop, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    shop.run()
    code, _, err = said(shop, capsys, "drift", "shop")
    assert (code, "Every card is as it was sent." in err) == (0, True)
    for number in range(3):
        sandbox.alter(f"G{number}", price="900.00")
    sandbox.alter("G3", delete=True)
    code, out, _ = said(shop, capsys, "drift", "shop", "--limit", "2")
    assert code == 3
    assert "price: 3\n" in out
    assert "Зарядное устройство G0 [G0]" in out
    assert "1000.00 → 900.00 RUB" in out
    assert "… and 1 more: --limit 0" in out
    assert "Deleted by somebody: 1\n  Зарядное устройство G3 [G3]\n" in out
    code, out, _ = said(shop, capsys, "drift", "shop", "--json")
    told = json.loads(out)
    assert (code, told["exit_code"], told["lanes"], told["gone"][0]["key"]) == (3, 3, {"price": 3}, "G3")
    assert told["different"][0]["fields"] == [{"field": "sku[G0].price", "sent": "1000.00", "live": "900.00"}]


def test_drift_names_the_next_step(shop: Shop, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    shop.profile(drift=Drift(restore=("price",)))
    shop.run()
    sandbox.alter("G0", price="900.00")
    sandbox.alter("G1", inventory=50)
    sandbox.alter("G2", online=False)
    sandbox.alter("G3", delete=True)
    code, out, err = said(shop, capsys, "drift", "shop")
    assert code == 3
    assert f"[G2] {card(shop, 'G2')}: taken off sale, not by us\n" in out
    assert "The next run restores price: aliexport-tui --run-profile shop\n" in err
    assert "Restore stock, being on sale as they were sent: aliexport-tui resend shop\n" in err
    assert '[drift] restore = ["price", "stock", "visibility"]\n' in err
    assert "aliexport-tui unlink shop KEY\n" in err
    with shop.db() as db:
        codes = db.rows("SELECT q.code FROM problem q JOIN lane a USING (listing, lane) WHERE q.lane = 'visibility'")
        events = db.rows("SELECT code FROM event WHERE code IN ('listing.taken_off', 'listing.drifted') ORDER BY id")
    assert codes == [("card.taken_off_sale",)]
    assert events == [("listing.drifted",), ("listing.drifted",), ("listing.taken_off",)]
    order(shop.workspace, "shop")
    with shop.db() as db:
        selected = runs.latest(db, limit=1)[0]
    assert run_profile(shop.workspace, "shop", run_id=selected.id, selection=selected.selection).planned["online"] == 1
    assert {one.key for one in drift_check(shop.workspace, "shop").drifted} == set()


def card(shop: Shop, key: str) -> str:
    with shop.db() as db:
        return str(db.value("SELECT l.card_id FROM listing l JOIN product p ON p.id = l.product WHERE p.key = ?", (key,)))


def test_adopt_unlink_and_link(shop: Shop, sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop.run()
    folder = tmp_path / "other"
    folder.mkdir()
    other = Shop(sandbox, folder)
    other.supply([*(Goods(f"G{number}") for number in range(1, 4)), Goods("N1")])
    other.profile()
    code, out, err = said(other, capsys, "adopt", "shop")
    assert (code, "--apply" in err) == (3, True)
    assert "The same SKU codes: 3\n" in out
    assert "Cards without a product: 1\n" in out
    assert "Products without a card: 1\n  Зарядное устройство N1 [N1]: N1\n" in out
    code, out, _ = said(other, capsys, "adopt", "shop", "--apply", "--json")
    told = json.loads(out)
    assert (told["linked"], [one["key"] for one in told["matches"]]) == (3, ["G1", "G2", "G3"])
    card = told["matches"][0]["card"]
    code, _, err = said(other, capsys, "unlink", "shop", "G1")
    assert (code, f"Card {card} stays as it is" in err) == (0, True)
    code, _, err = said(other, capsys, "link", "shop", "N1", card)
    assert code == 2
    assert "The product and the card have no SKU code in common. The product has: N1. The card has: G1" in err
    code, _, err = said(other, capsys, "link", "shop", "G1", card)
    assert (code, f"has card {card} now" in err) == (0, True)


def test_an_unreachable_marketplace_ends_with_7(shop: Shop, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    shop.run()
    sandbox.delete_token()
    for command in ("drift", "adopt"):
        code, out, err = said(shop, capsys, command, "shop")
        assert (code, out) == (7, "")
        assert "token" in err
