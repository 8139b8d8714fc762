"""Textual's DataTable at the console's work, as far as it can do it."""

import time
from pathlib import Path

from benchmarks.eyes import median, resident_mb
from benchmarks.figures import Figure, heading, tell
from tests.support.terminal import Terminal

ROWS = 100_000
_TIMES = 15


def table(size: tuple[int, int], report: Path, empty_mb: float) -> None:
    """It holds all rows in memory, so it gets a tenth of the console's."""
    from benchmarks.console import host

    heading(f"beside it: Textual's DataTable with {ROWS:,} rows, {size[0]}×{size[1]}")
    with Terminal(host("table", str(ROWS), str(report)), size) as terminal:
        terminal.wait_for("K0", 120.0)
        tell(Figure("start to first full paint", time.monotonic() - terminal.began, "s"))
        terminal.read(1.5, 30.0)
        for name, key in (("cursor move", "down"), ("page", "pagedown"), ("changed cell", " ")):
            took, count = median(terminal, [key] * _TIMES)
            tell(Figure(name, took * 1000, "ms", f"{count:,.0f} B"))
        took, count = terminal.measure("t", quiet_s=3.0)
        tell(Figure("sort by the next column", took, "s", f"{count:,} B"))
        tell(Figure("own memory", resident_mb(terminal.process.pid) - empty_mb, "MB"))
        tell(Figure("untouched screen, 10 s", len(terminal.read(10.0, 10.0)), "B"))
