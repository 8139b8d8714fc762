"""Rows of store views: the one that was chosen is laid over the default rows, the others are none of products."""

from array import array
from collections.abc import Iterator

from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.sources.layouts.magento.catalogue import Catalogue
from aliexport_tui.sources.layouts.magento.row import Packed

_SHOWN = 10
_MOST_VIEWS = 1_000


class Views:
    def __init__(self, origin: str, chosen: str, catalogue: Catalogue) -> None:
        self._origin = origin
        self._chosen = chosen.strip().casefold()
        self._catalogue = catalogue
        self._found: dict[str, str] = {}
        self._apart: tuple[array[int], array[int]] = (array("q"), array("q"))
        self._left_out: set[int] = set()

    def add(self, view: str, line: int, sku: str, packed: Packed) -> None:
        if len(self._found) < _MOST_VIEWS:
            self._found.setdefault(view.casefold(), view)
        if view.casefold() == self._chosen:
            self._catalogue.lay_over(sku, packed)
        if not self._catalogue.is_last(sku):
            keys, numbers = self._apart
            keys.append(hash(sku))
            numbers.append(self._catalogue.put_aside((line, False, sku, (view,))))

    def left_out(self, sku: str) -> None:
        """A product of a kind that is not read: its views' rows are told by that."""
        self._left_out.add(hash(sku))

    def problems(self) -> Iterator[Problem]:
        """A chosen view that the file does not have; SKUs that have rows of store views alone."""
        if self._chosen and self._chosen not in self._found:
            args = {"view": self._chosen, "views": ", ".join(list(self._found.values())[:_SHOWN])}
            yield Problem("feed.store_view_absent", "store_view_code", args, Place(file=self._origin), "warning")
        alone = self._catalogue.missing(set(self._apart[0]) - self._left_out)
        for key, number in zip(*self._apart, strict=True):
            if key in alone:
                alone.remove(key)
                row = self._catalogue.aside(number)
                place, view = Place(self._origin, row.line, row.sku), row.others[0]
                yield Problem("feed.skipped_store_view", "store_view_code", {"view": view[:60]}, place, "warning")
