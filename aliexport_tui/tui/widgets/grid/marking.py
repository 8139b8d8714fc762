"""Marking rows by keys: one, a range, all that match, turned round."""

import asyncio
from array import array
from collections.abc import Callable
from functools import partial

from textual.scroll_view import ScrollView
from textual.worker import Worker

from aliexport_tui.model.id_set import IdSet
from aliexport_tui.tui.widgets.grid.keys import Told
from aliexport_tui.tui.widgets.grid.marks import Marks

_MANY = 20_000
"""Ids from which on a set of them is made off the loop."""


class Marking(ScrollView):
    """The part of a grid that marks. What is asked of all rows before all are there is done when they are."""

    class Marked(Told):
        """The set of marked rows changed."""

    marks: Marks | None
    _range_from: int | None
    _is_whole: bool
    _once_whole: list[Callable[[], None]]

    @property
    def order(self) -> "array[int]":
        raise NotImplementedError

    @property
    def members(self) -> IdSet:
        raise NotImplementedError

    @property
    def cursor(self) -> int:
        raise NotImplementedError

    def go_to(self, index: int) -> None:
        raise NotImplementedError

    def refresh_row(self, index: int) -> None:
        raise NotImplementedError

    def action_mark(self) -> None:
        """One row; inside a range: the whole range."""
        if self._range_from is not None:
            self.action_range()
            return
        if self.marks is None or not self.order:
            return
        self.marks.turn(self.order[self.cursor])
        self.refresh_row(self.cursor)
        self.post_message(self.Marked(self))
        self.go_to(self.cursor + 1)

    def action_range(self) -> None:
        """First press: a range begins here. Second press: it is marked up to the cursor."""
        if self.marks is None or not self.order:
            return
        if self._range_from is None:
            self._range_from = self.cursor
            self.refresh_row(self.cursor)
            return
        low, high = sorted((self._range_from, self.cursor))
        self._range_from = None
        ids = self.order[low : high + 1]
        if len(ids) < _MANY:
            self.marks.add(ids)
            self._marks_changed()
        else:
            _worker: Worker[None] = self.app.run_worker(partial(self._mark_many, self.marks, ids), exit_on_error=False)

    async def _mark_many(self, marks: Marks, ids: "array[int]") -> None:
        marks.add_all(await asyncio.to_thread(IdSet.of, ids))
        self._marks_changed()

    def cancel_range(self) -> bool:
        """True when there was one."""
        was, self._range_from = self._range_from is not None, None
        if was:
            self.refresh()
        return was

    def action_mark_all(self) -> None:
        self._with_whole(self._mark_all)

    def _mark_all(self) -> None:
        if self.marks is not None:
            self.marks.add_all(self.members)
            self._marks_changed()

    def action_invert(self) -> None:
        self._with_whole(self._invert)

    def _invert(self) -> None:
        if self.marks is not None:
            self.marks.invert(self.members)
            self._marks_changed()

    def action_unmark_all(self) -> None:
        if self.marks is not None:
            self._range_from = None
            self.marks.clear()
            self._marks_changed()

    def _with_whole(self, act: Callable[[], None]) -> None:
        """Now, or as soon as the rest of the order is there."""
        if self._is_whole:
            act()
        else:
            self._once_whole.append(act)

    def _in_range(self, index: int) -> bool:
        if self._range_from is None:
            return False
        low, high = sorted((self._range_from, self.cursor))
        return low <= index <= high

    def _marks_changed(self) -> None:
        self.refresh()
        self.post_message(self.Marked(self))
