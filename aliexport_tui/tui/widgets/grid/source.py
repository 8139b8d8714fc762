"""What a grid needs from whoever has the rows. Knows no Textual and no SQL."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

Tone = Literal["", "good", "warn", "bad", "info", "dim"]
"""How a cell is meant; the grid gives it a colour. The text says the same, for eyes and terminals without colour."""

Cell = tuple[str, Tone]

Row = TypeVar("Row")

BLOCK = 256


class RowSource(Protocol[Row]):
    """Rows of one query. `order` is called off the loop and gives the ids of all rows in their order (a snapshot);
    `rows` is called on the loop for the ids that are about to be drawn, at most BLOCK of them, and skips those that
    are gone."""

    def order(self) -> "array[int]": ...

    def rows(self, ids: Sequence[int]) -> dict[int, Row]: ...


class Marks(Protocol):
    """The marked ids. Bulk calls get at most a few thousand ids at a time."""

    def add(self, ids: Sequence[int]) -> None: ...

    def remove(self, ids: Sequence[int]) -> None: ...

    def clear(self) -> None: ...

    def among(self, ids: Sequence[int]) -> set[int]: ...

    def count(self) -> int: ...


class FixedRows(Generic[Row]):
    """A source for lists that are short enough to be read at once."""

    def __init__(self, rows: Mapping[int, Row]) -> None:
        self._rows = dict(rows)

    def order(self) -> "array[int]":
        return array("q", self._rows)

    def rows(self, ids: Sequence[int]) -> dict[int, Row]:
        return {id: self._rows[id] for id in ids if id in self._rows}


@dataclass(frozen=True)
class Column(Generic[Row]):
    """`width` in cells, 0: takes what is left. `keep`: columns with a smaller number go first when room is
    short. `most`: how wide it may grow where there is plenty."""

    name: str
    title: str
    width: int
    cell: Callable[[Row], Cell]
    right: bool = False
    keep: int = 9
    most: int = 0
