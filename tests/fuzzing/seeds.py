"""What is mutated: for each reader the dirty shop, and real files where they are at hand."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from aliexport_tui.model.errors import SourceError
from aliexport_tui.sources.detecting import detect
from aliexport_tui.sources.settings import SourceSettings
from tests.sources import commerceml_sets as cml
from tests.sources import test_magento_rest as magento
from tests.sources.dirty import GOODS, MAPPED, WRITERS
from tests.sources.support import DATA, SHARED
from tests.sources.test_magento2 import HEADERS as MAGENTO2
from tests.sources.test_woocommerce import ENGLISH
from tests.support.shops import woo

Files = dict[str, bytes]
"""One input: names of files and what is in them. More than one: a folder."""

LARGEST = 48 * 1024
"""Bytes of a real file that are taken; text is cut there, as a download is."""


class Seed(msgspec.Struct, frozen=True):
    name: str
    files: Files
    settings: SourceSettings


KINDS = (
    "yml", "commerceml", "csv", "xlsx", "ods", "xls", "html", "magento2", "magento1", "woocommerce", "prom", "insales",
    "opencart", "magento_rest", "woo_rest",
)  # fmt: skip
"""One for each reader and each carrier of rows."""


def seeds(kind: str, *, real: bool) -> tuple[Seed, ...]:
    """`real`: with the files of ../shared, where it is there."""
    return (*_own(kind), *(_real(kind) if real else ()))


def _own(kind: str) -> Iterator[Seed]:
    written = {"magento1": ("magento1", "magento1 continued")}.get(kind, (kind,))
    for name in written:
        if name in WRITERS:
            with tempfile.TemporaryDirectory() as folder:
                path, settings = WRITERS[name](Path(folder))
                yield Seed(name, files_at(path), settings)
    match kind:
        case "xls":
            path = DATA / "dirty.xls"
            yield Seed("xls", {path.name: path.read_bytes()}, SourceSettings(kind="csv", csv=MAPPED))
        case "magento2":
            yield Seed("variants", {"m.csv": _magento_variants()}, SourceSettings(kind="magento2", store_view="ru"))
        case "woocommerce":
            yield Seed("variants", {"w.csv": _woo_variants()}, SourceSettings(kind="woocommerce"))
        case "commerceml":
            yield Seed("variants", _set_with_variants(), cml.SETTINGS)
        case "magento_rest":
            yield Seed("magento_rest", {"feed.jsonl": _magento_lines()}, SourceSettings(kind="magento_rest"))
        case "woo_rest":
            yield Seed("woo_rest", {"feed.jsonl": _woo_lines()}, SourceSettings(kind="woo_rest"))


def files_at(path: Path) -> Files:
    return {one.name: one.read_bytes() for one in (sorted(path.iterdir()) if path.is_dir() else (path,))}


_REAL: Mapping[str, tuple[str, str]] = {
    "yml": ("yml", "*"),
    "commerceml": ("commerceml", "*"),
    "csv": ("csv", "*"),
    "xlsx": ("xlsx", "*"),
    "magento2": ("magento", "m2_*"),
    "magento1": ("magento", "m1_*"),
    "woocommerce": ("woocommerce", "*"),
}


def _real(kind: str) -> Iterator[Seed]:
    if kind not in _REAL:
        return
    folder, pattern = _REAL[kind]
    for path in sorted((SHARED / folder).glob(pattern)):
        try:
            settings = cml.SETTINGS if kind == "commerceml" else detect(path).settings
        except SourceError:
            continue  # no feed: the table of real files tells of it
        data = path.read_bytes()
        yield Seed(path.name, {path.name: data if kind == "xlsx" else data[:LARGEST]}, settings)


def _table(headers: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    lines = [headers, *([row.get(header, "") for header in headers] for row in rows)]
    return "\r\n".join(",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line) for line in lines).encode()


def _magento_variants() -> bytes:
    """A parent with children, a store view, additional attributes."""
    common = {
        "attribute_set_code": "Default",
        "categories": "Default Category/Home,Default Category/Home\\/2",
        "name": "Tee",
    }
    child = {**common, "product_type": "simple", "visibility": "Not Visible Individually", "price": "10", "qty": "2"}
    parent = {
        **common, "sku": "T", "product_type": "configurable", "price": "0", "weight": "1", "base_image": "/t/1.jpg",
        "additional_images": "/t/2.jpg,/t/3.jpg",
        "additional_attributes": 'material=Cotton|Wool,climate="a,b",json={"a":1}',
        "configurable_variations": "sku=T-S,size=S,color=Black|sku=T-M,size=M,color=Black",
        "configurable_variation_labels": "size=Size,color=Color", "visibility": "Catalog, Search",
    }  # fmt: skip
    view = {"sku": "T", "store_view_code": "ru", "name": "Футболка"}
    return _table(MAGENTO2, [{**child, "sku": "T-S"}, {**child, "sku": "T-M"}, parent, view])


def _woo_variants() -> bytes:
    parent = {
        "ID": "20", "Type": "variable", "SKU": "T", "Name": "Tee", "Published": "1", "Categories": "A > B, C\\, D",
        "Images": "https://s/1.jpg, https://s/2.jpg", "Attribute 1 name": "Size", "Attribute 1 value(s)": "S, M",
    }  # fmt: skip
    child = {"Type": "variation", "Regular price": "10", "Stock": "3", "In stock?": "1", "Attribute 1 name": "Size"}
    size = "Attribute 1 value(s)"
    lines = [parent, {**child, "SKU": "T-S", "Parent": "T", size: "S"}, {**child, "ID": "22", "Parent": "id:20", size: "M"}]
    return _table(ENGLISH, lines)


def _set_with_variants() -> Files:
    goods = cml.good(cml.values(("p1", cml.BLUE), ("p2", "62 см")) + cml.details(Вес="0,5") + "<Картинка>a.jpg</Картинка>")
    offers = "".join(
        cml.offer(cml.traits(Размер=size), id=f"a#{size}", prices=cml.price() + cml.price("90", "t2")) for size in "SML"
    )
    settings = cml.RETAIL + cml.TRADE
    rests = cml.offer("<Остатки><Остаток><Склад><Ид>w</Ид><Количество>2</Количество></Склад></Остаток></Остатки>", id="a#S")
    return {
        "import.xml": cml.catalogue(goods).encode(),
        "offers.xml": cml.package(offers, kinds=settings).encode(),
        "rests.xml": cml.package(rests, changes=True, version="3.1").encode(),
    }


def _lines(*lines: tuple[str, object]) -> bytes:
    return "".join(json.dumps({tag: said}, ensure_ascii=False) + "\n" for tag, said in lines).encode()


def _magento_lines() -> bytes:
    attributes = [
        magento.attribute(1, "size", "Размер", "select", {"168": "S", "169": "M"}),
        magento.attribute(2, "material", "Material", "multiselect", {"5": "Wool", "6": "Cotton"}),
    ]
    children = [
        magento.product(1, "T-S", visibility=1, custom={"size": "168", "material": "5,6"}),
        magento.product(2, "T-M", visibility=1, price=27, custom={"size": "169", "special_price": "20.00"}),
    ]
    parent = magento.product(3, "T", "configurable", price=0, custom={"description": "<p>Soft</p>", "category_ids": ["3"]})
    goods = [
        magento.product(10 + at, good.id, name=good.name, custom={"description": good.text, "image": good.picture})
        for at, good in enumerate(GOODS)
    ]
    tree = {"id": 2, "name": "Root", "children_data": [{"id": 3, "name": "Дом", "children_data": []}]}
    return _lines(
        ("shop", {"address": "https://shop.example", "at": 1_700_000_000_000, "partial": False}),
        *(("attribute", one) for one in attributes),
        ("categories", tree),
        ("product", {"product": parent, "children": children, "stocks": {"T-S": 5, "T-M": "2.0000"}}),
        *(("product", {"product": one, "children": [], "stocks": {one["sku"]: 1}}) for one in goods),
        ("stock", {"sku": "Z", "quantity": "4.0000"}),
    )


def _woo_lines() -> bytes:
    color = {"id": 6, "name": "Color", "variation": True, "options": ["Black", "Green"]}
    tee = woo.product(
        20, "T", type="variable", attributes=[color], categories=[{"id": 9, "name": "Дом"}], weight="0.2",
        dimensions={"length": "30", "width": "20", "height": "2"}, images=[{"src": "https://s/1.jpg"}],
        meta_data=[{"id": 1, "key": "season", "value": "2026"}],
    )  # fmt: skip
    variants = [woo.variation(21, "T-B", "Black", stock_quantity=7, manage_stock=True), woo.variation(22, "", "Green")]
    goods = [
        woo.product(
            30 + at, good.id, name=good.name, regular_price=good.price, price=good.price, description=good.text,
            images=[{"src": good.picture}], manage_stock=True, stock_quantity=good.stock,
        )
        for at, good in enumerate(GOODS)
    ]  # fmt: skip
    units = {"woocommerce_weight_unit": "kg", "woocommerce_dimension_unit": "cm", "woocommerce_currency": "RUB"}
    return _lines(
        ("shop", {"partial": False, **units}),
        ("category", {"id": 9, "name": "Дом", "parent": 0}),
        ("product", {"item": tee, "variations": variants}),
        *(("product", {"item": one, "variations": []}) for one in goods),
    )
