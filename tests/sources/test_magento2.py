"""Magento 2's product CSV: real files counted independently, and files of our own with every kind of dirt."""

import csv
import os
import re
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.messages.registry import MESSAGES
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.model.problem import Place
from aliexport_tui.model.product import Param, ShopCategory, SkuUpdate
from aliexport_tui.sources.layouts.magento.attributes import attributes, variations
from aliexport_tui.sources.layouts.magento.categories import CategoryCells, deepest, levels
from aliexport_tui.sources.layouts.magento.dates import day, is_between
from aliexport_tui.sources.layouts.magento.magento2 import read_magento2, recognises
from aliexport_tui.sources.reading import ReadProduct
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.updates import updates_of
from tests.sources.support import SHARED, Result

MAGENTO = SourceSettings(kind="magento2", base_url="https://shop.example/", weight_unit="kg")
DAY = datetime(2026, 3, 15, 12, tzinfo=UTC)
HEADERS = (
    "sku", "store_view_code", "attribute_set_code", "product_type", "categories", "product_websites", "name", "description",
    "short_description", "weight", "product_online", "tax_class_name", "visibility", "price", "special_price",
    "special_price_from_date", "special_price_to_date", "url_key", "base_image", "small_image", "thumbnail_image",
    "updated_at", "country_of_manufacture", "additional_attributes", "qty", "is_in_stock", "manage_stock",
    "use_config_manage_stock", "configurable_variations", "configurable_variation_labels", "additional_images",
    "hide_from_product_page", "ts_dimensions_length", "ts_dimensions_width", "ts_dimensions_height", "extra_column",
)  # fmt: skip
SIMPLE = {
    "sku": "mug", "attribute_set_code": "Default", "product_type": "simple", "categories": "Default Category/Home",
    "name": "Mug", "description": "<p>White.</p>", "weight": "0.35", "product_online": "1", "visibility": "Catalog, Search",
    "price": "390.500000", "base_image": "/m/u/mug.jpg", "qty": "12.0000", "is_in_stock": "1",
}  # fmt: skip
HIDDEN = {**SIMPLE, "visibility": "Not Visible Individually", "name": "Shirt-S", "base_image": ""}
SHIRT = {
    **SIMPLE, "sku": "shirt", "product_type": "configurable", "name": "Shirt", "price": "", "qty": "0", "weight": "",
    "configurable_variations": "sku=shirt-S,size=S,color=Red|sku=shirt-M,size=M,color=Red",
}  # fmt: skip
SMALL = {**HIDDEN, "sku": "shirt-S", "additional_attributes": "size=S,color=Red,material=Wool"}
MEDIUM = {**HIDDEN, "sku": "shirt-M", "price": "400", "qty": "3", "additional_attributes": "size=M,color=Red,material=Wool"}


def write(folder: Path, rows: Sequence[Mapping[str, str]], headers: Sequence[str] = HEADERS) -> Path:
    path = folder / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, headers, restval="")
        table.writeheader()
        table.writerows(rows)
    os.utime(path, (DAY.timestamp(), DAY.timestamp()))
    return path


def read(folder: Path, *rows: Mapping[str, str], settings: SourceSettings = MAGENTO) -> Result:
    return Result(read_magento2(write(folder, rows), settings, "export.csv"))


