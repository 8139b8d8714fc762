"""Exports of OpenCart's add-ons as they are documented; no real file of one was found."""

from decimal import Decimal
from pathlib import Path

import pytest

from aliexport_tui.model.product import Param, ShopCategory
from aliexport_tui.sources.layouts.opencart.cells import attributes, category_levels, markup, pictures, plain, special
from aliexport_tui.sources.layouts.opencart.export import read_opencart
from aliexport_tui.sources.layouts.opencart.headers import recognises
from aliexport_tui.sources.layouts.opencart.options import MOST_VARIANTS, Option, parse_option
from aliexport_tui.sources.settings import SourceSettings
from tests.sources.support import Result
from tests.sources.workbooks import Rows, write_xlsx

MACROS = (
    "_ID_", "_NAME_", "_MODEL_", "_SKU_", "_EAN_", "_MANUFACTURER_", "_PRICE_", "_SPECIAL_", "_QUANTITY_", "_STATUS_",
    "_CATEGORY_", "_IMAGE_", "_IMAGES_", "_DESCRIPTION_", "_ATTRIBUTES_", "_OPTIONS_", "_WEIGHT_", "_SEO_KEYWORD_",
)  # fmt: skip
PRODUCT = {
    "_ID_": "42",
    "_NAME_": "Стол &amp;quot;Дуб&amp;quot;",
    "_MODEL_": "T-1",
    "_MANUFACTURER_": "Лад",
    "_PRICE_": "1000.0000",
    "_QUANTITY_": "7",
    "_STATUS_": "1",
    "_CATEGORY_": "Мебель\nМебель|Столы",
    "_IMAGE_": "catalog/t1.jpg",
    "_IMAGES_": "catalog/t2.jpg,catalog/t3.jpg",
    "_DESCRIPTION_": "&amp;lt;p&amp;gt;Дубовый &amp;amp; крепкий&amp;lt;/p&amp;gt;",
    "_ATTRIBUTES_": "Общие|Материал|дуб\nОбщие|Ножки|4|шт",
    "_WEIGHT_": "12.50000000",
    "_SEO_KEYWORD_": "stol",
}
SHOP = SourceSettings(kind="opencart", base_url="https://shop.example")


def read(folder: Path, *rows: dict[str, str], headers: tuple[str, ...] = MACROS, settings: SourceSettings = SHOP) -> Result:
    path = folder / "opencart.csv"
    lines = [headers, *([row.get(header, "") for header in headers] for row in rows)]
    path.write_bytes("\n".join(";".join(f'"{cell}"' for cell in line) for line in lines).encode("cp1251"))
    return Result(read_opencart(path, settings, "opencart.csv"))


def test_a_product_of_csv_price_pro(tmp_path: Path) -> None:
    result = read(tmp_path, PRODUCT)
    product = result.only
    assert result.codes == []
    assert list(result.categories) == ["Мебель", "Мебель > Столы"]
    assert (product.key, product.name, product.category) == ("T-1", 'Стол "Дуб"', "Мебель > Столы")
    assert (product.brand, product.article, product.weight) == ("Лад", "T-1", Decimal("12.5"))
    assert product.description == "<p>Дубовый & крепкий</p>"
    assert product.pictures == tuple(f"https://shop.example/image/catalog/t{n}.jpg" for n in (1, 2, 3))
    assert product.params == (Param("Материал", "дуб"), Param("Ножки", "4|шт"))
    assert product.fields == {}
    (sku,) = product.skus
    assert (sku.code, sku.price, sku.stock, sku.place.line) == ("T-1", 100000, 7, 2)


