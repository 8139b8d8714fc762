"""A few first, then the rest: followed to their end before the others leave."""

import pytest

from aliexport_tui.engine import holds
from aliexport_tui.engine.runs.life import Stopped, StopRequest
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.model.profile import Canary, Guards
from tests.engine.guards.conftest import COUNT, events, goods, held, prices
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox

FIVE = Guards(canary=Canary(first=5, live=4))


def test_good_ones_let_the_rest_go(fresh: Shop, sandbox: Sandbox) -> None:
    fresh.profile(guards=FIVE)
    run = fresh.run()
    assert (run.exit_code, run.outcomes["live"], run.planned["create"]) == (0, COUNT, COUNT)
    assert [args for _, args in events(fresh, "canary.passed")] == [
        {"live": "5", "first": "5", "limit": "4", "others": "25"}
    ]
    assert len(sandbox.cards()) == COUNT


BAD = "https://unreachable.invalid/a.jpg"


def with_bad(count: int) -> list[Goods]:
    """The first `count` fail in the queue."""
    return [*(Goods(f"G{number}", picture=BAD) for number in range(count)), *goods(start=count)]


@pytest.mark.parametrize(("bad", "passes"), [(1, True), (2, False)])
def test_bad_ones_keep_the_rest_back(fresh: Shop, sandbox: Sandbox, bad: int, passes: bool) -> None:
    fresh.profile(guards=FIVE)
    fresh.supply(with_bad(bad))
    run = fresh.run()
    assert run.exit_code == 3, "some of the first were rejected"
    assert len(sandbox.cards()) == (COUNT - 1 if passes else 3)
    assert run.planned["held"] == run.outcomes["held"] == (0 if passes else COUNT - 5)
    assert len(events(fresh, "canary.passed")) == passes
    failed = events(fresh, "canary.failed")
    assert failed == ([] if passes else [("error", {"live": "3", "first": "5", "limit": "4", "others": "25"})])
    assert {reason for _, _, reason in held(fresh)} == (set() if passes else {"canary"})


def test_cards_that_were_altered_are_not_live(fresh: Shop, sandbox: Sandbox) -> None:
    fresh.profile(guards=FIVE)
    sandbox.set({"fault.alter_field": 1.0, "fault.alter_what": "weight"})
    run = fresh.run()
    assert len(sandbox.cards()) == 5
    assert (run.exit_code, run.planned["held"], run.outcomes["different"]) == (3, COUNT - 5, 5)


def test_approved_ones_go_without_another(fresh: Shop, sandbox: Sandbox) -> None:
    fresh.profile(guards=FIVE)
    fresh.supply(with_bad(5))
    assert len(sandbox.cards()) == 0
    fresh.run()
    with fresh.db() as db:
        done = holds.approve(db, fresh.workspace, holds.waiting(db))
    assert done.changes == COUNT - 5
    run = fresh.run()
    assert (run.planned["create"], run.planned["held"]) == (COUNT - 5, 0)
    assert len(sandbox.cards()) == COUNT - 5
    assert len(events(fresh, "canary.sent")) == 1


def test_a_failed_canary_holds_until_somebody_says_yes(fresh: Shop, sandbox: Sandbox) -> None:
    """No second handful goes by the next night's run; products whose data are mended get a canary of their own."""
    fresh.profile(guards=FIVE)
    fresh.supply(with_bad(5))
    fresh.run()
    again = fresh.run()
    assert (again.requests["write"], again.planned["held"]) == (0, COUNT - 5)
    fresh.supply(Goods(one.id, name="Зарядка") for one in goods())
    mended = fresh.run()
    assert (mended.exit_code, mended.outcomes["live"]) == (0, COUNT)
    assert len(events(fresh, "canary.passed")) == 1


def test_few_need_none(fresh: Shop) -> None:
    fresh.profile(guards=Guards(canary=Canary(first=COUNT, live=COUNT)))
    assert fresh.run().exit_code == 0
    assert events(fresh, "canary.sent") == []


def test_prices_do_not_wait_for_it(fresh: Shop, sandbox: Sandbox) -> None:
    fresh.supply(goods(10))
    fresh.run()
    fresh.profile(guards=FIVE)
    fresh.supply([*goods(10, price="1100"), *(Goods(f"N{number}", picture=BAD) for number in range(20))])
    run = fresh.run()
    assert (run.planned["price"], run.planned["held"]) == (10, 15)
    assert {str(card["online"]) for card in sandbox.cards()} == {"True"}
    assert set(prices(sandbox).values()) == {"1100.00"}


def test_stopped_in_between_the_next_run_plans_again(fresh: Shop, sandbox: Sandbox) -> None:
    """Nothing of the rest has left, and the next run begins with a canary of its own."""
    fresh.profile(guards=FIVE)
    stop = StopRequest()

    def stop_at_verification(stage: str, done: int, total: int) -> None:
        if stage == "verify":
            stop.set()

    with pytest.raises(Stopped):
        run_profile(fresh.workspace, "shop", progress=stop_at_verification, stop=stop, verify_s=60)
    with fresh.db() as db:
        assert db.value("SELECT count(*) FROM change WHERE run IS NOT NULL") == 5
        assert db.value("SELECT count(*) FROM change WHERE state = 'held'") == COUNT - 5
    assert fresh.run().exit_code == 0
    assert len(sandbox.cards()) == COUNT
    assert len(events(fresh, "canary.sent")) == 2
    assert held(fresh) == []
