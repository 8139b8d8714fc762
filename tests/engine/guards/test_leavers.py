"""Products that leave the feed or the filter: what becomes of their cards, and the brake on many at once."""

import pytest

from aliexport_tui.engine import holds
from aliexport_tui.engine.runs.applying import order
from aliexport_tui.engine.runs.previewing import preview
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.model.profile import Condition, Guards, Mass
from tests.engine.guards.conftest import COUNT, events, goods, held, presence, stocks
from tests.support.export import PROFILE, Goods, Shop
from tests.support.sandbox import Sandbox


def on_sale(sandbox: Sandbox) -> dict[str, bool]:
    """External id -> on sale, of the cards that are there."""
    shown = {}
    for card in sandbox.cards():
        inner = card["card"]
        assert isinstance(inner, dict)
        shown[str(inner["external_id"])] = bool(card["online"])
    return shown


def test_a_product_that_left_sells_no_more(shop: Shop, sandbox: Sandbox) -> None:
    """The stock of its card goes to zero; when that has been seen, the listing stays without a profile."""
    shop.supply(goods(start=2))
    run = shop.run()
    assert (run.exit_code, run.planned["stock"], run.planned["unchanged"]) == (0, 2, COUNT - 2)
    assert [stocks(sandbox)[key] for key in ("G0", "G1", "G2")] == [0, 0, 10]
    assert [presence(shop)[key][0] for key in ("G0", "G1", "G2")] == [None, None, "shop"]
    assert shop.run().requests["write"] == 0


