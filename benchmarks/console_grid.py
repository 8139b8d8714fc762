"""What the product grid costs on a large file, key by key, through a real pty.

`python -m benchmarks.console_grid FILE` with a file of `benchmarks.console_shop`. A key's time: until the last byte it
causes."""

import fcntl
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure, heading, tell

_OPEN = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from aliexport_tui.cli.entry import run
sys.exit(run(["--db", sys.argv[1]]))
"""
_STATE_LINE = 2_500
"""Bytes: what is more are rows."""
KEYS = {"down": b"\x1b[B", "page": b"\x1b[6~", "end": b"\x1b[F", "home": b"\x1b[H", "esc": b"\x1b"}


@dataclass(frozen=True)
class Drawn:
    """`rows`, `last`: seconds from the key to when rows had been drawn, and to the last byte (0: nothing came)."""

    rows: float
    last: float
    size: int
    text: bytes


class Terminal:
    """The program in a pty of its own, with settings of its own."""

    def __init__(self, file: Path, columns: int, lines: int) -> None:
        self._settings = tempfile.TemporaryDirectory()
        self._master, slave = pty.openpty()
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        environment = {
            **os.environ, "TERM": "xterm-256color", "LANG": "ru_RU.UTF-8",
            "ALIEXPORT_CONFIG": str(Path(self._settings.name) / "console.toml"),
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-c", _OPEN, str(file)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env=environment,
        )
        os.close(slave)

    def read(self, quiet_s: float, limit_s: float = 20.0) -> Drawn:
        """What comes until nothing has come for `quiet_s`."""
        began = time.perf_counter()
        rows = last = 0.0
        text = b""
        while time.perf_counter() - began < limit_s:
            ready, _w, _x = select.select([self._master], [], [], quiet_s)
            if not ready:
                break
            try:
                part = os.read(self._master, 1 << 16)
            except OSError:
                break
            last = time.perf_counter() - began
            text += part
            # the console waits for its terminal to say that it has come so far
            os.write(self._master, b"\x1b[1;1R" * part.count(b"\x1b[6n"))
            if len(text) > _STATE_LINE:
                rows = rows or last
        return Drawn(rows, last, len(text), text)

    def press(self, *keys: str, quiet_s: float = 0.15) -> Drawn:
        """Named keys, or the letters themselves; all at once."""
        os.write(self._master, b"".join(KEYS.get(key, key.encode()) for key in keys))
        return self.read(quiet_s)

    def until(self, piece: str, limit_s: float = 20.0) -> float:
        """Seconds until these letters have been drawn. Raises RuntimeError when they never are."""
        began = time.perf_counter()
        text = b""
        while piece.encode() not in text:
            if time.perf_counter() - began > limit_s or self.process.poll() is not None:
                raise RuntimeError(text.decode(errors="replace")[-500:])
            text += self.read(0.02, 0.05).text
        return time.perf_counter() - began

    def memory_mb(self) -> float:
        for line in Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) / 1024
        return 0.0

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()
        os.close(self._master)
        self._settings.cleanup()


def measure(file: Path, columns: int, lines: int) -> None:
    heading(f"{columns}x{lines}")
    began = time.perf_counter()
    terminal = Terminal(file, columns, lines)
    try:
        terminal.until("Джинсы")
        tell(Figure("start to first rows", time.perf_counter() - began, "s", budget=0.4))
        terminal.read(3.0)
        _keys("cursor down", terminal, ["down"] * 12, 10, 1_000)
        _keys("page down", terminal, ["page"] * 12, 20, 18_000)
        pages = terminal.press(*["page"] * 10)
        tell(Figure("ten pages at once: all drawn", pages.last * 1000, "ms", budget=300))
        tell(Figure("ten pages at once: bytes", pages.size, "B"))
        for name, keys in (
            ("end", ["end"]),
            ("home", ["home"]),
            ("mark all", ["*"]),
            ("turn round", ["i"]),
            ("no mark", ["-"]),
        ):
            _keys(name, terminal, keys, 100, 18_000)
        for turn in range(6):
            terminal.press("home")
            drawn = terminal.press("t", quiet_s=0.9)
            tell(Figure(f"sort by column {turn + 2}: first rows", drawn.rows * 1000, "ms", budget=700))
            tell(Figure("   all there", drawn.last * 1000, "ms"))
        terminal.press("/", quiet_s=0.3)
        drawn = terminal.press(*"price>50000 stock=0 ", quiet_s=1.0)
        tell(Figure("filter by two conditions typed: all there", drawn.last * 1000, "ms"))
        terminal.press("esc", quiet_s=0.5)
        idle = terminal.read(3.0, 10.0)
        tell(Figure("untouched: bytes", idle.size, "B", budget=0))
        tell(Figure("own memory", terminal.memory_mb(), "MB", budget=60))
    finally:
        terminal.close()


def _keys(name: str, terminal: Terminal, keys: Sequence[str], ms: float, size: float) -> None:
    drawn = [terminal.press(key) for key in keys]
    tell(Figure(name, statistics.median(one.last for one in drawn) * 1000, "ms", budget=ms))
    tell(Figure("   bytes", statistics.median(one.size for one in drawn), "B", budget=size))


def main() -> None:
    for columns, lines in ((200, 50), (80, 24)):
        measure(Path(sys.argv[1]), columns, lines)


if __name__ == "__main__":
    main()
