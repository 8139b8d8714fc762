"""Prices and stocks that come without their products: laid over what is read, and over what the catalogue holds."""

from collections.abc import Iterable

from aliexport_tui.engine.source_settings import settings_of
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Product, SkuUpdate
from aliexport_tui.sources.hashing import content_hash, price_hash, stock_hash
from aliexport_tui.sources.reading import ReadProduct
from aliexport_tui.sources.updates import problems_left, with_updates
from aliexport_tui.store import sku_updates, sources
from aliexport_tui.store.database import Database
from aliexport_tui.store.sources import Source
from aliexport_tui.store.spill import Hashes, Spill

_AT_ONCE = 500


class Overlay:
    """What stored sources of prices and rests say of the SKUs of `goal`. Without such sources it costs nothing."""

    def __init__(self, db: Database, goal: Source) -> None:
        self._db = db
        self._feeds = tuple(one.id for one in sources.every(db) if settings_of(one).updates == goal.code)

    def over(self, read: ReadProduct) -> ReadProduct:
        if not self._feeds:
            return read
        told = self.told(read.product)
        return ReadProduct(with_updates(read.product, told), problems_left(read.problems, told))

    def told(self, product: Product, but: int = 0) -> dict[str, SkuUpdate]:
        """By SKU code; `but`: a source that is left out."""
        feeds = [feed for feed in self._feeds if feed != but]
        return sku_updates.told(self._db, feeds, [sku.code for sku in product.skus]) if feeds else {}


def updated_source(db: Database, source: Source) -> Source:
    """The source whose SKUs take what this one says: itself, unless its settings name another. ConfigError
    `source.updates_unknown`, `source.updates_itself`, `source.updates_chain`."""
    code = settings_of(source).updates
    if not code:
        return source
    if code == source.code:
        raise ConfigError("source.updates_itself", source=code)
    goal = sources.find(db, code)
    if goal is None:
        raise ConfigError("source.updates_unknown", source=source.code, updates=code)
    if settings_of(goal).updates:
        raise ConfigError("source.updates_chain", source=source.code, updates=code)
    return goal


def lay_over_catalogue(db: Database, spill: Spill, goal: Source, feed: Source) -> None:
    """The products of `goal` that the spill's updates concern go into the spill with their new figures; those the spill
    has already carry their own. SKUs that nobody has are problems."""
    overlay = Overlay(db, goal)
    last = 0
    while True:
        portion, last = spill.updates_from(last, _AT_ONCE)
        if not portion:
            return
        known: set[str] = set()
        for holder in sku_updates.holders(db, goal.id, [one.code for one in portion]):
            codes = [sku.code for sku in holder.product.skus]
            known.update(codes)
            told = spill.updates_of(codes)
            for code, one in overlay.told(holder.product, but=feed.id).items():
                told[code] = sku_updates.merged(told[code], one) if code in told else one
            spill.add_product(
                product := with_updates(holder.product, told), hashes_of(product), problems_left(holder.problems, told)
            )
        for problem in _unknown(portion, known):
            spill.add_problem(problem)


def hashes_of(product: Product) -> Hashes:
    return Hashes(content_hash(product), price_hash(product), stock_hash(product))


def _unknown(portion: Iterable[SkuUpdate], known: set[str]) -> Iterable[Problem]:
    for one in portion:
        if one.code not in known:
            yield Problem("feed.sku_unknown", "", {"id": one.code}, one.place, "warning")
