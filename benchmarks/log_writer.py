"""Another process that writes into the log of a shop's file, so many lines a second:
`python -m benchmarks.log_writer FILE N`."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aliexport_tui.model.event import Event
from aliexport_tui.store import events
from aliexport_tui.store.database import Database

_WORDS = (
    "Джинсы",
    "Ромашка",
    "синий",
    "полотенце",
    "Ёлка",
    "Acme",
    "из",
    "тёплого",
    "хлопка",
    "Nike",
    "зимний",
    "XL",
    "漢字",
)
_PORTIONS = 20
"""Transactions a second."""


@contextmanager
def log_writer(file: Path, *, lines_a_second: int) -> Iterator[None]:
    """Writes while the block runs."""
    arguments = [sys.executable, "-m", "benchmarks.log_writer", str(file), str(lines_a_second)]
    process = subprocess.Popen(arguments)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def main() -> None:
    db = Database.open(Path(sys.argv[1]))
    each = int(sys.argv[2]) // _PORTIONS
    line = 0
    dice = random.Random(1)
    while True:
        began = time.monotonic()
        now = time.time_ns() // 1_000_000
        made = []
        for _place in range(each):
            line += 1
            name = " ".join(dice.choices(_WORDS, k=dice.randint(3, 9)))
            args = {"name": f"{name} {line:07d}", "card": str(1_005_000_000_000 + line)}
            made.append(Event(at=now, code="listing.live", args=args, profile="bench"))
        with db.write() as tx:
            events.add(tx, made)
        time.sleep(max(0.0, 1 / _PORTIONS - (time.monotonic() - began)))


if __name__ == "__main__":
    main()
