"""Reading and importing of sources, each figure beside the bare parser and beside `sqlite-utils`:
`python -m benchmarks.sources [--megabytes N] [--rows N]`.

Every piece of work is a process of its own. Speeds and budgets go by processor time, as other work on the machine does not
count there; times by the wall are printed beside. `sqlite-utils insert` gets the same rows ready-made, as CSV or JSON lines:
it neither reads XML or workbooks nor cleans, checks, joins, hashes or compares, and makes no search index; ours does all
that. With an FTS5 trigram index over name, code and brand, which an import makes too, it is printed as well."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from benchmarks.commerceml_set import write_commerceml
from benchmarks.feed_files import write_csv, write_xlsx, write_yml
from benchmarks.figures import Figure, heading, tell
from benchmarks.measure import Stopwatch
from benchmarks.source_rows import rows_file
from benchmarks.source_work import CODE, Done, prepare, work

_MB = 1_000_000
_MEMORY_MB = 100
_HALF = 0.5
_SEARCHED = {
    "yml": ("name", "id", "vendorCode", "vendor"),
    "csv": ("Название", "Артикул", "Код производителя", "Бренд"),
    "xlsx": ("Название", "Артикул", "Код производителя", "Бренд"),
    "commerceml": ("Наименование", "Ид", "Артикул"),
}
_KEYS = {"yml": "id", "csv": "Артикул", "xlsx": "Артикул", "commerceml": "Ид"}


@click.command()
@click.option("--megabytes", default=200, help="Size of the YML and the CSV; the CommerceML has half of it.")
@click.option("--rows", default=100_000, help="Rows of the XLSX.")
@click.option("--kinds", default="yml,csv,xlsx,commerceml", help="Which to measure.")
@click.option("--times", default=2, help="Each piece so many times, by turns; the best one counts.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the files lie and stay; else they go in the end.")
def main(megabytes: int, rows: int, kinds: str, times: int, folder: Path | None) -> None:
    """Print the figures of each kind with their floors and budgets."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as spare:
        place = folder or Path(spare)
        place.mkdir(parents=True, exist_ok=True)
        click.echo(f"{os.cpu_count()} cores; processor times, the best of {times}")
        for kind in kinds.split(","):
            _measure(kind, _file(kind, place, megabytes, rows), times)


def _file(kind: str, folder: Path, megabytes: int, rows: int) -> Path:
    """Made once, under a name that tells its size."""
    makers: dict[str, tuple[str, Callable[[Path], int]]] = {
        "yml": (f"feed-{megabytes}.xml", lambda path: write_yml(path, megabytes)),
        "csv": (f"export-{megabytes}.csv", lambda path: write_csv(path, megabytes)),
        "xlsx": (f"price-{rows}.xlsx", lambda path: write_xlsx(path, rows)),
        "commerceml": (f"exchange-{megabytes // 2}", lambda path: write_commerceml(path, megabytes // 2)),
    }
    name, make = makers[kind]
    path = folder / name
    if not path.exists():
        unfinished = folder / f"unfinished-{name}"
        if unfinished.is_dir():
            shutil.rmtree(unfinished)
        make(unfinished)
        unfinished.replace(path)
    return path


def _measure(kind: str, path: Path, times: int) -> None:
    rows = rows_file(kind, path)
    size = sum(one.stat().st_size for one in path.iterdir()) if path.is_dir() else path.stat().st_size
    bare, read, imported, inserted = [], [], [], []
    for _ in range(times):
        bare.append(work("bare", kind, path))
        read.append(work("read", kind, path))
        with tempfile.TemporaryDirectory(dir=path.parent, prefix="shop-") as shop:
            prepare(kind, path, Path(shop))
            imported.append(work("import", kind, path, Path(shop)))
        inserted.append(_sqlite_utils(kind, rows))
    _tell(kind, size, _best(bare), _best(read), _best(imported), min(inserted))


def _tell(kind: str, size: int, bare: Done, read: Done, imported: Done, inserted: tuple[float, float, float]) -> None:
    heading(f"{kind}: {size / _MB:,.0f} MB, {read.count:,} products")
    memory = _MEMORY_MB + (bare.peak_mb if kind == "xlsx" else 0)
    insert, index, wall = inserted
    speed = size / _MB / _seconds(read)
    floor = size / _MB / _seconds(bare)
    tell(Figure("bare parser that counts", floor, "MB/s", f"{bare.peak_mb:.0f} MB of memory"))
    tell(Figure("reading", speed, "MB/s", f"{speed / floor:.2f} of the bare parser", floor * _HALF, "more"))
    tell(Figure("reading: memory", read.peak_mb, "MB", budget=memory))
    tell(Figure("sqlite-utils insert of its rows", insert, "s", f"{wall:.1f} s by the wall"))
    tell(Figure("… and an FTS5 trigram index", insert + index, "s"))
    beside = f"{insert / _seconds(imported):.2f} of sqlite-utils' speed, {imported.cost.wall:.1f} s by the wall"
    tell(Figure("whole import", _seconds(imported), "s", beside, insert))
    tell(Figure("whole import: memory", imported.peak_mb, "MB", budget=memory))


def _sqlite_utils(kind: str, rows: Path) -> tuple[float, float, float]:
    """Seconds of processor for the insert and for the index, by its command line without the time of starting it; seconds
    by the wall of the insert."""
    command = [sys.executable, "-m", "sqlite_utils"]
    form = ["--csv", "--delimiter", ";"] if rows.suffix == ".csv" else ["--nl"]
    with tempfile.TemporaryDirectory(dir=rows.parent, prefix="sqlite-utils-") as folder:
        file = str(Path(folder) / "rows.db")
        start = _run([*command, "--version"])
        insert = _run([*command, "insert", file, CODE, str(rows), "--pk", _KEYS[kind], *form])
        index = _run([*command, "enable-fts", file, CODE, *_SEARCHED[kind], "--fts5", "--tokenize", "trigram"])
    return insert[0] - start[0], index[0] - start[0], insert[1] - start[1]


def _run(command: list[str]) -> tuple[float, float]:
    """Seconds of processor, and by the wall."""
    watch = Stopwatch()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return watch.cost().helpers, watch.cost().wall


def _best(done: list[Done]) -> Done:
    return min(done, key=_seconds)


def _seconds(done: Done) -> float:
    return done.cost.processor + done.cost.helpers


if __name__ == "__main__":
    main()
