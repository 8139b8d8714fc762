"""Real feeds of other people's shops, where they are present. The counts come from a plain look at the text."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from aliexport_tui.sources.layouts.mapped import read_mapped
from aliexport_tui.sources.settings import CsvSettings, SourceSettings
from aliexport_tui.sources.yml.feed import read_yml
from tests.sources.support import SHARED, Result

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder shared beside the project is absent")

FEEDS = {
    "excel2yml_striped_shirts.xml": [],
    "pylib_valid_feed_all_types.xml": ["feed.category_orphan", "feed.old_price_not_higher"],
    "ruby_parser_fixture_1.xml": ["feed.category_parent_missing", "feed.category_orphan"]
    + ["feed.name_missing", "feed.price_missing"] * 3,
    "wp_yml_creator_doors.yml": ["feed.category_orphan"],
    "yandex_ecom_simple.xml": [],
    "yandex_ecom_vendor_model.xml": ["feed.param_nameless"] * 4,
    "yii2_yml_catalog.xml": [],
}


def counted(path: Path) -> dict[str, int]:
    """Counts by regular expressions, with comments taken out."""
    text = re.sub(r"<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    offers = re.findall(r"<offer\s.*?</offer>", text, re.DOTALL)
    return {
        "offers": len(offers),
        "categories": len(re.findall(r"<category\s", text)),
        "pictures": sum(len(set(re.findall(r"<picture>\s*(\S+?)\s*</picture>", offer))) for offer in offers),
        "params": sum(len(set(re.findall(r'<param\s+name="[^"].*?</param>', offer, re.DOTALL))) for offer in offers),
        "without_picture": sum("<picture>" not in offer for offer in offers),
        "described": sum("<description>" in offer for offer in offers),
        "articles": sum("<vendorCode>" in offer for offer in offers),
        "unavailable": sum(bool(re.match(r'<offer\s[^>]*available="false"', offer)) for offer in offers),
        "price_total": sum(int(100 * Decimal(price)) for price in re.findall(r"<price>([0-9.]+)</price>", text)),
    }


@pytest.mark.parametrize("name", FEEDS)
def test_everything_in_the_feed_arrives(name: str) -> None:
    path = SHARED / "yml" / name
    result = Result(read_yml(path, SourceSettings(base_url="http://shop.example"), name))
    products = list(result.products.values())
    assert sorted(result.codes) == sorted(FEEDS[name])
    assert counted(path) == {
        "offers": sum(len(product.skus) for product in products),
        "categories": len(result.categories),
        "pictures": sum(len(product.pictures) for product in products),
        "params": sum(len(product.params) for product in products),
        "without_picture": sum(not product.pictures for product in products),
        "described": sum(bool(product.description) for product in products),
        "articles": sum(bool(product.article) for product in products),
        "unavailable": sum(not sku.available for product in products for sku in product.skus),
        "price_total": sum(sku.price or 0 for product in products for sku in product.skus),
    }


def test_titles_of_every_kind_of_offer() -> None:
    result = Result(read_yml(SHARED / "yml" / "pylib_valid_feed_all_types.xml", SourceSettings()))
    names = {key: product.name for key, product in result.products.items()}
    assert names["A1VV"] == "Сэндвичница Brand K220Y9"
    assert names["755B"] == "Александра Маринина – Все не так. В 2 томах. Том 1"
    assert names["1511AT"] == "Свадьба Мюриэл"
    assert names["1511AB"] == "Принтер Brother 331"


def test_the_same_shop_in_both_kinds_of_offer_gives_the_same_offers() -> None:
    simple, composed = (
        Result(read_yml(SHARED / "yml" / f"yandex_ecom_{kind}.xml", SourceSettings())) for kind in ("simple", "vendor_model")
    )
    assert simple.categories == composed.categories
    assert all(product.name for product in composed.products.values())


def test_a_supplier_price_list_with_decimal_commas() -> None:
    columns = {
        "sku": "Code",
        "name": "Name",
        "price": "PriceUSD",
        "category": "CategoryName",
        "brand": "Vendor",
        "stock": "Stock",
    }
    settings = SourceSettings(kind="csv", csv=CsvSettings(columns=columns, currency="USD"))
    path = SHARED / "csv" / "brain_supplier_price.csv"
    result = Result(read_mapped(path, settings))
    assert len(result.products) == len(path.read_text(encoding="utf-8-sig").strip().splitlines()) - 1
    assert result.products["U0082652"].skus[0].price == 829
