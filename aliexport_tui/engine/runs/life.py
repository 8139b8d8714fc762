"""The life of a run: it lives as long as its process, and its row and the log say how it ended."""

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from aliexport_tui.engine.alerting import raising
from aliexport_tui.engine.runs.dead import living
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.change import Action
from aliexport_tui.model.clock import Clock, Wait
from aliexport_tui.model.errors import AliexportError, ExitCode, FileTrouble
from aliexport_tui.model.event import Event, Level
from aliexport_tui.store import events, runs, unended
from aliexport_tui.store.database import Database, Transaction

_INTERNAL = "run.internal"
_SLICE_S = 0.5


class StopRequest(threading.Event):
    """Set when a signal asks the run to stop at a safe point; `exit_code` is 128 + the signal's number."""

    exit_code = 143


class Stopped(Exception):
    """A signal asked the run to stop; everything is at a safe point."""


def interruptible(clock: Clock, stop: StopRequest) -> Wait:
    """The clock's sleep in slices: a stop is not kept waiting for the end of it. Raises Stopped, so it is for moments that
    are safe points; a request on its way is none."""

    def wait(seconds: float) -> None:
        left = seconds
        while left > 0:
            if stop.is_set():
                raise Stopped
            clock.sleep(min(left, _SLICE_S))
            left -= _SLICE_S

    return wait


@dataclass(frozen=True)
class Life:
    """One run at work over one connection."""

    workspace: Workspace
    db: Database
    run: int
    profile: str
    action: Action
    stop: StopRequest

    @contextlib.contextmanager
    def lived(self) -> Iterator[None]:
        """While the block runs the run lives. However the block is left, but for a death, the row says so."""
        alive = living(self.workspace)
        alive.hold(self.run)
        try:
            yield
        except (Stopped, SystemExit, KeyboardInterrupt):
            with contextlib.suppress(FileTrouble):  # whoever comes next ends the row then
                self._stopped()
            raise
        except AliexportError as error:
            self._failed(error.code, error.exit_code, error.args_by_name)
            raise
        except Exception:  # why: a fault of the program must not look like a run at work
            self._failed(_INTERNAL, ExitCode.INTERNAL, {})
            raise
        finally:
            alive.let_go(self.run)

    def _stopped(self) -> None:
        """A person's stop, or the machine's. What was not sent stays in the outbox, as after a death: whoever works next on
        the account, or `resume`, goes on with it."""
        now = self.workspace.clock.now_ms()
        with self.db.write() as tx:
            unsent = unended.unsent(tx, self.run)
            self._log(tx, "run.stopped", "warning", {"action": self.action, "unsent": str(unsent)})
            runs.close(tx, self.run, self.stop.exit_code, now)

    def _failed(self, code: str, exit_code: int, args: dict[str, str]) -> None:
        told = json.dumps({"code": code, "args": args}, ensure_ascii=False)
        now = self.workspace.clock.now_ms()
        with contextlib.suppress(FileTrouble), self.db.write() as tx:  # a full disk must not hide what happened first
            self._log(tx, "run.failed", "error", {**args, "reason": code})
            raising.run_ended_early(tx, self.profile, self.action, self.run, exit_code, code, args, now)
            runs.close(tx, self.run, exit_code, now, error=told)

    def _log(self, tx: Transaction, code: str, level: Level, args: dict[str, str]) -> None:
        at = self.workspace.clock.now_ms()
        events.add(tx, [Event(at=at, code=code, args=args, level=level, run=self.run, profile=self.profile)])
