from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.model.errors import AliexportError
from aliexport_tui.model.product import Param, ShopCategory
from aliexport_tui.sources.layouts.mapped import read_mapped
from aliexport_tui.sources.settings import CsvSettings, SourceSettings
from tests.sources.support import DATA, Result

MUGS = SourceSettings(
    kind="csv",
    base_url="https://s.example",
    csv=CsvSettings(
        columns={
            "sku": "Артикул",
            "group": "Модель",
            "name": "Название",
            "category": "Раздел",
            "price": "Цена",
            "old_price": "Старая цена",
            "stock": "Остаток",
            "weight": "Вес, кг",
            "description": "Описание",
        },
        params={"Цвет": "Цвет"},
        pictures=("Фото", "Фото#2"),
        separator=",",
        currency="RUB",
    ),
)
SIMPLE = SourceSettings(kind="csv", csv=CsvSettings(columns={"sku": "id", "name": "name", "price": "price"}))


def read(folder: Path, text: str, settings: SourceSettings = SIMPLE) -> Result:
    path = folder / "rows.csv"
    path.write_bytes(text.encode())
    return Result(read_mapped(path, settings, "rows.csv"))


def test_a_supplier_file_in_windows_1251_with_all_its_dirt() -> None:
    result = Result(read_mapped(DATA / "rows.csv", MUGS, "rows.csv"))
    assert result.categories == {
        "Дом": ShopCategory("Дом", "Дом"),
        "Дом > Посуда": ShopCategory("Дом > Посуда", "Посуда", "Дом"),
    }
    assert list(result.products) == ["C-1", "D-1", "group:77"]
    mug = result.products["group:77"]
    assert (mug.name, mug.category, mug.weight, mug.currency) == ('Кружка "Утро"', "Дом > Посуда", Decimal("0.35"), "RUB")
    assert mug.description == "Первая строка\nвторая строка"
    assert mug.pictures == tuple(f"https://s.example/{n}.jpg" for n in (1, 2, 3, 4))
    assert [(sku.code, sku.price, sku.old_price, sku.stock) for sku in mug.skus] == [
        ("B-1", 39050, 45000, 12),
        ("B-2", 39050, None, 0),
    ]
    assert mug.skus[1].params == (Param("Цвет", "белый"),)
    assert [sku.place.line for sku in mug.skus] == [2, 4]
    assert result.products["C-1"].pictures == ("https://s.example/img/5.jpg",)
    assert result.products["C-1"].skus[0].price == 120000
    assert (result.products["D-1"].skus[0].stock, result.products["D-1"].skus[0].available) == (None, True)
    found = [(problem.code, problem.place.key, problem.place.line) for problem in (*result.problems, *result.file_problems)]
    assert found == [
        ("feed.row_ragged", "C-1", 5),
        ("feed.row_ragged", "D-1", 6),
        ("feed.price_missing", "D-1", 6),
        ("feed.id_missing", "", 7),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff", "\n\t\ufeff"])
def test_delimiter_and_line_ends_are_found_out(tmp_path: Path, delimiter: str, end: str, mark: str) -> None:
    rows = [["id", "name", "price"], ["1", '"Стол ""А"""', "5.5"], ["2", "Стул", "7"]]
    result = read(tmp_path, mark + end.join(delimiter.join(row) for row in rows) + end)
    assert [(product.key, product.name) for product in result.products.values()] == [("1", 'Стол "А"'), ("2", "Стул")]
    assert result.products["1"].skus[0].price == 550
    assert result.codes == []


def test_unmapped_columns_are_fields(tmp_path: Path) -> None:
    assert read(tmp_path, "id;name;price;Гарантия\n1;Стол;5;2 года\n").only.fields == {"Гарантия": "2 года"}


def test_repeated_rows_are_merged_and_conflicts_block(tmp_path: Path) -> None:
    result = read(tmp_path, "id;name;price\n1;А;5\n1;А;5\n2;Б;5\n2;Б;6\n")
    assert [(problem.code, problem.place.line) for problem in result.problems] == [
        ("feed.id_repeated", 3),
        ("feed.id_conflict", 5),
    ]


def test_a_header_alone_is_an_empty_source(tmp_path: Path) -> None:
    assert read(tmp_path, "id;name;price\n").codes == ["feed.no_offers"]


@pytest.mark.parametrize(
    ("columns", "code", "args"),
    [
        ({"sku": "id", "name": "nmae"}, "source.column_missing", {"field": "name", "header": "nmae", "near": "name"}),
        ({"sku": "id", "nam": "name"}, "source.field_unknown", {"field": "nam", "near": "name"}),
        ({"name": "name"}, "source.column_unmapped", {"field": "sku", "headers": "id, name, price"}),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(
    tmp_path: Path, columns: dict[str, str], code: str, args: dict[str, str]
) -> None:
    with pytest.raises(AliexportError) as caught:
        read(tmp_path, "id;name;price\n1;А;5\n", SourceSettings(kind="csv", csv=CsvSettings(columns=columns)))
    assert (caught.value.code, caught.value.args_by_name, int(caught.value.exit_code)) == (code, args, 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "source.empty"),
        ("<html><body>", "source.html"),
        ("<yml_catalog/>", "source.other_kind"),
        ("id;name;price\n1;" + "x" * 4_300_000, "source.broken"),
        ('id;name;price\n1;"' + "x\n" * 2_200_000, "source.broken"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(AliexportError) as caught:
        read(tmp_path, text)
    assert caught.value.code == code


def test_settings_travel_as_json() -> None:
    assert msgspec.json.decode(msgspec.json.encode(MUGS), type=SourceSettings) == MUGS
