"""The console while 1,000 lines a second come into its log: below the products, and on the whole screen."""

import sys
import time
from pathlib import Path

import click

from benchmarks.eyes import has_rows, is_whole, processor_s
from benchmarks.figures import Figure, heading, tell
from benchmarks.log_writer import log_writer
from tests.support.terminal import Terminal

LINES_A_SECOND = 1_000
_SECONDS = 10.0


def live_log(file: Path, size: tuple[int, int]) -> None:
    heading(f"a live log of {LINES_A_SECOND:,} lines a second, {size[0]}×{size[1]}")
    with Terminal([sys.executable, "-m", "aliexport_tui", "--db", str(file)], size) as terminal:
        terminal.wait_for(has_rows)
        terminal.wait_for(is_whole)
        terminal.read(1.5)
        with log_writer(file, lines_a_second=LINES_A_SECOND):
            _watch(terminal, "below the products")
            terminal.press("L")
            _watch(terminal, "on the whole screen")


def _watch(terminal: Terminal, where: str) -> None:
    terminal.read(0.5, 2.0)
    before, began = processor_s(terminal.process.pid), time.monotonic()
    count = len(terminal.read(1.0, _SECONDS))
    seconds = time.monotonic() - began
    used = processor_s(terminal.process.pid) - before
    if "card 1005" not in terminal.text or seconds < _SECONDS:
        raise click.ClickException(f"the log does not run:\n{terminal.text}")
    tell(Figure(f"{where}: bytes a second", count / seconds, "B/s", budget=35 * 1024))
    tell(Figure(f"{where}: processor", used / seconds * 100, "%", budget=5))