def test_a_simple_product_with_all_that_its_row_says(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        {
            **SIMPLE,
            "categories": "Default Category,Default Category/Home/Kitchen\\/Bath,Default Category/Home",
            "short_description": "Short.",
            "country_of_manufacture": "Russia",
            "additional_attributes": "has_options=0,manufacturer=Ёлка,ean=4601234567890,climate=Cool|Warm",
            "additional_images": "/m/u/side.jpg,no_selection,/m/u/mug.jpg,/m/u/hidden.jpg,b c.jpg",
            "hide_from_product_page": "/m/u/hidden.jpg",
            "ts_dimensions_length": "10.5", "ts_dimensions_width": "9", "ts_dimensions_height": "8",
            "extra_column": "kept", "url_key": "mug", "updated_at": "11/16/21, 11:40 AM",
        },
    )  # fmt: skip
    assert result.codes == []
    product = result.only
    assert (product.key, product.name, product.brand, product.country) == ("mug", "Mug", "Ёлка", "Russia")
    assert product.category == "Default Category > Home > Kitchen/Bath"
    assert result.categories[product.category] == ShopCategory(product.category, "Kitchen/Bath", "Default Category > Home")
    assert product.description == "<p>White.</p>"
    media = "https://shop.example/media/catalog/product"
    assert product.pictures == (f"{media}/m/u/mug.jpg", f"{media}/m/u/side.jpg", f"{media}/b%20c.jpg")
    assert (product.weight, product.length, product.width, product.height) == tuple(map(Decimal, ("0.35", "10.5", "9", "8")))
    assert product.params == (
        Param("manufacturer", "Ёлка"), Param("ean", "4601234567890"), Param("climate", "Cool"), Param("climate", "Warm")
    )  # fmt: skip
    assert (product.fields["extra_column"], product.fields["url_key"]) == ("kept", "mug")
    assert product.fields["short_description"] == "Short."
    assert "updated_at" not in product.fields
    (sku,) = product.skus
    assert (sku.code, sku.price, sku.old_price, sku.stock, sku.available) == ("mug", 39050, None, 12, True)
    assert (sku.barcode, sku.place) == ("4601234567890", Place("export.csv", 2, "mug"))


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (2, 0, 1)])
def test_children_are_the_skus_of_their_product_wherever_they_stand(tmp_path: Path, order: tuple[int, ...]) -> None:
    rows = (SHIRT, SMALL, MEDIUM)
    product = read(tmp_path, *(rows[at] for at in order)).only
    assert (product.key, product.name, product.weight) == ("shirt", "Shirt", Decimal("0.35"))
    assert product.params == ()
    assert [(sku.code, sku.price, sku.stock, sku.params) for sku in product.skus] == [
        ("shirt-S", 39050, 12, (Param("size", "S"), Param("color", "Red"), Param("material", "Wool"))),
        ("shirt-M", 40000, 3, (Param("size", "M"), Param("color", "Red"), Param("material", "Wool"))),
    ]
    assert [sku.place.line for sku in product.skus] == [order.index(1) + 2, order.index(2) + 2]


def test_what_tells_children_apart_may_stand_with_them_alone(tmp_path: Path) -> None:
    result = read(tmp_path, {**SHIRT, "configurable_variations": "sku=shirt-S|sku=shirt-M"}, SMALL, MEDIUM)
    assert [sku.params[0] for sku in result.only.skus] == [Param("size", "S"), Param("size", "M")]
    assert result.codes == []


def test_what_the_parent_says_of_a_child_comes_first(tmp_path: Path) -> None:
    small = {**SMALL, "additional_attributes": "color=Blue,size=S"}
    product = read(tmp_path, {**SHIRT, "additional_attributes": "color=Any,cut=Slim"}, small, MEDIUM).only
    assert product.skus[0].params == (Param("size", "S"), Param("color", "Red"))
    assert product.params == (Param("cut", "Slim"),)


@pytest.mark.parametrize(
    ("shirt", "small", "medium", "pictures", "own"),
    [
        ("/p.jpg", "/s.jpg", "/m.jpg", ["/p.jpg"], [["/s.jpg"], ["/m.jpg"]]),
        ("/p.jpg", "/p.jpg", "/p.jpg", ["/p.jpg"], [[], []]),
        ("/p.jpg", "/s.jpg", "/s.jpg", ["/p.jpg"], [["/s.jpg"], ["/s.jpg"]]),
        ("no_selection", "/s.jpg", "/m.jpg", ["/s.jpg", "/m.jpg"], [["/s.jpg"], ["/m.jpg"]]),
    ],
)
def test_pictures_of_children(
    tmp_path: Path, shirt: str, small: str, medium: str, pictures: list[str], own: list[list[str]]
) -> None:
    rows = ({**SHIRT, "base_image": shirt}, {**SMALL, "base_image": small}, {**MEDIUM, "base_image": medium})
    product = read(tmp_path, *rows).only
    media = "https://shop.example/media/catalog/product"
    assert product.pictures == tuple(media + name for name in pictures)
    assert [sku.pictures for sku in product.skus] == [tuple(media + name for name in names) for names in own]


