"""Magento 1's product CSV in both formats: real files counted independently, and files of our own."""

import csv
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.model.errors import AliexportError
from aliexport_tui.model.problem import Place
from aliexport_tui.model.product import Param, ShopCategory
from aliexport_tui.sources.layouts.magento import continued as magento1_continued
from aliexport_tui.sources.layouts.magento.magento1 import read_magento1, recognises
from aliexport_tui.sources.layouts.magento.magento2 import recognises as is_magento2
from aliexport_tui.sources.settings import SourceSettings
from tests.sources.support import SHARED, Result

MAGENTO = SourceSettings(kind="magento1", base_url="https://shop.example")
MEDIA = "https://shop.example/media/catalog/product"
DAY = datetime(2016, 3, 15, 12, tzinfo=UTC)
DATAFLOW = (
    "store", "websites", "attribute_set", "type", "category_ids", "sku", "has_options", "name", "image", "price",
    "special_price", "special_from_date", "special_to_date", "weight", "color", "size", "material", "status", "visibility",
    "description", "short_description", "qty", "min_qty", "is_in_stock", "manage_stock", "use_config_manage_stock",
    "country_of_manufacture", "manufacturer", "associated_skus", "url_key",
)  # fmt: skip
MUG = {
    "store": "admin", "attribute_set": "Default", "type": "simple", "category_ids": "5,10", "sku": "mug", "name": "Mug",
    "image": "/m/u/mug.jpg", "price": "24.9500", "weight": "1.0000", "status": "Enabled", "visibility": "Catalog, Search",
    "description": "White.", "qty": "25.0000", "min_qty": "0.0000", "is_in_stock": "1", "country_of_manufacture": " ",
}  # fmt: skip
LAMP = {**MUG, "sku": "3", "type": "configurable", "name": "Lamp", "price": "0", "qty": "0", "image": "no_selection"}
BLACK = {**MUG, "sku": "3-Black", "name": "Lamp-Black", "visibility": "Not Visible Individually", "color": "Black"}
WHITE = {**BLACK, "sku": "3-White", "name": "Lamp-White", "color": "White", "image": "/w.jpg"}

CONTINUED = (
    "sku", "_store", "_attribute_set", "_type", "_category", "_root_category", "_product_websites", "color", "size",
    "description", "image", "name", "price", "special_price", "special_from_date", "special_to_date", "status",
    "visibility", "weight", "qty", "is_in_stock", "manage_stock", "use_config_manage_stock", "url_key",
    "_media_attribute_id", "_media_image", "_media_position", "_media_is_disabled", "_super_products_sku",
    "_super_attribute_code", "_super_attribute_option",
)  # fmt: skip
CUP = {
    "sku": "cup", "_attribute_set": "Default", "_type": "simple", "_category": "Home", "_root_category": "Default Category",
    "description": "White.", "image": "/c.jpg", "name": "Cup", "price": "100", "status": "1", "visibility": "4",
    "weight": "2", "qty": "7", "is_in_stock": "1", "_media_image": "/c.jpg", "_media_is_disabled": "0",
}  # fmt: skip
COAT = {
    **CUP, "sku": "coat", "_type": "configurable", "name": "Coat", "price": "", "_super_products_sku": "coat-s-red",
    "_super_attribute_code": "size", "_super_attribute_option": "S",
}  # fmt: skip
COAT_COLOUR = {
    "_super_products_sku": "coat-s-red", "_super_attribute_code": "color", "_super_attribute_option": "Red, dark"
}  # fmt: skip
COAT_MEDIUM = {"_super_products_sku": "coat-m-red", "_super_attribute_code": "size", "_super_attribute_option": "M"}
SMALL = {**CUP, "sku": "coat-s-red", "visibility": "1", "size": "S", "color": "Red, dark"}
MEDIUM = {**CUP, "sku": "coat-m-red", "visibility": "1", "size": "M", "color": "Red, dark", "price": "120"}


def read(folder: Path, headers: Sequence[str], *rows: Mapping[str, str], settings: SourceSettings = MAGENTO) -> Result:
    path = folder / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, headers, restval="", quoting=csv.QUOTE_ALL)
        table.writeheader()
        table.writerows(rows)
    os.utime(path, (DAY.timestamp(), DAY.timestamp()))
    return Result(read_magento1(path, settings, "export.csv"))


def test_a_row_of_dataflow(tmp_path: Path) -> None:
    row = {**MUG, "manufacturer": "Ёлка", "material": "Glass , Steel", "url_key": "mug", "special_price": "20",
           "special_from_date": "2016-03-01 00:00:00", "special_to_date": "2016-03-31 00:00:00"}  # fmt: skip
    result = read(tmp_path, DATAFLOW, row)
    product = result.only
    assert result.categories == {"10": ShopCategory("10", "10")}, "the file has ids alone; the last one counts"
    assert (product.category, product.fields["categories"]) == ("10", "5,10")
    assert (product.brand, product.country, product.weight) == ("Ёлка", "", Decimal("1.0000"))
    assert product.pictures == (f"{MEDIA}/m/u/mug.jpg",)
    assert product.params == (Param("material", "Glass"), Param("material", "Steel"), Param("manufacturer", "Ёлка"))
    assert product.fields == {"attribute_set": "Default", "categories": "5,10", "url_key": "mug"}
    (sku,) = product.skus
    assert (sku.price, sku.old_price, sku.stock, sku.available) == (2000, 2495, 25, True)
    assert result.codes == []


