"""A run with guards against the real sandbox: what is held, what goes on, what a person's word does."""

import msgspec
import pytest

from aliexport_tui.engine import holds
from aliexport_tui.engine.holds import Decided
from aliexport_tui.engine.runs.applying import order
from aliexport_tui.engine.runs.previewing import preview
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.engine.runs.summary import Summary
from aliexport_tui.model.change import Action
from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.profile import Guards, Mass
from tests.engine.guards.conftest import COUNT, events, goods, held, presence, prices, stocks
from tests.support.export import Goods, Shop, feed
from tests.support.sandbox import Sandbox


def approving(shop: Shop, action: Action = "export") -> Summary:
    return run_profile(shop.workspace, "shop", action=action, verify_s=60, approve_holds=True)


def decide(shop: Shop, verdict: str, *products: str) -> Decided:
    """Of what waits, that of these products; all of it when none is named."""
    with shop.db() as db:
        wanted = {
            int(str(number))
            for number, product in db.rows("SELECT id, product FROM v_holds")
            if product in products or not products
        }
        done = holds.approve if verdict == "approve" else holds.drop
        return done(db, shop.workspace, [one for one in holds.waiting(db) if one in wanted])


# ---- the two of the issue ----------------------------------------------------------------------------------------


def test_a_price_file_at_a_tenth(shop: Shop, sandbox: Sandbox) -> None:
    """Nothing sent, all held with figures, exit code 4."""
    shop.supply(goods(price="100"))
    for action in ("price", "export"):
        run = shop.run(action)
        assert (run.exit_code, run.requests["write"], run.planned["price"], run.planned["held"]) == (4, 0, 0, COUNT)
        assert run.outcomes["held"] == COUNT
    assert set(prices(sandbox).values()) == {"1000.00"}
    assert held(shop) == [(f"G{number}", "price", "price.change") for number in range(COUNT)]
    with shop.db() as db:
        figures = {str(row[0]) for row in db.rows("SELECT DISTINCT json_remove(figures, '$.sku') FROM v_holds")}
    assert figures == {'{"before":"1000.00","after":"100.00","percent":"-90","limit":"50","currency":"RUB"}'}


def test_an_empty_feed(shop: Shop, sandbox: Sandbox) -> None:
    """Nothing deleted, zeroed or released, exit code 4, a clear event; whatever the profile does with leavers."""
    before = presence(shop)
    with pytest.raises(SourceError):
        shop.supply([])
    for leavers in ("zero", "delete", "offline", "keep"):
        shop.profile(leavers=leavers)
        run = shop.run()
        assert (run.exit_code, run.requests["write"]) == (4, 0)
    assert presence(shop) == before
    assert len(sandbox.cards()) == COUNT
    assert set(stocks(sandbox).values()) == {10}
    told = events(shop, "source.emptied")
    assert len(told) == 4
    assert {level for level, _ in told} == {"error"}
    assert told[0][1] == {"source": "shop", "of": str(COUNT)}
    shop.supply(goods())
    assert shop.run().exit_code == 0


def test_a_source_without_products_at_all(shop: Shop, sandbox: Sandbox) -> None:
    """However it came to that: the file says that every product has vanished."""
    with shop.db() as db, db.write() as tx:
        tx.run("UPDATE product SET vanished_at = 1")
    run = shop.run()
    assert (run.exit_code, run.requests["write"], run.planned["held"]) == (4, 0, COUNT)
    assert {reason for _, _, reason in held(shop)} == {"source.emptied"}
    assert {profile for profile, _ in presence(shop).values()} == {"shop"}
    assert set(stocks(sandbox).values()) == {10}
    decide(shop, "approve")
    again = shop.run()
    assert (again.exit_code, again.planned["stock"]) == (0, COUNT)
    assert set(stocks(sandbox).values()) == {0}
    assert {profile for profile, _ in presence(shop).values()} == {None}


# ---- the rest of the run goes on ---------------------------------------------------------------------------------


