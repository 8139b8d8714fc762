"""A program in a real terminal (a pty): keys in, bytes out with their times, the screen that they make; a slow line where
one is wanted."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType

import pyte

KEYS = {
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "pageup": "\x1b[5~", "pagedown": "\x1b[6~",
    "home": "\x1b[H", "end": "\x1b[F", "enter": "\r", "escape": "\x1b", "space": " ", "tab": "\t", "backspace": "\x7f",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f8": "\x1b[19~", "f9": "\x1b[20~",
}  # fmt: skip
_PART = 65_536
_LATE_S = 0.005
"""How late this process may be without the line being called slower for it."""
_PATIENCE_S = 5.0
"""So long the first byte of an answer is waited for."""
_QUESTION = b"\x1b[6n"
_OWN = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
"""Takes the pty as the terminal of its session, then becomes the program."""


@dataclass(frozen=True)
class Line:
    """How fast bytes come through, and how late, there and back. `bytes_a_second` 0: as fast as they are read."""

    bytes_a_second: float = 0
    latency_s: float = 0


class Terminal:
    """`size` in columns and rows. The process is the leader of a session whose terminal this is, as over SSH."""

    def __init__(
        self,
        arguments: Sequence[str],
        size: tuple[int, int] = (80, 24),
        environment: Mapping[str, str] | None = None,
        line: Line | None = None,
    ) -> None:
        self.size = size
        self.master, slave = pty.openpty()
        self.resize(*size)
        self._line = line or Line()
        self._free_at = 0.0
        self._tail = b""
        self._answers: list[float] = []
        """When the answers to "where is the cursor" arrive that are on their way."""
        self.answers = True
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self.received = 0
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _OWN, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", **(environment or {})},
        )
        os.close(slave)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.hang_up()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    # ---- in ----------------------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Names of keys, or text."""
        for key in keys:
            os.write(self.master, KEYS.get(key, key).encode())

    def resize(self, columns: int, rows: int) -> None:
        self.size = columns, rows
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def hang_up(self) -> None:
        """As when the line is lost."""
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    # ---- out ---------------------------------------------------------------------------------------------------

    def part(self, wait_s: float) -> bytes:
        """What has come, at the speed of the line; b"" when nothing came for so long or the program has ended."""
        end = time.monotonic() + wait_s
        while True:
            self._answer()
            until = min([end, *self._answers[:1]])
            ready, _w, _x = select.select([self.master], [], [], max(0.0, until - time.monotonic()))
            if ready:
                break
            if time.monotonic() >= end:
                return b""
        rate = self._line.bytes_a_second
        try:
            found = os.read(self.master, max(64, int(rate / 100)) if rate else _PART)
        except OSError:
            return b""
        if rate:
            self._free_at = max(self._free_at, time.monotonic() - _LATE_S) + len(found) / rate
            time.sleep(max(0.0, self._free_at - time.monotonic()))
        self.received += len(found)
        asked = (self._tail + found).count(_QUESTION)
        self._tail = found[-len(_QUESTION) + 1 :]
        if self.answers:
            self._answers.extend([time.monotonic() + self._line.latency_s] * asked)
        return found

    def _answer(self) -> None:
        """What a terminal answers by itself, as late as the line is long."""
        while self._answers and self._answers[0] <= time.monotonic():
            self._answers.pop(0)
            os.write(self.master, b"\x1b[2;1R")

    def parts(
        self, *keys: str, quiet_s: float = 0.15, limit_s: float = 20.0, first_s: float = 0.0, since: float | None = None
    ) -> list[tuple[float, bytes]]:
        """Press; what comes until nothing has come for `quiet_s` (`first_s` for the first of it): seconds
        since the keys, or `since`, there and back over the line, and bytes. The screen does not show it before `take`."""
        began = time.monotonic()
        found: list[tuple[float, bytes]] = []
        self.press(*keys)
        while time.monotonic() < began + limit_s and (part := self.part(quiet_s if found else max(quiet_s, first_s))):
            found.append((time.monotonic() - (began if since is None else since) + self._line.latency_s, part))
        return found

    def take(self, found: bytes) -> None:
        """The screen shows it."""
        self._stream.feed(found)

    def hold(self, *keys: str, every_s: float) -> int:
        """Press one after the other, as a key held down repeats; the number of bytes that came meanwhile."""
        found = bytearray()
        for key in keys:
            self.press(key)
            end = time.monotonic() + every_s
            while (left := end - time.monotonic()) > 0:
                found += self.part(left)
        self.take(bytes(found))
        return len(found)

    def read(self, quiet_s: float, limit_s: float = 20.0) -> bytes:
        """What comes until nothing has come for `quiet_s`; the screen takes it in."""
        found = b"".join(part for _at, part in self.parts(quiet_s=quiet_s, limit_s=limit_s))
        self.take(found)
        return found

    def answer_to(self, *keys: str) -> None:
        """Press, and wait for the answer's first byte (a second at most) and until it is over."""
        self.press(*keys)
        self.take(self.part(1.0))
        self.read(0.1, 3.0)

    def measure(self, *keys: str, quiet_s: float = 0.15, limit_s: float = 20.0) -> tuple[float, int]:
        """Seconds from the keys to the last byte of the answer, there and back over the line, and the number of bytes. The
        screen takes them in after that. Raises AssertionError when the keys bring nothing: that is no figure."""
        parts = self.parts(*keys, quiet_s=quiet_s, limit_s=limit_s, first_s=_PATIENCE_S)
        assert parts, f"{keys} drew nothing:\n{self.text}"
        found = b"".join(part for _at, part in parts)
        self.take(found)
        return parts[-1][0], len(found)

    def wait_for(self, wanted: str | Callable[["Terminal"], bool], limit_s: float = 30.0) -> str:
        """Until that stands on the screen; the screen's text. Raises AssertionError with the screen as it is instead."""
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            if wanted in self.text if isinstance(wanted, str) else wanted(self):
                return self.text
            if part := self.part(0.1):
                self.take(part)
            elif self.process.poll() is not None:
                break
        raise AssertionError(f"{wanted!r} did not come (ended: {self.process.poll()}):\n{self.text}")

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)
