"""The console beside a run of many products: how late its loop comes round while a runner works on the same file."""

import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from benchmarks import shop
from benchmarks.eyes import is_whole
from benchmarks.figures import Figure, heading, tell
from benchmarks.market import market
from benchmarks.stages import stage
from tests.support.terminal import Terminal

_SECONDS = 45
_HOLD_S = 0.25
"""Between two keys."""


def run_beside(folder: Path, products: int, sizes: Sequence[tuple[int, int]], report: Path) -> None:
    """Import, then an export in a process of its own; in each size a console stands open and is worked with meanwhile."""
    place = folder / "beside"
    place.mkdir()
    shop.write_feed(place / "feed.yml", products)
    with market(place / "market") as home:
        shop.set_up(place, home.address, home.token)
        stage("import", place)
        shop.fetch_dictionaries(place)
        file = shop.workspace(place).file
        arguments = [sys.executable, "-m", "aliexport_tui", "--db", str(file), "--run-profile", shop.CODE]
        runner = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            for size in sizes:
                heading(f"beside a run of {products:,} products, {size[0]}×{size[1]}")
                _work(file, size, report)
                if runner.poll() is not None:
                    raise click.ClickException("the run ended too soon: --run-products")
        finally:
            runner.kill()
            runner.wait()


def _work(file: Path, size: tuple[int, int], report: Path) -> None:
    """Cursor and pages, up and down, while the run writes."""
    with Terminal([sys.executable, "-m", "benchmarks.console_host", "console", str(file), str(report)], size) as terminal:
        terminal.read(1.0, 5.0)
        terminal.press("1")
        terminal.wait_for(is_whole)
        terminal.read(2.0, 5.0)
        moves: list[float] = []
        pages: list[float] = []
        end = time.monotonic() + _SECONDS
        while time.monotonic() < end:
            for key, found in (("down", moves), ("pagedown", pages), ("up", moves), ("pageup", pages)):
                terminal.press(key)
                began, first = time.monotonic(), terminal.part(2.0)
                if not first:
                    raise click.ClickException(f"{key} drew nothing:\n{terminal.text}")
                found.append((time.monotonic() - began) * 1000)
                terminal.take(first)
                terminal.read(_HOLD_S, _HOLD_S)
        late = json.loads(report.read_text(encoding="utf-8"))
    progress = re.search(r"▶ .*", terminal.text.split("\n")[0])
    if progress is None:
        raise click.ClickException(f"no run is at work:\n{terminal.text}")
    tell(Figure("loop lag, p95", late["p95"], "ms", f"most {late['most']:.0f}; {progress[0].strip()}", 20))
    tell(Figure("first bytes after a cursor move", statistics.median(moves), "ms", f"most {max(moves):.0f}"))
    tell(Figure("first bytes after a page", statistics.median(pages), "ms", f"most {max(pages):.0f}"))