def test_a_held_product_stops_no_other(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply([Goods("G0", price="100"), *goods(price="1100", start=1)])
    run = shop.run()
    assert (run.exit_code, run.planned["price"], run.planned["held"]) == (4, COUNT - 1, 1)
    assert (run.outcomes["live"], run.outcomes["held"]) == (COUNT - 1, 1)
    shown = prices(sandbox)
    assert shown.pop("G0") == "1000.00"
    assert set(shown.values()) == {"1100.00"}


def test_a_held_price_stops_neither_its_stock_nor_its_texts(shop: Shop, sandbox: Sandbox) -> None:
    """And the edit of the whole card carries the price that the marketplace has (DESIGN, invariant 4)."""
    shop.supply([Goods("G0", price="100", count=7, name="Другое имя"), *goods(start=1)])
    run = shop.run()
    assert (run.exit_code, run.planned["update"], run.planned["stock"], run.planned["held"]) == (4, 1, 1, 1)
    assert prices(sandbox)["G0"] == "1000.00"
    assert stocks(sandbox)["G0"] == 7


def test_creates_are_judged_too(fresh: Shop, sandbox: Sandbox) -> None:
    fresh.profile(guards=Guards(price_floor="50"))
    fresh.supply([Goods("G0", price="49.99"), *goods(start=1)])
    run = fresh.run()
    assert (run.exit_code, run.planned["create"], run.planned["held"]) == (4, COUNT - 1, 1)
    assert held(fresh) == [("G0", "create", "price.floor")]
    assert "G0" not in prices(sandbox)
    assert approving(fresh).exit_code == 0
    assert prices(sandbox)["G0"] == "49.99"


# ---- decisions ---------------------------------------------------------------------------------------------------


def test_approved_ones_go_with_the_next_run_and_dropped_ones_are_left_out(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply(goods(price="100"))
    shop.run()
    done = decide(shop, "approve", "G0", "G1")
    assert (done.changes, done.missing, done.profiles) == (2, 0, ("shop",))
    assert decide(shop, "drop", "G2", "G3").changes == 2
    assert len(held(shop)) == COUNT - 4
    run = shop.run()
    assert (run.exit_code, run.planned["price"], run.planned["held"]) == (4, 2, COUNT - 4)
    assert (run.outcomes["live"], run.outcomes["held"]) == (4, COUNT - 4)
    shown = prices(sandbox)
    assert [shown[f"G{number}"] for number in range(4)] == ["100.00", "100.00", "1000.00", "1000.00"]
    assert decide(shop, "drop").changes == COUNT - 4
    last = shop.run()
    assert (last.exit_code, last.planned["held"], last.outcomes["held"], last.requests["write"]) == (0, 0, 0, 0)
    with shop.db() as db:
        words = db.rows("SELECT DISTINCT outcome FROM v_listings WHERE product <> 'G0' AND product <> 'G1'")
    assert words == [("held",)], "the listing itself says that it is not as the shop wants it"


def test_a_decision_binds_to_before_and_after(shop: Shop) -> None:
    shop.supply([Goods("G0", price="100"), *goods(start=1)])
    shop.run()
    decide(shop, "approve", "G0")
    shop.supply([Goods("G0", price="99"), *goods(start=1)])
    moved = shop.run()
    assert (moved.exit_code, moved.planned["held"], moved.requests["write"]) == (4, 1, 0)
    decide(shop, "drop", "G0")
    assert shop.run().exit_code == 0
    shop.supply([Goods("G0", price="98"), *goods(start=1)])
    assert shop.run().planned["held"] == 1, "what was dropped was another price"


def test_an_approval_holds_for_once(shop: Shop) -> None:
    """The same fall of the same price, a second time, is asked about again."""
    cheap, dear = [Goods("G0", price="100"), *goods(start=1)], goods()
    shop.supply(cheap)
    shop.run()
    decide(shop, "approve")
    assert shop.run().exit_code == 0
    shop.supply(dear)
    approving(shop)
    shop.supply(cheap)
    again = shop.run()
    assert (again.exit_code, again.planned["held"]) == (4, 1)


def test_approved_in_a_plan_that_was_not_applied(shop: Shop, sandbox: Sandbox) -> None:
    """The change becomes ready in it, and `apply` sends it."""
    shop.supply([Goods("G0", price="100"), Goods("G1", price="1100"), *goods(start=2)])
    with shop.db() as db:
        plan = preview(db, shop.workspace, "shop", "price", None)
        counts = db.value("SELECT counts FROM plan WHERE id = ?", (plan,))
    assert '"held": 1' in str(counts)
    assert decide(shop, "approve").plans == (plan,)
    ordered = order(shop.workspace, plan)
    run = run_profile(shop.workspace, "shop", action="price", run_id=ordered.run)
    assert (run.exit_code, run.planned["price"], run.planned["held"]) == (0, 2, 0)
    assert (prices(sandbox)["G0"], prices(sandbox)["G1"]) == ("100.00", "1100.00")


def test_a_newer_run_takes_the_place_of_older_holds_and_a_preview_does_not(shop: Shop) -> None:
    shop.supply(goods(price="100"))
    shop.run()
    with shop.db() as db:
        older = db.ids("SELECT id FROM v_holds")
        preview(db, shop.workspace, "shop", "price", None)
        assert db.value("SELECT count(*) FROM change WHERE state = 'held'") == 2 * COUNT
        assert db.value("SELECT count(*) FROM v_holds") == COUNT, "of the same product and kind the newest alone is listed"
    shop.supply(goods())
    assert shop.run().exit_code == 0
    with shop.db() as db:
        assert db.value("SELECT count(*) FROM change WHERE state = 'held'") == 0
        assert {db.value("SELECT state FROM change WHERE id = ?", (one,)) for one in older} == {"stale"}
        assert db.value("SELECT count(*) FROM lane WHERE hold IS NOT NULL") == 0
    assert set(shop.outcomes().values()) == {"live"}


def test_a_run_of_another_kind_leaves_holds_alone(shop: Shop) -> None:
    shop.supply([Goods("G0", price="100", count=5), *goods(start=1)])
    shop.run("price")
    run = shop.run("stock")
    assert (run.exit_code, run.planned["stock"]) == (0, 1)
    assert held(shop) == [("G0", "price", "price.change")]
    assert shop.outcomes()["G0"] == "held"


def test_approve_all_of_a_run(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply(goods(price="100"))
    assert approving(shop).exit_code == 0
    assert set(prices(sandbox).values()) == {"100.00"}


# ---- a price in doubt --------------------------------------------------------------------------------------------


def test_with_the_base_unknown_the_last_price_that_was_taken_counts(shop: Shop) -> None:
    with shop.db() as db, db.write() as tx:
        tx.run("UPDATE lane SET base = NULL WHERE lane = 'price'")
    shop.supply(goods(price="100"))
    run = shop.run("price")
    assert (run.exit_code, run.requests["write"], run.planned["held"]) == (4, 0, COUNT)


# ---- stocks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "sent"), [(20, 20), (21, 0)])
def test_zeros(shop: Shop, sandbox: Sandbox, count: int, sent: int) -> None:
    """20 and 20 %: the twentieth goes, with the twenty-first all are held. Whoever is not zero goes anyway."""
    shop.supply([*goods(count, stock=0), *goods(COUNT, stock=9, start=count)])
    run = shop.run("stock")
    assert run.planned["stock"] == sent + COUNT - count
    assert run.exit_code == (0 if sent else 4)
    assert sorted(stocks(sandbox).values(), key=str).count(0) == sent
    assert run.planned["held"] == count - sent
    if not sent:
        assert {reason for _, _, reason in held(shop)} == {"stock.zeros"}
        with shop.db() as db:
            figures = db.rows("SELECT DISTINCT figures FROM v_holds")
        assert [msgspec.json.decode(str(row[0])) for row in figures] == [
            {"count": "21", "of": "30", "limit": "20", "percent": "20"}
        ]
        decide(shop, "approve")
        assert shop.run("stock").exit_code == 0
        assert list(stocks(sandbox).values()).count(0) == count


def test_a_held_zero_is_not_carried_by_an_edit(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply(Goods(one.id, name="Новое имя", count=0) for one in goods())
    run = shop.run()
    assert (run.exit_code, run.planned["update"], run.planned["held"]) == (4, COUNT, COUNT)
    assert set(stocks(sandbox).values()) == {10}


def test_old_stocks_are_held_but_for_falls_to_zero(shop: Shop, sandbox: Sandbox) -> None:
    shop.profile(guards=Guards(source_age_min=30))
    shop.supply([Goods("G0", count=0), *goods(stock=9, start=1)])
    shop.clock.sleep(31 * 60)
    run = shop.run("stock")
    assert (run.exit_code, run.planned["stock"], run.planned["held"]) == (4, 1, COUNT - 1)
    assert {reason for _, _, reason in held(shop)} == {"source.stale"}
    assert stocks(sandbox)["G0"] == 0
    shop.supply([Goods("G0", count=0), *goods(stock=9, start=1)])
    assert shop.run("stock").exit_code == 0


# ---- parked ------------------------------------------------------------------------------------------------------


def test_parked_products_wait_for_a_person(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply(goods(price="1100"))
    with shop.db() as db, db.write() as tx:
        tx.run("UPDATE lane SET fails = 3, fail_key = 'task.failed' WHERE lane = 'price' AND listing = 1")
        tx.run("UPDATE listing SET deaths = 3 WHERE id = 2")
    run = shop.run()
    assert (run.exit_code, run.planned["price"], run.planned["held"]) == (4, COUNT - 2, 2)
    assert [reason for _, _, reason in held(shop)] == ["parked", "parked"]
    decide(shop, "approve")
    assert shop.run().exit_code == 0
    assert set(prices(sandbox).values()) == {"1100.00"}
    with shop.db() as db:
        assert db.value("SELECT sum(fails) FROM lane") == db.value("SELECT sum(deaths) FROM listing") == 0


def test_a_yes_to_a_parked_product_is_none_to_its_price(shop: Shop) -> None:
    shop.supply([Goods("G0", price="100"), *goods(start=1)])
    with shop.db() as db, db.write() as tx:
        tx.run("UPDATE lane SET fails = 3 WHERE lane = 'price' AND listing = 1")
    shop.run()
    decide(shop, "approve")
    assert shop.run().exit_code == 4
    assert held(shop) == [("G0", "price", "price.change")]


# ---- deletions and going off sale --------------------------------------------------------------------------------


def test_deleting_all_without_a_screen_is_held(shop: Shop, sandbox: Sandbox) -> None:
    run = shop.run("delete")
    assert (run.exit_code, run.requests["write"], run.planned["held"]) == (4, 0, COUNT)
    assert shop.run("delete", selection=["G0"]).exit_code == 0
    assert len(sandbox.cards()) == COUNT - 1


@pytest.mark.parametrize(("limit", "held_back"), [(COUNT, 0), (COUNT - 1, COUNT)])
def test_taking_many_off_sale(shop: Shop, limit: int, held_back: int) -> None:
    shop.profile(guards=Guards(offline=Mass(count=limit, percent=20)))
    run = shop.run("offline")
    assert run.planned["held"] == held_back
    assert run.planned["offline"] == COUNT - held_back
    chosen = shop.run("offline", selection=[f"G{number}" for number in range(COUNT)])
    assert (chosen.exit_code, chosen.outcomes["offline"]) == (0, COUNT), "named by a person, they need no second yes"


def test_the_feed_of_the_tests_can_be_empty() -> None:
    assert "<offer " not in feed([])