def test_options_become_variants(tmp_path: Path) -> None:
    options = "\n".join(
        (
            "select|Размер|1|S|3|1|+0.00|+0|+0.00",
            "select|Размер|1|XL|0|1|+150.00|+0|+0.00",
            "radio|Цвет|1|белый|5|1|-|50.00",
            "radio|Цвет|1|тёмный дуб|2|0|=|2000",
            "checkbox|Подарок|0|лента|9|0|+10",
            "text|Гравировка|0|",
        )
    )
    result = read(tmp_path, {**PRODUCT, "_OPTIONS_": options, "_EAN_": "4600000000017"})
    product = result.only
    assert (product.key, product.params[0]) == ("T-1", Param("Материал", "дуб"))
    assert [(sku.code, sku.price, sku.stock, sku.barcode) for sku in product.skus] == [
        ("T-1:S:белый", 95000, 3, ""),
        ("T-1:S:тёмный_дуб", 200000, 3, ""),
        ("T-1:XL:белый", 110000, 0, ""),
        ("T-1:XL:тёмный_дуб", 200000, 0, ""),
    ]
    assert product.skus[1].params == (Param("Размер", "S"), Param("Цвет", "тёмный дуб"))
    assert product.skus[1].place.key == "T-1:S:тёмный_дуб"
    assert [(problem.code, problem.severity, problem.args.get("option", "")) for problem in result.problems] == [
        ("feed.option_no_variant", "warning", "Подарок"),
        ("feed.option_no_variant", "warning", "Гравировка"),
        ("feed.options_stock", "warning", ""),
    ]


def test_too_many_variants_block_the_product(tmp_path: Path) -> None:
    options = "\n".join(f"select|{axis}|1|{value}|1|1|0" for axis in "АБВ" for value in range(7))
    result = read(tmp_path, {**PRODUCT, "_OPTIONS_": options})
    (problem,) = result.problems
    assert (problem.code, problem.severity, problem.args) == (
        "feed.options_many",
        "error",
        {"count": "343", "limit": str(MOST_VARIANTS)},
    )
    assert len(result.only.skus) == 1


def test_an_option_that_eats_the_price_up_blocks_the_product(tmp_path: Path) -> None:
    result = read(tmp_path, {**PRODUCT, "_OPTIONS_": "select|Размер|1|S|3|1|-1000"})
    assert (result.only.skus[0].price, result.codes) == (None, ["feed.option_price"])


@pytest.mark.parametrize(
    ("line", "option"),
    [
        ("select|Размер|1|S|3|1|+10.50|0|0", Option("Размер", "S", "select", 3, "+", 1050)),
        ("select|Размер|1|S|3|1|-|10,50", Option("Размер", "S", "select", 3, "-", 1050)),
        ("radio|Размер|1|S|3|0|=99", Option("Размер", "S", "radio", None, "=", 9900)),
        ("Размер|S|3|1|+|5", Option("Размер", "S", "", 3, "+", 500)),
        ("image|Цвет|yes|синий", Option("Цвет", "синий", "image")),
        ("select|Цвет|1|синий|-2|1|", Option("Цвет", "синий", "select", 0)),
        ("date|Когда|1|", Option("Когда", "", "date")),
        ("select", None),
        ("|", None),
    ],
)
def test_lines_of_options(line: str, option: Option | None) -> None:
    assert parse_option(line) == option


@pytest.mark.parametrize(
    ("cell", "levels"),
    [
        ("Мебель|Столы", ("Мебель", "Столы")),
        ("Мебель\nМебель|Столы\n", ("Мебель", "Столы")),
        ("Мебель > Столы|Дача > Столы", ("Мебель", "Столы")),
        ("Мебель &amp;gt; Столы", ("Мебель", "Столы")),
        ("", ()),
    ],
)
def test_ways_of_categories(cell: str, levels: tuple[str, ...]) -> None:
    assert category_levels(cell) == levels


@pytest.mark.parametrize(
    ("cell", "params"),
    [
        ("Общие|Цвет|синий\nОбщие|Вес|5", [("Цвет", "синий"), ("Вес", "5")]),
        ("Цвет|синий", [("Цвет", "синий")]),
        ("Общие:Цвет=синий|Общие:Размер=10 x 20", [("Цвет", "синий"), ("Размер", "10 x 20")]),
        ("Общие|Пусто|\nслово", []),
        ("Общие|Сайт|https://a.example/?a=1:2", [("Сайт", "https://a.example/?a=1:2")]),
    ],
)
def test_attributes(cell: str, params: list[tuple[str, str]]) -> None:
    assert [(param.name, param.value) for param in attributes(cell)] == params


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        ("catalog/a.jpg|catalog/b.jpg", ["catalog/a.jpg", "catalog/b.jpg"]),
        ("catalog/a.jpg, catalog/b.jpg", ["catalog/a.jpg", "catalog/b.jpg"]),
        ("https://a.example/1.jpg,https://a.example/2.jpg", ["https://a.example/1.jpg", "https://a.example/2.jpg"]),
        ("catalog/a, b.jpg", ["catalog/a, b.jpg"]),
    ],
)
def test_pictures(cell: str, lines: list[str]) -> None:
    assert pictures(cell).split("\n") == lines


