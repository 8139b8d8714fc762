"""Price lists of shops and suppliers, by the owner's mapping: workbooks, HTML tables and text alike."""

import html
import itertools
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from aliexport_tui.model.problem import Place
from aliexport_tui.model.product import Param
from aliexport_tui.sources.layouts.mapped import read_mapped
from aliexport_tui.sources.settings import CsvSettings, SourceSettings
from tests.sources.support import SHARED, Result
from tests.sources.workbooks import Rows, write_ods, write_xlsx

HEAD = ("Артикул", "Наименование", "Цена", "Остаток")
COLUMNS = {"sku": "Артикул", "name": "Наименование", "price": "Цена", "stock": "Остаток"}
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder shared beside the project is absent")


def mapped(columns: dict[str, str], **csv: object) -> SourceSettings:
    return SourceSettings(kind="csv", csv=CsvSettings(columns=columns, **csv))  # type: ignore[arg-type]


def read(folder: Path, rows: Rows, settings: SourceSettings, carrier: str = "xlsx") -> Result:
    path = folder / f"price.{carrier}"
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    match carrier:
        case "xlsx":
            write_xlsx(path, {"Прайс": rows})
        case "ods":
            write_ods(path, rows)
        case "html":
            cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in texts)
            path.write_text(f"<table>{cells}</table>", encoding="cp1251")
        case _:
            path.write_text("\n".join(";".join(row) for row in texts), encoding="utf-8")
    return Result(read_mapped(path, settings, path.name))


CARRIERS = ("xlsx", "ods", "html", "csv")


@pytest.mark.parametrize("carrier", CARRIERS)
def test_rows_of_groups_become_categories(tmp_path: Path, carrier: str) -> None:
    rows: Rows = (
        HEAD,
        ("Дом", "", "", ""),
        ("Посуда", "", "", ""),
        ("A-1", "Кружка", 350, 5),
        ("Мебель", "", "", ""),
        ("A-2", "Стул", 900, 1),
        ("Дача", "", "", ""),
        ("Грабли", "", "", ""),
        ("A-3", "Грабли", 300, 2),
        ("Цены действительны до марта", "", "", ""),
    )
    result = read(tmp_path, rows, mapped(COLUMNS), carrier)
    assert [product.category for product in result.products.values()] == ["Дом > Посуда", "Дом > Мебель", "Дача > Грабли"]
    (told,) = result.file_problems
    assert (told.code, told.severity, told.args, told.place.line) == (
        "feed.groups_as_categories",
        "warning",
        {"count": "6", "example": "Дом"},
        2,
    )
    assert result.problems == []


@pytest.mark.parametrize(
    ("group", "category"),
    [
        (("", "Посуда", "", ""), "Посуда"),
        (("", "Посуда", "", 99), "Посуда"),
        (("Посуда", "", "", 99), "Посуда"),
        ((1, "Посуда", "", ""), None),
        (("", "Посуда", 5, ""), None),
        (("", "Посуда", "", "много"), None),
        (("", "", "", 99), None),
        (("", "", "по запросу", ""), None),
    ],
)
def test_what_a_row_of_a_group_looks_like(tmp_path: Path, group: tuple[str | int, ...], category: str | None) -> None:
    result = read(tmp_path, (HEAD, group, ("A-1", "Кружка", 350, 5)), mapped(COLUMNS))
    assert result.products["A-1"].category == (category or "")
    assert ("feed.groups_as_categories" in result.codes) is (category is not None)


def test_groups_further_right_lie_in_those_before(tmp_path: Path) -> None:
    rows: Rows = (
        ("Код", "", "", "Наименование", "Цена"),
        ("Дом", "", "", "", ""),
        ("", "Посуда", "", "", ""),
        ("", "", "Кружки", "", ""),
        ("A-1", "", "", "Кружка", 350),
        ("", "Мебель", "", "", ""),
        ("A-2", "", "", "Стул", 900),
        ("Дача", "", "", "", ""),
        ("A-3", "", "", "Грабли", 300),
    )
    result = read(tmp_path, rows, mapped({"sku": "Код", "name": "Наименование", "price": "Цена"}))
    assert [product.category for product in result.products.values()] == ["Дом > Посуда > Кружки", "Дом > Мебель", "Дача"]


def test_a_category_cell_counts_before_the_group_above(tmp_path: Path) -> None:
    rows: Rows = ((*HEAD, "Раздел"), ("Дом",), ("A-1", "Кружка", 350, 5, "Посуда > Кружки"), ("A-2", "Стул", 900, 1, ""))
    result = read(tmp_path, rows, mapped({**COLUMNS, "category": "Раздел"}))
    assert [product.category for product in result.products.values()] == ["Посуда > Кружки", "Дом"]


