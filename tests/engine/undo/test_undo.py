"""A run taken back: former values return, rows that something was done to since are left out by name."""

import pytest

from aliexport_tui.engine.runs.undoing import undo
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.profile import Condition, Guards
from aliexport_tui.store import refusals
from tests.engine.undo.helpers import COUNT, apply, goods, on_sale, prices, stocks, take_back
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox

KEYS = [f"G{number}" for number in range(COUNT)]
ALL_AT = {price: dict.fromkeys(KEYS, f"{price}.00") for price in (1000, 1400)}


def dearer(shop: Shop) -> int:
    shop.supply(goods("1400"))
    return shop.run("price").run


def test_a_row_changed_live_is_left_out_and_named_the_others_return(shop: Shop, sandbox: Sandbox) -> None:
    """PRODUCT, row 14."""
    run = dearer(shop)
    assert prices(sandbox) == ALL_AT[1400]
    sandbox.alter("G2", price="1111.00")
    made, left_out = take_back(shop, run)
    assert (made.ready, made.skipped, left_out) == (COUNT - 1, 1, {"G2": "row.moved"})
    with shop.db() as db:
        (row,) = refusals.refused_of(db, "plan", made.plan)
        assert row.args == {"what": "sku[G2].price", "before": "1400.00", "now": "1111.00"}
    assert prices(sandbox) == {**ALL_AT[1400], "G2": "1111.00"}, "a plan sends nothing"
    summary = apply(shop, made.plan)
    assert summary.planned["price"] == COUNT - 1
    assert prices(sandbox) == {**ALL_AT[1000], "G2": "1111.00"}


def test_nothing_is_sent_again_before_an_input_changes(shop: Shop, sandbox: Sandbox) -> None:
    made, _ = take_back(shop, dearer(shop))
    assert apply(shop, made.plan).exit_code == 0
    assert shop.run().requests["write"] == 0
    assert set(shop.outcomes().values()) == {"live"}
    shop.supply(goods("1400", G1=Goods("G1", price="1450")))
    assert shop.run().planned["price"] == 1
    assert prices(sandbox) == {**ALL_AT[1000], "G1": "1450.00"}


def test_a_second_time_says_so_and_an_undo_can_be_undone(shop: Shop, sandbox: Sandbox) -> None:
    run = dearer(shop)
    made, _ = take_back(shop, run)
    first = apply(shop, made.plan)
    with pytest.raises(ConfigError, match=rf"undo\.done.*by={first.run}"):
        undo(shop.workspace, run)
    again, left_out = take_back(shop, first.run)
    assert (again.ready, left_out) == (COUNT, {})
    assert apply(shop, again.plan).exit_code == 0
    assert prices(sandbox) == ALL_AT[1400]


def test_of_two_undo_plans_the_second_to_be_applied_finds_nothing_as_it_shows(shop: Shop, sandbox: Sandbox) -> None:
    run = dearer(shop)
    first, second = take_back(shop, run)[0], take_back(shop, run)[0]
    assert apply(shop, first.plan).requests["write"] > 0
    late = apply(shop, second.plan)
    assert (late.requests["write"], late.exit_code) == (0, 5)
    assert prices(sandbox) == ALL_AT[1000]


def test_what_was_done_to_a_row_since_leaves_it_out(shop: Shop, sandbox: Sandbox) -> None:
    """One row each: sent again by a newer run, wanted otherwise, in doubt, its card gone, out of the profile."""
    run = dearer(shop)
    shop.supply(goods("1400", G0=Goods("G0", price="1300")))
    assert shop.run("price", selection=["G0"]).planned["price"] == 1
    shop.supply(goods("1400", G0=Goods("G0", price="1300"), G1=Goods("G1", price="1200")))
    in_doubt(shop, "G2")
    sandbox.alter("G3", delete=True)
    shop.profile(filter=(Condition("key", "is_not", "G4"),))
    made, left_out = take_back(shop, run)
    assert left_out == {"G0": "row.newer", "G1": "row.wanted", "G2": "row.base", "G3": "row.unseen", "G4": "row.left"}
    apply(shop, made.plan)
    assert prices(sandbox) == {"G0": "1300.00", "G1": "1400.00", "G2": "1400.00", "G4": "1400.00", "G5": "1000.00"}


