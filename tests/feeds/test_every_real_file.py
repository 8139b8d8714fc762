"""Every file of the collection of real feeds: what is found out about it, and what is read, beside counts made without our
readers. A file that is no feed is refused, with advice."""

import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from aliexport_tui.messages.registry import render_error
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Product, ShopCategory, SkuUpdate
from aliexport_tui.sources.detecting import detect
from aliexport_tui.sources.readers import READERS
from aliexport_tui.sources.reading import ReadProduct
from aliexport_tui.sources.settings import CsvSettings, Kind, SourceSettings
from tests.feeds import counters
from tests.feeds.counters import Count

OPEN = Path(__file__).parents[3] / "shared" / "data" / "sources" / "open"

pytestmark = pytest.mark.skipif(not OPEN.exists(), reason="the collection of real feeds is not here")


@dataclass(frozen=True)
class File:
    """`said`: figures of the collection's own table, compared with what is read. `problems`: all of them, by code.
    `mapping`: what only the file's owner knows."""

    kind: Kind
    counted: Callable[..., Count]
    said: str
    problems: dict[str, int] = field(default_factory=dict)
    mapping: CsvSettings = field(default_factory=CsvSettings)


SUPPLIER = CsvSettings(columns={"sku": "Code", "name": "Name", "price": "PriceUSD", "stock": "Stock"}, currency="USD")
DRINKS = CsvSettings(columns={"sku": "A", "name": "A", "price": "Цена", "stock": "Количество Остаток"}, currency="KZT")
BESIDE = {"feed.set_beside": 1}
ALONE = {**BESIDE, "feed.offers_absent": 1}
NAMELESS = {**ALONE, "feed.classifier_absent": 1}
cml, yml, woo = counters.commerceml, counters.yml, counters.woocommerce
supplier = partial(counters.rows_of_csv, key="Code", price="PriceUSD")
autoparts = partial(counters.rows_of_sheet, sheet="PriceList", header=0, key=0, price=4)

