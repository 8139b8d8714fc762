"""A run is asked to stop by a signal to the process that holds its lock, and to no other."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from aliexport_tui.engine.runs.cancelling import ask_to_stop
from aliexport_tui.engine.runs.dead import living
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store import runs
from tests.support.shop import fill, make_workspace

RUNNER = """
import signal, sys
from pathlib import Path
from aliexport_tui.engine.locks import Living
Living(Path(sys.argv[1])).hold(int(sys.argv[2]))
signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
print("works", flush=True)
signal.pause()
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = make_workspace(tmp_path)
    db = made.open()
    fill(db, 1)
    db.close()
    return made


def begun(workspace: Workspace, pid: int | None) -> int:
    db = workspace.open()
    try:
        return runs.start(
            db, profile=1, action="price", mode="by_hand", selection=None, verify_s=1, who="olga",
            now=workspace.clock.now_ms(), pid=pid,
        )  # fmt: skip
    finally:
        db.close()


def test_the_process_that_holds_the_lock_gets_the_signal_whatever_pid_the_row_says(workspace: Workspace) -> None:
    run = begun(workspace, pid=1)
    with subprocess.Popen(
        [sys.executable, "-c", RUNNER, str(workspace.lock("runs")), str(run)], stdout=subprocess.PIPE, text=True
    ) as runner:
        assert runner.stdout is not None
        assert runner.stdout.readline() == "works\n"
        assert living(workspace).holder(run) == runner.pid
        assert living(workspace).holder(run + 1) is None
        ask_to_stop(workspace, run)
        assert runner.wait(10) == 128 + signal.SIGTERM
    db = workspace.open()
    told = db.rows("SELECT code, run, profile FROM event")
    db.close()
    assert told == [("run.stop_asked", run, "shoes")]


def test_what_is_over_dead_or_not_up_yet_says_so(workspace: Workspace) -> None:
    dead, coming = begun(workspace, pid=1), begun(workspace, pid=None)
    for run, code in ((dead, "run.died"), (dead, "run.over"), (coming, "run.coming_up"), (99, "run.unknown")):
        with pytest.raises(ConfigError) as caught:
            ask_to_stop(workspace, run)
        assert caught.value.code == code
    db = workspace.open()
    row = runs.get(db, dead)
    db.close()
    assert row is not None
    assert (row.state, row.exit_code, row.failure) == ("ended", None, "run.died")


def test_our_own_process_is_not_stopped(workspace: Workspace) -> None:
    run = begun(workspace, pid=None)
    alive = living(workspace)
    alive.hold(run)
    try:
        with pytest.raises(ConfigError, match=r"run\.not_ours"):
            ask_to_stop(workspace, run)
    finally:
        alive.let_go(run)
