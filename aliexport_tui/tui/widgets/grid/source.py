"""What a grid needs from whoever has the rows. Knows no Textual and no SQL."""

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, Literal, Protocol, TypeVar, runtime_checkable

Tone = Literal["", "good", "warn", "bad", "info", "dim", "change"]
"""How a cell is meant; the grid gives it a colour. The text says the same, for eyes and terminals without colour. `change`:
not sent yet."""

Cell = tuple[str, Tone]

Row = TypeVar("Row")
Value = str | int | Decimal | None

BLOCK = 64


class RowSource(Protocol[Row]):
    """Rows of one query. `order` is called off the loop and gives the ids of all rows in their order (a snapshot);
    `rows` is called on the loop for the ids that are about to be drawn, at most BLOCK of them, and skips those that
    are gone. A Readable may give up when the disk keeps it waiting
    (FileTrouble `file.interrupted`)."""

    def order(self) -> "array[int]": ...

    def rows(self, ids: Sequence[int]) -> dict[int, Row]: ...


@runtime_checkable
class Readable(RowSource[Row], Protocol[Row]):
    """A source that can be read in a thread too: `reader` gives what `rows` gives, for as long as it is open."""

    def reader(self) -> AbstractContextManager[Callable[[Sequence[int]], dict[int, Row]]]: ...


class FixedRows(Generic[Row]):
    """A source for lists that are short enough to be read at once."""

    def __init__(self, rows: Mapping[int, Row]) -> None:
        self._rows = dict(rows)

    def order(self) -> "array[int]":
        return array("q", self._rows)

    def rows(self, ids: Sequence[int]) -> dict[int, Row]:
        return {id: self._rows[id] for id in ids if id in self._rows}

    @contextmanager
    def reader(self) -> Iterator[Callable[[Sequence[int]], dict[int, Row]]]:
        yield self.rows


@dataclass(frozen=True)
class Column(Generic[Row]):
    """`width` in cells, 0: takes what is left. `keep`: columns with a smaller number go first when room is short. `most`:
    how wide it may grow where there is plenty. `shown`: before a person has chosen. `value`: what a file gets where the
    cell's text is no good there (a number; a word without its sign). `label`: the title where there is room for more."""

    name: str
    title: str
    width: int
    cell: Callable[[Row], Cell]
    right: bool = False
    keep: int = 9
    most: int = 0
    shown: bool = True
    value: Callable[[Row], Value] | None = None
    label: str = ""
