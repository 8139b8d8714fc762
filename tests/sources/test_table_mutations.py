"""Whatever happens to a table of any layout on its way, its reader yields records or says in our own words why not."""

import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from aliexport_tui.model.errors import AliexportError
from aliexport_tui.sources.layouts.opencart.export import read_opencart
from aliexport_tui.sources.readers import READERS
from tests.sources.dirty import WRITERS
from tests.sources.support import Result
from tests.sources.test_opencart import SHOP, TOOL
from tests.sources.workbooks import write_xlsx

PIECES = (
    b"|", b";", b'"', b"\n", b"&amp;", b"<", b">", b"=", b":", b",", b"-", b"%", b"9" * 20, b"\xff", b"\x00", b"", b"+",
    b".", b"<table>", b"</td>", b"<td rowspan=3 colspan=2>", b"<!--", b"x" * 60, b"NaN", b"1e999",
)  # fmt: skip


def mutations(data: bytes, count: int, seed: int) -> Iterator[bytes]:
    chance = random.Random(seed)
    for _ in range(count):
        mutated = bytearray(data)
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(mutated))
            mutated[at : at + chance.randint(0, 5)] = chance.choice(PIECES)
        yield bytes(mutated)


@pytest.mark.parametrize("name", ["html", "prom", "insales", "opencart"])
def test_a_mutated_table_never_gives_a_traceback(tmp_path: Path, name: str) -> None:
    path, settings = WRITERS[name](tmp_path)
    read = 0
    for data in mutations(path.read_bytes(), 120, 7):
        path.write_bytes(data)
        try:
            read += len(Result(READERS[settings.kind](path, settings, "mutated")).products)
        except AliexportError as error:
            assert error.code  # noqa: PT017 (either end is right)
    assert read > 200


@pytest.mark.parametrize("part", ["xl/worksheets/sheet2.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_a_mutated_part_of_a_workbook_never_gives_a_traceback(tmp_path: Path, part: str) -> None:
    path = write_xlsx(tmp_path / "tool.xlsx", TOOL)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    read = 0
    for data in mutations(parts[part], 40, 11):
        with zipfile.ZipFile(path, "w") as archive:
            for name, whole in parts.items():
                archive.writestr(name, data if name == part else whole)
        try:
            read += len(Result(read_opencart(path, SHOP, "mutated")).products)
        except AliexportError as error:
            assert error.code  # noqa: PT017 (either end is right)
    assert read