@pytest.mark.parametrize("carrier", CARRIERS)
def test_prices_on_request_are_none(tmp_path: Path, carrier: str) -> None:
    words = ("по запросу", "по запиту", "звоните", "0", "-", "уточняйте")
    rows: Rows = (HEAD, *((f"A-{number}", "Кружка", word, 5) for number, word in enumerate(words)))
    result = read(tmp_path, rows, mapped(COLUMNS), carrier)
    assert [sku.price for product in result.products.values() for sku in product.skus] == [None] * len(words)
    assert [problem.args for problem in result.problems] == [{"value": word} for word in words]
    assert {problem.code for problem in result.problems} == {"feed.price_missing"}


@pytest.mark.parametrize(
    ("cell", "price", "stock"),
    [
        ("14\u00a0227", 1422700, "Есть"),
        ("6,31руб", 631, "Отсутсвует"),
        (994.9499999999999, 99495, 5.0),
        ("1 200,50 ₽", 120050, "> 10"),
    ],
)
def test_cells_as_they_are_typed(tmp_path: Path, cell: str | float, price: int, stock: str | float) -> None:
    sku = read(tmp_path, (HEAD, ("A-1", "Кружка", cell, stock)), mapped(COLUMNS)).only.skus[0]
    assert sku.price == price
    assert (sku.stock, sku.available) == {
        "Есть": (None, True),
        "Отсутсвует": (0, False),
        5.0: (5, True),
        "> 10": (10, True),
    }[stock]


def test_codes_that_lost_their_zeros_are_told_once(tmp_path: Path) -> None:
    rows: Rows = (HEAD, ("00451", "Кружка", 1, 1), (452, "Ваза", 1, 1), (7, "Блюдо", 1, 1), ("A-7", "Стул", 1, 1))
    (told,) = read(tmp_path, rows, mapped(COLUMNS)).file_problems
    assert (told.code, told.field, told.args) == (
        "feed.leading_zeros",
        "Артикул",
        {"short": "452", "full": "00451", "length": "5"},
    )


@pytest.mark.parametrize("codes", [("00451", "12345"), (451, 7), ("00451", "0451", 7), ("A-1", 7), ("0", 7)])
def test_codes_of_different_length_are_usual(tmp_path: Path, codes: tuple[str | int, ...]) -> None:
    rows: Rows = (HEAD, *((code, "Кружка", 1, 1) for code in codes))
    assert read(tmp_path, rows, mapped(COLUMNS)).file_problems == []


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_header_that_is_repeated_is_no_product(tmp_path: Path, carrier: str) -> None:
    result = read(tmp_path, (HEAD, ("A-1", "Кружка", 350, 5), HEAD, ("A-2", "Стул", 900, 1)), mapped(COLUMNS), carrier)
    assert list(result.products) == ["A-1", "A-2"]
    (told,) = result.file_problems
    assert (told.code, told.place) == ("feed.header_repeated", Place(f"price.{carrier}", 3))


def test_a_phantom_column_makes_no_row_ragged(tmp_path: Path) -> None:
    rows: Rows = ((*HEAD, ""), ("A-1", "Кружка", 350, 5, ""), ("A-2", "Стул", 900, 1), ("A-3", "Стол", 900, 1, "лишнее"))
    result = read(tmp_path, rows, mapped(COLUMNS), "csv")
    assert [(problem.code, problem.place.key) for problem in result.problems] == [("feed.row_ragged", "A-3")]


def test_params_with_their_units(tmp_path: Path) -> None:
    rows: Rows = (("Код", "Имя", "Цена", "Атрибут_Вес(кг)", "Длина, мм"), ("A-1", "Стол", 5, "2,5", "900"))
    params = {"Вес(кг)": "Атрибут_Вес(кг)", "Длина, мм": "Длина, мм"}
    product = read(tmp_path, rows, mapped({"sku": "Код", "name": "Имя", "price": "Цена"}, params=params), "csv").only
    assert product.params == (Param("Вес", "2,5", "кг"), Param("Длина", "900", "мм"))


@pytest.mark.parametrize(
    ("header", "cell", "settings", "kg"),
    [
        ("Вес", "0,35", {}, "0.35"),
        ("Вес, г", "350", {}, "0.35"),
        ("Вес", "350", {"weight_unit": "g"}, "0.35"),
        ("Вес, кг", "350 г", {}, "0.35"),
        ("Вес, г", "0,35 кг", {"weight_unit": "lb"}, "0.35"),
        ("Вес (lbs)", "10", {}, "4.536"),
    ],
)
def test_weights_in_their_units(tmp_path: Path, header: str, cell: str, settings: dict[str, str], kg: str) -> None:
    columns = {"sku": "Код", "name": "Имя", "price": "Цена", "weight": header}
    source = SourceSettings(kind="csv", csv=CsvSettings(columns=columns), **settings)  # type: ignore[arg-type]
    rows: Rows = (("Код", "Имя", "Цена", header), ("A-1", "Стол", 5, cell))
    assert read(tmp_path, rows, source, "csv").only.weight == Decimal(kg)


