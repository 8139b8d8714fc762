"""Rows that repeat a code are told of and not kept, however large they are."""

import tracemalloc
from pathlib import Path

import pytest

from aliexport_tui.sources.readers import read_source
from aliexport_tui.sources.reading import ReadProduct
from aliexport_tui.sources.settings import CsvSettings, Kind, SourceSettings

_ROWS = 300
_CELL = 50_000
_TABLES: dict[Kind, tuple[str, SourceSettings]] = {
    "woocommerce": ("ID,Type,SKU,Name,Published,Description", SourceSettings(kind="woocommerce")),
    "csv": (
        "id,type,code,name,published,text",
        SourceSettings(kind="csv", csv=CsvSettings(columns={"sku": "code", "name": "name", "description": "text"})),
    ),
}


@pytest.mark.parametrize("kind", _TABLES)
def test_repetitions_take_no_memory(kind: Kind, tmp_path: Path) -> None:
    header, settings = _TABLES[kind]
    path = tmp_path / "feed.csv"
    rows = (f"{row},simple,A-1,Cup,1,{'x' * _CELL}" for row in range(_ROWS))
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    tracemalloc.start()
    try:
        (read,) = (item for item in read_source(path, settings, "feed.csv") if isinstance(item, ReadProduct))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sum(problem.code in ("feed.id_repeated", "feed.id_conflict") for problem in read.problems) == _ROWS - 1
    assert peak < _ROWS * _CELL / 4
