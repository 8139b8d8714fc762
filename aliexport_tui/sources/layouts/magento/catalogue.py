"""All rows of a Magento export -> products: which rows belong together is known only at its end."""

import itertools
from array import array
from collections.abc import Iterator

import msgspec

from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.sources.layouts.magento.attributes import children, variations
from aliexport_tui.sources.layouts.magento.goods import Child, Goods
from aliexport_tui.sources.layouts.magento.row import CELLS, Packed, Row
from aliexport_tui.sources.layouts.magento.shelf import Shelf
from aliexport_tui.sources.reading import Item
from aliexport_tui.sources.settings import SourceSettings

_LAID = tuple(member for member in CELLS if member not in ("attributes", "kind", "variations"))
NOT_ALONE = frozenset(("Not Visible Individually", "1"))
"""Visibility of what the shop shows nowhere by itself."""
_NOWHERE = -1
_TAKEN = -2
"""Less the number of the parent that has the child."""


class Catalogue:
    """Add all rows, then ask for `items`. Where the source only updates prices and stocks of another (settings.updates),
    variants may come without their products. Memory: 16 bytes a row, and a number for each child that a parent names."""

    def __init__(self, origin: str, settings: SourceSettings, goods: Goods) -> None:
        self.goods = goods
        self._origin = origin
        self._separator = settings.multiple or ","
        self._figures_alone = bool(settings.updates)
        self._shelf = Shelf()
        self._numbers = array("q")
        self._hashes = array("q")
        self._parents: list[int] = []
        self._children: dict[int, int] = {}
        self._laid: dict[int, int] = {}
        self._given: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self._hashes)

    def close(self) -> None:
        self._shelf.close()

    def add(self, sku: str, packed: Packed, is_parent: bool = False, named: str = "") -> None:
        """A default row; `named`: its cell of children."""
        if is_parent:
            self._parents.append(len(self._hashes))
            for child in children(named, self._separator):
                self._children[hash(child)] = _NOWHERE
        self._hashes.append(hash(sku))
        self._numbers.append(self._shelf.put(packed))

    def lay_over(self, sku: str, packed: Packed) -> None:
        """A row of the store view that was chosen: what it says comes in place of the default."""
        self._laid[hash(sku)] = self._shelf.put(packed)

    def is_last(self, sku: str) -> bool:
        """Whether the default row added last is this SKU's."""
        return bool(self._hashes) and self._hashes[-1] == hash(sku)

    def put_aside(self, packed: Packed) -> int:
        """A row that is none of products; -> the number by which `aside` gives it back."""
        return self._shelf.put(packed)

    def aside(self, number: int) -> Row:
        return self._shelf.row(number)

    def missing(self, keys: set[int]) -> set[int]:
        """Of hashes of SKUs those that have no default row."""
        return keys.difference(self._hashes) if keys else keys

    def rows(self) -> Iterator[tuple[int, Row]]:
        """All default rows with their numbers."""
        return ((number, self._row(number)) for number in range(len(self)))

    def parents(self) -> Iterator[tuple[int, Row]]:
        """Those that may have children, with their numbers."""
        return ((number, self._row(number)) for number in self._parents)

    def give(self, parent: int, child: int) -> None:
        """A child that nobody names to a parent that names none; it is told."""
        if self._hashes[child] not in self._children:
            self._given.setdefault(parent, []).append(child)
            self._children[self._hashes[child]] = child

    def items(self) -> Iterator[Item]:
        """Products in the order of the file; categories just before the first that stands in them."""
        parents = frozenset(self._parents)
        self._find_children(parents)
        again = self._repeated()
        for number, key in enumerate(self._hashes):
            repeats: tuple[Problem, ...] = ()
            if key in again:
                first, *others = again[key]
                if number != first:
                    continue
                repeats = self._repeats(first, others)
            if number in parents:
                yield from self._family(number, repeats, again)
            elif key not in self._children:
                yield from self._alone(number, repeats)

    def _find_children(self, parents: frozenset[int]) -> None:
        """The first row of each SKU that a parent names."""
        children = self._children
        if children:
            for number, key in enumerate(self._hashes):
                if key in children and children[key] == _NOWHERE and number not in parents:
                    children[key] = number

    def _repeated(self) -> dict[int, list[int]]:
        often = {one for one, other in itertools.pairwise(sorted(self._hashes)) if one == other}
        found: dict[int, list[int]] = {}
        if often:
            for number, key in enumerate(self._hashes):
                if key in often:
                    found.setdefault(key, []).append(number)
        return found

    def _repeats(self, first: int, others: list[int]) -> tuple[Problem, ...]:
        """Identical rows are one; where they differ the first stays and the product is blocked."""
        row = self._row(first)
        found = []
        for other in map(self._row, others):
            same = msgspec.structs.replace(other, line=row.line) == row
            args = {"id": row.sku, "line": str(other.line), "first": str(row.line)}
            place = Place(self._origin, other.line, row.sku)
            if same:
                found.append(Problem("feed.id_repeated", "sku", args, place, "warning"))
            else:
                found.append(Problem("feed.id_conflict", "sku", args, place))
        return tuple(found)

    def _row(self, number: int) -> Row:
        row = self._shelf.row(self._numbers[number])
        over = self._laid.get(self._hashes[number]) if self._laid else None
        return row if over is None else _with(row, self._shelf.row(over))

    def _alone(self, number: int, problems: tuple[Problem, ...]) -> Iterator[Item]:
        row = self._row(number)
        if row.visibility.strip() in NOT_ALONE and not self._figures_alone:
            yield Problem("feed.skipped_not_visible", "visibility", {}, Place(self._origin, row.line, row.sku), "warning")
            return
        read = self.goods.alone(row, problems)
        yield from self.goods.paths.fresh()
        if read is not None:
            yield read
        else:
            yield from self.goods.told.problems

    def _family(self, number: int, problems: tuple[Problem, ...], again: dict[int, list[int]]) -> Iterator[Item]:
        row = self._row(number)
        found = list(problems)
        members = [*self._named(number, row, found, again)]
        if given := self._given.get(number):
            members += [(self._row(child), ()) for child in given]
            place = Place(self._origin, row.line, row.sku)
            found.append(Problem("feed.variants_guessed", "sku", {"count": str(len(given))}, place, "warning"))
        if self._figures_alone and not members:
            return
        read = self.goods.family(row, members, found)
        yield from self.goods.paths.fresh()
        if read is not None:
            yield read
        else:
            yield from self.goods.told.problems

    def _named(self, number: int, parent: Row, problems: list[Problem], again: dict[int, list[int]]) -> Iterator[Child]:
        """The children that a parent names, each once; a child belongs to the first parent that names it."""
        place = Place(self._origin, parent.line, parent.sku)
        here: set[str] = set()
        for sku, pairs in variations(parent.variations, self._separator):
            key = hash(sku)
            at = self._children.get(key, _NOWHERE)
            code, args = "", {"sku": sku}
            if sku in here:
                code = "feed.variant_repeated"
            elif at == _NOWHERE:
                code = "feed.variant_absent"
            elif at < _NOWHERE:
                code, args["owner"] = "feed.variant_taken", self._row(_TAKEN - at).sku
            here.add(sku)
            if code:
                problems.append(Problem(code, "configurable_variations", args, place, "warning"))
                continue
            self._children[key] = _TAKEN - number
            if key in again:
                problems += self._repeats(again[key][0], again[key][1:])
            yield self._row(at), pairs


def _with(row: Row, over: Row) -> Row:
    """Blank cells of the store view's row say nothing."""
    laid = {member: text for member in _LAID if (text := getattr(over, member)).strip()}
    others = [two if two.strip() else one for one, two in zip(row.others, over.others, strict=True)]
    return msgspec.structs.replace(row, others=others, laid_attributes=over.attributes, **laid)