def test_the_price_of_a_region_is_the_mappings_choice(tmp_path: Path) -> None:
    rows: Rows = (("Код", "Имя", "Цена Москва", "Цена Сибирь"), ("A-1", "Стол", "5,50", 7))
    for header, price in (("Цена Москва", 550), ("Цена Сибирь", 700)):
        product = read(tmp_path, rows, mapped({"sku": "Код", "name": "Имя", "price": header}), "csv").only
        assert product.skus[0].price == price


def xml_rows(name: str) -> list[dict[str, str]]:
    """Column -> value of each row of the first sheet, without the library."""
    with zipfile.ZipFile(SHARED / "xlsx" / f"{name}.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        shared = re.findall(r"<si>(.*?)</si>", archive.read("xl/sharedStrings.xml").decode(), re.DOTALL)
    runs = ("".join(re.findall(r"<t(?:\s[^>]*)?>(.*?)</t>", one, re.DOTALL)) for one in shared)
    texts = [" ".join(html.unescape(text).split()) for text in runs]
    rows = []
    for row in re.findall(r"<row .*?</row>", sheet, re.DOTALL):
        cells = re.findall(r'<c r="([A-Z]+)\d+"([^>]*)>(?:<f>.*?</f>)?<v>(.*?)</v>', row, re.DOTALL)
        rows.append({column: texts[int(value)] if 't="s"' in rest else value for column, rest, value in cells})
    return rows


@needs_shared
def test_a_real_list_of_parts() -> None:
    columns = {"sku": "code", "name": "title", "brand": "brand", "article": "number", "price": "price"}
    path = SHARED / "xlsx" / "autoparts_price.xlsx"
    result = Result(read_mapped(path, mapped(columns)))
    rows = xml_rows("autoparts_price")[1:]
    by_code = {row["A"]: row for row in rows}
    assert set(result.products) == {str(int(float(code))) for code in by_code}
    assert (len(result.products), result.codes) == (304, ["feed.id_repeated"] * (len(rows) - len(by_code)))
    assert sum(product.skus[0].price or 0 for product in result.products.values()) == sum(
        round(100 * Decimal(row["E"])) for row in by_code.values()
    )
    assert result.products["4600947828"].article == "315 525"


@needs_shared
def test_a_real_list_out_of_1c() -> None:
    """Group rows hold totals and no price; the column of names has no header."""
    path = SHARED / "xlsx" / "drinks_1c_tdsheet.xlsx"
    columns = {"sku": "A", "name": "A", "price": "Цена", "stock": "Количество Остаток"}
    result = Result(read_mapped(path, mapped(columns)))
    rows = [row for row in xml_rows("drinks_1c_tdsheet")[1:] if row]
    goods = [row for row in rows if "F" in row]
    groups = [row["A"] for row in rows if "F" not in row]
    assert (len(result.products), len(groups)) == (len(goods), 8) == (206, 8)
    assert sum(product.skus[0].price or 0 for product in result.products.values()) == sum(
        round(100 * Decimal(row["F"])) for row in goods
    )
    assert sum(product.skus[0].stock or 0 for product in result.products.values()) == sum(
        int(float(row["E"])) for row in goods
    )
    assert {product.category for product in result.products.values()} == {f"{groups[0]} > {name}" for name in groups[1:]}
    by_name = itertools.accumulate(rows, lambda group, row: group if "F" in row else row["A"], initial="")
    expected = {row["A"]: group for row, group in zip(rows, list(by_name)[1:], strict=True) if "F" in row}
    assert {product.key: product.category.rpartition(" > ")[2] for product in result.products.values()} == expected
    assert result.codes == ["feed.groups_as_categories"]


@needs_shared
def test_a_real_template_with_goods_on_its_fourth_sheet() -> None:
    columns = {
        "sku": "ID товара", "available": "Доступность (true/false)", "url": "URL товара", "price": "Цена",
        "currency": "Валюта (ID)", "name": "Название товара", "brand": "Производитель", "description": "Описание",
        "category": "ID категории",
    }  # fmt: skip
    result = Result(read_mapped(SHARED / "xlsx" / "excel2yml_template.xlsx", mapped(columns, pictures=("URL изображения",))))
    assert [
        (key, product.skus[0].price, product.currency, len(product.pictures)) for key, product in result.products.items()
    ] == [(key, 365000, "RUB", 1) for key in "123"]
    assert result.codes == ["feed.sheets_left"]


@needs_shared
def test_a_real_suppliers_list() -> None:
    path = SHARED / "csv" / "brain_supplier_price.csv"
    lines = [line.split(";") for line in path.read_text(encoding="utf-8-sig").strip().splitlines()]
    header, rows = lines[0], lines[1:]
    for column in ("PriceUSD", "RecommendedPrice"):
        result = Result(read_mapped(path, mapped({"sku": "Code", "name": "Name", "price": column})))
        cells = [Decimal(row[header.index(column)].replace(",", ".")) for row in rows]
        prices = [product.skus[0].price for product in result.products.values()]
        assert prices == [round(100 * cell) or None for cell in cells]
        assert result.codes == ["feed.price_missing"] * cells.count(Decimal(0))