def test_escaped_texts() -> None:
    assert plain("A &amp;amp;quot;B&amp;amp;quot;") == 'A "B"'
    assert markup("&lt;p&gt;1 &amp;lt; 2&lt;/p&gt;") == "<p>1 &lt; 2</p>"
    assert markup("&amp;lt;p&amp;gt;да&amp;lt;/p&amp;gt;") == "<p>да</p>"


@pytest.mark.parametrize(
    ("cell", "price", "old", "codes"),
    [
        ("900", 90000, 100000, []),
        ("1,0,900.00,0000-00-00,0000-00-00", 90000, 100000, []),
        ("1|0|900.00||", 90000, 100000, []),
        ("1,0,900.00,2026-01-01,2026-02-01", 100000, None, ["feed.discount_dated"]),
        ("1100", 100000, None, []),
        ("", 100000, None, []),
    ],
)
def test_special_prices(tmp_path: Path, cell: str, price: int, old: int | None, codes: list[str]) -> None:
    result = read(tmp_path, {**PRODUCT, "_SPECIAL_": cell, "_OPTIONS_": "select|Размер|1|S|3|1|0"})
    (sku,) = result.only.skus
    assert (sku.price, sku.old_price, result.codes) == (price, old, codes)
    assert special("")[0] == ""


def test_rows_that_are_no_products(tmp_path: Path) -> None:
    off = {**PRODUCT, "_MODEL_": "T-2", "_STATUS_": "0"}
    nameless = {"_NAME_": "Стул"}
    result = read(tmp_path, PRODUCT, off, nameless)
    assert list(result.products) == ["T-1"]
    assert [(problem.code, problem.place.line) for problem in result.file_problems] == [
        ("feed.skipped_draft", 5),
        ("feed.id_missing", 8),
    ]


@pytest.mark.parametrize("options", ["", "select|Размер|1|S|3|1|0\nselect|Размер|1|M|3|1|0"])
def test_a_code_used_twice_blocks_the_product(tmp_path: Path, options: str) -> None:
    row = {**PRODUCT, "_OPTIONS_": options}
    result = read(tmp_path, row, {**row, "_PRICE_": "5"}, {**PRODUCT, "_MODEL_": "X"})
    assert sorted(result.products) == ["T-1", "X"]
    assert result.codes == ["feed.id_conflict"]
    assert read(tmp_path, row, row).codes == ["feed.id_repeated"]


def test_texts_of_one_language(tmp_path: Path) -> None:
    headers = ("_ID_", "_MODEL_", "_NAME_LANG=1_", "_NAME_LANG=2_", "_PRICE_")
    row = {"_ID_": "1", "_MODEL_": "T", "_NAME_LANG=1_": "Table", "_NAME_LANG=2_": "Стол", "_PRICE_": "5"}
    assert read(tmp_path, row, headers=headers).only.name == "Table"
    russian = SourceSettings(kind="opencart", store_view="2")
    assert read(tmp_path, row, headers=headers, settings=russian).only.name == "Стол"


