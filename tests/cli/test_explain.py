"""`explain SKU` against the real sandbox: the clause, the steps, the lanes, and the planner's own answer."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from aliexport_tui.cli.common import Failure, Shell
from aliexport_tui.cli.explain import explain
from aliexport_tui.engine import holds
from aliexport_tui.engine.reconciling.drift import drift
from aliexport_tui.engine.runs.applying import order
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.engine.runs.undoing import undo
from aliexport_tui.engine.workspace import who
from aliexport_tui.model.profile import CategoryMapping, Condition, Guards, Mass, PriceRule, PriceStep, StockRule
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


@pytest.fixture
def said(shop: Shop, capsys: pytest.CaptureFixture[str]) -> "Said":
    return Said(shop, capsys)


class Said:
    """What the command prints."""

    def __init__(self, shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
        self._shop = shop
        self._capsys = capsys

    def __call__(self, *arguments: str) -> str:
        self._capsys.readouterr()
        shell = Shell("aliexport-tui", commands=[explain])
        shell.main(["explain", *arguments], obj=self._shop.workspace, standalone_mode=False)
        return self._capsys.readouterr().out

    def of_profile(self, sku: str) -> dict[str, object]:
        (product,) = json.loads(self(sku, "--json"))
        (profile,) = product["profiles"]
        assert isinstance(profile, dict)
        return profile


def test_in_and_what_an_export_would_do(said: Said) -> None:
    text = said("G1")
    assert "Зарядное устройство G1 [G1]\n" in text
    assert "Profile shop, account main: in: the filter covers it\n" in text
    assert "  Category: 337004708 " in text
    assert "by Зарядные устройства [1]\n" in text
    assert "  content: never planned\n" in text
    assert "  The next export would: create\n" in text
    assert "    SKU G1 › price: — → 1000.00 RUB\n" in text


def test_the_clause_that_keeps_it_out_is_named_with_the_products_own_value(shop: Shop, said: Said) -> None:
    shop.profile(
        filter=(Condition("category", "under", "1"), Condition("price", "ge", "2000"), Condition("sku", "is", "G1"))
    )
    text = said("G1")
    assert "out: a condition of the filter does not hold" in text
    assert "  ✓ category under 1   has: 1\n" in text
    assert "  ✗ price ge 2000   has: 1000.00\n" in text
    assert "  ✓ sku is G1   has: G1\n" in text
    assert "The next export would leave it alone." in text


@pytest.mark.parametrize(
    ("changes", "verdict", "covered"),
    [
        ({}, "in", True),
        ({"filter": (Condition("key", "is", "G0"),)}, "filter", False),
        ({"filter": (Condition("key", "is", "G0"),), "include": ("G1",)}, "by_hand", True),
        ({"exclude": ("G1",)}, "excluded", False),
        ({"categories": (CategoryMapping(shop="1", skip=True),)}, "skipped", False),
    ],
)
def test_verdicts_are_those_of_the_planner(
    shop: Shop, said: Said, changes: dict[str, object], verdict: str, covered: bool
) -> None:
    shop.profile(**changes)
    told = said.of_profile("G1")
    assert (told["verdict"], told["covered"]) == (verdict, covered)
    shop.run()
    with shop.db() as db:
        rows = db.rows("SELECT 1 FROM v_listings WHERE product = 'G1' AND profile = 'shop'")
    assert bool(rows) is covered


def test_what_the_feed_no_longer_has(shop: Shop, said: Said) -> None:
    shop.supply([GOODS[0], GOODS[2]])
    assert said.of_profile("G1")["verdict"] == "vanished"
    assert "The next export would leave it alone." in said("G1")


def test_what_becomes_of_a_card_that_left_the_profile(shop: Shop, said: Said, sandbox: Sandbox) -> None:
    shop.profile(leavers="delete", guards=Guards(deletions=Mass(count=0, percent=0)))
    shop.run()
    shop.supply([GOODS[0], GOODS[2]])
    assert "would do what the profile orders for cards that it no longer covers: delete the card" in said("G1")
    assert shop.run().outcomes["held"] == 1
    text = said("G1")
    assert "Held: delete. 1 of 3 products are deleted at once" in text
    (held,) = cast("list[dict[str, object]]", said.of_profile("G1")["held"])
    assert (held["kind"], held["reason"]) == ("delete", "mass.delete")
    assert f"holds approve {held['id']}\n" in text
    sandbox.alter("G0", delete=True)
    drift(shop.workspace, "shop")
    text = said("G0")
    assert "content: goes on a person's order alone, since the card was deleted\n" in text
    assert "to be sent" not in text


def test_a_code_in_two_sources_shows_both_products(shop: Shop, said: Said, tmp_path: Path) -> None:
    other = tmp_path / "other.yml"
    other.write_text(feed([Goods("G1", name="Другое устройство")]), encoding="utf-8")
    shop.supply_file(other, source="other")
    first, second = json.loads(said("G1", "--json"))
    assert (first["source"], [one["profile"] for one in first["profiles"]]) == ("shop", ["shop"])
    assert (second["source"], second["name"], second["profiles"]) == ("other", "Другое устройство G1", [])
    assert second["skus"] == [{"code": "G1", "price": "1000.00", "old_price": None, "stock": 10, "available": True}]
    assert "No profile takes products from this source.\n" in said("G1")
    assert "Profile shop, account main: out: the profile takes its products from another source\n" in said(
        "G1", "--profile", "shop"
    )


def test_each_profile_of_the_source_and_who_owns_it(shop: Shop, said: Said) -> None:
    shop.run()
    shop.profile(PROFILE.replace('"shop"\nname = "З', '"second"\nname = "Другие з'), source="shop")
    (product,) = json.loads(said("G1", "--json"))
    assert [(one["profile"], one["verdict"], one["owner"]) for one in product["profiles"]] == [
        ("second", "other_profile", "shop"),
        ("shop", "in", "shop"),
    ]
    (product,) = json.loads(said("G1", "--profile", "shop", "--json"))
    assert [one["profile"] for one in product["profiles"]] == ["shop"]
    assert "belongs to another profile of the account (shop)" in said("G1")


def test_steps_of_price_and_stock(shop: Shop, said: Said) -> None:
    """PRODUCT, row 9: 12 in stock − 2 reserve, min 3, cap 8 -> 8."""
    shop.supply([Goods("G1", count=12, extra="<oldprice>1200</oldprice>")])
    shop.profile(
        price=PriceRule(steps=(PriceStep("add_percent", "5"), PriceStep("round", "100", "up"))),
        stock=StockRule(reserve=2, minimum=3, cap=8),
    )
    text = said("G1")
    assert "In the shop: G1 price 1000.00, old price 1200.00, stock 12\n" in text
    assert "  Price of G1: in the shop 1000.00 → + 5 %: 1050.00 → rounded up to 100: 1100 = 1100.00\n" in text
    assert "  Old price of G1: in the shop 1200.00 → + 5 %: 1260.00 → rounded up to 100: 1300 = 1300.00\n" in text
    assert "  Stock of G1: in the shop 12 → reserve 2: 10 → minimum 3: 10 → at most 8: 8 = 8\n" in text


def test_lanes_problems_and_ages(shop: Shop, said: Said) -> None:
    shop.run()
    shop.clock.sleep(3 * 3600)
    text = said("G1")
    assert "  price: as wanted, seen 3 h ago\n" in text
    assert "On the marketplace: card on sale " in text
    assert "The next export would send nothing.\n" in text
    shop.supply([Goods("G1", picture="", price="1500")])
    text = said("G1")
    assert "  price: as wanted, seen 3 h ago, changed since the last plan\n" in text
    assert "  pictures: as wanted, seen 3 h ago, changed since the last plan\n    × " in text
    assert "  The next export would: price\n    SKU G1 › price: 1000.00 → 1500.00 RUB\n" in text


def test_the_next_export_is_what_the_next_plan_holds(shop: Shop, said: Said, sandbox: Sandbox) -> None:
    """In many states of one catalogue: new, changed in each lane, blocked, refused, taken off sale, deleted, shared code."""
    assert _agrees(shop, said) == {"G0": "create ready", "G1": "create ready", "G2": "create ready"}
    sandbox.set({"fault.reject_item": 1, "fault.routes": ["create"]})
    shop.run()
    sandbox.set({"fault.reject_item": 0})
    assert _agrees(shop, said) == {"G0": "", "G1": "", "G2": ""}
    shop.run(selection=["G0", "G1", "G2"])
    assert _agrees(shop, said) == {"G0": "", "G1": "", "G2": ""}
    shop.supply([Goods("G0", price="900", name="Другое имя"), Goods("G1", count=0), Goods("G2", picture="")])
    shop.profile(stock=StockRule(reserve=1))
    assert _agrees(shop, said) == {
        "G0": "price ready, stock ready, update ready",
        "G1": "stock ready",
        "G2": "images blocked, stock ready",
    }
    shop.run("offline", selection=["G0"])
    shop.run("delete", selection=["G1"])
    shop.supply([Goods("G0", picture="https://img.example.com/2.jpg"), Goods("G1"), Goods("G2")])
    assert _agrees(shop, said) == {"G0": "images ready, stock ready", "G1": "", "G2": "stock ready"}
    twins = PROFILE.replace("[card]\n", '[card]\nsku_code = { const = "X" }\n')
    shop.profile(twins)
    shop.run(selection=["G0"])
    assert _agrees(shop, said, "G2")["G2"].endswith("update blocked")


def _agrees(shop: Shop, said: Said, *keys: str) -> dict[str, str]:
    """Product key -> kinds and states as both say."""
    from aliexport_tui.engine.planning.document import changes
    from aliexport_tui.engine.runs.previewing import preview

    foretold = {}
    for key in keys or ("G0", "G1", "G2"):
        steps = said.of_profile(key)["next_export"]
        assert isinstance(steps, list)
        foretold[key] = [(step["kind"], step["state"], len(step["fields"])) for step in steps]
    with shop.db() as db:
        before = db.rows("SELECT count(*), (SELECT count(*) FROM doc) FROM lane")
        said(next(iter(foretold)))
        assert db.rows("SELECT count(*), (SELECT count(*) FROM doc) FROM lane") == before
        plan = preview(db, shop.workspace, "shop", "export", None)
        planned: dict[str, list[tuple[str, str, int]]] = {key: [] for key in foretold}
        for change in changes(db, plan):
            if change.key in planned:
                planned[change.key].append((change.kind, change.state, len(change.fields)))
    assert {key: sorted(steps) for key, steps in foretold.items()} == {key: sorted(steps) for key, steps in planned.items()}
    return {key: ", ".join(f"{kind} {state}" for kind, state, _ in sorted(steps)) for key, steps in planned.items()}


def test_a_hold_is_told_with_its_figures_and_who_decided(shop: Shop, said: Said) -> None:
    shop.run()
    shop.supply([Goods("G1", price="1990"), *(one for one in GOODS if one.id != "G1")])
    assert "The next export would: price (held)\n" in said("G1"), "foretold by the guards themselves"
    shop.run()
    text = said("G1")
    assert "+99 %" in text.partition("price: held (")[2].partition("\n")[0]
    with shop.db() as db:
        assert holds.approve(db, shop.workspace, holds.waiting(db, "shop")).changes == 1
    text = said("G1")
    assert re.search(rf"  price: to be sent, seen \d+ s ago\n    approved by {who()} ", text), text
    assert "The next export would: price\n" in text
    lane = lane_of(said, "price")
    assert (lane["decided"]["verdict"], lane["decided"]["reason"]) == ("approved", "price.change")


def test_what_was_taken_back_is_told_until_an_input_changes(shop: Shop, said: Said) -> None:
    shop.run()
    shop.supply([Goods("G1", price="1400"), *(one for one in GOODS if one.id != "G1")])
    run = shop.run("price").run
    back = order(shop.workspace, undo(shop.workspace, run).plan)
    run_profile(shop.workspace, "shop", action=back.action, run_id=back.run)
    text = said("G1")
    assert f"    run {run} was taken back by {who()}, run {back.run}: wanted so until " in text
    assert "changed since the last plan" not in text
    assert "The next export would send nothing.\n" in text
    assert lane_of(said, "price")["taken_back"]["undoes"] == run
    shop.supply([Goods("G1", price="1450"), *(one for one in GOODS if one.id != "G1")])
    assert "SKU G1 › price: 1000.00 → 1450.00 RUB\n" in said("G1")
    shop.run()
    assert "was taken back" not in said("G1")


def lane_of(said: Said, lane: str) -> dict[str, dict[str, object]]:
    lanes = said.of_profile("G1")["lanes"]
    assert isinstance(lanes, list)
    found: dict[str, dict[str, object]] = next(one for one in lanes if one["lane"] == lane)
    return found


def test_a_code_that_nobody_has(shop: Shop, said: Said, capsys: pytest.CaptureFixture[str]) -> None:
    shop.supply([Goods("CHARGER-20W-WHITE"), Goods("CHARGER-65W-BLACK"), Goods("X")])
    for typed in ("charger-20w-white", "CHARGER-20W-WITHE", "HARGER-20W-WHITE", "CHARGER-20-WHITE"):
        with pytest.raises(Failure) as caught:
            said(typed)
        assert caught.value.exit_code == 2
        caught.value.show()
        assert "Did you mean: CHARGER-20W-WHITE" in capsys.readouterr().err, typed
    with pytest.raises(Failure) as caught:
        said("щ")
    caught.value.show()
    assert "Did you mean" not in capsys.readouterr().err


def test_a_profile_that_can_not_be_asked_says_why(shop: Shop, said: Said) -> None:
    shop.profile(account="")
    text = said("G1")
    assert "Profile shop, account -\n  The profile “shop” names no account\n" in text
    assert said.of_profile("G1")["trouble"] == "profile.no_account"


def test_a_product_is_found_by_its_key_and_by_the_code_on_the_marketplace(shop: Shop, said: Said) -> None:
    shop.profile(PROFILE.replace("[card]\n", '[card]\nsku_code = { template = "ALI-{code}" }\n'))
    shop.run()
    assert "[G1]" in said("ALI-G1")
    assert "Price of ALI-G1:" in said("G1")