def test_a_row_that_changes_between_undo_and_apply_is_refused(shop: Shop, sandbox: Sandbox) -> None:
    run = dearer(shop)
    made, left_out = take_back(shop, run)
    assert left_out == {}
    sandbox.alter("G0", price="999.00")
    shop.supply(goods("1400", G1=Goods("G1", price="1200")))
    summary = apply(shop, made.plan)
    assert summary.exit_code == 3, "one is known to differ by now"
    with shop.db() as db:
        refused = {one.key: one.reason for one in refusals.refused_of(db, "run", summary.run)}
    assert refused == {"G0": "row.moved", "G1": "row.wanted"}
    assert prices(sandbox) == {**ALL_AT[1000], "G0": "999.00", "G1": "1400.00"}


def test_an_unknown_former_value_is_named(shop: Shop) -> None:
    in_doubt(shop, "G3")
    run = dearer(shop)
    made, left_out = take_back(shop, run)
    assert (made.ready, left_out) == (COUNT - 1, {"G3": "row.doubt"})


def test_stocks_return_and_sales_since_are_no_change(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply([Goods(key, count=4) for key in KEYS])
    run = shop.run("stock").run
    sandbox.alter("G0", sold=1)
    sandbox.alter("G1", inventory=50)
    made, left_out = take_back(shop, run)
    assert left_out == {"G1": "row.moved"}
    apply(shop, made.plan)
    assert stocks(sandbox) == {**dict.fromkeys(KEYS, 10), "G1": 50}


def test_being_off_sale_is_taken_back_and_so_is_the_order(shop: Shop, sandbox: Sandbox) -> None:
    run = shop.run("offline").run
    assert set(on_sale(sandbox).values()) == {False}
    sandbox.alter("G5", online=True)
    made, left_out = take_back(shop, run)
    assert left_out == {"G5": "row.moved"}
    assert apply(shop, made.plan).planned["online"] == COUNT - 1
    assert set(on_sale(sandbox).values()) == {True}
    assert shop.run(selection=KEYS[:5]).requests["write"] == 0, "they are wanted on sale again"


def test_of_an_export_prices_and_stocks_return_and_the_rest_is_told(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply(
        [Goods("G0", price="1200"), Goods("G1", count=3), Goods("G2", name="Другое"), *map(Goods, KEYS[3:]), Goods("G9")]
    )
    run = shop.run().run
    made, left_out = take_back(shop, run)
    assert (made.ready, left_out, made.untouched) == (2, {}, {"create": 1, "update": 1})
    apply(shop, made.plan)
    assert (prices(sandbox)["G0"], stocks(sandbox)["G1"]) == ("1000.00", 10)
    assert len(sandbox.cards()) == COUNT + 1


def test_the_size_of_a_change_back_holds_nothing_but_a_floor_does(shop: Shop, sandbox: Sandbox) -> None:
    shop.profile(guards=Guards(price_change=0))
    shop.supply(goods("9000"))
    run = shop.run("price").run
    shop.profile(guards=Guards(price_change=50))
    made, _ = take_back(shop, run)
    assert made.ready == COUNT, "-89 % is no surprise: it is what was there"
    shop.profile(guards=Guards(price_floor="2000"))
    held, _ = take_back(shop, run)
    assert held.ready == 0
    with shop.db() as db:
        rows = db.rows("SELECT DISTINCT state, hold FROM change WHERE plan = ?", (held.plan,))
    assert rows == [("held", "price.floor")]
    shop.profile()
    apply(shop, made.plan)
    assert prices(sandbox) == ALL_AT[1000]


def test_what_can_not_be_taken_back(shop: Shop) -> None:
    with pytest.raises(ConfigError, match=r"run\.unknown"):
        undo(shop.workspace, 99)
    with pytest.raises(ConfigError, match=r"undo\.nothing"):
        undo(shop.workspace, 1)  # it only created cards


def in_doubt(shop: Shop, key: str) -> None:
    """What the marketplace has as price is not known, as after a lost answer."""
    with shop.db() as db, db.write() as tx:
        tx.run(
            "UPDATE lane SET base = NULL WHERE lane = 'price' AND listing ="
            " (SELECT l.id FROM listing l JOIN product p ON p.id = l.product WHERE p.key = ?)",
            (key,),
        )