@pytest.mark.parametrize(
    ("base", "name", "address"),
    [
        ("https://shop.example", "a.jpg", "https://shop.example/media/catalog/product/a.jpg"),
        (
            "https://shop.example/pub/media/catalog/product/",
            "/a.jpg",
            "https://shop.example/pub/media/catalog/product/a.jpg",
        ),
        ("", "https://cdn.example/a.jpg", "https://cdn.example/a.jpg"),
        ("", "//cdn.example/a.jpg", "https://cdn.example/a.jpg"),
    ],
)
def test_addresses_of_pictures(tmp_path: Path, base: str, name: str, address: str) -> None:
    settings = msgspec.structs.replace(MAGENTO, base_url=base)
    assert read(tmp_path, {**SIMPLE, "base_image": name}, settings=settings).only.pictures == (address,)


def test_without_the_shops_address_a_product_tells_it_once(tmp_path: Path) -> None:
    row = {**SIMPLE, "additional_images": "/a.jpg,/b.jpg"}
    result = read(tmp_path, row, settings=SourceSettings(kind="magento2"))
    assert [(one.code, one.args["url"], one.severity) for one in result.problems] == [
        ("feed.picture_address", "/m/u/mug.jpg", "warning")
    ]


@pytest.mark.parametrize(
    ("cells", "figures"),
    [
        ({}, (39050, None, 12, True)),
        ({"is_in_stock": "0"}, (39050, None, 0, False)),
        ({"product_online": "2"}, (39050, None, 0, False)),
        ({"product_online": "0"}, (39050, None, 0, False)),
        ({"product_online": ""}, (39050, None, 12, True)),
        ({"qty": "2.5"}, (39050, None, 2, True)),
        ({"qty": "-4.0000"}, (39050, None, 0, True)),
        ({"qty": ""}, (39050, None, None, True)),
        ({"manage_stock": "0", "use_config_manage_stock": "1"}, (39050, None, 12, True)),
        ({"manage_stock": "0", "use_config_manage_stock": "0"}, (39050, None, None, True)),
        ({"special_price": "300"}, (30000, 39050, 12, True)),
        ({"special_price": "300", "special_price_from_date": "3/15/26"}, (30000, 39050, 12, True)),
        ({"special_price": "300", "special_price_from_date": "3/16/26"}, (39050, None, 12, True)),
        ({"special_price": "300", "special_price_to_date": "2026-03-15 00:00:00"}, (30000, 39050, 12, True)),
        ({"special_price": "300", "special_price_to_date": "14.03.2026"}, (39050, None, 12, True)),
        ({"special_price": "0"}, (39050, None, 12, True)),
    ],
)
def test_prices_and_stocks(tmp_path: Path, cells: dict[str, str], figures: tuple[object, ...]) -> None:
    result = read(tmp_path, {**SIMPLE, **cells})
    (sku,) = result.only.skus
    assert (sku.price, sku.old_price, sku.stock, sku.available) == figures
    assert result.codes == []


@pytest.mark.parametrize(
    ("cells", "code", "severity"),
    [
        ({"price": ""}, "feed.price_missing", "error"),
        ({"price": "0.000000"}, "feed.price_missing", "error"),
        ({"price": "call us"}, "feed.price_missing", "error"),
        ({"name": ""}, "feed.name_missing", "error"),
        ({"name": "????? ????"}, "feed.letters_lost", "error"),
        ({"qty": "many"}, "feed.stock_unreadable", "warning"),
        ({"weight": "heavy"}, "feed.weight_unreadable", "warning"),
        ({"ts_dimensions_length": "long"}, "feed.dimensions_unreadable", "warning"),
        ({"special_price": "390.50"}, "feed.sale_not_lower", "warning"),
        ({"special_price": "300", "special_price_to_date": "soon"}, "feed.sale_not_now", "warning"),
        ({"base_image": "https://[broken"}, "feed.picture_address", "warning"),
    ],
)
def test_every_fault_is_told_once(tmp_path: Path, cells: dict[str, str], code: str, severity: str) -> None:
    result = read(tmp_path, {**SIMPLE, **cells})
    assert [(one.code, one.severity, one.place) for one in result.problems] == [
        (code, severity, Place("export.csv", 2, "mug"))
    ]


