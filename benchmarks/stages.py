"""The engine's work that is measured, each piece in a process of its own: `python -m benchmarks.stages NAME ARGUMENTS`
prints what it cost as JSON."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from aliexport_tui.engine.importing import import_source
from aliexport_tui.engine.planning.context import load_context
from aliexport_tui.engine.planning.explain import explain
from aliexport_tui.engine.planning.plan import make_plan
from aliexport_tui.engine.runs.applying import order
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.engine.timeline import timeline
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.marketplace.kinds import WRITE_PATHS
from aliexport_tui.store.database import as_int, as_text
from aliexport_tui.store.status import of_profiles
from benchmarks import floors, shop
from benchmarks.measure import Cost, Stopwatch, helpers_peak_mb, peak_mb


class Told(msgspec.Struct, frozen=True):
    """`figures`: what the stage has to say beside its cost."""

    cost: Cost
    peak_mb: float
    helpers_mb: float
    figures: dict[str, float]


def stage(name: str, *arguments: object) -> Told:
    """Run one in a process of its own."""
    return side_by_side([(name, *arguments)])[0]


def side_by_side(stages: Sequence[tuple[object, ...]]) -> list[Told]:
    """Several at once, each in a process of its own."""
    begun = [
        subprocess.Popen([sys.executable, "-m", "benchmarks.stages", *map(str, words)], stdout=subprocess.PIPE)
        for words in stages
    ]
    told = [process.communicate()[0] for process in begun]
    for process, words in zip(begun, stages, strict=True):
        if process.returncode:
            raise SystemExit(f"stage {words[0]} ended with {process.returncode}")
    return [msgspec.json.decode(one, type=Told) for one in told]


def _import(folder: str) -> dict[str, float]:
    place = shop.workspace(Path(folder))
    db = place.open()
    report = import_source(place, db, shop.CODE, again=True)
    db.close()
    return {"products": report.counts.products, "changed": report.counts.new + report.counts.changed}


def _plan(folder: str) -> dict[str, float]:
    place = shop.workspace(Path(folder))
    db = place.open()
    context = load_context(db, shop.CODE)
    planned = make_plan(
        db,
        context,
        "export",
        selection=None,
        approved=True,
        now=place.clock.now_ms(),
        who="benchmark",
        progress=lambda stage, done, total: None,
        firm=True,
    )
    db.close()
    return {"plan": planned.id, "members": planned.members, **planned.counts}


def _apply(folder: str, plan: str) -> dict[str, float]:
    clock = shop.UnwaitingClock()
    place = shop.workspace(Path(folder), clock)
    ordered = order(place, int(plan))
    began = time.time()
    queued: list[float] = []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "send" and not queued:
            queued.append(time.time())

    summary = run_profile(place, shop.CODE, action=ordered.action, run_id=ordered.run, verify_s=1_000_000, progress=progress)
    counted = {f"planned_{name}": count for name, count in summary.planned.items()}
    return {
        "run": ordered.run,
        "exit_code": summary.exit_code,
        "checking_wall": queued[0] - began,
        "sending_wall": _last_answered(place, clock, ordered.run) - queued[0],
        "writes": summary.requests["write"],
        "reads": summary.requests["read"],
        **summary.outcomes,
        **counted,
    }


def _last_answered(place: Workspace, clock: shop.UnwaitingClock, run: int) -> float:
    """Seconds since the epoch: when the answer to the run's last write had come."""
    db = place.open()
    rows = db.rows("SELECT path, at + milliseconds FROM exchange WHERE run = ? ORDER BY id DESC", (run,))
    db.close()
    return max(clock.wall_ms(as_int(at)) for path, at in rows if as_text(path).endswith(WRITE_PATHS)) / 1000


def _explain(folder: str, code: str) -> dict[str, float]:
    place = shop.workspace(Path(folder))
    db = place.open()
    found = explain(db, code, now=place.clock.now_ms())
    db.close()
    return {"found": len(found)}


def _timeline(folder: str, code: str) -> dict[str, float]:
    db = shop.workspace(Path(folder)).open()
    found = timeline(db, code, limit=100)
    db.close()
    return {"found": len(found)}


def _status(folder: str) -> dict[str, float]:
    db = shop.workspace(Path(folder)).open()
    found = of_profiles(db)
    db.close()
    return {"found": len(found)}


STAGES: Mapping[str, Callable[..., dict[str, float]]] = {
    "import": _import,
    "plan": _plan,
    "apply": _apply,
    "explain": _explain,
    "timeline": _timeline,
    "status": _status,
    "bare_expat": floors.bare_expat,
    "bare_build": floors.bare_build,
    "bare_posts": floors.bare_posts,
}


def main() -> None:
    name, *arguments = sys.argv[1:]
    watch = Stopwatch()
    figures = STAGES[name](*arguments)
    told = Told(watch.cost(), peak_mb(), helpers_peak_mb(), figures)
    sys.stdout.buffer.write(msgspec.json.encode(told))


if __name__ == "__main__":
    main()
