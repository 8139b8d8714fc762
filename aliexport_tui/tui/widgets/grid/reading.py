"""The rows of an order, read when they come into sight. Knows no Textual."""

from array import array
from collections.abc import Callable, Sequence
from typing import Generic

from aliexport_tui.model.errors import FileTrouble
from aliexport_tui.tui.widgets.grid.source import BLOCK, Row, RowSource

_KEPT = 24 * BLOCK
"""Rows held at once."""
_PIECE = 20_000


class Reading(Generic[Row]):
    """`late` is told of rows that could not be had at once, with their source; they are nothing until `bring`."""

    def __init__(self, late: Callable[[RowSource[Row], Sequence[int]], None] = lambda source, ids: None) -> None:
        self._late = late
        self._source: RowSource[Row] | None = None
        self.ids: array[int] = array("q")
        self._held: dict[int, Row | None] = {}

    @property
    def source(self) -> RowSource[Row] | None:
        return self._source

    def show(self, source: RowSource[Row], ids: "array[int]") -> None:
        self._source, self.ids = source, ids
        self._held.clear()

    def row(self, index: int, after: int = 1) -> Row | None:
        """None for a row that is gone or not there yet, and beyond the ends. `after`: so many from this one on are about to
        be wanted too."""
        if self._source is None or not 0 <= index < len(self.ids):
            return None
        id = self.ids[index]
        if id not in self._held:
            self._read(self._source, [one for one in self.ids[index : index + min(after, BLOCK)] if one not in self._held])
        return self._held[id]

    def again(self, first: int, count: int) -> set[int]:
        """Read these rows again, whatever else was read is forgotten; the ids of those that came out different. What can't
        be had at once stays as it is."""
        ids = self.ids[first : first + count]
        if self._source is None or not ids:
            return set()
        found = _at_once(self._source, ids)
        if found is None:
            return set()
        changed = {id for id in ids if id in self._held and self._held[id] != found.get(id)}
        self._held = {id: found.get(id) for id in ids}
        return changed

    def bring(self, source: RowSource[Row], found: dict[int, Row]) -> None:
        """Rows that were late."""
        if source is self._source:
            self._held.update(found)

    def _read(self, source: RowSource[Row], ids: Sequence[int]) -> None:
        while len(self._held) > _KEPT:
            del self._held[next(iter(self._held))]
        found = _at_once(source, ids)
        self._held.update((id, found.get(id) if found else None) for id in ids)
        if found is None:
            self._late(source, ids)


def _at_once(source: RowSource[Row], ids: Sequence[int]) -> dict[int, Row] | None:
    try:
        return source.rows(ids)
    except FileTrouble as trouble:
        if trouble.code != "file.interrupted":
            raise
        return None


def place_of(order: "array[int]", id: int | None) -> int:
    """Where an id stands, -1 when it is not there. In pieces: a thread that looks through a million lets the loop in."""
    if id is None:
        return -1
    for start in range(0, len(order), _PIECE):
        try:
            return order.index(id, start, start + _PIECE)
        except ValueError:
            continue
    return -1
