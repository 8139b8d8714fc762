"""`python -m tests.crash`: the whole matrix at the demo's size, in parallel; prints what each kill led to, by scenario.

python -m tests.crash [--small] [--points N] [--moments N] [--only NAME …] [--workers N] [--seed N]
"""

import argparse
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.crash.matrix import Verdict, kills, moments, name_of
from tests.crash.nursery import Nursery
from tests.crash.parallel import job, open_nursery
from tests.crash.scenario import DEMO, SMALL
from tests.crash.stage import Stage, prepare


def main() -> int:
    """1 when anything is amiss."""
    asked = _asked()
    chance = random.Random(asked.seed)
    scenarios = [one for one in (SMALL if asked.small else DEMO) if not asked.only or one.action in asked.only]
    with (
        tempfile.TemporaryDirectory(prefix="crash-", dir="/dev/shm") as folder,
        Nursery() as nursery,
        multiprocessing.get_context("spawn").Pool(asked.workers, open_nursery) as pool,
    ):
        bad = 0
        for scenario in scenarios:
            began = time.monotonic()
            stage = prepare(scenario, Path(folder), nursery)
            spread = kills(stage, asked.points, chance)
            todo = chance.sample(spread, min(asked.points, len(spread))) + moments(stage, asked.moments, chance)
            jobs = [(stage, kill, str(number)) for number, kill in enumerate(todo)]
            verdicts = list(pool.imap_unordered(job, jobs))
            bad += _print(stage, verdicts, time.monotonic() - began)
    return int(bad > 0)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.crash")
    parser.add_argument("--small", action="store_true", help="the small shop instead of the demo's")
    parser.add_argument("--points", type=int, default=60, help="named points for each scenario")
    parser.add_argument("--moments", type=int, default=10, help="random times for each scenario")
    parser.add_argument("--only", nargs="+", default=(), help="export, price, delete")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _print(stage: Stage, verdicts: list[Verdict], seconds: float) -> int:
    """How many are amiss."""
    bad = [one for one in verdicts if one.amiss]
    fell = sum(one.fell for one in verdicts)
    named = {name_of(one.kill.at) for one in verdicts if one.kill.at and one.fell}
    twice = sum(bool(one.kill.then) for one in verdicts)
    starts = ", ".join(f"{count} × {number}" for number, count in sorted(Counter(one.starts for one in verdicts).items()))
    lines = [
        f"{stage.scenario}: {len(stage.truth.cards)} cards, {len(stage.points)} points in an undisturbed run",
        f"  kills {fell} of {len(verdicts)}, at {len(named)} different names, {twice} of them killed twice",
        f"  starts needed afterwards: {starts}",
        f"  as undisturbed: {len(verdicts) - len(bad)}, amiss: {len(bad)}, {seconds:.0f} s",
        *(f"  {one.kill}: {told[:300]}" for one in bad for told in one.amiss[:5]),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    return len(bad)


if __name__ == "__main__":
    sys.exit(main())
