"""Offers -> products: groups become one product with SKUs, repeated ids become one offer.

Keys: a product without a group has its offer's id as key; a group has `group:` + the group's id, also when it has one
member today. A SKU's code is always the offer's id. So neither the order in the file nor a new variant changes a key."""

import itertools
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Param, Product
from aliexport_tui.sources.offer import Offer, same_offer
from aliexport_tui.sources.reading import ReadProduct
from aliexport_tui.sources.text import distinct
from aliexport_tui.sources.waiting.by_key import PutBy

_SHORTEST_COMMON_NAME = 8


class Ids:
    """Finds ids that occur more than once, at 8 bytes an id. May name an id too many, never one too few."""

    def __init__(self) -> None:
        self._hashes = array("q")

    def add(self, id: str) -> None:
        self._hashes.append(hash(id))

    def __len__(self) -> int:
        return len(self._hashes)

    def repeated(self) -> frozenset[int]:
        """Hashes, by Python's `hash` of this process."""
        ordered = sorted(self._hashes)
        return frozenset(one for one, other in itertools.pairwise(ordered) if one == other)


def join(offers: Iterable[Offer], repeated: frozenset[int], join_groups: bool) -> Iterator[ReadProduct]:
    """A lone offer passes straight through. Members of groups and repeated ids wait in a temporary file until the
    end, as they may stand apart; memory holds 8 bytes and a key for each of them. The same id in two groups stays in
    both: planning blocks the two products and names them."""
    spill = Spill()
    try:
        for offer in offers:
            grouped = join_groups and offer.group
            if grouped or hash(offer.id) in repeated:
                spill.put(f"group:{offer.group}" if grouped else offer.id, offer)
            else:
                yield ReadProduct(offer.product, offer.problems)
        for key in spill.all_keys():
            yield product_of(key, spill.each(key))
    finally:
        spill.close()


class Spill(PutBy[Offer]):
    """Offers that wait for the others of their group."""

    def __init__(self) -> None:
        super().__init__(Offer)


def product_of(key: str, offers: Iterable[Offer]) -> ReadProduct:
    """Of the offers that share a key: a repeated id, or a group. At least one; repetitions are not kept."""
    members, problems = _without_repeats(offers)
    problems = (*(problem for offer in members for problem in offer.problems), *problems)
    if key != f"group:{members[0].group}":
        return ReadProduct(members[0].product, problems)
    categories = distinct(member.product.category for member in members)
    if len(categories) > 1:
        args = {"group": members[0].group, "taken": categories[0], "others": ", ".join(categories[1:4])}
        problems += (Problem("feed.group_categories", "categoryId", args, members[0].place, "warning"),)
    return ReadProduct(_merge(key, [member.product for member in members]), problems)


def _without_repeats(offers: Iterable[Offer]) -> tuple[list[Offer], tuple[Problem, ...]]:
    """Identical repetitions are merged; where two differ, the first stays and the product is blocked."""
    kept: dict[str, Offer] = {}
    problems: list[Problem] = []
    for offer in offers:
        first = kept.setdefault(offer.id, offer)
        if first is offer:
            continue
        args = {"id": offer.id, "line": str(offer.place.line or ""), "first": str(first.place.line or "")}
        if same_offer(first, offer):
            problems.append(Problem("feed.id_repeated", "id", args, offer.place, "warning"))
        else:
            problems.append(Problem("feed.id_conflict", "id", args, offer.place))
    return list(kept.values()), tuple(problems)


def _merge(key: str, members: list[Product]) -> Product:
    """Params with the same values in every member belong to the product, the rest to the SKUs. Of the other members
    the first non-empty one counts; pictures are put together, and stand in the SKUs where they differ."""
    first = members[0]
    shared = _shared_params(members)
    pictures_differ = len({member.pictures for member in members}) > 1
    skus = tuple(
        msgspec.structs.replace(
            member.skus[0],
            params=tuple(param for param in member.params if param.name not in shared),
            pictures=member.pictures if pictures_differ else (),
        )
        for member in members
    )
    fields: dict[str, str] = {}
    for member in members:
        fields = {**member.fields, **fields}
    return Product(
        key=key,
        name=common_name([member.name for member in members]),
        category=_first(member.category for member in members),
        brand=_first(member.brand for member in members),
        article=_first(member.article for member in members),
        description=_first(member.description for member in members),
        url=_first(member.url for member in members),
        currency=_first(member.currency for member in members),
        country=_first(member.country for member in members),
        pictures=distinct(url for member in members for url in member.pictures),
        params=tuple(param for param in first.params if param.name in shared),
        weight=next((member.weight for member in members if member.weight is not None), None),
        length=next((member.length for member in members if member.length is not None), None),
        width=next((member.width for member in members if member.width is not None), None),
        height=next((member.height for member in members if member.height is not None), None),
        tnved=distinct(code for member in members for code in member.tnved),
        fields=fields,
        skus=skus,
        place=first.place,
    )


def _shared_params(members: list[Product]) -> frozenset[str]:
    """Names of the params that all members have with the same values."""
    counts: Counter[tuple[str, tuple[Param, ...]]] = Counter()
    for member in members:
        by_name: dict[str, list[Param]] = {}
        for param in member.params:
            by_name.setdefault(param.name, []).append(param)
        counts.update((name, tuple(params)) for name, params in by_name.items())
    return frozenset(name for (name, _), count in counts.items() if count == len(members))


def common_name(names: list[str]) -> str:
    """The name of a group: what its members' names begin with, to the end of a word; the first one's where that is
    too short to name anything."""
    named = [name for name in names if name]
    if not named:
        return ""
    prefix = _common_beginning(named)
    if prefix in named and all(name[len(prefix) : len(prefix) + 1] in ("", " ", ",", "(", "/") for name in named):
        whole = prefix
    else:
        whole = prefix.rpartition(" ")[0]
    whole = whole.rstrip(" ,.;:-–—/|")
    if whole.count("(") > whole.count(")"):
        whole = whole[: whole.rindex("(")].rstrip(" ,.;:-–—/|")
    return whole if len(whole) >= _SHORTEST_COMMON_NAME else named[0]


def _common_beginning(names: list[str]) -> str:
    first, last = min(names), max(names)
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(letter for letter, _ in same)


def _first(values: Iterable[str]) -> str:
    return next((value for value in values if value), "")