def test_a_stock_run_does_it_too_and_a_price_run_does_not(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply(goods(start=1))
    prices = shop.run("price")
    assert (prices.exit_code, prices.requests["write"]) == (0, 0)
    assert presence(shop)["G0"][0] == "shop"
    run = shop.run("stock")
    assert (run.exit_code, run.planned["stock"]) == (0, 1)
    assert stocks(sandbox)["G0"] == 0


def test_a_product_that_comes_back_is_sold_again(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply(goods(start=1))
    shop.run()
    shop.supply(goods())
    run = shop.run()
    assert (run.exit_code, run.planned["stock"], run.planned["create"]) == (0, 1, 0)
    assert stocks(sandbox)["G0"] == 10
    assert len(sandbox.cards(deleted=True)) == COUNT


@pytest.mark.parametrize("leavers", ["keep", "zero", "offline", "delete"])
def test_what_the_profile_says(shop: Shop, sandbox: Sandbox, leavers: str) -> None:
    shop.profile(leavers=leavers)
    shop.supply(goods(start=1))
    run = shop.run()
    kinds = {"keep": "", "zero": "stock", "offline": "offline", "delete": "delete"}
    planned = {kind for kind, count in run.planned.items() if count and kind != "unchanged"}
    assert planned == {kinds[leavers]} - {""}
    assert run.exit_code == 0
    more = {"keep": {}, "zero": {"live": COUNT}, "offline": {"offline": 1}, "delete": {"deleted": 1}}[leavers]
    assert {word: count for word, count in run.outcomes.items() if count} == {"live": COUNT - 1, **more}
    assert on_sale(sandbox).get("G0") == {"keep": True, "zero": True, "offline": False, "delete": None}[leavers]
    assert presence(shop)["G0"][0] is None
    assert shop.run().requests["write"] == 0


def test_offline_leavers_go_on_sale_again_when_they_return(shop: Shop, sandbox: Sandbox) -> None:
    shop.profile(leavers="offline")
    shop.supply(goods(start=1))
    shop.run()
    shop.supply(goods())
    run = shop.run()
    assert (run.exit_code, run.planned["online"]) == (0, 1)
    assert on_sale(sandbox)["G0"]


def test_never_deleted_and_made_again(shop: Shop, sandbox: Sandbox) -> None:
    shop.profile(leavers="delete")
    shop.supply(goods(start=1))
    shop.run()
    shop.supply(goods())
    run = shop.run()
    assert (run.planned["create"], run.requests["write"]) == (0, 0)
    assert len(sandbox.cards(deleted=True)) == COUNT


def test_the_filter_makes_leavers_too(shop: Shop, sandbox: Sandbox) -> None:
    shop.profile(filter=(Condition("key", "not_in", values=("G0", "G1")),))
    assert shop.run().planned["stock"] == 2
    assert stocks(sandbox)["G0"] == 0


def test_products_without_a_card_are_let_go_at_once(fresh: Shop) -> None:
    fresh.supply([Goods("X", picture=""), *goods(3)])
    fresh.run()
    assert presence(fresh)["X"] == ("shop", "blocked")
    fresh.supply(goods(3))
    run = fresh.run()
    assert (run.exit_code, run.requests["write"]) == (0, 0)
    assert presence(fresh)["X"][0] is None


def test_what_another_active_profile_covers_is_left_to_it(shop: Shop, sandbox: Sandbox) -> None:
    other = PROFILE.replace('code = "shop"', 'code = "other"').replace("Зарядные устройства", "Другие")
    shop.profile(other, filter=(Condition("key", "in", values=("G0",)),))
    shop.profile(filter=(Condition("key", "not_in", values=("G0",)),))
    run = shop.run()
    assert (run.exit_code, run.requests["write"]) == (0, 0)
    assert presence(shop)["G0"][0] is None
    assert shop.run(code="other").exit_code == 0
    assert presence(shop)["G0"] == ("other", "live")
    assert stocks(sandbox)["G0"] == 10


@pytest.mark.parametrize(("lost", "held_back"), [(20, 0), (21, 21)])
def test_a_feed_that_has_shrunken(shop: Shop, sandbox: Sandbox, lost: int, held_back: int) -> None:
    """20 and 20 %: with the twenty-first nothing is done about any, and the log says so."""
    shop.supply(goods(start=lost))
    run = shop.run()
    assert (run.planned["stock"], run.planned["held"]) == (lost - held_back, held_back)
    assert run.exit_code == (4 if held_back else 0)
    assert list(stocks(sandbox).values()).count(0) == lost - held_back
    assert [profile for profile, _ in presence(shop).values()].count(None) == lost - held_back
    told = events(shop, "source.shrunken")
    assert [level for level, _ in told] == (["error"] if held_back else [])
    if held_back:
        figures = {"source": "shop", "count": "21", "of": "30", "limit": "20", "percent": "20"}
        assert told[0][1] == figures
        with shop.db() as db:
            done = holds.approve(db, shop.workspace, holds.waiting(db, "shop", "source.shrunken"))
        assert done.changes == lost
        assert shop.run().exit_code == 0
        assert list(stocks(sandbox).values()).count(0) == lost


def test_dropped_leavers_keep_their_stock(shop: Shop, sandbox: Sandbox) -> None:
    shop.profile(guards=Guards(vanished=Mass(count=0, percent=0)))
    shop.supply(goods(start=1))
    assert shop.run().exit_code == 4
    with shop.db() as db:
        holds.drop(db, shop.workspace, holds.waiting(db))
    run = shop.run()
    assert (run.exit_code, run.requests["write"]) == (0, 0)
    assert stocks(sandbox)["G0"] == 10
    assert held(shop) == []


@pytest.mark.parametrize(
    ("leavers", "limits", "reason"),
    [
        ("zero", Guards(zeros=Mass(0, 0)), "stock.zeros"),
        ("offline", Guards(offline=Mass(0, 0)), "mass.offline"),
        ("delete", Guards(deletions=Mass(0, 0)), "mass.delete"),
    ],
)
def test_the_guards_of_what_is_ordered(shop: Shop, sandbox: Sandbox, leavers: str, limits: Guards, reason: str) -> None:
    shop.profile(leavers=leavers, guards=limits)
    shop.supply(goods(start=1))
    run = shop.run()
    assert (run.exit_code, run.requests["write"], run.planned["held"]) == (4, 0, 1)
    assert [found for _, _, found in held(shop)] == [reason]
    assert on_sale(sandbox)["G0"]
    assert presence(shop)["G0"][0] == "shop"


def test_a_plan_that_was_looked_at_orders_nothing_before_it_is_applied(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply(goods(start=2))
    with shop.db() as db:
        plan = preview(db, shop.workspace, "shop", "export", None)
        assert db.value("SELECT count(*) FROM listing WHERE leaving") == 0
    shop.supply(goods(start=1))
    ordered = order(shop.workspace, plan)
    run = run_profile(shop.workspace, "shop", action="export", run_id=ordered.run)
    assert run.exit_code == 5, "the one that came back was refused"
    assert [stocks(sandbox)[key] for key in ("G0", "G1")] == [0, 10]


def test_every_sku_of_the_card_goes_to_zero(fresh: Shop, sandbox: Sandbox) -> None:
    group = '<param name="Цвет">{}</param>'
    pair = [
        Goods("R", extra=group.format("красный")),
        Goods("B", extra=group.format("синий")),
    ]
    fresh.supply([*pair, *goods(3)])
    fresh.run()
    fresh.supply(goods(3))
    fresh.run()
    assert [stocks(sandbox)[key] for key in ("R", "B", "G0")] == [0, 0, 10]
