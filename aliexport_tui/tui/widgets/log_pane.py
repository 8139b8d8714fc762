"""The live log: looks at a LogFeed's ring, drawn at most once per flush, nothing drawn while hidden. Sieved, it also shows
what the ring no longer holds."""

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from rich.segment import Segment
from rich.style import Style
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from aliexport_tui.model.event import LEVELS, Level
from aliexport_tui.store import browse
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.log_feed import KEEP, LogFeed, LogLine
from aliexport_tui.tui.log_sieve import Sieve, listings_of, look_back
from aliexport_tui.tui.widgets.grid.cells import fit
from aliexport_tui.tui.words import _, neutral

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console

_ALL = "*"
_TALL = 24
"""Lines from which on a flood is drawn less often."""
_FLOOD_S = 0.45
_SIGNS: dict[Level, str] = {"debug": "·", "info": " ", "warning": "!", "error": "✗"}


class LogPane(ScrollView, can_focus=True, inherit_bindings=False):
    """Line 0 is a title with level and state; the rest is the log. Follows its end until the person scrolls up."""

    DEFAULT_CSS = """
    LogPane { height: 7; background: $surface; overflow-x: hidden; scrollbar-size-vertical: 1; }
    LogPane.-full { height: 1fr; }
    LogPane.-hidden { display: none; }
    LogPane > .log--title { background: $panel; color: $text-muted; }
    LogPane:focus > .log--title { background: $primary-muted; color: $text; }
    LogPane > .log--debug { color: $text-muted; }
    LogPane > .log--warning { color: $warning; }
    LogPane > .log--error { color: $error; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"log--title", "log--debug", "log--info", "log--warning", "log--error"}
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("up", "scroll(-1)", show=False),
        *key("down", "scroll(1)", show=False),
        *key("k", "scroll(-1)", show=False),
        *key("j", "scroll(1)", show=False),
        *key("pageup", "scroll(-10)", show=False),
        *key("pagedown", "scroll(10)", show=False),
        *key("home", "top", show=False),
        *key("end", "follow", _("Follow"), show=False),
        *key("space", "pause", _("Pause / follow")),
        *key("e", "level", _("Level")),
        *key("/", "search", _("Search the log")),
        *key("P", "sieve_profile", _("Log of one profile"), show=False),
        *key("s", "sieve_sku", _("Log of one SKU"), show=False),
        *key("x", "sieve_none", _("Whole log"), show=False),
        *key("K", "keep", _("Kept how long"), show=False),
        *key("escape", "leave", show=False),
    ]

    tall: reactive[int | None] = reactive(None, init=False)
    """Lines with the title; None: as its styles say."""

    def __init__(self, feed: LogFeed, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._styles_seen: dict[str, Style] = {}
        self._flushed_at = 0.0
        self._comes_later = False
        self._feed = feed
        self._lines: list[LogLine] = []
        self._seen = 0
        self.sieve = Sieve()
        self._looking = False
        self.following = True
        self._waiting = 0

    def on_mount(self) -> None:
        self.flush()

    def watch_tall(self, tall: int | None) -> None:
        self.styles.height = tall

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles_seen.clear()

    # ---- feeding -----------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Take what the ring has got since the last time; one drawing for all of it."""
        if not self.display or self._seen == self._feed.newest or self._is_flooded():
            return
        new = [line for line in self._feed.lines if line.number > self._seen and self.sieve.passes(line)]
        self._seen = self._feed.newest
        if not new:
            return
        if not self.following:
            self._waiting += len(new)
        dropped = max(0, len(self._lines) + len(new) - KEEP)
        self._lines = (self._lines + new)[-KEEP:]
        self._laid_out(dropped)

    def _is_flooded(self) -> bool:
        """A whole screen of lines, all of them new four times a second, is read by nobody: twice will do."""
        now = time.monotonic()
        is_flood = self._feed.newest - self._seen > self.size.height >= _TALL
        if is_flood and now < self._flushed_at + _FLOOD_S:
            if not self._comes_later:
                self._comes_later = True
                self.set_timer(_FLOOD_S, self._flush_later)
            return True
        self._flushed_at = now
        return False

    def _flush_later(self) -> None:
        self._comes_later = False
        self.flush()

    def _laid_out(self, dropped: int = 0) -> None:
        self.virtual_size = Size(0, len(self._lines) + 1)
        if self.following:
            self._waiting = 0
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True, immediate=True)
        elif dropped:
            self.scroll_to(y=max(0, self.scroll_y - dropped), animate=False, force=True, immediate=True)
        self.refresh()

    def on_resize(self) -> None:
        """Comes too when the pane is shown again."""
        self.flush()
        if self.following:
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True, immediate=True)

    # ---- drawing -----------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if y == 0:
            return Strip([Segment(fit(self.title_text(), width), self._style("title"))], width)
        index = round(self.scroll_y) + y - 1
        if not 0 <= index < len(self._lines):
            return Strip.blank(width, self.rich_style)
        line = self._lines[index]
        level = line.event.level
        return Strip([Segment(fit(f"{_SIGNS[level]} {line.text}", width), self._style(level))], width)

    def title_text(self) -> str:
        state = _("follows") if self.following else _("paused")
        waiting = f" · {_('{count} new').format(count=self._waiting)}" if self._waiting else ""
        if self._looking:
            state = _("looking…")
        return f" {_('Log')} · {neutral(self.sieve.words())} · {state}{waiting}"

    def _style(self, name: str) -> Style:
        """Worked out once: a flood draws hundreds of lines a second."""
        found = self._styles_seen.get(name)
        if found is None:
            partial = self.get_component_rich_style(f"log--{name}", partial=True)
            found = partial if name == "title" else self.rich_style + Style(color=partial.color)
            self._styles_seen[name] = found
        return found

    # ---- keys --------------------------------------------------------------------------------------------------

    def action_scroll(self, lines: int) -> None:
        self.scroll_to(y=self.scroll_y + lines, animate=False, force=True, immediate=True)
        self._set_following(self.scroll_y >= self.max_scroll_y)

    def action_top(self) -> None:
        self._set_following(False)
        self.scroll_to(y=0, animate=False, force=True, immediate=True)

    def action_follow(self) -> None:
        self._set_following(True)

    def action_pause(self) -> None:
        self._set_following(not self.following)

    def action_level(self) -> None:
        """debug -> info -> warning -> error -> debug."""
        self.use(replace(self.sieve, level=LEVELS[(LEVELS.index(self.sieve.level) + 1) % len(LEVELS)]))

    def action_leave(self) -> None:
        """Off the whole screen; from the pane, Esc leads where the screen says."""
        if not self.has_class("-full"):
            raise SkipAction
        cast("Console", self.app).action_log_full()

    def action_search(self) -> None:
        from aliexport_tui.tui.screens.ask import AskText

        def asked(text: object) -> None:
            if isinstance(text, str):
                self.use(replace(self.sieve, text=text.strip()))

        self.app.push_screen(AskText(_("Search the log"), self.sieve.text, hint=_("Empty: every line")), asked)

    def action_sieve_profile(self) -> None:
        from aliexport_tui.tui.forms.fields import Choice
        from aliexport_tui.tui.screens.choose import Choose

        codes = [line.code for line in browse.profile_lines(self._ours.db)]

        def chosen(value: object) -> None:
            if isinstance(value, str):
                self.use(replace(self.sieve, profile=value.removeprefix(_ALL)))

        choices = [Choice(_ALL, _("all")), *(Choice(code, code) for code in codes)]
        self.app.push_screen(Choose(_("Log of one profile"), choices, self.sieve.profile or _ALL), chosen)

    def action_sieve_sku(self) -> None:
        from aliexport_tui.tui.screens.ask import AskText

        def asked(text: object) -> None:
            sku = text.strip() if isinstance(text, str) else None
            if sku:
                found = partial(listings_of, self._feed.file, sku)
                in_background(self._ours, found, partial(self._of_sku, sku), group="log-sku")
            elif sku is not None:
                self.use(replace(self.sieve, sku="", listings=frozenset()))

        self.app.push_screen(AskText(_("Log of one SKU"), self.sieve.sku, hint=_("Empty: every line")), asked)

    def _of_sku(self, sku: str, listings: frozenset[int]) -> None:
        self.use(replace(self.sieve, sku=sku, listings=listings))

    def action_keep(self) -> None:
        """How long and how much of it is kept; emptying it is offered beside."""
        from aliexport_tui.tui.screens.log_care import open_care

        open_care(cast("Console", self.app), "events", _("Log"), lambda: None)

    def action_sieve_none(self) -> None:
        self.use(Sieve())

    def use(self, sieve: Sieve) -> None:
        """Show what passes: at once what the ring holds, then what is found in the file before it."""
        self.sieve = sieve
        self._seen = self._feed.newest
        self._lines = [line for line in self._feed.lines if sieve.passes(line)]
        self._looking = sieve.looks_back
        self._laid_out()
        if self._looking:
            find = partial(look_back, self._feed.file, sieve, self._feed.newest_id, lambda: self.sieve is not sieve)
            in_background(self._ours, find, partial(self._found, sieve), group="log-search", failed=self._gave_up)

    def _found(self, sieve: Sieve, found: list[LogLine]) -> None:
        if self.sieve is not sieve:
            return
        newest = found[-1].event.id or 0 if found else 0
        self._looking = False
        self._lines = [*found, *(line for line in self._lines if (line.event.id or 0) > newest)][-KEEP:]
        self._laid_out()

    def _gave_up(self) -> None:
        self._looking = False
        self.refresh()

    @property
    def _ours(self) -> "Console":
        return cast("Console", self.app)

    def on_mouse_scroll_up(self) -> None:
        self._set_following(False)

    def _set_following(self, following: bool) -> None:
        if following == self.following:
            return
        self.following = following
        self._laid_out()
