"""Kills spread over all stages of a run: each named point, each once at least, and moments by the clock on the wall."""

import random
import signal
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tests.crash.nursery import Nursery
from tests.crash.stage import Stage

_AGAIN = 3
"""Every so many kills the runner that comes after it is killed too."""


@dataclass(frozen=True)
class Kill:
    """At a point (`then`: the next runner dies there), or after so many seconds."""

    at: str = ""
    then: str = ""
    after_s: float = 0

    def __str__(self) -> str:
        return (self.at or f"{self.after_s:.3f} s") + (f", then {self.then}" if self.then else "")


@dataclass(frozen=True)
class Verdict:
    """`fell`: did the process die of it; `starts`: so many it took afterwards; `amiss`: against the undisturbed run."""

    kill: Kill
    fell: bool
    starts: int
    amiss: tuple[str, ...]


def name_of(point: str) -> str:
    """Without its number."""
    return point.partition("#")[0]


def stem_of(point: str) -> str:
    """A commit without its side; the moments of a request are names of their own."""
    name, _, moment = name_of(point).partition(":")
    return name if moment in ("before", "after") and "." in name else f"{name}:{moment}"


def sample(points: Sequence[str], count: int, chance: random.Random, known: Collection[str] = ()) -> list[str]:
    """Every stem that is not `known` once, on one side and at a random turn; then more at random until there are `count`."""
    by_stem: defaultdict[str, list[str]] = defaultdict(list)
    for point in points:
        by_stem[stem_of(point)].append(point)
    chosen = [chance.choice(turns) for stem, turns in by_stem.items() if stem not in known]
    rest = [point for point in points if point not in set(chosen)]
    more = chance.sample(rest, max(0, min(count - len(chosen), len(rest))))
    return sorted(chosen + more, key=points.index)


def kills(stage: Stage, count: int, chance: random.Random, known: Collection[str] = ()) -> list[Kill]:
    """Of the stage's points."""
    chosen = sample(stage.points, count, chance, known)
    return [Kill(at, chance.choice(stage.points) if turn % _AGAIN == 0 else "") for turn, at in enumerate(chosen)]


def moments(stage: Stage, count: int, chance: random.Random) -> list[Kill]:
    """Random times within the run."""
    return [Kill(after_s=chance.uniform(0.01, stage.seconds)) for _ in range(count)]


def tried(stage: Stage, kill: Kill, nursery: Nursery, name: str) -> Verdict:
    """Kill a runner, start others as cron would, compare."""
    with stage.case(nursery, name) as case:
        try:
            if kill.at:
                fell = case.run(signals={kill.at: signal.SIGKILL}) is None
            else:
                fell = case.start().kill(kill.after_s) is None
            if kill.then:
                case.run(signals={kill.then: signal.SIGKILL})
            starts = case.finish()
            return Verdict(kill, fell, starts, tuple(stage.amiss(case)))
        except AssertionError as error:
            return Verdict(kill, False, 0, (f"no end: {error}",))
