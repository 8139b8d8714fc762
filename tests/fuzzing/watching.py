"""A child process that reads inputs, watched from outside: what takes too long or ends the process is seen here."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import msgspec

from tests.fuzzing.child import Verdict

MOST_SECONDS = 10.0
MOST_BYTES = 200 * 1024 * 1024


class Watched:
    """Starts a child when it is needed, and another one after a breach. A context manager."""

    def __init__(self, *, real: bool, niceness: int = 0, command: Sequence[str] = ()) -> None:
        """`command`: of another child."""
        self._command = [*command] or [sys.executable, "-m", "tests.fuzzing.child", "all" if real else "own"]
        self._niceness = niceness
        self._child: subprocess.Popen[bytes] | None = None
        self._buffer = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def judged(self, kind: str, number: int) -> Verdict:
        return self.asked(f"{kind} {number}")

    def asked(self, question: str) -> Verdict:
        """One line; what the child answers to it, or what became of the child."""
        child = self._child or self._start()
        assert child.stdin is not None
        began = time.monotonic()
        child.stdin.write(f"{question}\n".encode())
        child.stdin.flush()
        line = self._line(child, began + 3 * MOST_SECONDS)  # a busy machine is no fault of the reader's
        seconds = time.monotonic() - began
        if line is None:
            told = self._ended(child)
            self._end()
            what = "no answer" if told is None else f"the process ended with {told}"
            return Verdict("breach", seconds, 0, what)
        verdict = msgspec.json.decode(line, type=Verdict)
        what = self._excess(verdict)
        if verdict.outcome == "breach" or what:
            self._end()
            return msgspec.structs.replace(verdict, outcome="breach", what=verdict.what or what)
        return verdict

    @staticmethod
    def _excess(verdict: Verdict) -> str:
        if verdict.seconds > MOST_SECONDS:
            return f"{verdict.outcome} after {verdict.seconds:.1f} s"
        if verdict.peak > MOST_BYTES:
            return f"{verdict.outcome} with {verdict.peak >> 20} MB"
        return ""

    def _start(self) -> subprocess.Popen[bytes]:
        self._buffer = b""
        command = ["nice", "-n", str(self._niceness), *self._command] if self._niceness else self._command
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self._child

    def _line(self, child: subprocess.Popen[bytes], until: float) -> bytes | None:
        assert child.stdout is not None
        while b"\n" not in self._buffer:
            ready, _, _ = select.select([child.stdout], [], [], max(0.0, until - time.monotonic()))
            data = os.read(child.stdout.fileno(), 65536) if ready else b""
            if not data:
                return None
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line

    @staticmethod
    def _ended(child: subprocess.Popen[bytes]) -> int | None:
        """None for one that goes on."""
        try:
            return child.wait(1)
        except subprocess.TimeoutExpired:
            return None

    def _end(self) -> None:
        if self._child is None:
            return
        child, self._child = self._child, None
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                pipe.close()
