"""The console over a terminal, each figure beside its budget and, where it can do the job, Textual's own table:
`python -m benchmarks.console [--products N]`.

Every figure is taken from outside: bytes and times at the other end of a pty."""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import click

from benchmarks.console_shop import PRODUCTS, make_shop
from benchmarks.figures import Figure, heading, tell
from benchmarks.log_writer import log_writer
from benchmarks.run_beside import run_beside
from benchmarks.slow_line import slow_line
from tests.support.terminal import Terminal

SIZES = ((200, 50), (80, 24))
_TABLE_ROWS = 100_000
_TIMES = 20
_MB = 1024 * 1024


@click.command()
@click.option("--products", default=PRODUCTS, help="Products in the file.")
@click.option("--run-products", default=100_000, help="Products of the run that works beside the console.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the files lie and stay; else they go in the end.")
def main(products: int, run_products: int, folder: Path | None) -> None:
    """Print the console's figures with their budgets."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as spare:
        place = folder or Path(spare)
        place.mkdir(parents=True, exist_ok=True)
        file = place / f"shop-{products}.db"
        if not file.exists():
            make_shop(file, products)
        click.echo(f"{products:,} products in the file, {file.stat().st_size / _MB:,.0f} MB")
        report = place / "report.json"
        empty_mb = _memory_of_empty(report)
        for size in SIZES:
            _console(file, size, report, empty_mb)
            _table(size, report, empty_mb)
        _log(file, report)
        if run_products:
            run_beside(place, run_products, report)
        slow_line(file)


def _host(kind: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.console_host", kind, *arguments]


def _memory_of_empty(report: Path) -> float:
    with Terminal(_host("empty", str(report))) as terminal:
        terminal.read(1.0, 5.0)
        return _resident_mb(terminal.process.pid)


def _console(file: Path, size: tuple[int, int], report: Path, empty_mb: float) -> None:
    heading(f"the console, {size[0]}×{size[1]}")
    starts = []
    for _turn in range(5):
        with Terminal([sys.executable, "-m", "aliexport_tui", "--db", str(file)], size) as terminal:
            began = time.monotonic()
            terminal.wait_for("K")  # a key of the first product: the rows are there
            starts.append(time.monotonic() - began)
    tell(Figure("start to first full paint", statistics.median(starts), "s", budget=0.40))
    with Terminal(_host("console", str(file), str(report)), size) as terminal:
        terminal.wait_for("K")
        terminal.read(1.5)
        _moves(terminal, big=size == SIZES[0])
        _orders(terminal)
        tell(
            Figure("own memory", _resident_mb(terminal.process.pid) - empty_mb, "MB", f"an empty app {empty_mb:.0f} MB", 60)
        )
        terminal.press("home")
        terminal.read(2.0)
        idle = len(terminal.read(10.0, 10.0))
        tell(Figure("untouched screen, 10 s", idle, "B", budget=0))
        late = json.loads(report.read_text(encoding="utf-8"))
        tell(Figure("loop lag through all of it, p95", late["p95"], "ms", f"most {late['most']:.0f}", 20))


def _moves(terminal: Terminal, *, big: bool) -> None:
    """Cursor and pages, each alone."""
    terminal.press("home")
    terminal.read(0.5)
    took, count = _median(terminal, "down")
    tell(Figure("cursor move", took * 1000, "ms", budget=10))
    tell(Figure("cursor move", count, "B", budget=1024))
    took, count = _median(terminal, "pagedown")
    tell(Figure("page", took * 1000, "ms", budget=20))
    tell(Figure("page", count, "B", budget=18 * 1024 if big else None))
    took, count = _median(terminal, " ")
    tell(Figure("mark one, and down", took * 1000, "ms", budget=10))
    tell(Figure("mark one, and down", count, "B"))


def _orders(terminal: Terminal) -> None:
    """Sort, filter, marks over the whole file: until the screen stands still."""
    for name, keys, budget in (
        ("sort by the next column", ("t",), 0.7),
        ("sort by the column after it", ("t",), 0.7),
        ("sort turned round", ("T",), 0.7),
        ("filter by a word", ("/", "ёлка", "enter"), 0.7),
        ("filter dropped", ("x",), 0.7),
        ("mark all", ("*",), 0.7),
        ("marks inverted", ("i",), 0.7),
        ("marks cleared", ("-",), 0.7),
    ):
        terminal.press("home")
        terminal.read(0.5)
        took, count = terminal.measure(*keys, quiet_s=1.2)
        tell(Figure(name, took, "s", f"{count:,} B", budget))


def _table(size: tuple[int, int], report: Path, empty_mb: float) -> None:
    heading(f"beside it: Textual's DataTable with {_TABLE_ROWS:,} rows, {size[0]}×{size[1]}")
    with Terminal(_host("table", str(_TABLE_ROWS), str(report)), size) as terminal:
        began = time.monotonic()
        terminal.wait_for("K0", 120.0)
        tell(Figure("start to first full paint", time.monotonic() - began, "s"))
        terminal.read(1.5, 30.0)
        took, count = _median(terminal, "down")
        tell(Figure("cursor move", took * 1000, "ms", f"{count:,.0f} B"))
        took, count = _median(terminal, "pagedown")
        tell(Figure("page", took * 1000, "ms", f"{count:,.0f} B"))
        tell(Figure("own memory", _resident_mb(terminal.process.pid) - empty_mb, "MB"))


def _log(file: Path, report: Path) -> None:
    heading("a live log of 1,000 lines a second, 200×50")
    with Terminal(_host("console", str(file), str(report)), SIZES[0]) as terminal:
        terminal.wait_for("K")
        terminal.read(1.5)
        with log_writer(file, lines_a_second=1_000):
            terminal.read(0.5, 2.0)
            before, began = _processor_s(terminal.process.pid), time.monotonic()
            count = len(terminal.read(1.0, 10.0))
            seconds = time.monotonic() - began
            used = _processor_s(terminal.process.pid) - before
        tell(Figure("bytes a second", count / seconds, "B/s", budget=35 * 1024))
        tell(Figure("processor", used / seconds * 100, "%", budget=5))


def _median(terminal: Terminal, key: str) -> tuple[float, float]:
    found = [terminal.measure(key) for _turn in range(_TIMES)]
    return statistics.median(took for took, _count in found), statistics.median(count for _took, count in found)


def _resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _processor_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


if __name__ == "__main__":
    main()