@pytest.mark.parametrize(
    ("rows", "products", "codes"),
    [
        ([{**SIMPLE, "product_type": "virtual"}, SIMPLE | {"sku": "b"}], ["b"], ["feed.skipped_virtual"]),
        ([{**SIMPLE, "product_type": "downloadable"}], [], ["feed.skipped_virtual", "feed.no_offers"]),
        ([{**SIMPLE, "product_type": "grouped"}], [], ["feed.skipped_grouped", "feed.no_offers"]),
        ([{**SIMPLE, "product_type": "bundle"}], [], ["feed.skipped_bundle", "feed.no_offers"]),
        ([{**SIMPLE, "product_type": "subscription"}], [], ["feed.skipped_type", "feed.no_offers"]),
        ([{**SIMPLE, "sku": " "}, SIMPLE], ["mug"], ["feed.id_missing"]),
        ([HIDDEN], [], ["feed.skipped_not_visible"]),
        ([SHIRT, SMALL], ["shirt"], ["feed.variant_absent"]),
        ([SHIRT, {**SMALL, "product_type": "virtual"}, MEDIUM], ["shirt"], ["feed.skipped_virtual", "feed.variant_absent"]),
        ([SHIRT], ["shirt"], ["feed.variant_absent"] * 2 + ["feed.variants_none"]),
        ([{**SHIRT, "configurable_variations": ""}, SMALL], ["shirt"], ["feed.skipped_not_visible", "feed.variants_none"]),
        ([SHIRT, SMALL, MEDIUM, MEDIUM], ["shirt"], ["feed.id_repeated"]),
        ([SHIRT, SMALL, MEDIUM, {**MEDIUM, "price": "1"}], ["shirt"], ["feed.id_conflict"]),
        ([SIMPLE, SIMPLE], ["mug"], ["feed.id_repeated"]),
        ([SIMPLE, {**SIMPLE, "price": "1"}], ["mug"], ["feed.id_conflict"]),
        (
            [SHIRT, {**SHIRT, "sku": "other", "configurable_variations": "sku=shirt-M|sku=more"},
             SMALL, MEDIUM, {**MEDIUM, "sku": "more"}],
            ["shirt", "other"], ["feed.variant_taken"],
        ),
        (
            [{**SHIRT, "configurable_variations": "sku=shirt-S,size=S|sku=shirt-S,size=S|sku=shirt-M"}, SMALL, MEDIUM],
            ["shirt"], ["feed.variant_repeated"],
        ),
        ([{**SHIRT, "configurable_variations": "sku=shirt,size=S|sku=shirt-S"}, SMALL], ["shirt"], ["feed.variant_absent"]),
        ([], [], ["feed.no_offers"]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told(
    tmp_path: Path, rows: list[dict[str, str]], products: list[str], codes: list[str]
) -> None:
    result = read(tmp_path, *rows)
    assert list(result.products) == products
    assert result.codes == codes
    skus = [sku.code for product in result.products.values() for sku in product.skus]
    assert len(skus) == len(set(skus)), "each SKU once"


def test_a_child_that_shows_itself_is_no_product_of_its_own(tmp_path: Path) -> None:
    result = read(tmp_path, {**SMALL, "visibility": "Catalog"}, SHIRT, MEDIUM)
    assert [sku.code for sku in result.only.skus] == ["shirt-S", "shirt-M"]


def test_unavailable_ones_are_left_out_where_the_settings_say_so(tmp_path: Path) -> None:
    settings = msgspec.structs.replace(MAGENTO, unavailable="skip")
    off = {"is_in_stock": "0"}
    rows = ({**SIMPLE, **off, "price": ""}, SHIRT, {**SMALL, **off, "price": ""}, MEDIUM)
    result = read(tmp_path, *rows, settings=settings)
    assert [sku.code for sku in result.only.skus] == ["shirt-M"]
    assert [problem.place.key for problem in (*result.file_problems, *result.problems)] == ["mug", "shirt-S"]
    assert set(result.codes) == {"feed.skipped_unavailable"}
    none = read(tmp_path, {**SHIRT, "product_online": "2"}, SMALL, MEDIUM, settings=settings)
    assert (none.products, none.codes) == ({}, ["feed.skipped_unavailable"] * 2)
    kept = read(tmp_path, {**SHIRT, "product_online": "2"}, SMALL, MEDIUM)
    assert [(sku.stock, sku.available) for sku in kept.only.skus] == [(0, False), (0, False)]


RUSSIAN = {"store_view_code": "ru", "attribute_set_code": "Default", "product_type": "simple"}


def test_the_chosen_store_view_is_laid_over_the_default_row(tmp_path: Path) -> None:
    rows = (
        {**SIMPLE, "additional_attributes": "color=Red,material=Wool"},
        {**RUSSIAN, "sku": "mug", "name": "Кружка", "description": " ", "additional_attributes": "color=Красный"},
        {**RUSSIAN, "sku": "mug", "store_view_code": "de", "name": "Tasse"},
    )
    result = read(tmp_path, *rows, settings=msgspec.structs.replace(MAGENTO, store_view="RU"))
    assert (result.only.name, result.only.description) == ("Кружка", "<p>White.</p>")
    assert result.only.params == (Param("material", "Wool"), Param("color", "Красный"))
    assert result.only.skus[0].price == 39050
    assert read(tmp_path, *rows).only.name == "Mug"
    assert result.codes == read(tmp_path, *rows).codes == []


def test_children_have_store_views_too(tmp_path: Path) -> None:
    rows = (SHIRT, SMALL, MEDIUM, {**RUSSIAN, "sku": "shirt", "product_type": "configurable", "name": "Рубашка"},
            {**RUSSIAN, "sku": "shirt-S", "additional_attributes": "material=Шерсть"})  # fmt: skip
    result = read(tmp_path, *rows, settings=msgspec.structs.replace(MAGENTO, store_view="ru"))
    assert result.only.name == "Рубашка"
    assert result.only.skus[0].params[-1] == Param("material", "Шерсть")


def test_store_views_without_a_default_row_are_no_products(tmp_path: Path) -> None:
    rows = ({**RUSSIAN, **SIMPLE, "store_view_code": "ru", "sku": "lone"}, SIMPLE)
    result = read(tmp_path, *rows)
    assert list(result.products) == ["mug"]
    assert [(one.code, one.place) for one in result.file_problems] == [
        ("feed.skipped_store_view", Place("export.csv", 2, "lone"))
    ]
    virtual = read(tmp_path, {**SIMPLE, "product_type": "virtual"}, {**RUSSIAN, "sku": "mug"}, {**SIMPLE, "sku": "other"})
    assert virtual.codes == ["feed.skipped_virtual"], "told once"


def test_a_store_view_that_is_not_there_is_told(tmp_path: Path) -> None:
    settings = msgspec.structs.replace(MAGENTO, store_view="uk")
    result = read(tmp_path, SIMPLE, {**RUSSIAN, "sku": "mug", "name": "Кружка"}, settings=settings)
    assert (result.only.name, result.codes) == ("Mug", ["feed.store_view_absent"])
    assert result.file_problems[0].args == {"view": "uk", "views": "ru"}


def test_rows_of_another_length(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    head = "sku,attribute_set_code,product_type,name,price,qty\n"
    path.write_text(f"{head}a,Default,simple,A,1\nb,Default,simple,B,1,2,3\nc,Default,simple,C,1,2,,\n")
    result = Result(read_magento2(path, MAGENTO))
    assert [(one.code, one.place.key) for one in result.problems] == [("feed.row_ragged", "a"), ("feed.row_ragged", "b")]
    assert [product.skus[0].stock for product in result.products.values()] == [None, 2, 2]


def test_the_separator_of_values_is_a_setting(tmp_path: Path) -> None:
    settings = msgspec.structs.replace(MAGENTO, multiple=";")
    row = {
        "categories": "Default Category/A, B;Other/C/D",
        "additional_attributes": "color=Red;note=x, y=z",
        "additional_images": "/a,b.jpg;/c.jpg",
    }
    product = read(tmp_path, {**SIMPLE, **row}, settings=settings).only
    assert product.category == "Other > C > D"
    assert product.params == (Param("color", "Red"), Param("note", "x, y=z"))
    assert [url.rpartition("/")[2] for url in product.pictures] == ["mug.jpg", "a,b.jpg", "c.jpg"]
    shirt = {**SHIRT, "configurable_variations": "sku=shirt-S;size=S|sku=shirt-M;size=M"}
    parted = read(tmp_path, shirt, SMALL, MEDIUM, settings=settings).only
    assert [sku.params[0] for sku in parted.skus] == [Param("size", "S"), Param("size", "M")]


@pytest.mark.parametrize(
    ("unit", "weight"), [("", "2"), ("kg", "2"), ("g", "0.002"), ("lb", "0.907"), ("oz", "0.057")]
)  # fmt: skip
def test_units_of_weight(tmp_path: Path, unit: str, weight: str) -> None:
    settings = msgspec.convert({**msgspec.to_builtins(MAGENTO), "weight_unit": unit}, SourceSettings)
    assert read(tmp_path, {**SIMPLE, "weight": "2.0000"}, settings=settings).only.weight == Decimal(weight)


@pytest.mark.parametrize(
    ("cell", "pairs"),
    [
        ("", []),
        ("has_options=0,size=XS,color=Black", [("size", "XS"), ("color", "Black")]),
        ("climate=All-weather|Cool", [("climate", "All-weather"), ("climate", "Cool")]),
        ("name=Foo, Bar,size=1,5", [("name", "Foo, Bar"), ("size", "1,5")]),
        ('"color=black","features=a|b, c"', [("color", "black"), ("features", "a"), ("features", "b, c")]),
        (
            'color="black",features="a"|"b, c=d",x=1',
            [("color", "black"), ("features", "a"), ("features", "b, c=d"), ("x", "1")],
        ),
        ('q="say ""hi"", x=1",z=2', [("q", 'say "hi", x=1'), ("z", "2")]),
        ('t=19" rack,b=2', [("t", '19" rack'), ("b", "2")]),
        ('a={"x":1,"b=":2,c=3},d=e', [("a", '{"x":1,"b=":2,c=3}'), ("d", "e")]),
        ('a=["x,b=1|2"],d=e', [("a", '["x,b=1|2"]'), ("d", "e")]),
        ('d=<p style="a,b=c">x</p>,e=1', [("d", '<p style="a,b=c">x</p>'), ("e", "1")]),
        ("s=smile :{,e=1", [("s", "smile :{"), ("e", "1")]),
        ("a=,b= ,c=d", [("c", "d")]),
        ("plain words", []),
    ],
)
def test_attributes(cell: str, pairs: list[tuple[str, str]]) -> None:
    assert [(param.name, param.value) for param in attributes(cell)] == pairs


@pytest.mark.parametrize(
    ("cell", "children"),
    [
        ("", []),
        ("sku=A,size=XS,color=Black|sku=B,size=S", [("A", {"size": "XS", "color": "Black"}), ("B", {"size": "S"})]),
        ("sku=A B,size=Option 1|sku=C", [("A B", {"size": "Option 1"}), ("C", {})]),
        ("size=1,sku=A|size=2,sku=B", [("A", {"size": "1"}), ("B", {"size": "2"})]),
        (" sku=A ,size=1 | sku=B,size=1,5 L", [("A", {"size": "1"}), ("B", {"size": "1,5 L"})]),
        ("sku=X,Y,size=a|b|sku=B", [("X,Y", {"size": "a|b"}), ("B", {})]),
        ("|size=1|", []),
    ],
)
def test_variations(cell: str, children: list[tuple[str, dict[str, str]]]) -> None:
    assert [(sku, dict(pairs)) for sku, pairs in variations(cell)] == children


_CODES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda code: code not in ("has_options", "sku"))
_VALUES = st.text("abcЖ xyz0,.:;'/\\-", min_size=1).map(lambda text: " ".join(text.split())).filter(bool)


@given(st.dictionaries(_CODES, _VALUES, max_size=6), st.booleans())
def test_what_magento_writes_is_read_back(pairs: dict[str, str], enclosed: bool) -> None:
    """As its exporter joins them (CatalogImportExport/Model/Export/Product.php), with and without enclosure."""
    cell = ",".join(f'{code}="{value}"' if enclosed else f"{code}={value}" for code, value in pairs.items())
    assert [(param.name, param.value) for param in attributes(cell)] == list(pairs.items())


@pytest.mark.parametrize(
    ("cells", "ways"),
    [
        (["Root/A,Root/B/C"], [("Root", "A"), ("Root", "B", "C")]),
        (["Root/A|Root/B/C"], [("Root", "A"), ("Root", "B", "C")]),
        (["Root,Root/A, B/C"], [("Root",), ("Root", "A, B", "C")]),
        (["Root/A,Other/B", "Other/C"], [("Root", "A"), ("Other", "B")]),
        (["Root/A,Unknown/B"], [("Root", "A,Unknown", "B")]),
        (["Root/A,Root/A"], [("Root", "A")]),
        (["Root/Home\\/Garden/Beds"], [("Root", "Home/Garden", "Beds")]),
        (["//,/"], []),
    ],
)
def test_categories(cells: list[str], ways: list[tuple[str, ...]]) -> None:
    reading = CategoryCells()
    for cell in cells:
        reading.learn(cell)
    assert list(reading.ways(cells[0])) == ways


@given(st.lists(st.text("ab/\\ ё,|", min_size=1).map(lambda name: " ".join(name.split())).filter(bool), min_size=1))
def test_levels_are_read_back(names: list[str]) -> None:
    names = [name.replace("\\", "") or "a" for name in names]
    assert levels("/".join(name.replace("/", "\\/") for name in names)) == tuple(" ".join(name.split()) for name in names)


def test_the_deepest_way_counts() -> None:
    assert deepest((("a",), ("a", "b"), ("c", "d"))) == ("a", "b")
    assert deepest(()) == ()


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2015-02-05 06:50:51", "2015-02-05"),
        ("11/16/21, 11:40 AM", "2021-11-16"),
        ("16/11/2021", "2021-11-16"),
        ("16.11.2021", "2021-11-16"),
        ("1.2.21", "2021-02-01"),
        ("2021-13-01", None),
        ("soon", None),
        ("", None),
    ],
)
def test_days(text: str, iso: str | None) -> None:
    found = day(text)
    assert (found.isoformat() if found else None) == iso


def test_an_end_that_cannot_be_read_leaves_it_open_whether_it_counts() -> None:
    today = DAY.date()
    assert is_between(today, "", "") is True
    assert is_between(today, "2026-03-15", "2026-03-15") is True
    assert is_between(today, "2026-03-16", "") is False
    assert is_between(today, "", "2026-03-14") is False
    assert is_between(today, "soon", "") is None


def test_a_file_of_variants_alone_may_update_another_source(tmp_path: Path) -> None:
    rows = (SMALL, {**SHIRT, "sku": "other", "configurable_variations": ""}, {**MEDIUM, "name": ""}, SIMPLE)
    items = read_magento2(write(tmp_path, rows), msgspec.structs.replace(MAGENTO, updates="shop"), "export.csv")
    products = [item.product for item in items if isinstance(item, ReadProduct)]
    assert [one.code for product in products for one in updates_of(product)] == ["shirt-S", "shirt-M", "mug"]


SOURCES = "source_code,sku,status,quantity\nmsk,mug,1,5.0000\nspb,mug,1,2.5\nspb,shirt,0,9\nmsk,bad,1,x\nmsk,,1,1\n"


def updates(path: Path, settings: SourceSettings) -> tuple[dict[str, int | None], list[str]]:
    items = list(read_magento2(path, settings, "stock.csv"))
    found = [item for item in items if isinstance(item, SkuUpdate)]
    codes = [getattr(item, "code", "") for item in items if item not in found]
    return {one.code: one.stock for one in found}, codes


def test_stock_of_several_sources_is_added_up(tmp_path: Path) -> None:
    path = tmp_path / "stock.csv"
    path.write_text(SOURCES)
    assert updates(path, MAGENTO) == ({"mug": 7, "shirt": 0}, ["feed.stock_unreadable", "feed.id_missing"])
    one = msgspec.structs.replace(MAGENTO, warehouses=("spb",))
    assert updates(path, one) == ({"mug": 2, "shirt": 0}, ["feed.id_missing"])
    with pytest.raises(AliexportError) as caught:
        updates(path, msgspec.structs.replace(MAGENTO, warehouses=("nsk",)))
    assert (caught.value.code, caught.value.args_by_name["warehouse"]) == ("source.warehouse_unknown", "nsk")


def test_headers_tell_the_layout() -> None:
    assert recognises(HEADERS)
    assert recognises(("source_code", "sku", "status", "quantity"))
    assert not recognises(("sku", "name", "price", "qty"))
    assert not recognises(("sku", "_store", "_attribute_set", "_type", "_category"))
    assert not recognises(("store", "websites", "attribute_set", "type", "sku"))


@pytest.mark.parametrize(
    ("head", "code"),
    [("category,name,sku,price,qty,attribute_set", "source.fixture"), ("id;name;price", "source.column_missing")],
)
def test_other_tables_are_refused(tmp_path: Path, head: str, code: str) -> None:
    path = tmp_path / "other.csv"
    path.write_text(f"{head}\n1,2,3,4,5,6\n")
    with pytest.raises(AliexportError) as caught:
        list(read_magento2(path, MAGENTO))
    assert caught.value.code == code


def test_no_temporary_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    reading = read_magento2(write(tmp_path, [SIMPLE, SHIRT, SMALL, MEDIUM]), MAGENTO)
    assert isinstance(reading, Generator)
    next(reading)
    reading.close()
    assert list((tmp_path / "tmp").iterdir()) == []


def test_every_code_has_a_text() -> None:
    """Codes that are not named where a Problem is made."""
    files = Path(read_magento2.__code__.co_filename).parent.glob("*.py")
    codes = {
        code for file in files for code in re.findall(r'"((?:feed|source)\.[a-z_]+)"', file.read_text(encoding="utf-8"))
    }
    assert len(codes) > 20
    assert codes - MESSAGES.keys() == set()


REAL = SHARED / "magento"
here = pytest.mark.skipif(not REAL.is_dir(), reason="the folder shared beside the project is absent")


def real(name: str) -> tuple[list[dict[str, str]], Result]:
    path = REAL / name
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return rows, Result(read_magento2(path, MAGENTO, name))


@here
def test_luma() -> None:
    rows, result = real("m2_luma_configurable_products.csv")
    by_sku = {row["sku"]: row for row in rows}
    parents = [row for row in rows if row["product_type"] == "configurable"]
    wanted = {row["sku"]: re.findall(r"(?:^|\|)sku=([^,]+)", row["configurable_variations"]) for row in parents}
    assert result.codes == []
    assert {key: [sku.code for sku in product.skus] for key, product in result.products.items()} == wanted
    assert (len(wanted), sum(map(len, wanted.values()))) == (147, 1847)
    for row in parents:
        product = result.products[row["sku"]]
        assert product.category == row["categories"].split(",")[0].replace("/", " > "), (
            "the first is the deepest in this file"
        )
        named = Counter(pair.partition("=")[0] for pair in row["additional_attributes"].split(",") if "=" in pair)
        assert {param.name for param in product.params} == named.keys() - {"has_options", "required_options"}
        for sku in product.skus:
            child = by_sku[sku.code]
            assert sku.price == int(Decimal(child["price"]) * 100)
            assert sku.stock == int(child["qty"])
            assert f"size={sku.params[0].value},color={sku.params[1].value}" in child["additional_attributes"]
    ways = {tuple(row["categories"].split(",")[0].split("/")) for row in parents}
    assert len(result.categories) == len({way[:depth] for way in ways for depth in range(1, len(way) + 1)})


@here
def test_a_configurable_with_two_store_views() -> None:
    rows, result = real("m2_import_configurable_multistore.csv")
    assert Counter(row["product_type"] for row in rows) == {"simple": 2, "configurable": 2}
    assert [sku.params for sku in result.only.skus] == [(Param("test_configurable", f"Option {n}"),) for n in (1, 2)]
    assert (result.only.name, result.codes) == ("import-configurable", [])
    settings = msgspec.structs.replace(MAGENTO, store_view="fixturestore")
    laid = Result(read_magento2(REAL / "m2_import_configurable_multistore.csv", settings))
    assert laid.only.name == "import-configurable (fixturestore)"
    assert len(laid.only.skus) == 2


@here
def test_all_columns_of_a_newer_export() -> None:
    rows, result = real("m2_full_export_columns_configurable.csv")
    assert (len(rows), len(rows[0])) == (3, 89)
    assert result.codes == ["feed.skipped_virtual", "feed.skipped_virtual", "feed.variants_none"]
    assert (result.only.category, result.only.skus) == ("Default Category > cat1", ())


@here
@pytest.mark.parametrize("name", ["m2_fixture_gear_bags.csv", "m2_fixture_gear_watches.csv"])
def test_the_installers_tables_are_refused(name: str) -> None:
    with pytest.raises(AliexportError) as caught:
        real(name)
    assert caught.value.code == "source.fixture"
