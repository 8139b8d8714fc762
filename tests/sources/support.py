"""Feeds written by tests, and what readers make of them."""

from collections.abc import Iterable
from pathlib import Path

from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Product, ShopCategory
from aliexport_tui.sources.reading import Item, ReadProduct
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.yml import read_yml

DATA = Path(__file__).parent.parent / "data" / "sources"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "sources" / "open"


class Result:
    """All items of one reading, sorted by their sort."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.categories: dict[str, ShopCategory] = {}
        self.products: dict[str, Product] = {}
        self.problems: list[Problem] = []
        self.file_problems: list[Problem] = []
        for item in items:
            if isinstance(item, ShopCategory):
                self.categories[item.key] = item
            elif isinstance(item, ReadProduct):
                assert item.product.key not in self.products, "each key once"
                self.products[item.product.key] = item.product
                self.problems += item.problems
            else:
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