@pytest.mark.parametrize(
    ("cells", "figures"),
    [
        ({"status": "Disabled"}, (0, False)),
        ({"status": "2"}, (0, False)),
        ({"status": "1"}, (25, True)),
        ({"is_in_stock": "0"}, (0, False)),
        ({"manage_stock": "0", "use_config_manage_stock": "0"}, (None, True)),
    ],
)
def test_stock_in_dataflow(tmp_path: Path, cells: dict[str, str], figures: tuple[int | None, bool]) -> None:
    (sku,) = read(tmp_path, DATAFLOW, {**MUG, **cells}).only.skus
    assert (sku.stock, sku.available) == figures


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_variants_that_the_file_does_not_name_are_found_and_told(tmp_path: Path, order: tuple[int, ...]) -> None:
    rows = (LAMP, BLACK, WHITE)
    result = read(tmp_path, DATAFLOW, *(rows[at] for at in order))
    assert (result.only.key, result.only.name, result.only.pictures) == (
        "3", "Lamp", tuple(rows[at]["image"].join((MEDIA, "")) for at in order if at)
    )  # fmt: skip
    assert {sku.code: sku.params for sku in result.only.skus} == {
        "3-Black": (Param("color", "Black"),), "3-White": (Param("color", "White"),)
    }  # fmt: skip
    assert [(one.code, one.args, one.severity) for one in result.problems] == [
        ("feed.variants_guessed", {"count": "2"}, "warning")
    ]


@pytest.mark.parametrize(
    ("child", "codes"),
    [
        ({"name": "Torch-White"}, ["feed.skipped_not_visible", "feed.variants_none"]),
        ({"sku": "33-White"}, ["feed.skipped_not_visible", "feed.variants_none"]),
        ({"sku": "3White"}, ["feed.skipped_not_visible", "feed.variants_none"]),
        ({"sku": "3-deep-White", "name": "Lamp-deep-White"}, ["feed.variants_guessed"]),
    ],
)
def test_only_what_magento_names_so_is_taken_for_a_variant(tmp_path: Path, child: dict[str, str], codes: list[str]) -> None:
    assert read(tmp_path, DATAFLOW, LAMP, {**WHITE, **child}).codes == codes


def test_a_visible_product_is_nobodys_variant(tmp_path: Path) -> None:
    result = read(tmp_path, DATAFLOW, LAMP, {**WHITE, "visibility": "Catalog"})
    assert list(result.products) == ["3", "3-White"]
    assert result.codes == ["feed.variants_none"]


def test_variants_that_an_extension_has_written(tmp_path: Path) -> None:
    lamp = {**LAMP, "associated_skus": "3-White, 3-Black,3-Gone"}
    result = read(tmp_path, DATAFLOW, lamp, BLACK, WHITE, {**BLACK, "sku": "3-Grey", "name": "Lamp-Grey"})
    assert [sku.code for sku in result.only.skus] == ["3-White", "3-Black"]
    assert result.codes == ["feed.skipped_not_visible", "feed.variant_absent"]


def test_store_views_of_dataflow(tmp_path: Path) -> None:
    rows = (
        MUG,
        {"store": "ru", "sku": "mug", "type": "simple", "attribute_set": "Default", "name": "Кружка", "color": "Белый"},
    )
    assert read(tmp_path, DATAFLOW, *rows).only.name == "Mug"
    result = read(tmp_path, DATAFLOW, *rows, settings=msgspec.structs.replace(MAGENTO, store_view="ru"))
    assert (result.only.name, result.only.description) == ("Кружка", "White.")
    assert result.only.params == (Param("color", "Белый"),)


@pytest.mark.parametrize(
    ("kind", "code"),
    [("virtual", "feed.skipped_virtual"), ("grouped", "feed.skipped_grouped"), ("bundle", "feed.skipped_bundle"),
     ("downloadable", "feed.skipped_virtual"), ("ugiftcert", "feed.skipped_type")],
)  # fmt: skip
def test_what_cannot_be_sent_is_left_out_and_told(tmp_path: Path, kind: str, code: str) -> None:
    assert read(tmp_path, DATAFLOW, {**MUG, "type": kind}, {**MUG, "sku": "other"}).codes == [code]
    result = read(tmp_path, CONTINUED, {**CUP, "_type": kind}, {"_category": "More"}, {**CUP, "sku": "other"})
    assert (list(result.products), result.codes) == (["other"], [code])


