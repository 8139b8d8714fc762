"""Victims at hand: started in a moment, killed, stopped, woken and waited for."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec

from tests.crash.victim import Result, Spec
from tests.support.common_clock import CommonClock

ROOT = Path(__file__).parents[2]
_LONGEST_S = 60.0


class Victim:
    """One running runner. `seat`: its place at the common clock, given back when it has ended."""

    def __init__(self, pid: int, spec: Spec, clock: CommonClock | None) -> None:
        self.pid = pid
        self._spec = spec
        self._clock = clock
        try:
            self._handle = os.pidfd_open(pid)
        except ProcessLookupError:
            self._handle = -1

    def wait(self, seconds: float = _LONGEST_S) -> Result | None:
        """How it ended; None when it was killed. One that does not end in time is killed, and that is an error."""
        ended = self.ended(seconds)
        if not ended:
            self.end()
        self._leave()
        assert ended, f"the runner did not end within {seconds} s"
        path = Path(self._spec.result)
        return msgspec.json.decode(path.read_bytes(), type=Result) if path.exists() else None

    def end(self) -> None:
        """Whatever it does: it is over."""
        self.send(signal.SIGKILL)
        self.ended(_LONGEST_S)
        self._leave()

    def _leave(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def kill(self, after_s: float) -> Result | None:
        """SIGKILL after so long; None unless it had ended by itself before."""
        if not self.ended(after_s):
            self.send(signal.SIGKILL)
        return self.wait()

    def wait_until_stopped(self) -> bool:
        """True once SIGSTOP holds it (the time then goes on without it), False when it has ended instead."""
        while not self.ended(0):
            with contextlib.suppress(OSError):
                if _state(self.pid) == "T":
                    if self._clock:
                        self._clock.vacate(self._spec.seat)
                    return True
            time.sleep(0.002)
        return False

    def wake(self) -> None:
        """SIGCONT; the time waits for it again."""
        if self._clock:
            self._clock.seat(self._spec.seat)
        self.send(signal.SIGCONT)

    def send(self, number: int) -> None:
        """A signal, if it still lives."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def ended(self, seconds: float = 0) -> bool:
        """Has it, within so long? The common time then goes on without it."""
        ended = self._handle < 0 or bool(select.select([self._handle], [], [], seconds)[0])
        if ended and self._clock:
            self._clock.vacate(self._spec.seat)
            self._clock = None
        return ended


def wait_for_all(victims: Sequence[Victim], seconds: float = _LONGEST_S) -> list[Result | None]:
    """How each of those that run at the same time ended. The dead hold up nobody's time."""
    deadline = time.monotonic() + seconds
    while sum(victim.ended() for victim in victims) < len(victims) and time.monotonic() < deadline:
        time.sleep(0.002)
    return [victim.wait(0) for victim in victims]


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]


class Nursery:
    """One process that has imported everything; its forks are the victims. `module`: theirs."""

    def __init__(self, module: str = "tests.crash.victim") -> None:
        self._module = module

    def __enter__(self) -> Self:
        self._victims: list[Victim] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", self._module, "--nursery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.end_all()
        self._pipe(self._process.stdin).close()
        self._process.wait()
        self._pipe(self._process.stdout).close()

    def start(self, spec: Spec, clock: CommonClock | None = None) -> Victim:
        """A victim; `clock`: the one that `spec.clock` names."""
        Path(spec.result).unlink(missing_ok=True)
        if clock:
            clock.seat(spec.seat)
        pipe = self._pipe(self._process.stdin)
        pipe.write(msgspec.json.encode(spec) + b"\n")
        pipe.flush()
        victim = Victim(int(self._pipe(self._process.stdout).readline()), spec, clock)
        self._victims.append(victim)
        return victim

    def end_all(self) -> None:
        """Those that a failed test left behind."""
        for victim in self._victims:
            victim.end()
        self._victims.clear()

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        assert pipe is not None
        return pipe
