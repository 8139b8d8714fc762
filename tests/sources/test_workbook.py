import datetime
import random
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter

from aliexport_tui.model.errors import AliexportError
from aliexport_tui.sources.layouts.mapped import read_mapped
from aliexport_tui.sources.settings import CsvSettings, SourceSettings
from aliexport_tui.sources.tables import compound, packed
from aliexport_tui.sources.tables.opening import open_table
from aliexport_tui.sources.tables.table import Table
from tests.sources.support import SHARED, Result
from tests.sources.workbooks import Rows, altered, write_ods, write_xls, write_xlsx

SHEET = "xl/worksheets/sheet1.xml"
HEAD = ("Артикул", "Наименование", "Цена", "Остаток")
GOODS: Rows = ((101, "Кружка", 350, 5), ("A-2", "Ваза", 994.9499999999999, 0))


def open_(path: Path, **settings: object) -> Table:
    return open_table(path, SourceSettings(**settings), path.name)  # type: ignore[arg-type]


def refusal(path: Path, **settings: object) -> AliexportError:
    with pytest.raises(AliexportError) as caught:
        list(open_(path, **settings).rows())
    return caught.value


def cells(table: Table) -> list[list[str]]:
    return [row for _, row in table.rows()]


WRITERS: dict[str, Callable[[Path, Rows], Path]] = {
    "xlsx": lambda path, rows: write_xlsx(path, {"Прайс": rows}),
    "ods": write_ods,
    "xls": write_xls,
}


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls", ""])
@pytest.mark.parametrize("kind", WRITERS)
def test_rows_below_titles(tmp_path: Path, kind: str, suffix: str) -> None:
    """Whatever the file is called."""
    rows: Rows = (
        ("ООО «Ромашка»",),
        ("тел. +7 (495) 123-45-67", "", "zakaz@romashka.example"),
        (),
        HEAD,
        (),
        *GOODS,
        (" ",),
    )
    table = open_(WRITERS[kind](tmp_path / f"price.{suffix}", rows))
    assert (table.headers, table.header_line) == (HEAD, 4)
    assert list(table.rows()) == [(6, ["101", "Кружка", "350", "5"]), (7, ["A-2", "Ваза", "994.95", "0"])]
    assert list(table.rows()) == list(table.rows())
    assert list(filter(None, map(str.strip, table.column(0)))) == ["101", "A-2"]


def test_what_cells_hold(tmp_path: Path) -> None:
    path = tmp_path / "cells.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        day, moment = (book.add_format({"num_format": f}) for f in ("dd.mm.yyyy", "dd.mm.yyyy hh:mm"))
        sheet.write_row(0, 0, ["Код", "Цена", "Остаток"])
        sheet.write_row(1, 0, [4600947828123, 0.1 + 0.2, 1e-7])
        sheet.write_row(2, 0, [1e15, -2.5, 123456789.123456789])
        sheet.write_datetime(3, 0, datetime.datetime(2026, 2, 1), day)  # noqa: DTZ001 (a sheet knows no zone)
        sheet.write_datetime(3, 1, datetime.datetime(2026, 2, 1, 10, 30), moment)  # noqa: DTZ001
        sheet.write_boolean(3, 2, True)
        sheet.write_formula(4, 0, "=1+1", None, 2)
        sheet.write_formula(4, 1, "=1/0", None, "#DIV/0!")
        sheet.write_string(4, 2, "14\u00a0227")
        sheet.write_rich_string(5, 0, "A", book.add_format({"bold": True}), "-7")
    assert cells(open_(path)) == [
        ["4600947828123", "0.3", "0.0000001"],
        ["1000000000000000", "-2.5", "123456789.123457"],
        ["2026-02-01", "2026-02-01 10:30:00", "true"],
        ["2", "", "14\u00a0227"],
        ["A-7", "", ""],
    ]


def test_what_is_merged_over_rows_stands_in_each_of_them(tmp_path: Path) -> None:
    rows: Rows = (("Группа", *HEAD), ("", 1, "Кружка", 350), ("", 2, "Ваза", 99), ("", 3, "Блюдо", 5))
    merged = [("Л", 1, 0, 2, 0, "Посуда"), ("Л", 4, 0, 4, 4, "Мебель"), ("Л", 1, 4, 3, 4, "есть")]
    table = open_(write_xlsx(tmp_path / "merged.xlsx", {"Л": rows}, merged))
    assert cells(table) == [
        ["Посуда", "1", "Кружка", "350", "есть"],
        ["Посуда", "2", "Ваза", "99", "есть"],
        ["", "3", "Блюдо", "5", "есть"],
        ["Мебель", "", "", "", ""],
    ]
    assert list(table.column(1)) == ["1", "2", "3", ""]


