"""Rows of store views: the one that was chosen is laid over the default rows, the others are none of products."""

from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.sources.layouts.magento_catalogue import Catalogue
from aliexport_tui.sources.layouts.magento_row import Packed

_SHOWN = 10
_MOST_VIEWS = 1_000


class Views:
    def __init__(self, origin: str, chosen: str, catalogue: Catalogue) -> None:
        self._origin = origin
        self._chosen = chosen.strip().casefold()
        self._catalogue = catalogue
        self._found: dict[str, str] = {}
        self._lone: dict[int, tuple[str, int, str]] = {}
        self._left_out: set[int] = set()

    def add(self, view: str, line: int, sku: str, packed: Packed) -> None:
        if len(self._found) < _MOST_VIEWS:
            self._found.setdefault(view.casefold(), view)
        if view.casefold() == self._chosen:
            self._catalogue.lay_over(sku, packed)
        if not self._catalogue.is_last(sku):
            self._lone.setdefault(hash(sku), (sku, line, view))

    def left_out(self, sku: str) -> None:
        """A product of a kind that is not read: its views' rows are told by that."""
        self._left_out.add(hash(sku))

    def problems(self) -> list[Problem]:
        """SKUs that have rows of store views alone; a chosen view that the file does not have."""
        found = []
        if self._chosen and self._chosen not in self._found:
            args = {"view": self._chosen, "views": ", ".join(list(self._found.values())[:_SHOWN])}
            found.append(Problem("feed.store_view_absent", "store_view_code", args, Place(file=self._origin), "warning"))
        for key in self._catalogue.missing(set(self._lone) - self._left_out):
            sku, line, view = self._lone[key]
            place = Place(self._origin, line, sku)
            found.append(Problem("feed.skipped_store_view", "store_view_code", {"view": view}, place, "warning"))
        return sorted(found, key=lambda problem: problem.place.line or 0)
