"""WooCommerce's product export: real ones counted independently, and one with every kind of dirt."""

import contextlib
import csv
import os
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aliexport_tui.model.errors import AliexportError, ConfigError
from aliexport_tui.model.product import Param, ShopCategory
from aliexport_tui.sources.layouts.woocommerce.export import read_woocommerce
from aliexport_tui.sources.layouts.woocommerce.headers import recognises
from aliexport_tui.sources.layouts.woocommerce.row import lines, values
from aliexport_tui.sources.settings import CsvSettings, SourceSettings
from tests.sources.support import SHARED, Result
from tests.sources.test_mutations import mutated

WOO = SourceSettings(kind="woocommerce")
DAY = datetime(2026, 3, 15, 12, tzinfo=UTC)

ENGLISH = (
    "ID", "Type", "SKU", "GTIN, UPC, EAN, or ISBN", "Name", "Published", "Is featured?", "Visibility in catalog",
    "Short description", "Description", "Date sale price starts", "Date sale price ends", "Tax status", "Tax class",
    "In stock?", "Stock", "Low stock amount", "Backorders allowed?", "Sold individually?", "Weight (lbs)", "Length (in)",
    "Width (in)", "Height (in)", "Allow customer reviews?", "Purchase note", "Sale price", "Regular price", "Categories",
    "Tags", "Shipping class", "Images", "Download limit", "Download expiry days", "Parent", "Grouped products", "Upsells",
    "Cross-sells", "External URL", "Button text", "Position", "Brands",
    "Attribute 1 name", "Attribute 1 value(s)", "Attribute 1 visible", "Attribute 1 global", "Attribute 1 default",
    "Attribute 2 name", "Attribute 2 value(s)", "Attribute 2 visible", "Attribute 2 global", "Attribute 2 default",
    "Meta: _video", "Download 1 ID", "Download 1 name", "Download 1 URL",
)  # fmt: skip
RUSSIAN = (
    "ID", "Тип", "Артикул", "GTIN, UPC, EAN или ISBN", "Имя", "Опубликован", "Рекомендуемый?", "Видимость в каталоге",
    "Краткое описание", "Описание", "Дата начала действия скидки", "Дата окончания действия скидки", "Статус налога",
    "Налоговый класс", "Наличие", "Запасы", "Величина малых запасов", "Возможен ли предзаказ?", "Продано индивидуально?",
    "Вес (кг)", "Длина (см)", "Ширина (см)", "Высота (см)", "Разрешить отзывы от клиентов?", "Примечание к покупке",
    "Акционная цена", "Базовая цена", "Категории", "Метки", "Класс доставки", "Изображения", "Лимит скачивания",
    "Дней срока скачивания", "Родительский", "Сгруппированные товары", "Апсэлы", "Кросселы", "Внешний URL",
    "Текст кнопки", "Позиция", "Бренды",
    "Название атрибута 1", "Значения атрибутов 1", "Видимость атрибута 1", "Глобальный атрибут 1",
    "Атрибут 1 по умолчанию", "Название атрибута 2", "Значения атрибутов 2", "Видимость атрибута 2",
    "Глобальный атрибут 2", "Атрибут 2 по умолчанию", "Мета: _video", "Скачивание 1 ID", "Имя загрузки 1", "URL загрузки 1",
)  # fmt: skip
RUSSIAN_OF_2020 = (
    "ID", "Тип", "Артикул", "GTIN, UPC, EAN или ISBN", "Имя", "Опубликован", "рекомендуемый?", "Видимость в каталоге",
    "Короткое описание", "Описание", "Дата начала действия продажной цены", "Дата окончания действия продажной цены",
    "Статус налога", "Налоговый класс", "В наличии?", "Запасы", "Малое количество на складе", "Задержанный заказ возможен?",
    "Продано индивидуально?", "Вес (kg)", "Длина (cm)", "Ширина (cm)", "Высота (cm)", "Разрешить отзывы от клиентов?",
    "Примечание к покупке", "Цена распродажи", "Базовая цена", "Категории", "Метки", "Класс доставки", "Изображения",
    "Лимит загрузок", "Число дней до просроченной загрузки", "Родительский", "Сгруппированные товары", "Апсейл",
    "Кросселы", "Внешний URL", "Текст кнопки", "Позиция", "Бренды",
    "Имя атрибута 1", "Значение(-я) аттрибута(-ов) 1", "Видимость атрибута 1", "Глобальный атрибут 1",
    "Атрибут 1 по умолчанию", "Имя атрибута 2", "Значение(-я) аттрибута(-ов) 2", "Видимость атрибута 2",
    "Глобальный атрибут 2", "Атрибут 2 по умолчанию", "Мета: _video", "Скачивание 1 ID", "Имя загрузки 1", "URL загрузки 1",
)  # fmt: skip
LANGUAGES = {"English": ENGLISH, "Russian": RUSSIAN, "Russian of 2020": RUSSIAN_OF_2020}