def test_rows_without_a_sku_go_on_with_the_product_above(tmp_path: Path) -> None:
    result = read(
        tmp_path, CONTINUED, CUP,
        {"_category": "Home/Kitchen", "_root_category": "Default Category", "_media_image": "/side.jpg"},
        {"_media_image": "/off.jpg", "_media_is_disabled": "1", "color": "Blue"},
        {"color": "Green", "_category": "Sale, now", "_root_category": "Default Category"},
        {**CUP, "sku": "next"},
    )  # fmt: skip
    product = result.products["cup"]
    assert product.category == "Default Category > Home > Kitchen"
    assert product.fields["categories"] == "Default Category/Home Default Category/Home/Kitchen Default Category/Sale, now"
    assert product.pictures == (f"{MEDIA}/c.jpg", f"{MEDIA}/side.jpg")
    assert product.params == (Param("color", "Blue"), Param("color", "Green"))
    assert result.products["next"].params == ()
    assert (product.skus[0].place, result.products["next"].place.line) == (Place("export.csv", 2, "cup"), 6)
    assert result.codes == []


def test_variants_of_rows_that_go_on(tmp_path: Path) -> None:
    result = read(tmp_path, CONTINUED, SMALL, MEDIUM, COAT, COAT_COLOUR, COAT_MEDIUM)
    assert [(sku.code, sku.price, sku.params) for sku in result.only.skus] == [
        ("coat-s-red", 10000, (Param("size", "S"), Param("color", "Red, dark"))),
        ("coat-m-red", 12000, (Param("size", "M"), Param("color", "Red, dark"))),
    ]
    assert (result.only.name, result.only.category, result.codes) == ("Coat", "Default Category > Home", [])


def test_store_views_of_rows_that_go_on(tmp_path: Path) -> None:
    rows = (
        CUP,
        {"_store": "ru", "name": "Чашка"},
        {"_media_image": "/side.jpg"},
        {"sku": "cup", "_store": "de", "name": "Tasse"},
    )
    assert read(tmp_path, CONTINUED, *rows).only.name == "Cup"
    for view, name in (("ru", "Чашка"), ("de", "Tasse")):
        result = read(tmp_path, CONTINUED, *rows, settings=msgspec.structs.replace(MAGENTO, store_view=view))
        assert (result.only.name, result.codes) == (name, [])
        assert result.only.pictures == (f"{MEDIA}/c.jpg", f"{MEDIA}/side.jpg")
        assert result.only.category == "Default Category > Home"


def test_a_beginning_without_a_product_is_told(tmp_path: Path) -> None:
    assert read(tmp_path, CONTINUED, {"_category": "Lost"}, CUP).codes == ["feed.id_missing"]


def test_a_product_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(magento1_continued, "_MOST_ROWS", 50)
    with pytest.raises(AliexportError) as caught:
        read(tmp_path, CONTINUED, CUP, *({"_media_image": f"/{number}.jpg"} for number in range(60)))
    assert (caught.value.code, caught.value.place.line) == ("source.limit", 52)


def test_headers_tell_the_layout() -> None:
    assert recognises(DATAFLOW)
    assert recognises(CONTINUED)
    assert not recognises(("sku", "product_type", "attribute_set_code", "store_view_code"))
    assert not recognises(("category", "name", "sku", "price", "attribute_set"))
    assert not is_magento2(DATAFLOW)
    assert not is_magento2(CONTINUED)


REAL = SHARED / "magento"


@pytest.mark.skipif(not REAL.is_dir(), reason="the folder shared beside the project is absent")
@pytest.mark.parametrize(
    ("name", "rows", "columns", "products", "codes"),
    [
        ("m1_dataflow_export_store.csv", 17, 73, 15, ["feed.variants_guessed"]),
        ("m1_dataflow_export_svg.csv", 1, 74, 1, []),
        ("m1_importexport_svg.csv", 1, 145, 1, []),
    ],
)
def test_real_files(name: str, rows: int, columns: int, products: int, codes: list[str]) -> None:
    with (REAL / name).open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert (len(found), len(found[0])) == (rows, columns)
    assert recognises(tuple(found[0]))
    result = Result(read_magento1(REAL / name, MAGENTO, name))
    assert (len(result.products), result.codes) == (products, codes)
    simple = {row["sku"]: row for row in found if (row.get("type") or row.get("_type")) == "simple"}
    skus = {sku.code: sku for product in result.products.values() for sku in product.skus}
    assert skus.keys() == simple.keys()
    for code, row in simple.items():
        assert (skus[code].price, skus[code].stock) == (int(Decimal(row["price"]) * 100), int(Decimal(row["qty"])))
    for key, product in result.products.items():
        row = next(row for row in found if row["sku"] == key)
        assert product.name == " ".join(row["name"].split())
        assert product.pictures == (MEDIA + row["image"],)