TOOL: dict[str, Rows] = {
    "Categories": [
        ("category_id", "parent_id", "name(en-gb)", "name(ru-ru)"),
        (20, 0, "Home", "Дом"),
        (25, 20, "Mugs", "Кружки"),
        (99, 99, "Circle", "Круг"),
    ],
    "Products": [
        (
            "product_id", "name(en-gb)", "name(ru-ru)", "categories", "sku", "quantity", "model", "manufacturer",
            "image_name", "price", "weight", "weight_unit", "length", "width", "height", "length_unit", "status",
            "description(ru-ru)", "meta_title(ru-ru)", "stock_status_id",
        ),
        (
            50, "Mug", "Кружка", "20,25", "", 9, "M-1", "Лад", "catalog/m.jpg", 350.0, 300, "g", 100, 80, 90, "mm", "true",
            "&lt;b&gt;Тёплая&lt;/b&gt;", "Купить", 7,
        ),
        (51, "Bowl", "Миска", "99", "", 1, "B-1", "", "", 100, 0, "kg", 0, 0, 0, "cm", "true", "", "", 7),
    ],
    "AdditionalImages": [("product_id", "image", "sort_order"), (50, "catalog/m2.jpg", 0), (50, "catalog/m3.jpg", 1)],
    "Specials": [("product_id", "customer_group", "priority", "price", "date_start", "date_end"), (50, "", 1, 300, "", "")],
    "Options": [("option_id", "type", "sort_order", "name(ru-ru)"), (1, "select", 0, "Цвет"), (2, "text", 0, "Надпись")],
    "ProductOptions": [("product_id", "option", "default_option_value", "required"), (50, "Цвет", "", "true")],
    "ProductOptionValues": [
        ("product_id", "option", "option_value", "quantity", "subtract", "price", "price_prefix", "points", "points_prefix"),
        (50, "Цвет", "синий", 4, "true", 0, "+", 0, "+"),
        (50, "Цвет", "золотой", 2, "true", 50.5, "+", 0, "+"),
        (50, "Надпись", "любая", 0, "false", 0, "+", 0, "+"),
    ],
    "ProductAttributes": [
        ("product_id", "attribute_group", "attribute", "text(en-gb)", "text(ru-ru)"),
        (50, "Общие", "Объём", "350 ml", "350 мл"),
    ],
}  # fmt: skip


def test_the_workbook_of_the_export_import_tool(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "tool.xlsx", TOOL)
    result = Result(read_opencart(path, SHOP, "tool.xlsx"))
    mug, bowl = result.products.values()
    assert list(result.categories.values()) == [
        ShopCategory("20", "Дом"),
        ShopCategory("25", "Кружки", "20"),
        ShopCategory("99", "Круг"),
    ]
    assert (mug.key, mug.name, mug.category, mug.brand, mug.description) == ("M-1", "Кружка", "25", "Лад", "<b>Тёплая</b>")
    assert mug.pictures == tuple(f"https://shop.example/image/catalog/m{n}.jpg" for n in ("", "2", "3"))
    assert mug.params == (Param("Объём", "350 мл"),)
    assert (mug.weight, mug.length, mug.width, mug.height) == tuple(map(Decimal, ("0.3", "10", "8", "9")))
    assert [(sku.code, sku.price, sku.old_price, sku.stock) for sku in mug.skus] == [
        ("M-1:синий", 30000, 35000, 4),
        ("M-1:золотой", 35050, 40050, 2),
    ]
    assert (bowl.key, bowl.category, bowl.skus[0].stock, bowl.weight) == ("B-1", "99", 1, None)
    assert result.codes == ["feed.option_no_variant"]


def test_another_language_of_the_tool(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "tool.xlsx", TOOL)
    settings = SourceSettings(kind="opencart", store_view="en-gb")
    result = Result(read_opencart(path, settings, "tool.xlsx"))
    assert [product.name for product in result.products.values()] == ["Mug", "Bowl"]
    assert result.products["M-1"].params == (Param("Объём", "350 ml"),)


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        (MACROS, True),
        (("_NAME_", "_PRICE_"), True),
        (("_ID_", "_NAME_LANG=1_", "_MODEL_"), True),
        (tuple(map(str, TOOL["Products"][0])), True),
        (("sku", "_store", "_attribute_set", "_type", "name"), False),
        (("product_id", "name", "price"), False),
        (("_NAME_",), False),
        ((), False),
    ],
)
def test_recognised_by_its_headers(headers: tuple[str, ...], known: bool) -> None:
    assert recognises(headers) is known
