"""Offers (Предложение) put together from the files that speak of them: names, prices, rests may stand apart."""

import msgspec

from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.sources.commerceml import slots
from aliexport_tui.sources.commerceml.choosing import Choice, quantity
from aliexport_tui.sources.commerceml.said import Listener, Pair, Said
from aliexport_tui.sources.commerceml.shelf import Kept
from aliexport_tui.sources.numbers import parse_price
from aliexport_tui.sources.text import one_line
from aliexport_tui.sources.yml.offer import currency

_MARKS = frozenset((slots.STATUS, slots.MARKED))
_ONE = (slots.NAME, slots.ARTICLE, slots.QUANTITY)


class Offer(msgspec.Struct):
    """`name`, `article`, `barcode`: "" where none is told. `price` None: there is none of the kind that counts, `amount` is
    what stands there instead. `stock` None: no file tells it."""

    id: str
    place: Place
    name: str = ""
    article: str = ""
    barcode: str = ""
    traits: tuple[Pair, ...] = ()
    price: int | None = None
    amount: str = ""
    currency: str = ""
    stock: int | None = None
    deleted: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def has_trait(self) -> bool:
        """Whether it is one of several of its good: Ид ends with the characteristic's own."""
        return "#" in self.id


class Offers:
    """How the offers of this set are read."""

    def __init__(self, choice: Choice, origins: list[str], currencies: dict[str, str]) -> None:
        self._choice = choice
        self._origins = origins
        self._currencies = currencies
        self._hear = Listener().hear

    def of(self, found: list[Kept]) -> list[Offer]:
        """The offers of one good, in the order of their first appearance; of what is told again the last counts."""
        if not found:
            return []
        if len(found) == 1:
            return [self._offer([self._hear(found[0])])]
        by_id: dict[str, list[Said]] = {}
        for kept in found:
            by_id.setdefault(kept.id, []).append(self._hear(kept))
        return [self._offer(parts) for parts in by_id.values()]

    def _offer(self, parts: list[Said]) -> Offer:
        first = parts[0]
        place = Place(self._origins[first.kept.file], first.kept.line, first.kept.id)
        offer = Offer(first.kept.id, place)
        problems: list[Problem] = []
        if len(parts) > 1:
            problems += self._repeated(parts)
        for part in parts:
            self._add(offer, part, problems)
        offer.problems = tuple(problems)
        return offer

    def _add(self, offer: Offer, part: Said, problems: list[Problem]) -> None:
        if part.one.keys() & _MARKS:
            offer.deleted = part.is_deleted
        if name := part.text(slots.NAME):
            offer.name = name
        if article := part.text(slots.ARTICLE):
            offer.article = article
        if barcode := next(filter(None, map(one_line, part.texts(slots.BARCODE))), ""):
            offer.barcode = barcode
        if part.traits:
            traits = ((one_line(name), one_line(value)) for name, value in part.traits)
            offer.traits = tuple((name, value) for name, value in traits if value)
        if self._choice.kind is not None and (found := part.prices.get(self._choice.kind)):
            offer.amount, code = found
            offer.price = parse_price(offer.amount)
            offer.currency = currency(code.strip()) or self._currencies.get(self._choice.kind, "")
        stock = self._stock(part, offer, problems)
        if stock is not None:
            offer.stock = stock

    def _stock(self, part: Said, offer: Offer, problems: list[Problem]) -> int | None:
        total = part.one.get(slots.QUANTITY)
        wanted = self._choice.warehouses
        if wanted is None:
            told = [total] if total is not None else [number for _, number in part.rests]
        else:
            told = [number for warehouse, number in part.rests if warehouse in wanted]
            if not told and (total is not None or part.rests):
                if not any(warehouse for warehouse, _ in part.rests):
                    problems.append(Problem("feed.stock_without_warehouse", "Количество", {}, offer.place, "warning"))
                return 0
        numbers = []
        for text in told:
            number = quantity(text)
            if number is None or number < 0:
                code = "feed.stock_negative" if number is not None else "feed.stock_unreadable"
                problems.append(Problem(code, "Количество", {"value": text.strip()[:60]}, offer.place, "warning"))
            if number is not None:
                numbers.append(max(0, number))
        return sum(numbers) if numbers else None

    def _repeated(self, parts: list[Said]) -> list[Problem]:
        """An offer that one file names twice: the same again is no harm, else nobody knows which is meant."""
        found: list[Problem] = []
        last: dict[int, Said] = {}
        for part in parts:
            before = last.get(part.kept.file)
            last[part.kept.file] = part
            if before is None:
                continue
            place = Place(self._origins[part.kept.file], part.kept.line, part.kept.id)
            args = {"id": part.kept.id, "line": str(part.kept.line), "first": str(before.kept.line)}
            if (before.kept.slots, before.kept.texts) == (part.kept.slots, part.kept.texts):
                found.append(Problem("feed.id_repeated", "Ид", args, place, "warning"))
            elif _differ(before, part):
                found.append(Problem("feed.id_conflict", "Ид", args, place))
        return found


def _differ(one: Said, other: Said) -> bool:
    """True where both say something else of the same thing: some programs tell an offer in several pieces."""
    return any(slot in one.one and slot in other.one and one.one[slot] != other.one[slot] for slot in _ONE) or any(
        one.prices[kind] != other.prices[kind] for kind in one.prices.keys() & other.prices.keys()
    )
