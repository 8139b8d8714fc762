"""The console in a real terminal (a pty): still when nothing happens, gone when the line is lost or a stop is asked for."""

import select
import signal
import sys
from collections.abc import Iterator

import pytest

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store.database import Database
from tests.support.terminal import Terminal


@pytest.fixture
def terminal(workspace: Workspace, db: Database) -> Iterator[Terminal]:
    with Terminal([sys.executable, "-m", "aliexport_tui", "--db", str(workspace.file)]) as opened:
        yield opened


def test_an_untouched_screen_writes_nothing(terminal: Terminal) -> None:
    terminal.wait_for("Джинсы")
    terminal.read(1.0)
    ready, _w, _x = select.select([terminal.master], [], [], 2.0)
    assert not ready


def test_a_stop_is_obeyed_and_the_terminal_put_back(terminal: Terminal) -> None:
    terminal.read(1.5)
    terminal.process.send_signal(signal.SIGTERM)
    rest = terminal.read(2.0)
    assert terminal.process.wait(10) == 143
    assert b"\x1b[?1049l" in rest


def test_a_lost_line_ends_the_console(terminal: Terminal) -> None:
    terminal.read(1.5)
    terminal.hang_up()
    assert terminal.process.wait(10) == 129


def test_a_fault_ends_in_one_line_and_a_file_never_in_a_traceback(terminal: Terminal, db: Database) -> None:
    terminal.read(1.5)
    with db.write() as tx:
        tx.run("DROP TABLE event")
    rest = terminal.read(3.0)
    assert terminal.process.wait(10) == 1
    assert b"Internal error: OperationalError" in rest
    assert b"Traceback" not in rest
    assert list(db.path.parent.glob("*.crash-*"))
