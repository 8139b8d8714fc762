"""Ten quick page-downs over a slow line: how soon the screen shows the page they lead to.

`python -m benchmarks.slow_line FILE`."""

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Figure, heading, tell
from tests.support.terminal import Line, Terminal

LATENCY_S = 0.2
KEYS = 10
EVERY_S = 0.03
"""As a key that is held down repeats."""
LINES = (
    ("1 Mbit/s", 125_000.0, {(80, 24): 0.3, (200, 50): 0.3}),
    ("64 kbit/s", 8_000.0, {(80, 24): 2.0, (200, 50): 4.0}),
)


def pages(arguments: Sequence[str], size: tuple[int, int], bytes_a_second: float) -> tuple[float, int, str]:
    """Seconds from the last key to the last byte, there and back; the bytes of all ten pages; the screen in the end."""
    with Terminal(arguments, size, line=Line(bytes_a_second, LATENCY_S)) as terminal:
        terminal.wait_for("K")
        terminal.read(1.0)
        count = terminal.hold(*["pagedown"] * (KEYS - 1), every_s=EVERY_S)
        took, rest = terminal.measure("pagedown", quiet_s=0.6)
        return took, count + rest, terminal.text


def slow_line(file: Path) -> None:
    heading(f"ten page-downs, {EVERY_S * 1000:.0f} ms apart, over a line of {LATENCY_S * 1000:.0f} ms there and back")
    for name, rate, budgets in LINES:
        for size, budget in budgets.items():
            arguments = [sys.executable, "-m", "aliexport_tui", "--db", str(file)]
            took, count, _text = pages(arguments, size, rate)
            tell(Figure(f"{name}, {size[0]}×{size[1]}: caught up", took, "s", f"{count:,} B in all", budget))


if __name__ == "__main__":
    slow_line(Path(sys.argv[1]))