def test_a_header_merged_over_two_rows(tmp_path: Path) -> None:
    rows: Rows = (("", "", "", ""), ("", "", "Розница", "Опт"), ("A-1", "Кружка", 350, 300))
    merged = [("Л", 0, 0, 1, 0, "Артикул"), ("Л", 0, 1, 1, 1, "Наименование"), ("Л", 0, 2, 0, 3, "Цена")]
    table = open_(write_xlsx(tmp_path / "merged.xlsx", {"Л": rows}, merged))
    assert table.headers == ("Артикул", "Наименование", "Цена Розница", "Цена Опт")
    assert list(table.rows()) == [(3, ["A-1", "Кружка", "350", "300"])]


def test_empty_leading_columns_keep_their_letters(tmp_path: Path) -> None:
    rows: Rows = ((), ("", "", "", "Цена", "Остаток"), ("", "", "Кружка", 350, 5))
    table = open_(write_xlsx(tmp_path / "left.xlsx", {"Л": rows}))
    assert (table.headers, table.header_line) == (("C", "Цена", "Остаток"), 2)


SETTINGS_SHEET: Rows = (("Параметр", "Значение", "Описание"), ("name", "Лавка", "Название"))


def test_the_sheet_of_goods_is_found_and_the_others_are_told(tmp_path: Path) -> None:
    sheets = {"Настройки": SETTINGS_SHEET, "Товары": (HEAD, *GOODS), "Архив": (HEAD, *GOODS)}
    path = write_xlsx(tmp_path / "shop.xlsx", sheets)
    table = open_(path)
    assert table.sheet == "Товары"
    (told,) = table.problems
    assert (told.code, told.severity, told.args) == (
        "feed.sheets_left",
        "warning",
        {"sheet": "Товары", "others": "Настройки, Архив", "count": "2"},
    )
    named = open_(path, sheet="Архив")
    assert (named.sheet, named.problems) == ("Архив", ())
    assert open_(path, sheet="Настройки").headers == SETTINGS_SHEET[0]


def test_a_hidden_sheet_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "hidden.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("Старый", "Новый"):
            book.add_worksheet(name).write_row(0, 0, HEAD)
        book.worksheets()[1].activate()
        book.worksheets()[1].set_first_sheet()
        book.worksheets()[0].hide()
    assert (open_(path).sheet, open_(path).problems) == ("Новый", ())


@pytest.mark.parametrize(
    ("rows", "settings", "code", "args"),
    [
        (
            ((101, "Кружка", 350), (102, "Ваза", 99)),
            {},
            "source.header_missing",
            {"sheet": "Л", "rows": "1: 101 | Кружка | 350 / 2: 102 | Ваза | 99"},
        ),
        ((HEAD,), {"sheet": "л"}, "source.sheet_missing", {"sheet": "л", "near": "", "sheets": "Л"}),
        ((HEAD,), {"header_row": 7}, "source.header_missing", {"sheet": "Л", "rows": "1: " + " | ".join(HEAD)}),
        ((), {}, "source.header_missing", {"sheet": "", "rows": ""}),
    ],
)
def test_what_does_not_fit_is_named(
    tmp_path: Path, rows: Rows, settings: dict[str, object], code: str, args: dict[str, str]
) -> None:
    refused = refusal(write_xlsx(tmp_path / "x.xlsx", {"Л": rows}), **settings)
    assert (refused.code, refused.args_by_name, int(refused.exit_code)) == (code, args, 2)


def test_the_header_row_that_a_person_names_counts(tmp_path: Path) -> None:
    rows: Rows = (HEAD, ("а", "б", "в", "г"), *GOODS)
    table = open_(write_xlsx(tmp_path / "x.xlsx", {"Л": rows}), header_row=2)
    assert (table.headers, table.header_line, len(cells(table))) == (("а", "б", "в", "г"), 2, 2)


def dense(cell: str) -> bytes:
    return f'<row r="9">{cell}</row></sheetData>'.encode()


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ('<c r="XFD1048576"><v>1</v></c>', "source.limit"),
        ("<c r='XFD1048576'><v>1</v></c>", "source.limit"),
        ('<c r = "XFD1048576"><v>1</v></c>', "source.limit"),
        ('<c\nr\n=\n"xfd1048576"><v>1</v></c>', "source.limit"),
        ('<c r="XFD0001048576" t="inlineStr"><is><t>x</t></is></c>', "source.limit"),
        ('<c r="AAAAA99"><v>1</v></c>', "source.limit"),
        ('<x:c r="AAAAA99999" xmlns:x="x"><x:v>1</x:v></x:c>', "source.limit"),
        ('<c r="XFD1048576" s="1"/>', ""),
        ('<c r="Z1048576"><v>1</v></c>', ""),
        ('<c r="AZ99"><v>1</v></c>', ""),
    ],
)
def test_a_rectangle_that_no_memory_holds_is_refused(tmp_path: Path, cell: str, code: str) -> None:
    """The library would lay it out whole, and the process would end."""
    path = write_xlsx(tmp_path / "sparse.xlsx", {"Л": (HEAD, *GOODS)})
    altered(path, SHEET, b"</sheetData>", dense(cell))
    if code:
        assert refusal(path).code == code
    else:
        packed.guard(path, "")


