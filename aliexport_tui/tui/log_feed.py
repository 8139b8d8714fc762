"""The newest events of the file as lines of text, kept in a ring that all log panes look at."""

from collections import deque
from datetime import datetime
from functools import cached_property

from aliexport_tui.messages.registry import render_event
from aliexport_tui.model.event import Event
from aliexport_tui.store import events
from aliexport_tui.store.database import Database
from aliexport_tui.tui.words import neutral

KEEP = 2_000


class LogLine:
    """`number` in the order of coming; 0 for one that was looked up. Of a flood few lines are ever seen, so the text is
    made when it is asked for."""

    def __init__(self, number: int, event: Event) -> None:
        self.number = number
        self.event = event

    @cached_property
    def text(self) -> str:
        return line_of(self.event)


class LogFeed:
    """`pull` takes what is new; a flood is cut to its newest lines (the record is the file). `lines` is the ring."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.file = db.path
        self._last_id = 0
        self._number = 0
        self.lines: deque[LogLine] = deque(maxlen=KEEP)

    @property
    def newest(self) -> int:
        """Number of the newest line; grows by one with each."""
        return self._number

    @property
    def newest_id(self) -> int:
        """Of the newest event in the ring."""
        return self._last_id

    def pull(self) -> bool:
        """True when there was something new."""
        if not self._last_id:
            found = events.latest(self._db, limit=KEEP)
        else:
            found = events.after(self._db, self._last_id, limit=KEEP)
            if len(found) == KEEP:
                found = tuple(event for event in events.latest(self._db, limit=KEEP) if (event.id or 0) > self._last_id)
        for event in found:
            self._number += 1
            self.lines.append(LogLine(self._number, event))
        if found:
            self._last_id = found[-1].id or self._last_id
        return bool(found)


def line_of(event: Event) -> str:
    """Time of day, profile, text."""
    clock = datetime.fromtimestamp(event.at / 1000).astimezone().strftime("%H:%M:%S")
    profile = f" {event.profile}:" if event.profile else ""
    return neutral(f"{clock}{profile} {render_event(event)}")
