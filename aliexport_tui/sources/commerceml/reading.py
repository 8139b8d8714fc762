"""Reader of what 1C sends to a shop's site: CommerceML, all files of an exchange together (`sources.md` §1.5).

Every file is read once, its goods and offers wait in temporary files. Nothing is yielded before the last file has been read
to its end. Goods keep their order; prices and stocks of goods that the set does not describe come last."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.model.product import SkuUpdate
from aliexport_tui.sources.commerceml import slots
from aliexport_tui.sources.commerceml.choosing import choose, names
from aliexport_tui.sources.commerceml.collecting import Exchange
from aliexport_tui.sources.commerceml.composing import Composer
from aliexport_tui.sources.commerceml.finding import Found, find_set
from aliexport_tui.sources.commerceml.offers import Offer, Offers
from aliexport_tui.sources.commerceml.said import Listener, Said
from aliexport_tui.sources.commerceml.shelf import Kept
from aliexport_tui.sources.joining.groups import common_name
from aliexport_tui.sources.reading import Gone, Item, OnlyChanges, ReadProduct
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.yml.offer import currency

_SHOWN = 60


def read_commerceml(path: Path, settings: SourceSettings, origin: str = "") -> Iterator[Item]:
    """See reading.Reader; `path`: a folder, an archive, or one file.

    Without a whole catalogue the set is one of changes: what it does not name has not vanished, goods marked as deleted are
    gone, and offers of goods that it does not describe are new prices and stocks. Raises SourceError `source.no_set`,
    `source.archive_path`; ConfigError `source.price_type_needed`, `source.price_type_unknown`,
    `source.warehouse_unknown`."""
    origin = origin or str(path)
    with tempfile.TemporaryDirectory(prefix="aliexport-set-") as folder, Exchange() as exchange:
        found = _collect(path, Path(folder), origin, exchange)
        yield from _Reading(exchange, settings, origin).items(found)


def price_types(path: Path, origin: str = "") -> tuple[str, ...]:
    """Names of the kinds of prices that the offers have, ids of those without a name. Reads the set; raises as it does."""
    with tempfile.TemporaryDirectory(prefix="aliexport-set-") as folder, Exchange() as exchange:
        _collect(path, Path(folder), origin or str(path), exchange)
        return names(exchange.kinds, exchange.classifier.price_types)


def _collect(path: Path, folder: Path, origin: str, exchange: Exchange) -> Found:
    try:
        found = find_set(path, folder, origin)
        for member in found.members:
            exchange.read(member)
        exchange.seal()
    except OSError as trouble:
        reason = trouble.strerror or type(trouble).__name__
        raise SourceError("source.disk", Place(file=origin), reason=reason) from trouble
    return found


class _Reading:
    """What becomes of a set that has been read."""

    def __init__(self, exchange: Exchange, settings: SourceSettings, origin: str) -> None:
        self.exchange = exchange
        self.origin = origin
        self._hear = Listener().hear
        classifier = exchange.classifier
        self.whole = exchange.whole_catalogue or bool(settings.updates and exchange.whole_package)
        choice = choose(settings, classifier, exchange.kinds, exchange.warehouses, origin)
        currencies = {one.key: currency(one.currency) for one in classifier.price_types.values()}
        self.offers = Offers(choice, exchange.origins, currencies)
        self.composer = Composer(settings, classifier, partial=not exchange.whole_package, whole=exchange.whole_catalogue)

    def items(self, found: Found) -> Iterator[Item]:
        yield from self._told(found)
        if not self.whole:
            yield OnlyChanges()
        yield from self.exchange.classifier.groups.values()
        for kept in self.exchange.goods.all():
            yield from self._good(kept)
        for left in self.exchange.offers.left():
            yield from self._without_good(self.offers.of(left))

    def _told(self, found: Found) -> Iterator[Problem]:
        place = Place(file=self.origin)
        yield from self.exchange.problems
        for name in found.others:
            yield Problem("feed.skipped_file", "", {"name": name}, Place(file=name), "warning")
        if found.beside:
            yield Problem("feed.set_beside", "", {"files": ", ".join(found.beside[:5])}, place, "warning")
        goods, offers = len(self.exchange.goods), len(self.exchange.offers)
        if not goods and not offers:
            yield Problem("feed.no_offers", "Товары", {}, place, "warning")
        elif not offers:
            yield Problem("feed.offers_absent", "Предложения", {}, place, "warning")
        if goods and not self.exchange.classifier.declares:
            yield Problem("feed.classifier_absent", "Классификатор", {}, place, "warning")

    def _good(self, kept: Kept) -> Iterator[Item]:
        """Of a good that several files describe the last one counts, in the place of the first. Old programs give each
        characteristic as a good of its own (Ид with a #): such goods are parts of their offers."""
        same = [kept]
        if self.exchange.goods.repeats(kept.key):
            if self.exchange.goods.is_taken(kept.key):
                return
            same = self.exchange.goods.take(kept.key)
        variants = [one for one in same if "#" in one.id]
        goods = [self._hear(one) for one in same if "#" not in one.id] or [self._hear(one) for one in variants]
        good = goods[-1]
        place = self._place(good.kept)
        offers = self.exchange.offers.take(kept.key)
        if good.is_deleted and (not variants or all(one.is_deleted for one in goods)):
            yield _skipped(good, place)
            if not self.whole:
                yield Gone(kept.key, place)
            return
        if len(variants) == len(same) > 1:
            good.one[slots.NAME] = common_name([one.text(slots.NAME) for one in goods])
        read = self.composer.product(good, self.offers.of([*variants, *offers]), place)
        problems = self._repeated(same) if len(same) > 1 else ()
        yield ReadProduct(read.product, (*problems, *read.problems), read.partial) if problems else read

    def _repeated(self, same: list[Kept]) -> tuple[Problem, ...]:
        """Twice in one file: the same again is no harm, else nobody knows which is meant."""
        found = []
        last: dict[tuple[int, str], Kept] = {}
        for one in same:
            before = last.get((one.file, one.id))
            last[one.file, one.id] = one
            if before is not None:
                args = {"id": one.id, "line": str(one.line), "first": str(before.line)}
                alike = (before.slots, before.texts) == (one.slots, one.texts)
                found.append(
                    Problem("feed.id_repeated", "Ид", args, self._place(one), "warning")
                    if alike
                    else Problem("feed.id_conflict", "Ид", args, self._place(one))
                )
        return tuple(found)

    def _without_good(self, offers: list[Offer]) -> Iterator[Item]:
        for offer in offers:
            stock = 0 if offer.deleted else offer.stock
            if self.exchange.whole_catalogue or (offer.price is None and stock is None and not offer.amount):
                args = {"id": offer.id[:_SHOWN], "name": offer.name[:_SHOWN]}
                yield Problem("feed.skipped_without_good", "Предложение", args, offer.place, "warning")
                continue
            yield from offer.problems
            if offer.price is None and offer.amount and not offer.deleted:
                args = {"value": offer.amount.strip()[:_SHOWN]}
                yield Problem("feed.price_missing", "ЦенаЗаЕдиницу", args, offer.place, "warning")
            if offer.price is not None or stock is not None:
                yield SkuUpdate(offer.id, offer.price, None, stock, offer.place)

    def _place(self, kept: Kept) -> Place:
        return Place(self.exchange.origins[kept.file], kept.line, kept.key)


def _skipped(good: Said, place: Place) -> Problem:
    return Problem("feed.skipped_deleted", "Товар", {"name": good.text(slots.NAME)[:_SHOWN]}, place, "warning")