@pytest.mark.parametrize(("cell", "code"), [((65535, 65535, 1.0), "source.limit"), ((65535, 20, 1.0), "")])
def test_rectangles_of_old_workbooks_are_measured_too(tmp_path: Path, cell: tuple[int, int, float], code: str) -> None:
    path = write_xls(tmp_path / "sparse.xls", (HEAD, *GOODS), [cell])
    if code:
        assert refusal(path).code == code
    else:
        compound.guard(path, "")


def test_repeated_cells_and_rows_of_ods_are_counted(tmp_path: Path) -> None:
    valued = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="9000"/>'
    row = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
    assert refusal(write_ods(tmp_path / "a.ods", (HEAD,), row.format(9000, valued))).code == "source.limit"
    assert refusal(write_ods(tmp_path / "b.ods", (HEAD,), row.format("9" * 30, valued))).code == "source.limit"
    blank = row.format(1_048_000, '<table:table-cell table:number-columns-repeated="16384"/>')
    assert cells(open_(write_ods(tmp_path / "c.ods", (HEAD, *GOODS), blank)))[0][0] == "101"


@pytest.mark.parametrize(
    ("encoding", "reason"),
    [("nonsense", "unknown encoding: nonsense"), ("shift_jis", "multi-byte encodings are not supported")],
)
def test_an_encoding_that_cannot_be_read_is_named(tmp_path: Path, encoding: str, reason: str) -> None:
    claim = f'encoding="{encoding}"'.encode()
    path = altered(write_ods(tmp_path / "x.ods", (HEAD, *GOODS)), "content.xml", b'encoding="UTF-8"', claim)
    refused = refusal(path)
    assert (refused.code, refused.args_by_name["reason"]) == ("source.broken", reason)


def test_zip_bombs_are_refused_unopened(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "bomb.xlsx", {"Л": (HEAD, *GOODS)})
    altered(path, "xl/sharedStrings.xml", b"</sst>", b"<si><t>" + b"x" * 3_000_000 + b"</t></si></sst>")
    refused = refusal(path)
    assert (refused.code, refused.args_by_name) == ("source.limit", {"what": "packing", "limit": "1:100"})


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "liar.xlsx", {"Л": (HEAD, *GOODS)})
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(SHEET).file_size
    honest = size.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(honest, (size - 9).to_bytes(4, "little")))
    assert refusal(path).code == "source.broken"


@pytest.mark.parametrize("kind", WRITERS)
def test_damaged_workbooks_end_in_a_coded_error(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x"
    whole = WRITERS[kind](path, (HEAD, *GOODS)).read_bytes()
    chance = random.Random(5)
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
        path.write_bytes(damaged[: chance.choice([len(damaged), chance.randrange(len(damaged))])])
        with suppress(AliexportError):
            list(open_(path).rows())


def test_binary_workbooks_of_excel_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsb"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", b"\0")
    assert (refusal(path).code, refusal(path).args_by_name) == ("source.format_not_read", {"format": "xlsb"})


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder shared beside the project is absent")
@pytest.mark.parametrize("name", ["autoparts_price", "drinks_1c_tdsheet"])
def test_every_row_of_real_sheets_arrives(name: str) -> None:
    """Counted in the XML, without the library."""
    path = SHARED / "xlsx" / f"{name}.xlsx"
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read(SHEET).decode()
    rows = [row for row in re.findall(r"<row .*?</row>", sheet, re.DOTALL) if "<v>" in row]
    values = sum(row.count("<v>") for row in rows)
    table = open_(path)
    read = cells(table)
    assert len(read) == len(rows) - 1
    headers = sum(bool(name) and name != "A" for name in table.headers)
    assert sum(bool(cell) for row in read for cell in row) == values - headers


def test_goods_on_several_sheets(tmp_path: Path) -> None:
    header = ["Код", "Имя", "Цена"]
    sheets: dict[str, Rows] = {
        "Кружки": [header, ["A", "Белая", 10], ["B", "Синяя", 20]],
        "О нас": [["Телефон", "Адрес"], ["1", "2"]],
        "Вазы": [
            ["ООО «Ваза»"],
            ["Цена", "Код", "Имя"],
            [30, "C", "Большая"],
            [40, "B", "Чужая"],
            ["", "", "Большие"],
            [50, "D", "Ваза"],
        ],
    }
    columns = {"sku": "Код", "name": "Имя", "price": "Цена"}
    settings = SourceSettings(kind="csv", sheet="*", csv=CsvSettings(columns=columns))
    result = Result(read_mapped(write_xlsx(tmp_path / "a.xlsx", sheets), settings, "a.xlsx"))
    found = {key: (one.category, one.skus[0].price, str(one.place)) for key, one in result.products.items()}
    assert found["A"] == ("Кружки", 1000, "a.xlsx [Кружки]:2 [A]")
    assert found["C"] == ("Вазы", 3000, "a.xlsx [Вазы]:3 [C]")
    assert found["D"][0] == "Вазы > Большие"
    assert sorted(result.codes) == ["feed.groups_as_categories", "feed.id_conflict", "feed.sheets_left"]
    assert [one.args["others"] for one in result.file_problems if one.code == "feed.sheets_left"] == ["О нас"]
