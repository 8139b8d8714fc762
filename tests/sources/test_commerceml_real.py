"""Real exchanges of other people's shops, where they are present. The counts come from a look by ElementTree."""

import shutil
import xml.etree.ElementTree as ET
from collections import Counter
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.model.product import Param
from aliexport_tui.sources.commerceml.reading import read_commerceml
from tests.sources.commerceml_sets import SETTINGS
from tests.sources.support import SHARED, Result

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder shared beside the project is absent")

REAL = SHARED / "commerceml"


def together(folder: Path, *names: str) -> Result:
    for name in names:
        shutil.copy(REAL / name, folder)
    return Result(read_commerceml(folder, SETTINGS, "set"))


class Seen:
    """What the files hold, by a reader of another make."""

    def __init__(self, *names: str) -> None:
        roots = [ET.parse(REAL / name).getroot() for name in names]
        for root in roots:
            for element in root.iter():
                element.tag = element.tag.rpartition("}")[2]
        self.goods = [good for root in roots for good in root.iterfind("Каталог/Товары/Товар")]
        self.offers = [offer for root in roots for offer in root.iterfind("ПакетПредложений/Предложения/Предложение")]
        self.groups = [
            group for root in roots for tag in ("Группа", "Категория") for group in root.iterfind(f"Классификатор//{tag}")
        ]
        self.texts = {
            value.findtext("ИдЗначения"): value.findtext("Значение")
            for root in roots
            for value in root.iterfind("Классификатор/Свойства/Свойство/ВариантыЗначений/Справочник")
        }

    @property
    def living(self) -> list[ET.Element]:
        return [good for good in self.goods if good.get("Статус") != "Удален"]

    def offers_of_goods(self) -> list[ET.Element]:
        keys = {good.findtext("Ид") for good in self.living}
        return [offer for offer in self.offers if (offer.findtext("Ид") or "").partition("#")[0] in keys]

    def counts(self) -> dict[str, object]:
        found = self.offers_of_goods()
        offered = {(offer.findtext("Ид") or "").partition("#")[0] for offer in found}
        values = (value.findtext("Значение") for good in self.living for value in good.iterfind("ЗначенияСвойств/*"))
        return {
            "products": [good.findtext("Ид") for good in self.living],
            "groups": len({group.findtext("Ид") for group in self.groups}),
            "skus": len(found),
            "unoffered": sum(good.findtext("Ид") not in offered for good in self.living),
            "prices": sum(int(Decimal(offer.findtext("Цены/Цена/ЦенаЗаЕдиницу") or 0) * 100) for offer in found),
            "stocks": sum(int(offer.findtext("Количество") or 0) for offer in found),
            "pictures": sum(len(good.findall("Картинка")) for good in self.living),
            "values": Counter(" ".join((self.texts.get(value) or value).split()) for value in values if value),
            "articles": Counter(" ".join((good.findtext("Артикул") or "").split()) for good in self.living),
            "barcodes": sum(bool(good.findtext("Штрихкод")) for good in self.living),
        }


def counts(result: Result) -> dict[str, object]:
    products = list(result.products.values())
    skus = [sku for product in products for sku in product.skus if sku.price is not None]
    return {
        "products": list(result.products),
        "groups": len(result.categories),
        "skus": len(skus),
        "unoffered": result.codes.count("feed.offer_missing"),
        "prices": sum(sku.price or 0 for sku in skus),
        "stocks": sum(sku.stock or 0 for sku in skus),
        "pictures": sum(len(product.pictures) for product in products),
        "values": Counter(param.value for product in products for param in product.params),
        "articles": Counter(product.article for product in products),
        "barcodes": sum(any(sku.barcode for sku in product.skus) for product in products),
    }


@pytest.mark.parametrize(
    ("names", "problems"),
    [
        (
            ("bogutski_import.xml", "bogutski_offers.xml"),
            {"feed.skipped_deleted": 6, "feed.offer_missing": 11},
        ),
        (
            ("dobromyslov_import0_1.xml", "dobromyslov_offers0_1.xml"),
            {"feed.skipped_deleted": 1, "feed.skipped_without_good": 8},
        ),
    ],
)
def test_everything_in_a_set_arrives(tmp_path: Path, names: tuple[str, ...], problems: dict[str, int]) -> None:
    result = together(tmp_path, *names)
    assert counts(result) == Seen(*names).counts()
    assert Counter(result.codes) == problems