FEEDS = {
    "commerceml/argentcrusade_groups.xml": File("commerceml", cml, "12 groups", {**BESIDE, "feed.no_offers": 1}),
    "commerceml/argentcrusade_prices.xml": File("commerceml", cml, "3 offers", BESIDE),
    "commerceml/argentcrusade_products.xml": File("commerceml", cml, "1 goods", NAMELESS),
    "commerceml/argentcrusade_rests.xml": File("commerceml", cml, "2 offers", BESIDE),
    "commerceml/bogutski_import.xml": File("commerceml", cml, "534 goods", {**ALONE, "feed.skipped_deleted": 6}),
    "commerceml/bogutski_offers.xml": File("commerceml", cml, "523 offers", BESIDE),
    "commerceml/carono_import.xml": File("commerceml", cml, "2 goods, 22 groups", ALONE),
    "commerceml/carono_import_wo_classifier.xml": File(
        "commerceml", cml, "2 goods", {**NAMELESS, "feed.category_orphan": 2}
    ),
    "commerceml/carono_offers.xml": File("commerceml", cml, "5 offers", BESIDE),
    "commerceml/cml3_import.xml": File("commerceml", cml, "1 goods", NAMELESS),
    "commerceml/cml3_import_classifier.xml": File("commerceml", cml, "1 groups", {**BESIDE, "feed.no_offers": 1}),
    "commerceml/cml3_offers.xml": File("commerceml", cml, "2 offers", {**BESIDE, "feed.skipped_without_good": 2}),
    "commerceml/cml3_prices.xml": File("commerceml", cml, "2 offers", BESIDE),
    "commerceml/cml3_rests.xml": File("commerceml", cml, "2 offers", BESIDE),
    "commerceml/dobromyslov_import0_1.xml": File(
        "commerceml", cml, "35 goods, 1 groups", {**ALONE, "feed.skipped_deleted": 1}
    ),
    "commerceml/dobromyslov_offers0_1.xml": File("commerceml", cml, "44 offers", BESIDE),
    "csv/brain_supplier_price.csv": File("csv", supplier, "114 rows", {}, SUPPLIER),
    "magento/m1_dataflow_export_store.csv": File(
        "magento1", lambda path: Count(15, 16), "16 simple, 1 configurable", {"feed.variants_guessed": 1}
    ),
    "magento/m1_dataflow_export_svg.csv": File("magento1", lambda path: Count(1, 1), "1 simple"),
    "magento/m1_importexport_svg.csv": File("magento1", lambda path: Count(1, 1), "1 simple"),
    "magento/m2_full_export_columns_configurable.csv": File(
        "magento2", counters.magento, "1 configurable, 2 virtual", {"feed.skipped_virtual": 2, "feed.variants_none": 1}
    ),
    "magento/m2_import_configurable_multistore.csv": File("magento2", counters.magento, "1 configurable, 2 children"),
    "magento/m2_luma_configurable_products.csv": File("magento2", counters.magento, "147 configurable, 1847 simple"),
    "woocommerce/wc_importer_unit_sample.csv": File(
        "woocommerce",
        woo,
        "1 simple, 1 variable, 2 variation",
        {"feed.skipped_virtual": 1, "feed.skipped_external": 1, "feed.skipped_grouped": 1, "feed.sku_missing": 2},
    ),
    "woocommerce/wc_sample_products.csv": File(
        "woocommerce",
        woo,
        "9 simple, 2 variable, 9 variation",
        {"feed.skipped_virtual": 2, "feed.skipped_external": 1, "feed.skipped_grouped": 1, "feed.variation_any": 3},
    ),
    "xlsx/autoparts_price.xlsx": File("csv", autoparts, "305 rows", {"feed.id_repeated": 1}),
    "xlsx/drinks_1c_tdsheet.xlsx": File(
        "csv",
        partial(counters.rows_of_sheet, sheet="TDSheet", header=0, key=0, price=5),
        "206 rows",
        {"feed.groups_as_categories": 1},
        DRINKS,
    ),
    "xlsx/excel2yml_template.xlsx": File("csv", lambda path: Count(3, 3), "3 rows", {"feed.sheets_left": 1}),
    "yml/excel2yml_striped_shirts.xml": File("yml", yml, "3 offers, 5 categories, 3 pictures"),
    "yml/pylib_valid_feed_all_types.xml": File(
        "yml",
        yml,
        "8 offers, 7 categories, 10 pictures",
        {"feed.category_orphan": 1, "feed.old_price_not_higher": 1},
    ),
    "yml/ruby_parser_fixture_1.xml": File(
        "yml",
        yml,
        "3 offers, 6 categories, 0 pictures",
        {"feed.category_parent_missing": 1, "feed.category_orphan": 1, "feed.price_missing": 3, "feed.name_missing": 3},
    ),
    "yml/wp_yml_creator_doors.yml": File("yml", yml, "109 offers, 65 categories, 96 pictures", {"feed.category_orphan": 1}),
    "yml/yandex_ecom_simple.xml": File("yml", yml, "36 offers, 7 categories, 136 pictures"),
    "yml/yandex_ecom_vendor_model.xml": File(
        "yml", yml, "36 offers, 7 categories, 136 pictures", {"feed.param_nameless": 4}
    ),
    "yml/yii2_yml_catalog.xml": File("yml", yml, "2 offers, 19 categories, 3 pictures"),
}

SETS = {
    "argentcrusade": (("groups", "products", "prices", "rests"), {}),
    "bogutski": (("import", "offers"), {"feed.skipped_deleted": 6, "feed.offer_missing": 11}),
    "carono": (("import", "offers"), {"feed.trait_differs": 1}),
    "cml3": (("import", "import_classifier", "offers", "prices", "rests"), {}),
    "dobromyslov": (("import0_1", "offers0_1"), {"feed.skipped_deleted": 1, "feed.skipped_without_good": 8}),
}

