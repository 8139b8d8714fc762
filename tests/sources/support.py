"""Feeds written by tests, and what readers make of them."""

from collections.abc import Iterable
from pathlib import Path

from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Product, ShopCategory, SkuUpdate
from aliexport_tui.sources.reading import Gone, Item, OnlyChanges, ReadProduct
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.yml.feed import read_yml

DATA = Path(__file__).parent.parent / "data" / "sources"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "sources" / "open"


class Result:
    """All items of one reading, sorted by their sort."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.categories: dict[str, ShopCategory] = {}
        self.products: dict[str, Product] = {}
        self.problems: list[Problem] = []
        self.file_problems: list[Problem] = []
        self.updates: dict[str, SkuUpdate] = {}
        self.gone: list[str] = []
        self.partial: set[str] = set()
        self.only_changes = False
        for item in items:
            match item:
                case ShopCategory():
                    self.categories[item.key] = item
                case ReadProduct():
                    assert item.product.key not in self.products, "each key once"
                    self.products[item.product.key] = item.product
                    self.problems += item.problems
                    if item.partial:
                        self.partial.add(item.product.key)
                case SkuUpdate():
                    assert item.code not in self.updates, "each SKU code once"
                    self.updates[item.code] = item
                case Gone():
                    self.gone.append(item.key)
                case OnlyChanges():
                    assert not self.products, "before the first product"
                    self.only_changes = True
                case Problem():
                    self.file_problems.append(item)

    @property
    def codes(self) -> list[str]:
        return [problem.code for problem in (*self.file_problems, *self.problems)]

    @property
    def only(self) -> Product:
        (product,) = self.products.values()
        return product


CATEGORIES = '<categories><category id="1">Одежда</category></categories>'


def feed(offers: str, categories: str = CATEGORIES, head: str = '<?xml version="1.0" encoding="UTF-8"?>\n') -> str:
    return f"{head}<yml_catalog><shop>{categories}<offers>{offers}</offers></shop></yml_catalog>"


def offer(inner: str = "", id: str = "7", attributes: str = "", name: str = "Куртка", price: str = "100") -> str:
    """An offer without faults, unless `inner` adds some."""
    basics = f"<name>{name}</name><price>{price}</price><categoryId>1</categoryId>"
    return f'<offer id="{id}" {attributes}>{basics}{inner}</offer>'


def read_text(folder: Path, text: str | bytes, settings: SourceSettings = SourceSettings()) -> Result:  # noqa: B008 (frozen)
    path = folder / "feed.xml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return Result(read_yml(path, settings, "feed.xml"))
