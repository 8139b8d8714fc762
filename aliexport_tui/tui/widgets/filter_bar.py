"""What a list holds, by groups with their numbers, in one line; the one that is chosen narrows the list."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from aliexport_tui.tui.widgets.grid.source import Tone
from aliexport_tui.tui.words import number

_COLOURS: dict[Tone, str] = {"good": "green", "warn": "yellow", "bad": "red", "info": "cyan", "dim": "dim"}


@dataclass(frozen=True)
class Chip:
    """`name` stays the same while the count changes."""

    name: str
    text: str
    count: int
    tone: Tone = ""


class FilterBar(Widget):
    """The first chip is all of it. `step` goes along; a screen that is too narrow scrolls to the chosen one."""

    DEFAULT_CSS = """
    FilterBar { height: 1; background: $surface; }
    """

    class Chosen(Message):
        """Another one than before."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._chips: Sequence[Chip] = ()
        self.chosen = ""

    def fill(self, chips: Sequence[Chip]) -> None:
        """Draws only what differs. A chosen group that is gone leaves the choice with the first."""
        if list(chips) == list(self._chips):
            return
        self._chips = tuple(chips)
        self.refresh()
        if chips and all(chip.name != self.chosen for chip in chips):
            self.choose(chips[0].name)

    def choose(self, name: str) -> None:
        if name != self.chosen:
            self.chosen = name
            self.refresh()
            self.post_message(self.Chosen(name))

    def step(self, by: int) -> None:
        if self._chips:
            self.choose(self._chips[(self._place + by) % len(self._chips)].name)

    @property
    def _place(self) -> int:
        return next((index for index, chip in enumerate(self._chips) if chip.name == self.chosen), 0)

    def _spans(self) -> list[tuple[int, str]]:
        """(first cell, text) of each chip, before scrolling."""
        spans, at = [], 0
        for chip in self._chips:
            text = f" {chip.text} {number(chip.count)} "
            spans.append((at, text))
            at += cell_len(text) + 1
        return spans

    def _scrolled(self, spans: list[tuple[int, str]]) -> int:
        at, text = spans[self._place]
        return max(0, at + cell_len(text) - self.size.width) if spans else 0

    def render(self) -> Text:
        line = Text(no_wrap=True)
        spans = self._spans()
        if not spans:
            return line
        for index, (chip, (_at, text)) in enumerate(zip(self._chips, spans, strict=True)):
            line.append("│" if index else "", "dim")
            line.append(text, "bold reverse" if index == self._place else _COLOURS.get(chip.tone, ""))
        skipped = self._scrolled(spans)
        while skipped and line.plain:
            skipped -= cell_len(line.plain[0])
            line = line[1:]
            skipped = max(0, skipped)
        return line

    def on_click(self, event: events.Click) -> None:
        spans = self._spans()
        where = event.x + (self._scrolled(spans) if spans else 0)
        for chip, (at, text) in zip(self._chips, spans, strict=True):
            if at <= where < at + cell_len(text):
                self.choose(chip.name)