Row = Mapping[str, str]
MUG: Row = {
    "ID": "7", "Type": "simple", "SKU": "M-1", "Name": "Кружка", "Published": "1", "In stock?": "1", "Regular price": "500",
}  # fmt: skip
TEE: Row = {
    "ID": "10", "Type": "variable", "SKU": "T", "Name": "Футболка", "Published": "1", "In stock?": "1", "Images": "https://s/t.jpg",
    "Attribute 1 name": "Цвет", "Attribute 1 value(s)": "Белый, Чёрный", "Attribute 2 name": "Ткань",
    "Attribute 2 value(s)": "Хлопок, Лён",
}  # fmt: skip


def of_tee(sku: str, colour: str, **more: str) -> Row:
    return {
        "ID": "", "Type": "variation", "SKU": sku, "Published": "1", "In stock?": "1", "Regular price": "900", "Parent": "T",
        "Attribute 1 name": "Цвет", "Attribute 1 value(s)": colour, **more,
    }  # fmt: skip


def write(path: Path, rows: list[Row], headers: tuple[str, ...] = ENGLISH) -> Path:
    """By the English names of the columns, whatever they are called in the file."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headers)
        writer.writerows([row.get(name, "") for name in ENGLISH] for row in rows)
    os.utime(path, (DAY.timestamp(), DAY.timestamp()))
    return path


def read(
    folder: Path,
    *rows: Row,
    settings: SourceSettings = WOO,
    headers: tuple[str, ...] = ENGLISH,
) -> Result:
    return Result(read_woocommerce(write(folder / "wc.csv", list(rows), headers), settings, "wc.csv"))


def told(result: Result) -> list[tuple[str, str]]:
    return [(problem.code, problem.place.key) for problem in (*result.file_problems, *result.problems)]


@pytest.mark.parametrize("headers", LANGUAGES.values(), ids=LANGUAGES)
def test_the_same_shop_in_every_language_of_the_headers(tmp_path: Path, headers: tuple[str, ...]) -> None:
    full: Row = {
        **MUG,
        "GTIN, UPC, EAN, or ISBN": "4600000000001",
        "Short description": "Коротко",
        "Description": "<p>Первая\\nвторая</p>",
        "Sale price": "399,90",
        "Stock": "12",
        "Weight (lbs)": "2",
        "Length (in)": "10",
        "Width (in)": "4",
        "Height (in)": "3,5",
        "Categories": "Дом > Посуда, Дом > Посуда > Кружки, Акции",
        "Images": "https://s/1.jpg, https://s/2.jpg",
        "Brands": "Ёлка, Другой",
        "Upsells": "M-2",
        "Attribute 1 name": "Цвет",
        "Attribute 1 value(s)": "Белый\\, матовый, Синий",
        "Attribute 1 visible": "1",
        "Attribute 1 default": "Синий",
        "Meta: _video": "https://v/1",
        "Download 1 name": "нет",
    }
    result = read(tmp_path, full, headers=headers)
    mug = result.only
    assert told(result) == []
    assert (mug.key, mug.name, mug.brand, mug.category) == ("M-1", "Кружка", "Ёлка", "Дом > Посуда > Кружки")
    assert mug.description == "<p>Первая\nвторая</p>"
    assert mug.pictures == ("https://s/1.jpg", "https://s/2.jpg")
    assert mug.params == (Param("Цвет", "Белый, матовый"), Param("Цвет", "Синий"))
    assert (mug.fields.pop(headers[-4]), mug.fields.pop("Short description")) == ("https://v/1", "Коротко")
    assert mug.fields == {"Categories": "Дом > Посуда, Дом > Посуда > Кружки, Акции"}
    (sku,) = mug.skus
    assert (sku.code, sku.price, sku.old_price, sku.stock, sku.barcode) == ("M-1", 39990, 50000, 12, "4600000000001")
    measures = (mug.weight, mug.length, mug.width, mug.height)
    if headers is ENGLISH:
        assert measures == (Decimal("0.907"), Decimal("25.4"), Decimal("10.16"), Decimal("8.89"))
    else:
        assert measures == (Decimal(2), Decimal(10), Decimal(4), Decimal("3.5"))
    assert list(result.categories.values()) == [
        ShopCategory("Дом", "Дом"),
        ShopCategory("Дом > Посуда", "Посуда", "Дом"),
        ShopCategory("Дом > Посуда > Кружки", "Кружки", "Дом > Посуда"),
    ]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        *((headers, True) for headers in LANGUAGES.values()),
        (("ID", "Type", "SKU", "Name", "Published", "Regular price"), True),
        (("sku", "store_view_code", "product_type", "categories", "name", "price", "product_online"), False),
        (("Handle", "Title", "Type", "Tags", "Published", "Option1 Name", "Variant SKU"), False),
        (("Код_товара", "Название_позиции", "Тип_товара", "Цена", "Наличие"), False),
        (("Артикул", "Имя", "Тип", "Цена", "Категории", "Изображения"), False),
        (("type", "name", "price"), False),
        ((), False),
    ],
)
def test_what_is_recognised(headers: tuple[str, ...], expected: bool) -> None:
    assert recognises(headers) is expected


@pytest.mark.parametrize(
    ("weight", "length", "kg", "cm"),
    [
        ("Weight (kg)", "Length (cm)", "5.0", "5.0"),
        ("Weight (g)", "Length (mm)", "0.005", "0.5"),
        ("Weight (oz)", "Length (in)", "0.142", "12.7"),
        ("Вес (г)", "Длина (мм)", "0.005", "0.5"),
        ("Вес (фунты)", "Длина (м)", "2.268", "500"),
        ("Weight", "Length", "0.142", "12.7"),
        ("Weight (stone)", "Length (yd)", "0.142", "12.7"),
    ],
)
def test_units_of_the_headers_come_before_those_of_the_settings(
    tmp_path: Path, weight: str, length: str, kg: str, cm: str
) -> None:
    others = {"Width (in)": "", "Height (in)": ""}
    headers = tuple({"Weight (lbs)": weight, "Length (in)": length, **others}.get(name, name) for name in ENGLISH)
    settings = SourceSettings(kind="woocommerce", weight_unit="oz", length_unit="in")
    row = {**MUG, "Weight (lbs)": "5", "Length (in)": "5"}
    product = read(tmp_path, row, headers=headers, settings=settings).only
    assert (str(product.weight), str(product.length)) == (kg, cm)


def test_a_measure_in_a_unit_that_nobody_knows_is_no_measure(tmp_path: Path) -> None:
    headers = tuple(name.replace("(in)", "(yd)") for name in ENGLISH)
    result = read(tmp_path, {**MUG, "Length (in)": "5", "Weight (lbs)": "1"}, headers=headers)
    assert (result.only.length, result.only.fields["Length (yd)"], result.codes) == (None, "5", ["feed.unit_unknown"])
    assert result.file_problems[0].args == {"columns": "Length (yd), Width (yd), Height (yd)"}


def test_variations_find_their_parent_wherever_it_stands(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        of_tee("T-W", "Белый", Parent="id:10", Images="https://s/w.jpg"),
        MUG,
        TEE,
        of_tee("T-B", "Чёрный", Parent="t"),
    )
    assert told(result) == []
    assert list(result.products) == ["M-1", "T"]
    tee = result.products["T"]
    assert (tee.name, tee.pictures) == ("Футболка", ("https://s/t.jpg",))
    assert tee.params == (Param("Ткань", "Хлопок"), Param("Ткань", "Лён"))
    assert [(sku.code, sku.params, sku.pictures) for sku in tee.skus] == [
        ("T-W", (Param("Цвет", "Белый"),), ("https://s/w.jpg",)),
        ("T-B", (Param("Цвет", "Чёрный"),), ()),
    ]
    assert [sku.place.line for sku in tee.skus] == [2, 5]


def test_a_variation_takes_from_its_parent_what_it_does_not_say(tmp_path: Path) -> None:
    parent = {**TEE, "Regular price": "900", "Sale price": "700", "Stock": "5", "Weight (lbs)": "1"}
    result = read(
        tmp_path,
        parent,
        of_tee("T-W", "Белый", **{"Regular price": "", "Stock": "parent", "Description": "650", "Name": "Футболка - Белый"}),
        of_tee("T-B", "Чёрный", **{"Regular price": "1000", "Stock": "", "Weight (lbs)": "2"}),
        of_tee("T-G", "Серый", Stock="'-1", Images="https://s/t.jpg"),
    )
    tee = result.only
    assert [(sku.price, sku.old_price, sku.stock) for sku in tee.skus] == [
        (70000, 90000, 5),
        (100000, None, 5),
        (90000, None, 0),
    ]
    assert (tee.name, tee.description, tee.weight) == ("Футболка", "", Decimal("0.907"))
    assert told(result) == [("feed.stock_shared", "T")]
    assert result.problems[0].args == {"stock": "5", "count": "2"}


def test_any_value_is_told(tmp_path: Path) -> None:
    result = read(tmp_path, TEE, of_tee("T-A", ""), of_tee("T-X", "Белый", **{"Attribute 1 name": "pa_цвет"}))
    assert [sku.params for sku in result.only.skus] == [(), (Param("Цвет", "Белый"),)]
    (problem,) = result.problems
    assert (problem.code, problem.args, problem.place.key) == (
        "feed.variation_any",
        {"attribute": "Цвет", "values": "Белый, Чёрный"},
        "T-A",
    )


def test_rows_without_a_sku_go_by_their_number_or_by_their_values(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        {**MUG, "SKU": ""},
        {**MUG, "SKU": "", "ID": ""},
        TEE,
        of_tee("", "Белый", ID="11"),
        of_tee("", "Чёрный"),
    )
    assert {key: [sku.code for sku in product.skus] for key, product in result.products.items()} == {
        "id:7": ["id:7"],
        "T": ["id:11", "T:Чёрный"],
    }
    codes = [(problem.code, problem.args) for problem in (*result.file_problems, *result.problems)]
    assert codes == [
        ("feed.id_missing", {"line": "3"}),
        ("feed.sku_missing", {"sku": "id:7"}),
        ("feed.sku_missing", {"sku": "id:11"}),
        ("feed.sku_missing", {"sku": "T:Чёрный"}),
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"Type": "simple, virtual"}, "feed.skipped_virtual"),
        ({"Type": "simple, downloadable"}, "feed.skipped_virtual"),
        ({"Type": "external", "SKU": "", "ID": ""}, "feed.skipped_external"),
        ({"Type": "grouped"}, "feed.skipped_grouped"),
        ({"Type": "subscription"}, "feed.skipped_type"),
        ({"Published": "0"}, "feed.skipped_draft"),
        ({"Published": "'-1"}, "feed.skipped_draft"),
        ({"Published": "-1"}, "feed.skipped_draft"),
        ({"Published": "2"}, "feed.skipped_draft"),
        ({"Published": "false"}, "feed.skipped_draft"),
        ({"Type": "variable"}, "feed.skipped_no_variations"),
        ({"Type": "variation", "Parent": "N"}, "feed.skipped_orphan"),
        ({"Type": "variation", "Parent": ""}, "feed.skipped_orphan"),
    ],
)
def test_what_is_left_out_is_told(tmp_path: Path, row: Row, code: str) -> None:
    result = read(tmp_path, {**MUG, **row, "Categories": "Никому"}, {**MUG, "SKU": "M-2"})
    assert list(result.products) == ["M-2"]
    assert (result.codes, result.file_problems[0].severity, result.file_problems[0].place.line) == ([code], "warning", 2)


def test_single_variations_are_left_out_too(tmp_path: Path) -> None:
    skip = SourceSettings(kind="woocommerce", unavailable="skip")
    rows = [
        TEE,
        of_tee("T-V", "Белый", Type="variation, virtual"),
        of_tee("T-P", "Серый", Published="0"),
        of_tee("T-O", "Синий", **{"In stock?": "0"}),
        of_tee("T-N", "Чёрный", **{"In stock?": "backorder"}),
        of_tee("T-D", "Красный", Published="-1"),
    ]
    zero = read(tmp_path, *rows).only
    assert [(sku.code, sku.stock, sku.available) for sku in zero.skus] == [
        ("T-O", 0, False),
        ("T-N", 0, False),
        ("T-D", None, True),
    ]
    result = read(tmp_path, *rows, settings=skip)
    assert [sku.code for sku in result.only.skus] == ["T-D"]
    assert Counter(result.codes) == {"feed.skipped_virtual": 1, "feed.skipped_draft": 1, "feed.skipped_unavailable": 2}
    assert read(tmp_path, {**MUG, "In stock?": "0"}, settings=skip).codes == ["feed.skipped_unavailable"]


def test_of_repeated_codes_the_first_counts(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        MUG,
        MUG,
        {**MUG, "Name": "Чашка"},
        TEE,
        of_tee("T-W", "Белый"),
        of_tee("T-W", "Белый"),
        of_tee("T-W", "Чёрный"),
    )
    assert [(key, product.name, len(product.skus)) for key, product in result.products.items()] == [
        ("T", "Футболка", 1),
        ("M-1", "Кружка", 1),
    ]
    assert [(one.code, one.args["first"], one.args["line"], one.severity) for one in result.problems] == [
        ("feed.id_repeated", "6", "7", "warning"),
        ("feed.id_conflict", "6", "8", "error"),
        ("feed.id_repeated", "2", "3", "warning"),
        ("feed.id_conflict", "2", "4", "error"),
    ]


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [
        ("", "", True),
        ("2026-03-01", "2026-03-31 23:59:59", True),
        ("2026-03-15", "2026-03-15", True),
        ("", "2026-03-14 23:59:59", False),
        ("2026-03-16", "", False),
        ("скоро", "", False),
    ],
)
def test_a_sale_counts_on_the_day_of_the_file(tmp_path: Path, first: str, last: str, counts: bool) -> None:
    row = {**MUG, "Sale price": "400", "Date sale price starts": first, "Date sale price ends": last}
    result = read(tmp_path, row)
    (sku,) = result.only.skus
    assert (sku.price, sku.old_price) == ((40000, 50000) if counts else (50000, None))
    assert result.codes == ([] if counts else ["feed.sale_not_now"])


@pytest.mark.parametrize(
    ("regular", "sale", "price", "old", "codes"),
    [
        ("1990,50", "", 199050, None, []),
        ("1.990,50", "1500", 150000, 199050, []),
        ("500", "500", 50000, None, ["feed.sale_not_lower"]),
        ("500", "600", 50000, None, ["feed.sale_not_lower"]),
        ("", "300", 30000, None, []),
        ("0", "", None, None, ["feed.price_missing"]),
        ("по запросу", "", None, None, ["feed.price_missing"]),
    ],
)
def test_prices(tmp_path: Path, regular: str, sale: str, price: int | None, old: int | None, codes: list[str]) -> None:
    result = read(tmp_path, {**MUG, "Regular price": regular, "Sale price": sale})
    (sku,) = result.only.skus
    assert ((sku.price, sku.old_price), result.codes) == ((price, old), codes)


def test_every_kind_of_dirt_is_told_with_its_row(tmp_path: Path) -> None:
    rows = [
        {**MUG, "SKU": "A", "Name": "", "Images": "1.jpg, , https://s/2.jpg"},
        {**MUG, "SKU": "B", "Name": "?????? 12", "Stock": "много шт", "Weight (lbs)": "тяжёлый", "Length (in)": "1x2"},
        {**MUG, "SKU": "C", "Name": "Мыло &amp; мочалка\x01", "Description": "", "Short description": "Есть\\nдве"},
    ]
    result = read(tmp_path, *rows)
    assert [(one.code, one.place.key, one.place.line, one.severity) for one in result.problems] == [
        ("feed.name_missing", "A", 2, "error"),
        ("feed.picture_address", "A", 2, "warning"),
        ("feed.letters_lost", "B", 3, "error"),
        ("feed.stock_unreadable", "B", 3, "warning"),
        ("feed.weight_unreadable", "B", 3, "warning"),
        ("feed.dimensions_unreadable", "B", 3, "warning"),
    ]
    assert (result.products["C"].name, result.products["C"].description) == ("Мыло & мочалка", "Есть\nдве")
    based = read(tmp_path, rows[0], settings=SourceSettings(kind="woocommerce", base_url="https://b/up/"))
    assert based.only.pictures == ("https://b/up/1.jpg", "https://s/2.jpg")


def test_short_rows_are_whole_and_long_ones_are_told(tmp_path: Path) -> None:
    path = write(tmp_path / "wc.csv", [])
    with path.open("a", encoding="utf-8") as file:
        file.write("1,simple,S,,Коротко,1\n")
        file.write("2,simple,L,,Длинно,1" + "," * len(ENGLISH) + "лишнее\n")
        file.write("3,simple,E,,Ровно,1" + "," * (len(ENGLISH) + 3) + "\n")
    result = Result(read_woocommerce(path, WOO, "wc.csv"))
    assert list(result.products) == ["S", "L", "E"]
    assert [(one.code, one.place.key) for one in result.problems if one.code != "feed.price_missing"] == [
        ("feed.row_ragged", "L")
    ]


def test_the_currency_of_the_settings(tmp_path: Path) -> None:
    settings = SourceSettings(kind="woocommerce", csv=CsvSettings(currency="RUR"))
    assert read(tmp_path, MUG, settings=settings).only.currency == "RUB"


def test_an_empty_export_and_another_table(tmp_path: Path) -> None:
    assert read(tmp_path).codes == ["feed.no_offers"]
    path = tmp_path / "other.csv"
    path.write_text("Код;Цена\n1;2\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        list(read_woocommerce(path, WOO, "other.csv"))
    assert (caught.value.code, caught.value.args_by_name["wanted"]) == ("source.other_kind", "woocommerce")


@given(st.lists(st.text(alphabet="ab ,>é'", min_size=1).map(str.strip).filter(bool)))
def test_a_list_comes_back_as_it_was_written(words: list[str]) -> None:
    assert values(", ".join(word.replace(",", "\\,") for word in words)) == tuple(words)


@given(st.text(alphabet="ab\\n\n<", max_size=20))
def test_a_text_comes_back_as_it_was_written(text: str) -> None:
    """As `WC_Product_CSV_Exporter::filter_description_field` writes it; a backslash before a line end is lost there."""
    written = text.replace("\\n", "\\\\n").replace("\n", "\\n")
    if "\\\n" not in text and "\\\\n" not in text:
        assert lines(written) == text


MUTATED = [
    MUG,
    TEE,
    of_tee("T-W", "Белый", Stock="3", Images="https://s/w.jpg"),
    of_tee("", "Чёрный", ID="11"),
    {**MUG, "SKU": "M-2", "ID": "12", "Sale price": "400", "Date sale price ends": "2026-12-31", "Categories": "A > B, C"},
]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_mutated_export_gives_records_or_a_coded_refusal(tmp_path: Path, data: st.DataObject) -> None:
    path = write(tmp_path / "wc.csv", MUTATED)
    path.write_bytes(data.draw(mutated(path.read_bytes())))
    with contextlib.suppress(AliexportError):
        Result(read_woocommerce(path, WOO, "wc.csv"))


# Real exports. What they hold is counted here by csv.DictReader.

REAL = {
    "wc_importer_unit_sample.csv": {"feed.sku_missing": 2},
    "wc_sample_products.csv": {"feed.variation_any": 3},
}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder shared beside the project is absent")
@pytest.mark.parametrize("name", REAL)
def test_real_exports_arrive_whole(name: str) -> None:
    path = SHARED / "woocommerce" / name
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [{header.casefold(): cell for header, cell in row.items()} for row in csv.DictReader(file)]
    types = Counter(row["type"] for row in rows)
    result = Result(read_woocommerce(path, WOO, name))
    products = list(result.products.values())
    skus = [sku for product in products for sku in product.skus]
    told = Counter(result.codes)
    left_out = {code: count for code, count in told.items() if code.startswith("feed.skipped_")}
    assert len(products) == types["simple"] + types["variable"]
    assert len(skus) == types["simple"] + types["variation"]
    assert left_out == {
        "feed.skipped_virtual": types["simple, downloadable, virtual"],
        "feed.skipped_external": types["external"],
        "feed.skipped_grouped": types["grouped"],
    }
    assert told - Counter(left_out) == Counter(REAL[name])
    sold = [row for row in rows if row["type"] in ("simple", "variation")]
    assert sorted((sku.price, sku.old_price) for sku in skus if sku.old_price) == sorted(
        (int(Decimal(row["sale price"]) * 100), int(Decimal(row["regular price"]) * 100))
        for row in sold
        if row["sale price"]
    )
    assert sum(sku.stock or 0 for sku in skus) == sum(int(row["stock"] or 0) for row in sold)
    shown = [row for row in rows if row["type"] in ("simple", "variable")]
    assert sum(len(product.pictures) for product in products) == sum(len(row["images"].split(", ")) for row in shown)
    assert sum(len(sku.params) for sku in skus) == sum(
        bool(row[header]) for row in rows if row["type"] == "variation" for header in row if header.endswith(" value(s)")
    )
