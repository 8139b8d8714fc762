"""Keys typed ahead: each is taken only once the one before has done its work, so that what it opened gets the next ones."""

from collections import deque
from functools import partial

from textual import events, on
from textual.app import App
from textual.await_remove import AwaitRemove
from textual.dom import DOMNode
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

Place = tuple[Screen[object], Widget | None]
"""Where keys go: the screen on top and its focus."""
_TURNS = 3
_MOST_TURNS = 8
_PATIENCE_S = 1.0
"""So long the end of a key's work is waited for when its sign got lost with a widget."""


class Fence(Message):
    """Follows a key through the same widgets; when it comes up to the app, the key has been dealt with everywhere."""

    def __init__(self, number: int, turn: int, place: Place) -> None:
        super().__init__()
        self._sender = None  # Textual stops a message below its sender, and this one has to come up to the app
        self.number = number
        self.turn = turn
        self.place = place


class OrderlyApp(App[int]):
    """Over a slow line "/" and a word come in one packet: the word belongs to the field that "/" goes to."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[events.Key | events.Paste] = deque()
        self._number = 0
        self._in_hand = False
        self._awaited: tuple[Widget, int] | None = None
        """Who has the fence, and in which turn."""

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._typed.append(event)
            await self._take_next()
        else:
            await super().on_event(event)

    async def _take_next(self) -> None:
        if self._in_hand or not self._typed:
            return
        self._in_hand = True
        self._number += 1
        target = self.focused or self.screen
        await super().on_event(self._typed.popleft())
        self.set_timer(_PATIENCE_S, partial(self._let_go, self._number))
        self._send_fence(target, self._number, 1)

    def _send_fence(self, target: Widget, number: int, turn: int) -> None:
        self._awaited = target, turn
        if not target.post_message(Fence(number, turn, (self.screen, self.focused))):
            self._let_go(number)

    def _prune(self, *nodes: Widget, parent: DOMNode | None = None) -> AwaitRemove:
        """A field that goes with its form takes the fence with it: another goes by the way that keys take now."""
        removed = super()._prune(*nodes, parent=parent)
        if self._in_hand and self._awaited is not None:
            target, turn = self._awaited
            if any(node in nodes for node in target.ancestors_with_self):
                self._awaited = None
                self.call_later(self._send_again, self._number, turn)
        return removed

    def _send_again(self, number: int, turn: int) -> None:
        if self._in_hand and number == self._number:
            self._send_fence(self.focused or self.screen, number, turn)

    @on(Fence)
    def _came_up(self, fence: Fence) -> None:
        """What the key set going may set more going: a message of its field, a screen that has to be there first, the focus,
        which moves by a call that lies behind this one. Once nothing has moved for a turn, the next key may come."""
        self.call_later(self._look, fence)

    def _look(self, fence: Fence) -> None:
        still = fence.place == (self.screen, self.focused)
        if (still and fence.turn >= _TURNS) or fence.turn >= _MOST_TURNS or fence.number != self._number:
            self._let_go(fence.number)
        else:
            self._send_fence(self.focused or self.screen, fence.number, fence.turn + 1)

    def _let_go(self, number: int) -> None:
        if self._in_hand and number == self._number:
            self._in_hand = False
            if self._typed:
                self.call_later(self._take_next)
            else:
                self._draw_now()

    def _draw_now(self) -> None:
        """What a key has done is seen when it is done, not at the next turn of Textual's clock, up to 30 ms later."""
        if self.screen_stack:
            self.screen._on_timer_update()
