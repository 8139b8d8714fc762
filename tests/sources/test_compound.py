"""Old workbooks whose container or records would lead the library astray."""

import struct
from pathlib import Path

import pytest

from aliexport_tui.model.errors import SourceError
from aliexport_tui.sources.tables import compound
from tests.sources.support import DATA
from tests.sources.workbooks import write_xls

REAL = (DATA / "dirty.xls").read_bytes()
TABLE, DIRECTORY = 512, 1024
"""Where those of a workbook by `write_xls` begin."""


def refusal(path: Path) -> tuple[str, str]:
    with pytest.raises(SourceError) as caught:
        compound.guard(path, "price.xls")
    assert caught.value.place.file == "price.xls"
    return caught.value.code, caught.value.args_by_name.get("reason") or caught.value.args_by_name["limit"]


def patched(folder: Path, at: int, *numbers: int) -> Path:
    path = write_xls(folder / "x.xls", [("a", "b"), (1, 2)])
    data = bytearray(path.read_bytes())
    struct.pack_into(f"<{len(numbers)}I", data, at, *numbers)
    path.write_bytes(data)
    return path


def test_whole_ones_pass(tmp_path: Path) -> None:
    compound.guard(DATA / "dirty.xls", "")
    compound.guard(write_xls(tmp_path / "x.xls", [("a", "b"), (1, 2)]), "")


@pytest.mark.parametrize(
    ("at", "numbers", "reason"),
    [
        (TABLE + 4 * 9, (2,), "chain of sectors without an end"),
        (TABLE + 4 * 1, (1,), "chain of sectors without an end"),
        (TABLE + 4 * 1, (70_000,), "chain of sectors out of the file"),
        (44, (0x7FFFFFFF,), "more sectors than the file has"),
        (64, (0x7FFFFFFF,), "more sectors than the file has"),
        (30, (0,), "header of the compound file"),
        (DIRECTORY + 128, (0,), "no stream of a workbook"),
    ],
)
def test_chains_that_lead_nowhere(tmp_path: Path, at: int, numbers: tuple[int, ...], reason: str) -> None:
    assert refusal(patched(tmp_path, at, *numbers)) == ("source.broken", reason)


def test_a_chain_of_tables_without_an_end(tmp_path: Path) -> None:
    path = patched(tmp_path, 68, 0)
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, TABLE + 508, 0)
    path.write_bytes(data)
    assert refusal(path) == ("source.broken", "chain of sectors without an end")


def test_cut_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "x.xls"
    for length in range(8, len(REAL) - 512, 600):
        path.write_bytes(REAL[:length])
        assert refusal(path)[0] == "source.broken"


def test_dimensions_are_not_believed(tmp_path: Path) -> None:
    at = REAL.index(struct.pack("<HH", 0x0200, 14)) + 4
    path = tmp_path / "x.xls"
    for rows, columns, expected in (
        ((0, 0xFFFFFFFF), (0, 256), ("source.limit", "1500000")),
        ((9, 2), (0, 9), ("source.broken", "dimensions of a sheet")),
    ):
        path.write_bytes(REAL[:at] + struct.pack("<IIHH", *rows, *columns) + REAL[at + 12 :])
        assert refusal(path) == expected


def test_sheets_in_one_place_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xls"
    first = REAL.index(struct.pack("<H", 0x85))
    second = REAL.index(struct.pack("<H", 0x85), first + 2)
    path.write_bytes(REAL[: second + 4] + REAL[first + 4 : first + 8] + REAL[second + 8 :])
    assert refusal(path) == ("source.broken", "sheets in one place")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compound, "MAX_BYTES", 9_000)
    (tmp_path / "x.xls").write_bytes(REAL)
    assert refusal(tmp_path / "x.xls") == ("source.limit", "9000")
