"""`holds list|approve|drop`, and how a run's report tells what is held."""

import json
from collections.abc import Iterator

import pytest
from click.testing import Result

from aliexport_tui.cli.run_profile import Asked, run_and_report
from aliexport_tui.engine import holds as work
from aliexport_tui.engine.runs.previewing import preview
from aliexport_tui.messages.registry import render_event
from aliexport_tui.model.event import Event
from aliexport_tui.store import events
from tests.cli.shell import call
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture(scope="module")
def base(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Six live products; then three of them fall to a tenth, one gets three times as dear."""
    made = Shop(sandbox, tmp_path_factory.mktemp("shop"))
    made.supply([Goods(f"G{number}") for number in range(6)])
    made.profile()
    made.run()
    made.supply(
        [*(Goods(f"G{number}", price="100") for number in range(3)), Goods("G3", price="3000"), Goods("G4"), Goods("G5")]
    )
    made.run("price")
    return made


@pytest.fixture
def shop(base: Shop) -> Iterator[Shop]:
    """What was decided in a test is forgotten after it."""
    yield base
    with base.db() as db, db.write() as tx:
        tx.run("DELETE FROM decision")
        tx.run("DELETE FROM event WHERE code LIKE 'hold%'")
        tx.run("DELETE FROM change WHERE plan > 2")
        tx.run("UPDATE run SET plan = NULL WHERE plan > 2")
        tx.run("DELETE FROM plan WHERE id > 2")
        tx.run("UPDATE change SET state = 'held', hold = 'price.change' WHERE plan = 2")


def said(shop: Shop, *arguments: str) -> Result:
    return call(shop.workspace.file, "holds", *arguments)


def waiting(shop: Shop) -> list[str]:
    return [one["key"] for one in json.loads(said(shop, "list", "--json").stdout)]


def told(shop: Shop) -> list[Event]:
    """What the log says of decisions, oldest first."""
    with shop.db() as db:
        return [event for event in events.latest(db, limit=1_000) if event.code.startswith("hold")]


def test_a_list_with_figures_in_words(shop: Shop) -> None:
    found = said(shop, "list", "shop")
    assert found.exit_code == 0
    assert "price  Зарядное устройство G0 [G0]\n" in found.stdout
    assert "price 1000.00 → 100.00 RUB, -90 %, at most 50 % (SKU G0)\n" in found.stdout
    assert "price 1000.00 → 3000.00 RUB, +200 %, at most 50 % (SKU G3)\n" in found.stdout
    assert "SKU G0 › price: 1000.00 → 100.00 RUB\n" in found.stdout
    assert "profile shop, plan 2, " in found.stdout
    assert "holds approve" in found.stderr


def test_the_list_as_json(shop: Shop) -> None:
    first, *rest = json.loads(said(shop, "list", "--json").stdout)
    assert len(rest) == 3
    assert {name: first[name] for name in ("profile", "plan", "applied", "key", "kind", "reason", "fields")} == {
        "profile": "shop",
        "plan": 2,
        "applied": False,
        "key": "G0",
        "kind": "price",
        "reason": "price.change",
        "fields": [{"field": "sku[G0].price", "before": "1000.00", "after": "100.00"}],
    }
    assert first["figures"] == {
        "sku": "G0",
        "before": "1000.00",
        "after": "100.00",
        "percent": "-90",
        "limit": "50",
        "currency": "RUB",
    }
    assert json.loads(said(shop, "list", "shop", "--reason", "canary", "--json").stdout) == []


def test_one_by_one_and_in_groups(shop: Shop) -> None:
    ids = {one["key"]: str(one["id"]) for one in json.loads(said(shop, "list", "--json").stdout)}
    done = said(shop, "approve", ids["G0"], ids["G3"])
    assert (done.exit_code, done.stdout) == (0, "Approved: 2 changes.\n")
    assert "Sent by the next run of: shop" in done.stderr
    assert "aliexport-tui apply 2" in done.stderr
    assert waiting(shop) == ["G1", "G2"]
    assert said(shop, "drop", "--profile", "shop", "--reason", "price.floor").stdout == "Dropped: 0 changes.\n"
    assert said(shop, "drop", "--profile", "shop", "--reason", "price.change").stdout == "Dropped: 2 changes.\n"
    assert waiting(shop) == []
    assert [(event.code, event.level) for event in told(shop)] == [("hold.approved", "info")] * 2 + [
        ("hold.dropped", "info")
    ] * 2
    again = said(shop, "approve", ids["G0"])
    assert (again.exit_code, again.stdout) == (0, "Approved: 0 changes.\n")
    assert "1 was approved before." in again.stderr
    assert "1 was dropped before." in said(shop, "drop", ids["G1"]).stderr
    assert "1 of them is held no more" in said(shop, "approve", ids["G1"]).stderr
    assert len(told(shop)) == 4
    assert "Nothing is held." in said(shop, "list").stderr


@pytest.mark.parametrize("command", ["approve", "drop"])
def test_a_number_that_never_was_decides_nothing(shop: Shop, command: str) -> None:
    ids = [str(one["id"]) for one in json.loads(said(shop, "list", "--json").stdout)]
    with shop.db() as db:
        created = db.value("SELECT min(id) FROM change WHERE kind = 'create'")
    for never in ("4711", str(created)):
        found = said(shop, command, ids[0], never)
        assert (found.exit_code, found.stdout) == (2, "")
        assert never in found.stderr
    assert len(waiting(shop)) == 4


def test_many_decisions_are_one_line_of_the_log(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_NAMED", 3)
    assert said(shop, "drop", "--all").stdout == "Dropped: 4 changes.\n"
    *each, together = told(shop)
    assert [(event.code, event.level) for event in each] == [("hold.dropped", "debug")] * 4
    assert (together.level, render_event(together).partition(" ")[2]) == ("info", "dropped 4 held changes of shop")


def test_all_of_them(shop: Shop) -> None:
    assert said(shop, "approve", "--all").stdout == "Approved: 4 changes.\n"


@pytest.mark.parametrize(
    "arguments", [(), ("--reason", "canary"), ("1", "--all"), ("--all", "--profile", "shop"), ("1", "--reason", "canary")]
)
def test_an_empty_or_a_double_choice_decides_nothing(shop: Shop, arguments: tuple[str, ...]) -> None:
    for command in ("approve", "drop"):
        assert said(shop, command, *arguments).exit_code == 2
    assert len(waiting(shop)) == 4


def test_an_unknown_profile(shop: Shop) -> None:
    found = said(shop, "list", "shpo")
    assert found.exit_code == 2
    assert "shop" in found.stderr


def test_what_is_approved_goes_from_an_unapplied_plan_too(shop: Shop) -> None:
    with shop.db() as db:
        plan = preview(db, shop.workspace, "shop", "price", None)
    done = said(shop, "approve", "--profile", "shop")
    assert f"aliexport-tui apply {plan}" in done.stderr


def test_the_report_of_a_run_names_the_groups(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    code = run_and_report(shop.workspace, Asked("shop", "price"), as_json=False)
    out = capsys.readouterr().out
    assert code == 4
    assert (
        "Held back until a person decides:\n"
        "     4 × price: price changed too much\n"
        "         for example Зарядное устройство G0 [G0]: price 1000.00 → 100.00 RUB, -90 %, at most 50 % (SKU G0)\n"
        "         Look at them: aliexport-tui holds list shop\n"
    ) in out
    assert "Exit code 4: changes are held by a guard" in out
