"""SIGTERM, SIGHUP and SIGINT: the first one stops at a safe point, a second one at once; the run's row says so."""

import signal

import pytest

from aliexport_tui.store import runs
from aliexport_tui.store.runs import Run
from tests.crash.conftest import Staged
from tests.crash.nursery import Nursery
from tests.crash.stage import Case
from tests.crash.test_takeover import told

PHASES = {
    "planning": "built.save_built:after#1",
    "planned": "plans.create_plan:after#1",
    "sending": "product/create:written#2",
    "intent": "outbox.commit_intent:after#2",
    "polling": "tasks:before#2",
    "settling": "poll._take_in:before#1",
}
ITS_END = ("life.", "outbox.leave_intents", "ahead.take_back", "product/create", "exchanges.add")
"""Of a run that leaves at once; a request that was on its way goes on by itself for a moment."""
SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


def newest(case: Case) -> Run:
    db = case.workspace.open()
    (run,) = runs.latest(db, limit=1)
    db.close()
    return run


@pytest.mark.parametrize(("phase", "number"), [(phase, SIGNALS[turn % 3]) for turn, phase in enumerate(PHASES)])
def test_one_signal_stops_at_a_safe_point(nursery: Nursery, staged: Staged, phase: str, number: int) -> None:
    stage = staged("export")
    with stage.case(nursery, f"one-{phase}") as case:
        result = case.run(signals={PHASES[phase]: number})
        assert result is not None
        assert (result.exit_code, result.error) == (128 + number, "exit")
        run = newest(case)
        assert (run.state, run.exit_code) == ("ended", 128 + number)
        (stopped,) = told(case, "run.stopped")
        db = case.workspace.open()
        assert db.value("SELECT count(*) FROM batch WHERE state = 'intent'") == 0
        unsent = db.value("SELECT count(*) FROM change WHERE run IS NOT NULL AND state = 'ready'")
        db.close()
        assert int(stopped["unsent"]) == unsent
        assert case.finish() == 1
        assert stage.amiss(case) == []
        assert told(case, "run.died") == []


@pytest.mark.parametrize(
    ("first", "second", "number"),
    [
        ("plans.create_plan:before#1", "plans.create_plan:after#1", signal.SIGTERM),
        ("outbox.commit_intent:after#1", "product/create:before#1", signal.SIGINT),
        ("product/create:before#2", "product/create:answering#2", signal.SIGHUP),
        ("tasks:before#1", "tasks:written#1", signal.SIGTERM),
        ("poll._take_in:before#1", "poll._take_in:after#1", signal.SIGINT),
    ],
)
def test_a_second_signal_leaves_at_once_and_is_as_safe(
    nursery: Nursery, staged: Staged, first: str, second: str, number: int
) -> None:
    stage = staged("export")
    with stage.case(nursery, "two") as case:
        result = case.run(signals={first: number, second: number})
        assert result is not None
        assert (result.exit_code, result.error, result.points[-1]) != (0, "", "")
        assert result.exit_code == 128 + number
        passed = result.points[result.points.index(second) + 1 :]
        assert [point for point in passed if not point.startswith(ITS_END)] == []
        assert newest(case).exit_code == 128 + number
        recovered = case.run(signals={"worker.recover:after#1": signal.SIGKILL})
        db = case.workspace.open()
        assert db.value("SELECT count(*) FROM listing WHERE deaths") == 0, "who is told to leave has not died"
        db.close()
        assert (recovered is None) == (first.startswith(("outbox", "product"))), "a request was left without an answer"
        assert case.finish() <= 2
        assert stage.amiss(case) == []


@pytest.mark.parametrize(
    ("orders", "sends", "died"),
    [
        (
            {"answers._answered:after#1": signal.SIGKILL},
            {"product/create:before#1": signal.SIGTERM, "product/create:answering#1": signal.SIGTERM},
            False,
        ),
        ({"outbox.commit_intent:before#1": signal.SIGTERM}, {"product/create:answering#1": signal.SIGKILL}, True),
    ],
)
def test_a_death_is_that_of_the_runner_that_sent(
    nursery: Nursery, staged: Staged, orders: dict[str, int], sends: dict[str, int], died: bool
) -> None:
    """Not that of the run that had ordered the change: here another action sends what it left in the outbox."""
    with staged("export").case(nursery, "sender") as case:
        case.run(signals=orders)
        sender = case.run(action="price", signals=sends)
        assert (sender is None) == died
        assert case.run(signals={"worker.recover:after#1": signal.SIGKILL}) is None, "a request was left without an answer"
        db = case.workspace.open()
        counted = db.value("SELECT count(*) FROM listing WHERE deaths")
        left = db.value("SELECT count(*) FROM item WHERE batch = (SELECT max(id) FROM batch WHERE NOT waits)")
        db.close()
        assert counted == (left if died else 0)


def test_a_resume_stops_at_a_safe_point_too(nursery: Nursery, staged: Staged) -> None:
    stage = staged("export")
    with stage.case(nursery, "resume") as case:
        assert case.run(signals={"product/create:answering#1": signal.SIGKILL}) is None
        result = case.run(action=None, signals={"product/create:written#1": signal.SIGTERM})
        assert result is not None
        assert result.exit_code == 143
        assert case.finish() <= 2
        assert stage.amiss(case) == []


def test_a_runner_that_waits_for_the_lock_can_be_stopped(nursery: Nursery, staged: Staged) -> None:
    with staged("export").case(nursery, "waiting") as case:
        holder = case.start(signals={"product/create:before#1": signal.SIGSTOP})
        assert holder.wait_until_stopped()
        result = case.run(seat=2, wait_s=3600, signals={"runs.step:after#1": signal.SIGTERM})
        assert result is not None
        assert result.exit_code == 143
        holder.wake()
        ended = holder.wait()
        assert ended is not None
        assert ended.exit_code == 3
