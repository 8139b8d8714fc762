"""Orders for the product grid: the first screen soon, the rest behind it; a newer question interrupts the one before."""

from array import array
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from aliexport_tui.model.id_set import IdSet
from aliexport_tui.store.rows import FIRST, ProductRow, ProductRows
from aliexport_tui.tui.ahead import Ahead
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.reading import place_of

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console

Made = tuple["array[int]", IdSet, int]
"""An order, its ids as a set, where the current row stands in it."""


class Ordering:
    """`told` is called whenever there is something new to say: begun, first rows shown, all there."""

    def __init__(self, console: "Console", grid: Grid[ProductRow], told: Callable[[], None]) -> None:
        self._console = console
        self._grid = grid
        self._told = told
        self._source: ProductRows | None = None
        self.is_reading = False

    def ask(self, source: ProductRows, shown: Callable[[], None], *, in_place: bool = False) -> None:
        """The old order stays on screen until the first rows of the new one are there. `in_place`: until all of it is, and
        the cursor stays on its row wherever that has got to."""
        if self._source is not None:
            self._source.cancel()
        self._source, self.is_reading = source, True
        current = self._grid.current_id

        def first(order: "array[int]") -> None:
            if self._source is not source:
                return
            whole = len(order) < FIRST
            self._grid.show(source, order, at=max(0, place_of(order, current)), whole=whole)
            self.is_reading = not whole
            shown()
            self._told()
            if not whole:
                in_background(self._console, lambda: _made(source, current), rest, group="order", failed=self._failed)

        def rest(made: Made) -> None:
            order, members, at = made
            if self._source is not source:
                return
            self.is_reading = False
            if in_place:
                self._grid.show(source, order, members=members, at=at)
                shown()
            else:
                self._grid.grow(order, members, at)
            self._told()

        if in_place:
            in_background(self._console, lambda: _made(source, current), rest, group="order", failed=self._failed)
        else:
            in_background(
                self._console, partial(_first, source, self._console.ahead), first, group="order", failed=self._failed
            )
        self._told()

    def stop(self) -> None:
        """The screen goes: nobody waits any more."""
        if self._source is not None:
            self._source.cancel()

    def _failed(self) -> None:
        self.is_reading = False
        self._told()


def _first(source: ProductRows, ahead: Ahead | None) -> "array[int]":
    found = ahead.take(source.query) if ahead is not None else None
    return source.first() if found is None else found


def _made(source: ProductRows, current: int | None) -> Made:
    order = source.order()
    return order, IdSet.of(order), place_of(order, current)
