"""`timeline SKU` against the real sandbox: a product's way from the feed to its card, and what went wrong on it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aliexport_tui.cli.common import Failure, Shell
from aliexport_tui.cli.timeline import timeline
from aliexport_tui.engine import holds
from aliexport_tui.engine.runs.applying import order
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.engine.runs.undoing import undo
from aliexport_tui.engine.workspace import who
from aliexport_tui.store import profiles
from tests.support.export import PROFILE, Goods, Shop, feed
from tests.support.sandbox import Sandbox

GOODS = [Goods(f"G{number}") for number in range(3)]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def shop(sandbox: Sandbox, tmp_path: Path) -> Shop:
    made = Shop(sandbox, tmp_path)
    made.supply(GOODS)
    made.profile()
    return made


class Said:
    """What the command prints."""

    def __init__(self, shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
        self._shop = shop
        self._capsys = capsys

    def __call__(self, *arguments: str) -> str:
        self._capsys.readouterr()
        shell = Shell("aliexport-tui", commands=[timeline])
        shell.main(["timeline", *arguments], obj=self._shop.workspace, standalone_mode=False)
        return self._capsys.readouterr().out

    def moments(self, *arguments: str) -> list[dict[str, object]]:
        (product,) = json.loads(self(*arguments, "--json"))
        moments = product["moments"]
        assert isinstance(moments, list)
        return moments


@pytest.fixture
def said(shop: Shop, capsys: pytest.CaptureFixture[str]) -> Said:
    return Said(shop, capsys)


def test_the_way_of_a_price(shop: Shop, said: Said) -> None:
    shop.run()
    shop.clock.sleep(60)
    shop.supply([Goods("G1", price="1500"), GOODS[0], GOODS[2]])
    shop.run()
    moments = said.moments("G1")
    assert [moment["at"] for moment in moments] == sorted(int(str(moment["at"])) for moment in moments)
    story = [(moment["what"], moment.get("kind") or moment.get("method") or moment.get("code", "")) for moment in moments]
    assert story == [
        ("first_seen", ""),
        ("planned", "create"),
        ("sent", "create"),
        ("ended", "create"),
        ("event", "listing.live"),
        ("imported", ""),
        ("planned", "price"),
        ("sent", "price"),
        ("ended", "price"),
        ("seen", ""),
        ("event", "listing.live"),
    ]
    by_what = {str(moment["what"]): moment for moment in moments}
    assert by_what["planned"]["fields"] == [{"field": "sku[G1].price", "before": "1000.00", "after": "1500.00"}]
    assert by_what["planned"]["who"] == by_what["sent"]["who"] == who()
    assert (by_what["ended"]["state"], by_what["first_seen"]["import"], by_what["imported"]["import"]) == ("done", "1", "2")
    seen = by_what["seen"]["fields"]
    assert isinstance(seen, list)
    assert {"field": "sku[G1].price", "before": None, "after": "1500.00"} in seen


def test_the_request_and_its_answer_are_named(shop: Shop, said: Said) -> None:
    shop.run()
    (sent,) = [moment for moment in said.moments("G1") if moment["what"] == "sent"]
    assert sent["group"]
    assert sent["task"]
    with shop.db() as db:
        path = db.value("SELECT path FROM exchange WHERE id = ?", (str(sent["exchange"]),))
        run = db.value("SELECT id FROM run")
    assert str(path).endswith("/api/v1/product/create")
    assert sent["run"] == str(run)
    assert f"exchange {sent['exchange']}" in said("G1")


def test_what_imports_changed_is_told_value_by_value(shop: Shop, said: Said) -> None:
    for price, count in (("1200", 10), ("1200", 3), ("900", 0)):
        shop.clock.sleep(60)
        shop.supply([Goods("G1", price=price, count=count), GOODS[0], GOODS[2]])
    shop.clock.sleep(60)
    shop.supply([Goods("G1", price="900", count=0, name="Другое имя"), GOODS[0], GOODS[2]])
    told = [
        (moment["what"], [(field["field"].removeprefix("sku[G1]."), field["before"], field["after"]) for field in fields])
        for moment in said.moments("G1")
        if isinstance(fields := moment["fields"], list)
    ]
    assert told == [
        ("first_seen", [("price", None, "1000.00"), ("stock", None, "10")]),
        ("imported", [("price", "1000.00", "1200.00")]),
        ("imported", [("stock", "10", "3")]),
        ("imported", [("price", "1200.00", "900.00"), ("stock", "3", "0")]),
        ("imported", []),
    ]
    assert "  Changed by the feed of shop (import 3)\n    SKU G1 › stock: 10 → 3\n" in said("G1")


def test_holds_decisions_and_what_was_taken_back(shop: Shop, said: Said, sandbox: Sandbox) -> None:
    shop.run()
    shop.supply([Goods("G1", price="1990"), GOODS[0], GOODS[2]])
    shop.run("price")
    assert f"main: Planned by {who()}: price (plan 2, profile shop): held. " in said("G1")
    with shop.db() as db:
        holds.approve(db, shop.workspace, holds.waiting(db, "shop"))
    assert f"main: {who()} approved: Зарядное устройство G1, prices alone. It was held: " in said("G1")
    run = shop.run("price").run
    sandbox.alter("G1", price="1500.00")
    undo(shop.workspace, run)
    text = said("G1")
    assert f"price (plan 4, takes back run {run}, profile shop): left out, since it had changed. on the marketplace " in text
    sandbox.alter("G1", price="1990.00")
    plan = undo(shop.workspace, run).plan
    back = order(shop.workspace, plan)
    sandbox.alter("G1", price="1500.00")
    run_profile(shop.workspace, "shop", action=back.action, run_id=back.run)
    refused = f"main: price: left out, since it had changed (run {back.run}): on the marketplace SKU G1 › price is 1500.00 "
    assert refused in said("G1")


def test_only_fields_of_the_asked_sku(shop: Shop, said: Said, tmp_path: Path) -> None:
    two = '<group_id>P</group_id><param name="Цвет">{}</param>'
    shop.supply([Goods("A", price="500", extra=two.format("белый")), Goods("B", price="700", extra=two.format("чёрный"))])
    shop.run()
    for code, own, other in (("A", "500.00", "700.00"), ("B", "700.00", "500.00")):
        text = said(code)
        assert own in text
        assert other not in text


def test_a_code_in_two_sources_and_on_two_accounts(shop: Shop, said: Said, tmp_path: Path) -> None:
    """Two products have it; the first is planned for two accounts."""
    other = tmp_path / "other.yml"
    other.write_text(feed([Goods("G1", name="Другое устройство")]), encoding="utf-8")
    shop.supply_file(other, source="other")
    with shop.db() as db, db.write() as tx:
        tx.run("INSERT INTO account (code, kind, base_url, created_at) VALUES ('second', 'local', 'http://127.0.0.1:9', 0)")
    shop.profile(PROFILE.replace('"shop"\nname = "З', '"twin"\nname = "Другие з'), source="shop", account="second")
    run_profile(shop.workspace, "shop", dry_run=True)
    run_profile(shop.workspace, "twin", dry_run=True)
    first, second = json.loads(said("G1", "--json"))
    planned = [(one["account"], one["profile"]) for one in first["moments"] if one["what"] == "planned"]
    assert planned == [("main", "shop"), ("second", "twin")]
    assert [one["what"] for one in second["moments"]] == ["first_seen"]


def test_what_a_deleted_profile_did_stays(shop: Shop, said: Said) -> None:
    shop.run()
    before = [moment["what"] for moment in said.moments("G1")]
    with shop.db() as db:
        profiles.delete(db, profiles.get(db, "shop").id, lambda: None)
    assert [moment["what"] for moment in said.moments("G1")] == before
    assert ": create (plan 1)\n" in said("G1")


def test_a_rejection_with_the_marketplaces_words(shop: Shop, said: Said) -> None:
    shop.supply([Goods("G1", picture="https://img.demo.invalid/1.jpg")])
    shop.run()
    text = said("G1")
    assert "main: Rejected: Зарядное устройство G1 [G1]: " in text
    assert "main: create: rejected (run 1)\n" in text


def test_a_blocked_product_says_by_what(shop: Shop, said: Said) -> None:
    shop.supply([Goods("G1", picture="")])
    shop.run()
    text = said("G1")
    assert f"main: Planned by {who()}: create (plan 1, profile shop): blocked\n" in text
    assert "main: × " in text
    assert " (picture). " in text


@pytest.mark.parametrize(("fault", "end"), [("http_500", "doubtful"), ("burst_429", "not_sent")])
def test_a_failed_request_and_its_second_try(shop: Shop, said: Said, sandbox: Sandbox, fault: str, end: str) -> None:
    shop.run()
    shop.supply([Goods("G1", price="1500"), GOODS[0], GOODS[2]])
    sandbox.set({f"fault.{fault}": 1, "fault.burst_length": 1, "fault.times": 1, "fault.routes": ["price"]})
    shop.run()
    story = [moment for moment in said.moments("G1") if moment.get("method") == "price" or moment.get("kind") == "price"]
    assert [(moment["what"], moment.get("state", "")) for moment in story] == [
        ("planned", "done"),
        ("sent", ""),
        ("ended", end),
        ("sent", ""),
        ("ended", "done"),
    ]
    assert "failed: " in str(story[1]["text"])
    assert story[1]["exchange"] != story[3]["exchange"]


def test_what_the_feed_no_longer_has_and_what_the_limit_leaves_out(shop: Shop, said: Said) -> None:
    shop.run()
    shop.clock.sleep(60)
    shop.supply([GOODS[0]])
    assert "No longer in the feed of shop (import 2)\n" in said("G1")
    text = said("G1", "--limit", "2")
    assert len([line for line in text.splitlines() if line[:2] == "20"]) == 2
    assert "older moments are left out" in text


def test_a_product_that_was_never_planned_and_one_that_nobody_has(shop: Shop, said: Said) -> None:
    assert [moment["what"] for moment in said.moments("G1")] == ["first_seen"]
    with pytest.raises(Failure) as caught:
        said("G9")
    assert caught.value.error.code == "sku.unknown"
