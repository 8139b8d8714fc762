"""Another process that writes a little to the same file all the while: how long has it to wait?

`python -m benchmarks.bystander FILE` writes until its stdin ends, then prints the milliseconds of each write as JSON."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from aliexport_tui.model.errors import FileTrouble
from aliexport_tui.store.database import Database

_PAUSE_S = 0.02


class Waits(msgspec.Struct, frozen=True):
    """Milliseconds."""

    p50: float
    p95: float
    longest: float
    writes: int


@contextmanager
def bystander(file: Path) -> Iterator[list[Waits]]:
    """Writes while the block runs; the list holds the figures afterwards."""
    found: list[Waits] = []
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.bystander", str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        yield found
    finally:
        told, _ = process.communicate()
        found.append(_waits(json.loads(told)))


def _waits(milliseconds: list[float]) -> Waits:
    ordered = sorted(milliseconds) or [0.0]
    return Waits(ordered[len(ordered) // 2], ordered[len(ordered) * 95 // 100], ordered[-1], len(milliseconds))


def main() -> None:
    ended = threading.Event()
    threading.Thread(target=_until_told, args=(ended,), daemon=True).start()
    db = Database.open(Path(sys.argv[1]))
    waits = []
    while not ended.wait(_PAUSE_S):
        began = time.perf_counter()
        with suppress(FileTrouble), db.write() as tx:  # refused after the busy time-out: that long it has waited
            tx.run("INSERT OR REPLACE INTO setting (key, value) VALUES ('benchmark', ?)", (str(began),))
        waits.append((time.perf_counter() - began) * 1000)
    db.close()
    sys.stdout.write(json.dumps(waits))


def _until_told(ended: threading.Event) -> None:
    sys.stdin.read()
    ended.set()


if __name__ == "__main__":
    main()
