"""Only what has failed goes again, and of it only what has been mended (PRODUCT, row 4)."""

from pathlib import Path

import pytest

from aliexport_tui.engine.runs.resending import order
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.engine.runs.summary import Summary
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.wants import LANES
from aliexport_tui.store import problems, profiles, runs
from tests.engine.undo.helpers import prices
from tests.support.export import PROFILE, Goods, Shop, feed
from tests.support.sandbox import Sandbox

EACH = 60
ONE = PROFILE + '\n[[categories]]\nshop = "3"\ntarget = "200000345"\n'
BOTH = ONE + '\n[[categories]]\nshop = "2"\ntarget = "337004708"\n'


def offers(goods: list[Goods], category: str) -> str:
    made = feed(goods).partition("<offers>")[2].partition("</offers>")[0]
    return made.replace("<categoryId>1<", f"<categoryId>{category}<")


def supply(shop: Shop, price: str = "1000") -> None:
    """Of each kind as many: in order; of an unmapped category; without a picture; of a category mapped to a branch."""
    good = [Goods(f"A{number}", price=price) for number in range(EACH)]
    unmapped = [Goods(f"B{number}") for number in range(EACH)]
    bare = [Goods(f"C{number}", picture="") for number in range(EACH)]
    misplaced = [Goods(f"D{number}") for number in range(EACH)]
    path = shop.folder / "feed.yml"
    text = feed(good).replace("</offers>", offers(unmapped, "2") + offers(bare, "1") + offers(misplaced, "3") + "</offers>")
    more = "".join(f'<category id="{number}">Ещё {number}</category>' for number in (2, 3))
    path.write_text(text.replace("</categories>", f"{more}</categories>"), encoding="utf-8")
    shop.supply_file(path)


@pytest.fixture
def mixed(sandbox: Sandbox, tmp_path: Path) -> Shop:
    made = Shop(sandbox, tmp_path)
    supply(made)
    made.profile(ONE)
    made.run()
    return made


def resend(shop: Shop, problem: str = "", *, dry_run: bool = False, parked: bool = False) -> Summary:
    found = order(shop.workspace, "shop", problem=problem, dry_run=dry_run, parked=parked)
    with shop.db() as db:
        row = runs.get(db, found.ordered.run)
    assert row is not None
    return run_profile(shop.workspace, "shop", selection=row.selection, run_id=row.id, dry_run=dry_run, try_parked=parked)


def groups(shop: Shop) -> dict[str, int]:
    with shop.db() as db:
        found = problems.grouped(db, profiles.get(db, "shop").id, LANES)
    return {group.code: group.count for group in found if group.severity == "error"}


def test_three_causes_are_three_groups_and_one_mended_mapping_sends_only_its_own(mixed: Shop, sandbox: Sandbox) -> None:
    found = groups(mixed)
    assert {code: count for code, count in found.items() if count == EACH} == found
    assert len(found) == 3, found
    assert len(sandbox.cards()) == EACH
    mixed.profile(BOTH)
    supply(mixed, "1200")  # the others have news too, which is not asked for
    summary = resend(mixed, "category.unmapped")
    assert (summary.planned["create"], summary.planned["price"], summary.outcomes["live"]) == (EACH, 0, EACH)
    assert {key[0] for key in prices(sandbox)} == {"A", "B"}
    assert set(prices(sandbox).values()) == {"1000.00"}
    assert "category.unmapped" not in groups(mixed)
    assert mixed.run("price").planned["price"] == EACH


def test_without_a_problem_all_that_failed_goes_through_the_checks_again(mixed: Shop, sandbox: Sandbox) -> None:
    mixed.profile(BOTH)
    dry = resend(mixed, dry_run=True)
    assert (dry.planned["create"], dry.planned["blocked"], dry.requests["write"]) == (EACH, 2 * EACH, 0)
    assert len(sandbox.cards()) == EACH
    summary = resend(mixed)
    assert (summary.planned["create"], summary.planned["blocked"], summary.exit_code) == (EACH, 2 * EACH, 3)
    assert len(sandbox.cards()) == 2 * EACH


