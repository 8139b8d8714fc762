"""A runner of the order side, as cron starts it: news fetched, then handed over. It can be killed at any commit and at any
moment of any request."""

import os
import signal
import sys
import traceback
from contextlib import closing
from pathlib import Path

import msgspec

from aliexport_tui.engine.orders.fetching import fetch_news
from aliexport_tui.engine.orders.handing.going import hand_over
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.handoff import webhook
from aliexport_tui.handoff.magento import cart, direct
from aliexport_tui.model.errors import AliexportError, BusyError
from tests.crash import victim
from tests.crash.points import Points
from tests.support.common_clock import CommonClock

PRELOADED = (webhook, cart, direct)
"""What the program imports when it is first needed: the nursery's forks have it from the start."""


class Spec(victim.Spec, frozen=True, kw_only=True):
    """`die_at`: at the so-manieth point that it passes, counted over all of them; 0: never. Where that was stands in a file
    beside the result, `.died`."""

    die_at: int = 0


class _Counting(Points):
    def __init__(self, die_at: int, told: Path) -> None:
        super().__init__({})
        self._die_at = die_at
        self._told = told

    def reached(self, name: str) -> None:
        super().reached(name)
        if len(self.passed) == self._die_at:
            self._told.write_text(name)
            os.kill(os.getpid(), signal.SIGKILL)


def run(spec: Spec) -> victim.Result:
    """The runner's whole life in this process. `exit_code` 6: somebody else was handing over."""
    points = _Counting(spec.die_at, Path(spec.result).with_suffix(".died"))
    points.install()
    workspace = Workspace(Path(spec.file), CommonClock(Path(spec.clock), spec.seat))
    code, error, told = 0, "", {}
    try:
        with closing(workspace.open()) as db:
            try:
                fetch_news(workspace, db, "main")
            except BusyError:
                told["fetched"] = "busy"
            ended = hand_over(workspace, db, "main")
            told |= {name: str(getattr(ended, name)) for name in ended.__struct_fields__}
    except AliexportError as trouble:
        code, error = int(trouble.exit_code), str(trouble)
    except Exception:  # noqa: BLE001  # why: whatever it was, the test shall read it
        code, error = 1, traceback.format_exc()
    told["points"] = str(len(points.passed))
    return victim.Result(code, (), error, told)


def _one(text: bytes) -> int:
    spec = msgspec.json.decode(text, type=Spec)
    result = run(spec)
    path = Path(spec.result)
    half = path.with_suffix(".half")
    half.write_bytes(msgspec.json.encode(result))
    half.rename(path)
    return result.exit_code


def _nursery() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for line in sys.stdin.buffer:
        child = os.fork()
        if child == 0:
            for number in (signal.SIGCHLD, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            os._exit(_one(line))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _nursery()
