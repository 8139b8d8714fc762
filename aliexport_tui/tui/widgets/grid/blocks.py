"""The rows of an order, read block by block when they come into sight. Knows no Textual."""

from array import array
from typing import Generic

from aliexport_tui.tui.widgets.grid.source import BLOCK, Row, RowSource

_KEPT = 24
"""Blocks held at once."""
_PIECE = 20_000


class Blocks(Generic[Row]):
    def __init__(self) -> None:
        self._source: RowSource[Row] | None = None
        self.ids: array[int] = array("q")
        self._read: dict[int, dict[int, Row]] = {}

    @property
    def source(self) -> RowSource[Row] | None:
        return self._source

    def show(self, source: RowSource[Row], ids: "array[int]") -> None:
        self._source, self.ids = source, ids
        self._read.clear()

    def forget(self) -> None:
        """What was read may have changed."""
        self._read.clear()

    def row(self, index: int) -> Row | None:
        """None for a row that is gone, and beyond the ends."""
        if self._source is None or not 0 <= index < len(self.ids):
            return None
        block = index // BLOCK
        if block not in self._read:
            if len(self._read) >= _KEPT:
                del self._read[next(iter(self._read))]
            self._read[block] = self._source.rows(self.ids[block * BLOCK : (block + 1) * BLOCK])
        return self._read[block].get(self.ids[index])


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