def test_an_unknown_problem_is_told_with_those_that_there_are(mixed: Shop) -> None:
    with pytest.raises(ConfigError, match=r"problem\.unknown.*category\.unmapped"):
        resend(mixed, "brand.missing")


def test_what_was_rejected_goes_again_by_order_alone(shop: Shop, sandbox: Sandbox) -> None:
    sandbox.set({"fault.reject_item": 1, "fault.routes": ["price"]})
    shop.supply([Goods("G0", price="1100"), *(Goods(f"G{number}") for number in range(1, 6))])
    assert shop.run("price").outcomes["rejected"] == 1
    sandbox.set({"fault.reject_item": 0})
    assert shop.run("price").requests["write"] == 0
    summary = resend(shop)
    assert (summary.planned["price"], summary.outcomes["live"], summary.exit_code) == (1, 1, 0)
    assert prices(sandbox)["G0"] == "1100.00"


@pytest.mark.parametrize("altered", [{"price": "950.00"}, {"subject": "Чужое"}, {"inventory": 77}, {"online": False}])
def test_what_differs_on_the_marketplace_is_sent_again(shop: Shop, sandbox: Sandbox, altered: dict[str, object]) -> None:
    """Seen by the read-back after the next success."""
    before = prices(sandbox)
    sandbox.alter("G0", **altered)
    with shop.db() as db, db.write() as tx:
        tx.run("UPDATE lane SET unverified = 1 WHERE listing = 1")  # its card is due to be looked at
    assert shop.run().requests["write"] == 0
    assert shop.outcomes()["G0"] == "different"
    summary = resend(shop)
    assert (summary.exit_code, summary.outcomes["live"]) == (0, 1)
    assert set(shop.outcomes().values()) == {"live"}
    assert prices(sandbox) == before


def test_what_is_parked_stays_so_until_a_person_has_it_tried_again(shop: Shop, sandbox: Sandbox) -> None:
    sandbox.set({"fault.reject_item": 1, "fault.routes": ["price"]})
    shop.supply([Goods("G0", price="1100"), *(Goods(f"G{number}") for number in range(1, 6))])
    shop.run("price")
    assert [resend(shop).planned["held"] for _ in range(3)] == [0, 0, 1]
    for action in ("export", "price", "stock", "export"):
        whole = shop.run(action)
        assert (whole.outcomes["held"], whole.outcomes["rejected"]) == (1, 0)
        assert (whole.exit_code, whole.requests["write"]) == (0 if action == "stock" else 4, 0)
        assert waiting(shop) == [("G0", "parked")]
    sandbox.set({"fault.reject_item": 0})
    dry = resend(shop, dry_run=True, parked=True)
    assert (dry.planned["price"], dry.planned["held"], waiting(shop)) == (1, 0, [("G0", "parked")])
    assert resend(shop, dry_run=True).planned["price"] == 0
    again = resend(shop, parked=True)
    assert (again.planned["price"], again.outcomes["live"], again.exit_code) == (1, 1, 0)
    assert (waiting(shop), shop.run().exit_code) == ([], 0)


def test_what_is_parked_is_held_no_more_when_something_else_is_wanted(shop: Shop, sandbox: Sandbox) -> None:
    sandbox.set({"fault.reject_item": 1, "fault.routes": ["price"]})
    others = [Goods(f"G{number}") for number in range(1, 6)]
    shop.supply([Goods("G0", price="1100"), *others])
    shop.run("price")
    for _ in range(3):
        resend(shop)
    shop.supply([Goods("G0"), *others])
    assert (shop.run().exit_code, waiting(shop)) == (0, [])


def waiting(shop: Shop) -> list[tuple[str, str]]:
    with shop.db() as db:
        return [(str(product), str(reason)) for product, reason in db.rows("SELECT product, reason FROM v_holds")]
