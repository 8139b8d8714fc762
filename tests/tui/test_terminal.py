"""The console in a real terminal (a pty): still when nothing happens, gone when the line is lost or a stop is asked for."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store.database import Database

OPEN = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from aliexport_tui.cli.entry import run
sys.exit(run(["--db", sys.argv[1]]))
"""


class Terminal:
    def __init__(self, file: Path) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", OPEN, str(file)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env=environment,
        )
        os.close(slave)

    def read(self, quiet_s: float, limit_s: float = 20.0) -> bytes:
        """What comes until nothing has come for `quiet_s`."""
        found, end = b"", time.monotonic() + limit_s
        while time.monotonic() < end:
            ready, _w, _x = select.select([self.master], [], [], quiet_s)
            if not ready:
                break
            try:
                part = os.read(self.master, 65536)
            except OSError:
                break
            if not part:
                break
            found += part
        return found

    def close(self) -> None:
        if self.master >= 0:
            os.close(self.master)
            self.master = -1


@pytest.fixture
def terminal(workspace: Workspace, db: Database) -> Iterator[Terminal]:
    opened = Terminal(workspace.file)
    yield opened
    opened.close()
    if opened.process.poll() is None:
        opened.process.kill()
    opened.process.wait()


def test_an_untouched_screen_writes_nothing(terminal: Terminal) -> None:
    shown = b""
    while "Джинсы".encode() not in shown:
        part = terminal.read(0.5)
        assert part or terminal.process.poll() is None
        shown += part
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
    terminal.close()
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
