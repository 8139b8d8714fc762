"""The whole matrix: `python -m tests.faults [--only WORD] [--jobs N]`. One line a cell: how the disturbed run ended, the
runs and requests that it took to the end, and what was untrue. Exit code 1 when a cell is not as it should be."""

import argparse
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path

from tests.faults.matrix import FAULTS, SHARES, WRITES, Played, play
from tests.faults.shop import make_model

Cell = tuple[int, int, float]


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.faults")
    arguments.add_argument("--only", default="", help="cells whose name has this word")
    arguments.add_argument("--jobs", type=int, default=2)
    asked = arguments.parse_args()
    cells = [
        (fault, write, share)
        for fault, write, share in product(range(len(FAULTS)), range(len(WRITES)), SHARES)
        if asked.only in f"{FAULTS[fault].name} × {WRITES[write].name} × {share:.0%}"
    ]
    began, bad = time.monotonic(), 0
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        model = make_model(Path(folder))
        with ProcessPoolExecutor(asked.jobs) as pool:
            for cell, played in zip(cells, pool.map(_play, [model] * len(cells), cells), strict=True):
                bad += not played.good
                _tell(cell, played)
    say(f"{len(cells)} cells, {bad} not as they should be, {time.monotonic() - began:.0f} s")
    return 1 if bad else 0


def _play(model: Path, cell: Cell) -> Played:
    fault, write, share = cell
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        return play(model, Path(folder), FAULTS[fault], WRITES[write], share)


def _tell(cell: Cell, played: Played) -> None:
    name = f"{FAULTS[cell[0]].name} × {WRITES[cell[1]].name} × {cell[2]:.0%}"
    verdict = "ok " if played.good else "BAD"
    say(f"{verdict} {name:52} {played.first:48} runs {played.runs} requests {played.requests:4}")
    for trouble in played.trouble:
        say(f"      {trouble}")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
