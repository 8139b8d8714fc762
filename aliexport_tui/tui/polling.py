"""Readings that may be dear: one at a time, with a pause between; what is asked meanwhile is asked once more at the end."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store.database import Database
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.screens.base import ShopScreen

PAUSE_S = 1.0
_TIMES = 10
"""The pause is so many times as long as the reading took."""
Read = TypeVar("Read")


class Poll(Generic[Read]):
    """`ask` as often as you like; `read` runs in a thread with a connection of its own, `show` gets what it gave. `pause_s`:
    the longest pause, `least_s` that after a reading that took no time."""

    def __init__(
        self,
        screen: ShopScreen,
        workspace: Workspace,
        read: Callable[[Database], Read],
        show: Callable[[Read], None],
        *,
        pause_s: float = PAUSE_S,
        least_s: float = PAUSE_S,
    ) -> None:
        self._screen = screen
        self._workspace = workspace
        self._read = read
        self._show = show
        self._pause_s = pause_s
        self._least_s = least_s
        self._busy = False
        self._again = False
        self._took_s = 0.0

    def ask(self) -> None:
        if self._busy:
            self._again = True
            return
        self._busy, self._again = True, False
        in_background(self._screen.console, self._in_thread, self._came, group=f"poll-{id(self)}", failed=self._rest)

    def _in_thread(self) -> Read:
        began = time.monotonic()
        db = self._workspace.open()
        try:
            return self._read(db)
        finally:
            db.close()
            self._took_s = time.monotonic() - began

    def _came(self, found: Read) -> None:
        if self._screen.is_whole:
            self._show(found)
        self._rest()

    def _rest(self) -> None:
        if self._screen.is_mounted:
            self._screen.set_timer(min(self._pause_s, max(self._least_s, _TIMES * self._took_s)), self._rested)

    def _rested(self) -> None:
        self._busy = False
        if self._again:
            self.ask()
