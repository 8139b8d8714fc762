"""What is measured of sources, each piece in a process of its own: `python -m benchmarks.source_work PIECE KIND PATH FOLDER`
prints what it cost as JSON. A bare parser's process loads nothing of ours but settings, so that its memory is its own."""

import csv
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat

import msgspec

from aliexport_tui.sources.settings import CsvSettings, SourceSettings
from benchmarks.measure import Cost, Stopwatch, peak_mb

CODE = "bench"
_COLUMNS = {
    "sku": "Артикул",
    "name": "Название",
    "category": "Категория",
    "brand": "Бренд",
    "article": "Код производителя",
    "description": "Описание",
    "url": "Ссылка",
    "currency": "Валюта",
    "country": "Страна",
    "price": "Цена",
    "old_price": "Старая цена",
    "stock": "Остаток",
    "available": "Наличие",
    "barcode": "Штрихкод",
    "weight": "Вес",
    "length": "Длина",
    "width": "Ширина",
    "height": "Высота",
}
_PARAMS = ("Цвет", "Материал", "Размер", "Сезон")
_NOT_IN_XLSX = ("description", "url", "currency")
_BLOCK = 65_536

SETTINGS = {
    "yml": SourceSettings(),
    "csv": SourceSettings(
        kind="csv",
        csv=CsvSettings(columns=_COLUMNS, params={name: name for name in _PARAMS}, pictures=("Фото 1", "Фото 2")),
    ),
    "xlsx": SourceSettings(
        kind="csv",
        csv=CsvSettings(
            columns={field: name for field, name in _COLUMNS.items() if field not in _NOT_IN_XLSX},
            params={name: name for name in _PARAMS},
            pictures=("Фото 1",),
        ),
    ),
    "commerceml": SourceSettings(kind="commerceml", price_type="Розничная", base_url="https://bereg.example/upload/"),
}


class Done(msgspec.Struct, frozen=True):
    """`count`: rows, elements or products that were met."""

    cost: Cost
    peak_mb: float
    count: int


def work(piece: str, kind: str, path: Path, folder: Path | None = None) -> Done:
    """Run one in a process of its own."""
    words = [piece, kind, str(path), str(folder or path.parent)]
    told = subprocess.run([sys.executable, "-m", "benchmarks.source_work", *words], stdout=subprocess.PIPE, check=True)
    return msgspec.json.decode(told.stdout, type=Done)


Piece = Callable[[], int]


def _bare(kind: str, path: Path) -> Piece:
    """The parser's own speed: every element, row or cell is met and counted, nothing is kept."""
    if kind == "csv":
        return lambda: _rows(path)
    if kind == "xlsx":
        from python_calamine import load_workbook

        return lambda: sum(1 for _ in load_workbook(path).get_sheet_by_index(0).iter_rows())
    return lambda: sum(map(_elements, sorted(path.iterdir()) if path.is_dir() else (path,)))


def _rows(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file, delimiter=";"))


def _elements(path: Path) -> int:
    counts = [0, 0, 0]

    def start(name: str, attributes: dict[str, str]) -> None:
        counts[0] += 1

    def end(name: str) -> None:
        counts[1] += 1

    def data(text: str) -> None:
        counts[2] += len(text)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            parser.Parse(block)
        parser.Parse(b"", True)
    return counts[0]


def _read(kind: str, path: Path) -> Piece:
    from aliexport_tui.engine.garbage import seldom_sought
    from aliexport_tui.sources.readers import read_source
    from aliexport_tui.sources.reading import ReadProduct

    def run() -> int:
        with seldom_sought():  # as an import does
            return sum(isinstance(item, ReadProduct) for item in read_source(path, SETTINGS[kind]))

    return run


def _import(folder: Path) -> Piece:
    from aliexport_tui.engine.importing import import_source
    from aliexport_tui.engine.workspace import Workspace
    from aliexport_tui.model.clock import SystemClock

    place = Workspace(folder / "shop.db", SystemClock())
    db = place.open()
    return lambda: import_source(place, db, CODE).counts.products


def prepare(kind: str, path: Path, folder: Path) -> None:
    """A shop's file with the source in it, not yet imported."""
    from aliexport_tui.engine.sources import add_source
    from aliexport_tui.engine.workspace import Workspace
    from aliexport_tui.model.clock import SystemClock

    place = Workspace(folder / "shop.db", SystemClock())
    db = place.open()
    try:
        add_source(place, db, CODE, str(path), settings=SETTINGS[kind])
    finally:
        db.close()


def main(piece: str, kind: str, path: Path, folder: Path) -> None:
    match piece:
        case "bare":
            run = _bare(kind, path)
        case "read":
            run = _read(kind, path)
        case _:
            run = _import(folder)
    watch = Stopwatch()
    count = run()
    sys.stdout.buffer.write(msgspec.json.encode(Done(watch.cost(), peak_mb(), count)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