REFUSED = {
    "magento/m2_fixture_gear_bags.csv": "source.fixture",
    "magento/m2_fixture_gear_watches.csv": "source.fixture",
    "magento_rest/attribute_options.json": "source.rest_document",
    "magento_rest/attribute_set_list.json": "source.rest_document",
    "magento_rest/configurable_product.json": "source.rest_document",
    "magento_rest/msi_salable_quantity.json": "source.rest_document",
    "magento_rest/msi_source_items.json": "source.rest_document",
    "magento_rest/msi_stocks.json": "source.rest_document",
    "magento_rest/simple_child_product.json": "source.rest_document",
    "woocommerce_rest/attributes_list.json": "source.rest_document",
    "woocommerce_rest/products_list.json": "source.rest_document",
    "woocommerce_rest/variations_list.json": "source.rest_document",
}


class Read:
    """Everything a reader gives, as its import would get it."""

    def __init__(self, path: Path, mapping: CsvSettings) -> None:
        found = detect(path, SourceSettings(base_url="https://shop.example/", weight_unit="kg", csv=mapping), path.name)
        self.kind = found.kind
        self.products: list[Product] = []
        self.categories = self.updates = self.blocked = 0
        self.problems: Counter[str] = Counter()
        for item in READERS[found.kind](path, found.settings, path.name):
            match item:
                case ReadProduct():
                    self.products.append(item.product)
                    self.blocked += any(problem.severity == "error" for problem in item.problems)
                    self.problems.update(problem.code for problem in item.problems)
                case ShopCategory():
                    self.categories += 1
                case SkuUpdate():
                    self.updates += 1
                case Problem():
                    self.problems[item.code] += 1

    @property
    def skus(self) -> int:
        return sum(len(product.skus) for product in self.products)

    @property
    def pictures(self) -> int:
        return sum(len(product.pictures) for product in self.products)


def test_the_table_names_every_file() -> None:
    there = {str(path.relative_to(OPEN)) for path in OPEN.glob("*/*")}
    assert there == {*FEEDS, *REFUSED}


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_is_read_to_its_last_offer(name: str) -> None:
    file = FEEDS[name]
    read = Read(OPEN / name, file.mapping)
    counted = file.counted(OPEN / name)
    assert read.kind == file.kind
    assert (len(read.products), read.skus) == (counted.products, counted.skus)
    assert read.blocked == counted.blocked
    assert read.updates + read.problems["feed.skipped_without_good"] == counted.strays
    assert dict(read.problems) == file.problems
    have = {
        "offers": read.skus + read.updates + read.problems["feed.skipped_without_good"],
        "goods": len(read.products),
        "rows": read.skus + read.problems["feed.id_repeated"],
        "categories": read.categories,
        "groups": read.categories,
        "pictures": read.pictures,
    }
    for number, what in re.findall(r"([0-9]+) ([a-z]+)", file.said):
        assert have.get(what, int(number)) == int(number), what


@pytest.mark.parametrize("name", SETS)
def test_a_set_of_files_is_read_as_one(tmp_path: Path, name: str) -> None:
    parts, problems = SETS[name]
    paths = [Path(shutil.copy(OPEN / "commerceml" / f"{name}_{part}.xml", tmp_path)) for part in parts]
    read, counted = Read(tmp_path, CsvSettings()), counters.commerceml(*paths)
    assert (len(read.products), read.skus, read.blocked) == (counted.products, counted.skus, counted.blocked)
    assert dict(read.problems) == problems
    told = problems.get("feed.skipped_without_good", 0) + problems.get("feed.skipped_deleted", 0)
    assert counted.strays - told <= read.updates <= counted.strays


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_feed_is_refused_with_advice(name: str) -> None:
    with pytest.raises(AliexportError) as refused:
        Read(OPEN / name, CsvSettings())
    assert refused.value.code == REFUSED[name]
    assert len(render_error(refused.value).splitlines()) > 1