def test_shoes_of_which_only_some_name_their_sizes(tmp_path: Path) -> None:
    names = ("carono_import.xml", "carono_offers.xml")
    result = together(tmp_path, *names)
    expected = Seen(*names).counts()
    found = counts(result)
    assert (expected.pop("barcodes"), found.pop("barcodes")) == (1, 0), (
        "of the good with two sizes: whose it is, nobody knows"
    )
    assert next(iter(result.products.values())).fields["barcodes"] == "2000018987155"
    assert found == expected
    assert result.codes == ["feed.trait_differs"]
    assert result.problems[0].args == {"name": "38", "value": "40, натуральная кожа, Коричневый"}
    params = [sku.params for product in result.products.values() for sku in product.skus]
    assert params[0] == (Param("Размер", "40"), Param("Тип кожи", "натуральная кожа"), Param("Цвет", "Коричневый"))
    assert params[1:] == [(Param("Характеристика", size),) for size in ("39", "35", "36", "37")]
    assert result.categories["04971895-4398-11e2-ae4d-bcaec5741d46"].parent == "453d6e1e-7233-11e0-8636-0011951d229d"


def test_version_three_in_five_files(tmp_path: Path) -> None:
    parts = ("import", "import_classifier", "offers", "prices", "rests")
    result = together(tmp_path, *(f"cml3_{part}.xml" for part in parts))
    assert (result.codes, result.only_changes, result.partial) == ([], True, set(result.products))
    (product,) = result.products.values()
    assert (product.currency, product.fields["БазоваяЕдиница"]) == ("RUB", "шт")
    assert [(sku.price, sku.stock) for sku in product.skus] == [(1424000, 0), (1166000, 2)]


ALONE = {
    "argentcrusade_groups.xml": (0, 0, 12, {"feed.no_offers": 1}),
    "argentcrusade_prices.xml": (0, 3, 0, {}),
    "argentcrusade_products.xml": (1, 0, 0, {"feed.offers_absent": 1, "feed.classifier_absent": 1}),
    "argentcrusade_rests.xml": (0, 2, 0, {}),
    "bogutski_import.xml": (534, 0, 26, {"feed.offers_absent": 1, "feed.skipped_deleted": 6}),
    "bogutski_offers.xml": (0, 523, 0, {}),
    "carono_import.xml": (2, 0, 22, {"feed.offers_absent": 1}),
    "carono_import_wo_classifier.xml": (
        2, 0, 0, {"feed.offers_absent": 1, "feed.classifier_absent": 1, "feed.category_orphan": 2},
    ),
    "carono_offers.xml": (0, 5, 0, {}),
    "cml3_import.xml": (1, 0, 0, {"feed.offers_absent": 1, "feed.classifier_absent": 1}),
    "cml3_import_classifier.xml": (0, 0, 1, {"feed.no_offers": 1}),
    "cml3_offers.xml": (0, 0, 0, {"feed.skipped_without_good": 2}),
    "cml3_prices.xml": (0, 2, 0, {}),
    "cml3_rests.xml": (0, 2, 0, {}),
    "dobromyslov_import0_1.xml": (35, 0, 1, {"feed.offers_absent": 1, "feed.skipped_deleted": 1}),
    "dobromyslov_offers0_1.xml": (0, 44, 0, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", ALONE)
def test_each_file_alone(tmp_path: Path, name: str) -> None:
    shutil.copy(REAL / name, tmp_path)
    result = Result(read_commerceml(tmp_path / name, SETTINGS))
    products, updates, groups, problems = ALONE[name]
    assert (len(result.products), len(result.updates), len(result.categories)) == (products, updates, groups)
    assert Counter(result.codes) == problems
    seen = Seen(name)
    assert products == len(seen.living)
    assert groups == len(seen.groups)
    told = [offer for offer in seen.offers if offer.find("Цены") is not None or offer.find("Остатки") is not None]
    assert updates == len(told)


def test_every_real_file_is_named_here() -> None:
    assert sorted(ALONE) == sorted(path.name for path in REAL.iterdir())


def test_rests_of_chosen_warehouses() -> None:
    settings = msgspec.structs.replace(SETTINGS, warehouses=("9bf5be08-af08-11e7-a56d-38d547224d22",))
    path = REAL / "argentcrusade_rests.xml"
    assert [one.stock for one in Result(read_commerceml(path, SETTINGS)).updates.values()] == [13, 57]
    assert [one.stock for one in Result(read_commerceml(path, settings)).updates.values()] == [0, 7]
