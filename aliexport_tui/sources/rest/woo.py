"""Reader of what `woo_fetch` has fetched: units, categories, then products with their variations."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.model.product import ShopCategory, SkuUpdate
from aliexport_tui.sources.joining.groups import Ids
from aliexport_tui.sources.reading import Item, OnlyChanges, ReadProduct
from aliexport_tui.sources.rest.lines import read_lines
from aliexport_tui.sources.rest.woo_words import product_words, variation_words
from aliexport_tui.sources.settings import LengthUnit, SourceSettings, WeightUnit
from aliexport_tui.sources.text import one_line
from aliexport_tui.sources.woo.composing import code_of, compose
from aliexport_tui.sources.woo.item import WooItem
from aliexport_tui.sources.woo.reading import Units, read_item
from aliexport_tui.web.json_value import JsonValue

_WEIGHT: dict[str, WeightUnit] = {"kg": "kg", "g": "g", "lbs": "lb", "oz": "oz"}
_LENGTH: dict[str, LengthUnit] = {"m": "m", "cm": "cm", "mm": "mm", "in": "in"}


def read_woo_rest(path: Path, settings: SourceSettings, origin: str = "") -> Iterator[Item]:
    """See reading.Reader. Two passes: the first finds SKUs that several products have. What is no longer published goes out
    of stock where the file names only what changed."""
    origin = origin or str(path)
    reading = _Reading(settings, origin, _repeated(path, origin))
    count = 0
    for _, tag, said in read_lines(path, origin):
        match tag:
            case "shop":
                yield from reading.introduce(said)
            case "category":
                reading.add_category(said)
            case "product":
                yield from reading.fresh_categories()
                yield from reading.product(said)
                count += 1
    yield from reading.fresh_categories()
    if not count:
        yield Problem("feed.no_offers", "", {}, Place(file=origin), "warning")


class _Reading:
    def __init__(self, settings: SourceSettings, origin: str, repeated: frozenset[int]) -> None:
        self._settings = settings
        self._origin = origin
        self._repeated = repeated
        self._keys: set[str] = set()
        self._withdrawn_codes: set[str] = set()
        self._partial = False
        self._currency = ""
        self._units = Units(settings.weight_unit, settings.length_unit)
        self._categories: dict[str, ShopCategory] = {}
        self._fresh: list[ShopCategory] = []

    def introduce(self, said: JsonValue) -> Iterator[Item]:
        self._partial = bool(said.flag("partial"))
        self._currency = said.text("woocommerce_currency")
        weight, length = said.text("woocommerce_weight_unit"), said.text("woocommerce_dimension_unit")
        self._units = Units(_WEIGHT.get(weight, self._units.weight), _LENGTH.get(length, self._units.length))
        if self._partial:
            yield OnlyChanges()
        if not self._units.weight or not self._units.length:
            unit = ", ".join(unit or "?" for unit in (weight, length))
            yield Problem("feed.units_assumed", "", {"units": unit}, Place(file=self._origin), "warning")

    def add_category(self, said: JsonValue) -> None:
        key, parent = said.text("id"), said.text("parent")
        if key and key not in self._categories:
            category = ShopCategory(key, one_line(said.text("name")) or key, "" if parent == "0" else parent)
            self._categories[key] = category
            self._fresh.append(category)

    def fresh_categories(self) -> Iterator[Item]:
        yield from self._fresh
        self._fresh.clear()

    def product(self, said: JsonValue) -> Iterator[Item]:
        item = said.get("item")
        place = Place(file=self._origin)
        raw = product_words(item, self._category(item), self._currency, place)
        product = read_item(raw, self._settings, self._units)
        variations = [
            read_item(variation_words(one, raw, place), self._settings, self._units)
            for one in said.get("variations").items()
        ]
        yield from self.fresh_categories()
        if product.skipped and self._partial:
            yield from self._withdrawn(product, variations)
        if not (product.code or product.skipped):
            yield Problem("feed.id_missing", "sku", {"line": ""}, product.place)
            return
        for found in compose(self._told(product), variations, self._settings):
            yield self._named(found, product) if isinstance(found, ReadProduct) else found

    def _withdrawn(self, product: WooItem, variations: list[WooItem]) -> Iterator[Item]:
        codes = [code_of(one, product) for one in variations] if variations else [product.code]
        for code in filter(None, codes):
            if code not in self._withdrawn_codes:
                self._withdrawn_codes.add(code)
                yield SkuUpdate(code, stock=0, place=product.place)

    def _category(self, item: JsonValue) -> str:
        """The deepest, of several the first."""
        for one in item.get("categories").items():
            self.add_category(one)
        keys = [one.text("id") for one in item.get("categories").items() if one.text("id")]
        return max(keys, key=self._depth, default="")

    def _depth(self, key: str) -> int:
        depth, seen = 0, {key}
        while (category := self._categories.get(key)) and category.parent and category.parent not in seen:
            key = category.parent
            seen.add(key)
            depth += 1
        return depth

    def _told(self, product: WooItem) -> WooItem:
        if product.skipped or hash(product.code) not in self._repeated:
            return product
        args = {"sku": product.code[:60], "id": product.id}
        problem = Problem("feed.sku_repeated", "sku", args, product.place)
        return msgspec.structs.replace(product, problems=(*product.problems, problem))

    def _named(self, read: ReadProduct, product: WooItem) -> ReadProduct | Problem:
        """The second product with a SKU goes by its number."""
        for key in (product.code, f"id:{product.id}"):
            if key not in self._keys:
                self._keys.add(key)
                return msgspec.structs.replace(read, product=msgspec.structs.replace(read.product, key=key))
        return Problem("feed.id_conflict", "id", {"id": product.code[:60], "line": "", "first": ""}, product.place)


def _repeated(path: Path, origin: str) -> frozenset[int]:
    """Hashes, by Python's `hash` of this process."""
    ids = Ids()
    for _, tag, said in read_lines(path, origin):
        if tag == "product" and (sku := one_line(said.get("item").text("sku"))):
            ids.add(sku)
    return ids.repeated()
