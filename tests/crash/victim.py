"""A runner that can be killed at any of its points: `python -m tests.crash.victim JSON` runs the one of that `Spec`.

`--nursery` reads a Spec from each line of standard input and lets a fork of itself run it, so that a hundred victims cost
one start of Python; it answers each line with the process's number. How a victim ended stands in its `result` file; a
killed one leaves none.
"""

import os
import signal
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path

import msgspec

from aliexport_tui.cli.stopping import stop_on_signals
from aliexport_tui.engine.planning import building
from aliexport_tui.engine.runs.resuming import resume
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.listing import build as make
from aliexport_tui.listing.build import Built
from aliexport_tui.listing.recipe import Recipe
from aliexport_tui.model.change import Action
from aliexport_tui.model.clock import Clock, SystemClock
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.model.picture import Shown
from aliexport_tui.model.product import Product
from aliexport_tui.model.wants import Lane
from tests.crash.points import Points
from tests.support.common_clock import CommonClock


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """`signals`: point -> signal that the process sends itself there; `dies_with`: it dies before a write that holds these
    words, or while it builds the product with the key `dies_building`; `clock`: file of the common clock, "" for the
    machine's; `action` None: the command `resume`."""

    file: str
    result: str
    clock: str = ""
    seat: int = 1
    profile: str = "shop"
    action: Action | None = "export"
    verify_s: int = 60
    wait_s: int = 0
    approve: bool = False
    signals: dict[str, int] = {}
    dies_with: str = ""
    dies_building: str = ""


class Result(msgspec.Struct, frozen=True):
    """`exit_code` as the command line would end with; `error`: code of what the run was ended by, or a traceback."""

    exit_code: int
    points: tuple[str, ...]
    error: str = ""
    args: dict[str, str] = {}


def run(spec: Spec) -> Result:
    """The runner's whole life in this process."""
    points = Points(spec.signals, spec.dies_with)
    clock: Clock = CommonClock(Path(spec.clock), spec.seat) if spec.clock else SystemClock()
    workspace = Workspace(Path(spec.file), clock)
    points.install()
    if spec.dies_building:
        _poison(spec.dies_building)
    try:
        code = _work(spec, workspace)
    except AliexportError as error:
        told = {name: str(value) for name, value in error.args_by_name.items()}
        return Result(int(error.exit_code), tuple(points.passed), error.code, told)
    except SystemExit as error:
        return Result(error.code if isinstance(error.code, int) else 1, tuple(points.passed), "exit")
    except Exception as error:  # noqa: BLE001  (why: whatever it was, the test shall read it)
        left = getattr(error, "exit_code", None)  # click's, after a signal
        if isinstance(left, int):
            return Result(left, tuple(points.passed), "exit")
        return Result(1, tuple(points.passed), traceback.format_exc())
    return Result(code, tuple(points.passed))


def _poison(key: str) -> None:
    """Its builder kills the process."""
    build = make.build

    def deadly(
        lane: Lane, product: Product, recipe: Recipe, shown: Mapping[str, Shown], ordered: Mapping[str, int]
    ) -> Built:
        if product.key == key:
            os.kill(os.getpid(), signal.SIGKILL)
        return build(lane, product, recipe, shown, ordered)

    building.build = deadly  # type: ignore[attr-defined, assignment]


def _work(spec: Spec, workspace: Workspace) -> int:
    with stop_on_signals() as stop:
        if spec.action is None:
            resume(workspace, verify_s=spec.verify_s, stop=stop)
            return 0
        summary = run_profile(
            workspace,
            spec.profile,
            action=spec.action,
            verify_s=spec.verify_s,
            wait_s=spec.wait_s,
            approve_holds=spec.approve,
            stop=stop,
        )
    return int(summary.exit_code)


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
    if sys.argv[1] == "--nursery":
        _nursery()
    else:
        sys.exit(_one(sys.argv[1].encode()))
