"""Lists as files for spreadsheets: nothing in them becomes a formula, numbers stay numbers, half a file is no file."""

import csv
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from aliexport_tui.engine.sheets import sheet
from aliexport_tui.model.errors import FileTrouble
from aliexport_tui.model.spreadsheet import harmless

DANGEROUS = ["=1+1", "+7 900", "-cmd", "@SUM(A1)", "\tx", "\r=x", "\n=x", "  =1", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_formula_becomes_text(text: str) -> None:
    assert harmless(text).startswith("'")


@pytest.mark.parametrize("text", ["Джинсы", "a=b", "5-6", "", "слово + слово"])
def test_a_text_stays_what_it_is(text: str) -> None:
    assert harmless(text) == text


def test_control_characters_are_dropped() -> None:
    assert harmless("a\x1b[31mb\x00c") == "a[31mbc"
    assert harmless("a\x9bb\u202ec\u200bd") == "abcd"
    assert harmless("\u200b=1+1") == "'=1+1"
    assert harmless("two\nlines") == "two\nlines"


@pytest.mark.parametrize("suffix", [".csv", ".CSV"])
def test_a_csv_keeps_letters_and_figures(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"list{suffix}"
    with sheet(path, ["Имя", "Цена", "Остаток"]) as write:
        write(["Ёлка; зелёная", Decimal("-1990.50"), 3])
        write(["=cmd()", None, -1])
    assert path.stat().st_mode & 0o777 == 0o600
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file, delimiter=";")) == [
            ["Имя", "Цена", "Остаток"],
            ["Ёлка; зелёная", "-1990.50", "3"],
            ["'=cmd()", "", "-1"],
        ]


def test_an_xlsx_holds_numbers_as_numbers_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with sheet(path, ["Имя", "Цена"]) as write:
        write(["=1+1", Decimal("1990.50")])
        write(["http://x.example", 10**16])
        write(["слово" * 8_000, None])
    with zipfile.ZipFile(path) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
        assert not any("hyperlink" in name for name in book.namelist())
    assert "<f>" not in page
    assert "<v>1990.50</v>" in page
    assert "&#39;=1+1" in page or "'=1+1" in page
    assert "10000000000000000" in page
    assert "<v>10000000000000000</v>" not in page


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_what_breaks_off_leaves_nothing(tmp_path: Path, name: str) -> None:
    class BrokenOff(Exception):
        pass

    def half() -> None:
        with sheet(tmp_path / name, ["a"]) as write:
            write(["b"])
            raise BrokenOff

    with pytest.raises(BrokenOff):
        half()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileTrouble) as caught, sheet(tmp_path / "none" / "a.csv", ["a"]):
        pass
    assert caught.value.code == "sheet.unwritable"
