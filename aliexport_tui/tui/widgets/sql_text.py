"""Where a question in SQL is written: Enter asks it, ↑ on the first line brings back an older one."""

from collections.abc import Sequence

from textual import events
from textual.message import Message

from aliexport_tui.tui.widgets.page import Page


class SqlText(Page):
    """Several lines; Ctrl+J makes a new one."""

    class Asked(Message):
        """Enter."""

    def __init__(self, *, id: str | None = None, placeholder: str = "") -> None:
        super().__init__(id=id, placeholder=placeholder)
        self._history: list[str] = []
        self._place = 0
        self._unasked = ""

    def remember(self, history: Sequence[str]) -> None:
        """Questions asked before, newest last."""
        self._history = list(history)
        self._place = len(self._history)

    def put(self, text: str) -> None:
        """In place of what stands there; the cursor goes to its end."""
        self.text = text
        self.move_cursor(self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            self._take(event)
            self.post_message(self.Asked())
        elif event.key == "ctrl+j":
            self._take(event)
            self.insert("\n")
        elif self._turned_back(event.key):
            self._take(event)
        else:
            await super()._on_key(event)

    def _turned_back(self, pressed: str) -> bool:
        """To another question, where the cursor can't move further."""
        if pressed == "up" and self.cursor_at_first_line:
            return self._older()
        return pressed == "down" and self.cursor_at_last_line and self._newer()

    def _take(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()

    def _older(self) -> bool:
        if not self._place:
            return False
        if self._place == len(self._history):
            self._unasked = self.text
        self._place -= 1
        self.put(self._history[self._place])
        return True

    def _newer(self) -> bool:
        if self._place >= len(self._history):
            return False
        self._place += 1
        self.put(self._history[self._place] if self._place < len(self._history) else self._unasked)
        return True
