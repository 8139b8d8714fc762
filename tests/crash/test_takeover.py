"""Whoever comes after a death: ends the dead run truthfully, goes on with its work at once, and parks what kills runners."""

import signal
import time

from aliexport_tui.store import events, runs
from tests.crash.conftest import Staged
from tests.crash.nursery import Nursery
from tests.crash.stage import Case

SENDING = {"product/create:written#1": signal.SIGKILL}


def told(case: Case, code: str) -> list[dict[str, str]]:
    """The args of the events with this code."""
    db = case.workspace.open()
    found = [event.args for event in events.latest(db, limit=1_000_000) if event.code == code]
    db.close()
    return found


def test_the_next_start_ends_the_dead_run_and_tells_who_it_was(nursery: Nursery, staged: Staged) -> None:
    stage = staged("export")
    with stage.case(nursery, "ended") as case:
        victim = case.start(signals=SENDING)
        assert victim.wait() is None
        assert case.finish() == 1
        assert stage.amiss(case) == []
        (died,) = told(case, "run.died")
        assert died["pid"] == str(victim.pid)
        assert died["action"] == "export"
        assert died["who"]
        db = case.workspace.open()
        newest, dead = runs.latest(db, limit=2)
        db.close()
        assert (dead.state, dead.exit_code) == ("ended", None)
        assert newest.exit_code == 3


def test_a_dead_holder_stops_nobody(nursery: Nursery, staged: Staged) -> None:
    """From the death to the next start's first request: no lock is waited for, no lease has to run out."""
    with staged("export").case(nursery, "at-once") as case:
        victim = case.start(signals=SENDING)
        assert victim.wait() is None
        before = case.clock.now_ms()
        began = time.monotonic()
        assert case.run(signals={"product/create:before#1": signal.SIGKILL}) is None
        assert time.monotonic() - began < 10
        assert case.clock.now_ms() - before < 2_000, "by the clock of the runners"


def test_another_action_sends_what_a_dead_run_left_in_the_outbox(nursery: Nursery, staged: Staged) -> None:
    stage = staged("export")
    with stage.case(nursery, "drained") as case:
        assert case.run(signals=SENDING) is None
        result = case.run(action="price")
        assert result is not None
        assert result.exit_code in (0, 3, 5), result
        db = case.workspace.open()
        unsent = db.value("SELECT count(*) FROM change WHERE run IS NOT NULL AND state = 'ready'")
        db.close()
        assert unsent == 0
        (died,) = told(case, "run.died")
        assert int(died["unsent"]) > 0
        assert case.finish() <= 2
        assert stage.amiss(case) == []


def test_resume_goes_on_where_a_dead_run_stopped(nursery: Nursery, staged: Staged) -> None:
    stage = staged("export")
    with stage.case(nursery, "resumed") as case:
        assert case.run(signals=SENDING) is None
        result = case.run(action=None, verify_s=300)
        assert result is not None
        assert result.exit_code == 0, result
        assert stage.amiss(case) == []


def test_a_product_that_kills_runners_is_parked_and_all_others_go_live(nursery: Nursery, staged: Staged) -> None:
    """A runner dies whenever this product is in the request that it is about to send."""
    stage = staged("export")
    with stage.case(nursery, "poison") as case:
        starts = 0
        while starts < 8:
            starts += 1
            if case.run(dies_with='"G07"') is not None:
                break
            case.clock.sleep(3600)
        assert starts <= 4
        case.finish()
        outcomes = case.truth().outcomes
        assert outcomes["G07"] == "held"
        assert {key: word for key, word in outcomes.items() if key != "G07"} == {
            key: word for key, word in stage.truth.outcomes.items() if key != "G07"
        }
        (parked,) = told(case, "listing.parked")
        assert parked["key"] == "G07"
        assert len(told(case, "run.died")) == 3
        db = case.workspace.open()
        assert db.rows("SELECT product, reason, kind FROM v_holds") == [("G07", "parked", "create")]
        assert db.value("SELECT count(*) FROM listing WHERE deaths > 0") == 1
        db.close()


def test_a_price_that_kills_runners_is_parked_too(nursery: Nursery, staged: Staged) -> None:
    stage = staged("price")
    with stage.case(nursery, "poison-price") as case:
        starts = 1
        while case.run(dies_with='"G07"') is None:
            starts += 1
            assert starts <= 4
        (parked,) = told(case, "listing.parked")
        assert parked["key"] == "G07"
        truth = case.truth()
        assert truth.outcomes["G07"] == "held"
        cheap = [content for codes, content in truth.cards.items() if content != stage.truth.cards[codes]]
        assert len(cheap) == 1
        assert '"G07"' in cheap[0]
