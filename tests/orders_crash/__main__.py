"""`python -m tests.orders_crash`: 5,000 orders over a month, runners killed at 50 random points, six targets.

python -m tests.orders_crash [--orders N] [--days N] [--kills N] [--seed N]
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.crash.nursery import Nursery
from tests.orders_crash.month import Plan, Report, month

SHOWN = 40


def main() -> int:
    """1 when anything is amiss."""
    parser = argparse.ArgumentParser(prog="python -m tests.orders_crash")
    parser.add_argument("--orders", type=int, default=5_000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--kills", type=int, default=50, help="runners killed, beside those that overlap with them")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="orders-", dir="/dev/shm") as folder,
        Nursery("tests.orders_crash.victim") as nursery,
    ):
        report = month(Plan(asked.days, asked.orders, asked.kills, asked.seed), Path(folder), nursery)
    sys.stdout.write("\n".join(_lines(report, time.monotonic() - began)) + "\n")
    return int(bool(report.amiss))


def _lines(report: Report, seconds: float) -> list[str]:
    killed = f"{report.kills} of them killed ({report.owed} came to their end before that)"
    return [
        f"{report.stored} orders stored, {report.runs} runs, {killed}, {seconds:.0f} s",
        f"  {report.overlaps} times two at once, {report.met} times one found the other at work",
        f"  killed at {len(report.died_at)} different points:",
        *(f"    {count} × {name}" for name, count in report.died_at.most_common()),
        "  failed, with the cause that was planted:",
        *(f"    {count} × {target}: {code}" for (target, code), count in sorted(report.causes.items())),
        f"  mended and tried again: {report.mended}",
        "  handed over, new and cancelled: " + ", ".join(f"{name} {count}" for name, count in report.handed.items()),
        f"  amiss: {len(report.amiss)}",
        *(f"    {told}" for told in report.amiss[:SHOWN]),
    ]


if __name__ == "__main__":
    sys.exit(main())
