"""The contract of all readers: a file in, a stream of records out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import msgspec

from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.model.product import Product, ShopCategory, SkuUpdate
from aliexport_tui.sources.settings import SourceSettings


class ReadProduct(msgspec.Struct, frozen=True):
    """A product with what is wrong with it. Each problem's place names file, line and offer id or row.

    `partial`: the file names only the SKUs that changed, and of them only what changed. SKUs that are not here, prices and
    stocks that are None, params and barcodes that are empty are as the catalogue has them."""

    product: Product
    problems: tuple[Problem, ...] = ()
    partial: bool = False


class OnlyChanges(msgspec.Struct, frozen=True):
    """The file names only what changed: products that it does not name have not vanished. Before the first product."""


class Gone(msgspec.Struct, frozen=True):
    """A file of changes alone says that the shop has this product no more; that the catalogue never had it is no fault."""

    key: str
    place: Place = Place()


Item = ShopCategory | ReadProduct | SkuUpdate | OnlyChanges | Gone | Problem
"""A bare Problem belongs to the file as a whole. A SkuUpdate is for SKUs that the catalogue holds; where the file has the
product too, it carries the new figures itself."""


class Reader(Protocol):
    """Yields categories, products (each key once, each SKU code once) and problems of the file, in bounded memory.

    `origin`: what places call the file (the address it came from); default its path. Raises SourceError where the
    file can't be read to its end, ConfigError where the settings don't fit it; what was yielded before is then void."""

    def __call__(self, path: Path, settings: SourceSettings, origin: str = "") -> Iterator[Item]: ...
