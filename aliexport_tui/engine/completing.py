"""Products of which a file tells only a part: the rest is as the catalogue has it."""

from collections.abc import Iterator

from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Product
from aliexport_tui.sources.reading import ReadProduct
from aliexport_tui.sources.updates import completed
from aliexport_tui.store import catalogue
from aliexport_tui.store.database import Database


class Completion:
    """Of the products of one source (its id)."""

    def __init__(self, db: Database, source: int) -> None:
        self._db = db
        self._source = source

    def of(self, read: ReadProduct) -> ReadProduct:
        """The product as a whole. What nobody has told yet are errors, as of a product that was told at once."""
        if not read.partial:
            return read
        held = catalogue.stored(self._db, self._source, read.product.key)
        product = read.product if held is None else completed(read.product, held)
        return ReadProduct(product, (*read.problems, *_missing(product, read.problems)))


def _missing(product: Product, known: tuple[Problem, ...]) -> Iterator[Problem]:
    if not product.skus:
        yield Problem("feed.offer_missing", "", {}, product.place)
    told = {problem.place.key for problem in known if problem.code == "feed.price_missing"}
    for sku in product.skus:
        if sku.price is None and sku.code not in told:
            yield Problem("feed.price_missing", "price", {"value": ""}, sku.place)
