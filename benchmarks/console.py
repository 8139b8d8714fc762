"""The console over a terminal, each figure beside its budget and, where it can do the job, Textual's own table:
`python -m benchmarks.console [--products N]`.

Every figure is taken from outside: bytes and times at the other end of a pty."""

import json
import os
import re
import statistics
import sys
import tempfile
from pathlib import Path

import click

from benchmarks.console_log import live_log
from benchmarks.console_shop import PRODUCTS, make_shop
from benchmarks.console_table import table
from benchmarks.eyes import all_but_count, has_rows, is_whole, median, resident_mb, rows, stands
from benchmarks.figures import Figure, heading, tell
from benchmarks.run_beside import run_beside
from benchmarks.slow_line import slow_line
from tests.support.terminal import Terminal

SIZES = ((200, 50), (80, 24))
_STARTS = 7
_MB = 1024 * 1024
_PAGE_BYTES = 18 * 1024


@click.command()
@click.option("--products", default=PRODUCTS, help="Products in the file.")
@click.option("--run-products", default=100_000, help="Products of the run that works beside the console.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the files lie and stay; else they go in the end.")
def main(products: int, run_products: int, folder: Path | None) -> None:
    """Print the console's figures with their budgets."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as spare:
        os.environ["ALIEXPORT_CONFIG"] = str(Path(spare) / "console.toml")
        place = folder or Path(spare)
        place.mkdir(parents=True, exist_ok=True)
        file = place / f"shop-{products}.db"
        if not file.exists():
            make_shop(file, products)
        click.echo(f"{products:,} products in the file, {file.stat().st_size / _MB:,.0f} MB")
        _warm(file)
        report = Path(spare) / "report.json"
        empty_mb = _memory_of_empty(report)
        for size in SIZES:
            _forget_looks()
            _console(file, size, report, empty_mb)
            table(size, report, empty_mb)
        _forget_looks()
        for size in SIZES:
            live_log(file, size)
        slow_line(file)
        if run_products:
            run_beside(place, run_products, SIZES, report)


def _forget_looks() -> None:
    """The order that was chosen last is remembered: every console begins as on its first day."""
    Path(os.environ["ALIEXPORT_CONFIG"]).with_name("remembered.toml").unlink(missing_ok=True)


def _warm(file: Path) -> None:
    """Into the system's cache: a disk's first reading is not what is measured here."""
    with file.open("rb") as opened:
        while opened.read(_MB):
            pass


def host(kind: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.console_host", kind, *arguments]


def _memory_of_empty(report: Path) -> float:
    with Terminal(host("empty", str(report))) as terminal:
        terminal.read(1.0, 5.0)
        return resident_mb(terminal.process.pid)


def _console(file: Path, size: tuple[int, int], report: Path, empty_mb: float) -> None:
    heading(f"the console, {size[0]}×{size[1]}")
    starts = []
    for _turn in range(_STARTS):
        with Terminal([sys.executable, "-m", "aliexport_tui", "--db", str(file)], size) as terminal:
            starts.append(stands(terminal, all_but_count, since=terminal.began)[0])
            assert has_rows(terminal), terminal.text
    least = f"least {min(starts):.2f}, most {max(starts):.2f}"
    tell(Figure("start to first full paint", statistics.median(starts), "s", least, budget=0.40))
    with Terminal(host("console", str(file), str(report)), size) as terminal:
        terminal.wait_for(has_rows)
        terminal.wait_for(is_whole)
        terminal.read(1.0)
        _moves(terminal, big=size == SIZES[0])
        _marks(terminal)
        _orders(terminal)
        most = f"an empty app {empty_mb:.0f} MB; at most {resident_mb(terminal.process.pid, 'VmHWM') - empty_mb:.0f}"
        tell(Figure("own memory", resident_mb(terminal.process.pid) - empty_mb, "MB", most, 60))
        terminal.press("home")
        terminal.read(2.0)
        idle = len(terminal.read(10.0, 10.0))
        tell(Figure("untouched screen, 10 s", idle, "B", budget=0))
        late = json.loads(report.read_text(encoding="utf-8"))
        tell(Figure("loop lag through all of it, p95", late["p95"], "ms", f"most {late['most']:.0f}", 20))


def _moves(terminal: Terminal, *, big: bool) -> None:
    """Cursor, lines and pages, each alone."""
    page_bytes = _PAGE_BYTES if big else None
    for name, keys, most_s, most_bytes in (
        ("cursor move", ["down"] * 8 + ["up"] * 8, 0.010, 1024),
        ("page of rows not read before", ["pagedown"] * 25, 0.020, page_bytes),
        ("scroll by a line", ["down"] * 15, 0.020, page_bytes),
        ("page of rows read before", ["pageup"] * 20, 0.020, page_bytes),
    ):
        took, count = median(terminal, keys)
        tell(Figure(name, took * 1000, "ms", budget=most_s * 1000))
        tell(Figure(name, count, "B", budget=most_bytes))
    terminal.press("home")
    terminal.read(0.5)
    took, count = median(terminal, [" "] * 8)
    tell(Figure("mark one, and down", took * 1000, "ms", budget=10))
    tell(Figure("mark one, and down", count, "B", budget=1024))


def _marks(terminal: Terminal) -> None:
    """Marks of the whole file."""
    for name, key in (("mark all", "*"), ("marks cleared", "-"), ("", " "), ("marks inverted", "i"), ("", "-")):
        took, count = terminal.measure(key, quiet_s=0.5)
        if name:
            tell(Figure(name, took, "s", f"{count:,} B", 0.7))


def _orders(terminal: Terminal) -> None:
    """Sorts and filters of the whole file: until the first screen of rows stands as it stays."""
    sorts = {}
    for _turn in range(len(_titles(terminal))):
        for key, way in (("t", ""), ("T", ", turned round")):
            terminal.press("home")
            terminal.read(0.3)
            took, whole, count = stands(terminal, rows, key)
            sorts[f"{_sorted_by(terminal)}{way}"] = took
            tell(Figure(f"sort by {_sorted_by(terminal)}{way}", took, "s", f"all there {whole:.2f} s, {count:,} B", 0.7))
    tell(Figure("sort, the slowest", max(sorts.values()), "s", max(sorts, key=lambda name: sorts[name]), 0.7))
    for name, keys in (
        ("filter by a word", ("/", "ёлка", "enter")),
        ("filter dropped", ("x",)),
        ("filter by a state", ("/", "state:rejected", "enter")),
        ("filter dropped", ("x",)),
        ("filter: only with problems", ("!",)),
        ("filter dropped", ("x",)),
    ):
        terminal.press("home")
        terminal.read(0.3)
        took, whole, count = stands(terminal, rows, *keys)
        tell(Figure(name, took, "s", f"all there {whole:.2f} s, {count:,} B", 0.7))


def _titles(terminal: Terminal) -> list[str]:
    return terminal.text.split("\n")[2].split()


def _sorted_by(terminal: Terminal) -> str:
    found = re.search(r"(\S+)[↑↓]", terminal.text.split("\n")[2])
    return found[1] if found else "a column out of sight"


if __name__ == "__main__":
    main()
