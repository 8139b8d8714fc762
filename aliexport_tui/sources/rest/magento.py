"""Reader of what `magento_fetch` has fetched: attributes, categories, then products with their children and stocks."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path

import msgspec

from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.model.product import ShopCategory, SkuUpdate
from aliexport_tui.sources.reading import Item, OnlyChanges, ReadProduct
from aliexport_tui.sources.rest.lines import read_lines
from aliexport_tui.sources.rest.magento_product import Catalogue, read_product, stock_of
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.text import one_line
from aliexport_tui.web.json_value import JsonValue

_SKIPPED = ("virtual", "downloadable", "grouped", "bundle", "giftcard")
_NOT_ALONE = "1"
"""Visibility "Not Visible Individually"."""


def read_magento_rest(path: Path, settings: SourceSettings, origin: str = "") -> Iterator[Item]:
    """See reading.Reader. Two passes: the first finds which SKUs are children of others. A child that changed while its
    parent did not gives its price and stock alone (`partial`)."""
    origin = origin or str(path)
    catalogue = Catalogue(settings)
    children = _children(path, origin)
    partial = False
    seen: set[int] = set()
    given: set[int] = set()
    for line, tag, said in read_lines(path, origin):
        match tag:
            case "shop":
                catalogue.introduce(said)
                partial = bool(said.flag("partial"))
                if partial:
                    yield OnlyChanges()
            case "attribute":
                catalogue.add_attribute(said)
            case "categories":
                for category in _tree(said, catalogue.categories):
                    catalogue.categories.add(category.key)
                    yield category
            case "stock":
                stock = stock_of(said.get("quantity"))
                sku = one_line(said.text("sku"))
                if sku and hash(said.text("sku")) not in seen and stock is not None:
                    seen.add(hash(said.text("sku")))
                    yield SkuUpdate(sku, stock=stock, place=Place(origin, line, sku))
            case "product":
                seen.update(hash(sku) for sku, _ in said.get("stocks").members())
                for item in _product(said, catalogue, children, partial, Place(origin, line)):
                    yield (
                        item
                        if _is_fresh(item, given)
                        else _repeated(one_line(said.get("product").text("sku")), origin, line)
                    )


def _is_fresh(item: Item, given: set[int]) -> bool:
    """False for a second product or update with a key that was given."""
    match item:
        case ReadProduct():
            key = hash(("", item.product.key))
        case SkuUpdate():
            key = hash(item.code)
        case _:
            return True
    if key in given:
        return False
    given.add(key)
    return True


def _repeated(sku: str, origin: str, line: int) -> Problem:
    return Problem("feed.id_conflict", "sku", {"id": sku, "line": str(line), "first": ""}, Place(origin, line, sku))


def _product(said: JsonValue, catalogue: Catalogue, children: frozenset[int], partial: bool, place: Place) -> Iterator[Item]:
    item = said.get("product")
    sku, kind = one_line(item.text("sku")), item.text("type_id")
    place = msgspec.structs.replace(place, key=sku)
    if not sku:
        yield Problem("feed.id_missing", "sku", {"line": str(place.line)}, place)
    elif kind in _SKIPPED:
        yield Problem(
            f"feed.skipped_{kind if kind in ('grouped', 'bundle') else 'virtual'}", "type_id", {}, place, "warning"
        )
    elif hash(sku) in children and kind != "configurable":
        return
    elif item.text("visibility") == _NOT_ALONE and kind != "configurable":
        if partial:
            yield from catalogue.update(said, place)
        else:
            yield Problem("feed.skipped_not_visible", "visibility", {}, place, "warning")
    elif item.text("status") == "2" and catalogue.settings.unavailable == "skip":
        yield Problem("feed.skipped_unavailable", "status", {}, place, "warning")
    else:
        yield read_product(said, catalogue, place)


def _children(path: Path, origin: str) -> frozenset[int]:
    """Hashes, by Python's `hash` of this process, of the SKUs that are somebody's children."""
    found: set[int] = set()
    for _, tag, said in read_lines(path, origin):
        if tag == "product":
            found.update(hash(one_line(child.text("sku"))) for child in said.get("children").items())
    return frozenset(found)


def _tree(root: JsonValue, known: AbstractSet[str]) -> Iterator[ShopCategory]:
    """All below the root category that are not `known`, parents first."""
    waiting = [(child, "") for child in root.get("children_data").items()]
    known = set(known)
    while waiting:
        node, parent = waiting.pop(0)
        key = node.text("id")
        if not key or key in known:
            continue
        known.add(key)
        yield ShopCategory(key, one_line(node.text("name")) or key, parent)
        waiting += [(child, key) for child in node.get("children_data").items()]
