"""A runner that is stopped in the middle (Ctrl-Z, a paused machine) and woken beside its successor; clocks that are set."""

import signal

import pytest

from tests.crash.conftest import Staged
from tests.crash.nursery import Nursery

HOUR = 3600
MOMENTS = {
    "before the request": "product/create:before#2",
    "the request is out": "product/create:written#2",
    "the answer is in": "product/create:answered#2",
    "between answer and commit": "exchanges.add:after#8",
    "while it asks": "tasks:written#2",
    "after it settled": "poll._take_in:after#2",
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_stopped_runner_is_waited_for_and_goes_on_when_it_is_woken(nursery: Nursery, staged: Staged, moment: str) -> None:
    """A time-out would be wrong here: nobody can know that it is not in the middle of a request. Its successor leaves with
    6, a run of another action without a send; an hour later it is woken, by a clock set ahead, and ends as if nothing had
    been."""
    stage = staged("export")
    with stage.case(nursery, "stopped") as case:
        stopped = case.start(signals={MOMENTS[moment]: signal.SIGSTOP})
        assert stopped.wait_until_stopped()
        same = case.run(seat=2)
        assert same is not None
        assert same.exit_code == 6
        other = case.run(seat=3, action="price", verify_s=60)
        assert other is not None
        assert other.exit_code in (0, 3, 5), other
        assert not any(point.startswith("product/") for point in other.points)
        case.clock.sleep(HOUR)
        case.clock.jump(HOUR)
        stopped.wake()
        ended = stopped.wait()
        assert ended is not None
        assert ended.exit_code in (3, 5), ended
        assert case.finish() <= 2
        assert stage.amiss(case) == []


def test_another_actions_changes_wait_for_a_stopped_worker_and_the_limit_ends_the_wait(
    nursery: Nursery, staged: Staged
) -> None:
    """The worker of a price run is stopped; an export joins it, cannot send, and leaves with 5. Nothing is sent twice."""
    stage = staged("price")
    with stage.case(nursery, "joined") as case:
        stopped = case.start(signals={"product/update-sku-price:before#1": signal.SIGSTOP})
        assert stopped.wait_until_stopped()
        before = case.clock.now_ms()
        joined = case.run(seat=2, action="export", verify_s=90)
        assert joined is not None
        assert joined.exit_code in (3, 5), joined
        assert 60_000 <= case.clock.now_ms() - before <= 300_000
        stopped.wake()
        assert stopped.wait() is not None
        assert case.finish() <= 2
        assert stage.amiss(case) == []


@pytest.mark.parametrize("hours", [1, -1])
@pytest.mark.parametrize(
    "point", ["product/create:answering#1", "tasks:answering#1", "tasks:answering#3", "plans.enqueue:after#1"]
)
def test_a_clock_that_is_set_loses_nothing_and_waits_for_nothing(
    nursery: Nursery, staged: Staged, point: str, hours: int
) -> None:
    stage = staged("export")
    with stage.case(nursery, "jump") as case:
        before = case.clock.true_ms()
        runner = case.start(signals={point: signal.SIGSTOP})
        assert runner.wait_until_stopped()
        case.clock.jump(hours * HOUR)
        runner.wake()
        ended = runner.wait()
        assert ended is not None
        assert ended.exit_code in (3, 5), ended
        assert len(ended.points) < 3 * len(stage.points), "a busy loop"
        assert case.clock.true_ms() - before < 10 * 60_000, "an endless wait"
        assert case.finish() <= 2
        assert stage.amiss(case) == []


@pytest.mark.parametrize("hours", [1, -1])
def test_a_successor_by_another_clock_goes_on(nursery: Nursery, staged: Staged, hours: int) -> None:
    """The dead runner's times are an hour ahead of, or behind, those of the one that comes after it."""
    stage = staged("export")
    with stage.case(nursery, "successor") as case:
        assert case.run(signals={"tasks:answering#3": signal.SIGKILL}) is None
        case.clock.jump(hours * HOUR)
        before = case.clock.true_ms()
        result = case.run()
        assert result is not None
        assert result.exit_code == 3, result
        assert case.clock.true_ms() - before < 10 * 60_000, "an endless wait"
        assert stage.amiss(case) == []
