"""Who is told of what without looking: the channels, what goes over them, and what was alerted of last."""

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from aliexport_tui.messages.registry import render
from aliexport_tui.model.alerts import Alert, AlertSettings, Channel
from aliexport_tui.store import alerts, digests
from aliexport_tui.store.database import Database
from aliexport_tui.store.digests import Sending
from aliexport_tui.telling import alert_text
from aliexport_tui.tui import alert_work
from aliexport_tui.tui.forms import channel_fields
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.polling import Poll
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.log_screen import moment
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column, FixedRows
from aliexport_tui.tui.words import _, age, neutral, number

_SHOWN = 200
_SOON_S = 0.1


@dataclass(frozen=True)
class ChannelLine:
    """`waiting`: the digest that is on its way. `untold`: alerts, with those that are in none yet."""

    name: str
    channel: Channel
    sent_at: int | None
    waiting: Sending | None
    untold: int


@dataclass(frozen=True)
class Found:
    settings: AlertSettings
    channels: tuple[ChannelLine, ...]
    latest: tuple[Alert, ...]


def _state(line: ChannelLine) -> Cell:
    one = line.waiting
    if not line.untold:
        return f"● {_('nothing waits')}", "good"
    if one is not None and one.failure:
        return f"✗ {neutral(render(one.failure.get('code', ''), one.failure))}", "bad"
    return f"… {_('{count} wait').format(count=number(line.untold))}", "info"


class AlertsScreen(ShopScreen):
    """The channels above, below what was alerted of last."""

    help_lines = (
        _("Over a channel somebody is told of failed runs, held changes, new orders … without looking here."),
        _("n makes a channel: mail, chat or a command. t sends a message over it, to see whether it arrives."),
        _("What comes close together is told in one message. s tells now what waits, g says what holds for all channels."),
        _("Messages leave by themselves when the schedule runs, or by cron: aliexport-tui alerts send."),
    )
    DEFAULT_CSS = """
    AlertsScreen .body { height: 1fr; }
    AlertsScreen #channels { height: 1fr; max-height: 9; }
    AlertsScreen #general { height: 1; padding: 0 1; color: $text-muted; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("n", "new", _("New channel"), writes=True),
        *key("t", "test", _("Test")),
        *key("s", "send", _("Tell now"), writes=True),
        *key("g", "general", _("For all")),
        *key("D", "remove", _("Remove"), show=False, writes=True),
        *key("K", "keep", _("Kept how long"), show=False, writes=True),
    ]
    channels = getters.query_one("#channels", Grid)
    log_grid = getters.query_one("#alerts", Grid)

    def __init__(self) -> None:
        super().__init__()
        self._found: Found | None = None
        self._poll: Poll[Found] | None = None

    def body(self) -> ComposeResult:
        now = self.workspace.clock.now_ms
        with Vertical(classes="body"):
            yield Grid[ChannelLine](
                (
                    Column("name", _("Channel"), 10, lambda line: (neutral(line.name), ""), most=20),
                    Column("where", _("Over"), 0, lambda line: (neutral(channel_fields.where(line.channel)), "dim")),
                    Column(
                        "kinds", _("What"), 18, lambda line: (channel_fields.kinds_words(line.channel), ""), keep=3, most=44
                    ),
                    Column(
                        "every", _("Min."), 5, lambda line: (number(line.channel.every_minutes), "dim"), right=True, keep=2
                    ),
                    Column("sent", _("Sent"), 7, lambda line: (age(line.sent_at, now()), "dim"), right=True, keep=4),
                    Column("state", _("State"), 18, _state, most=50),
                ),
                empty=_("  No channel yet: nobody is told of anything. n makes one."),
                id="channels",
            )
            yield Static(id="general", markup=False)
            yield Grid[Alert](
                (
                    Column("at", _("Time"), 14, lambda one: (moment(one.at), "")),
                    Column("kind", _("About"), 18, lambda one: (_kind(one), ""), most=26),
                    Column("subject", _("Of"), 10, lambda one: (neutral(one.subject), "dim"), keep=2, most=20),
                    Column("text", _("Alert"), 0, lambda one: (alert_text.alert_text(one), "")),
                ),
                empty=_("  Nothing was alerted of yet."),
                id="alerts",
            )

    def on_mount(self) -> None:
        self._poll = Poll(self, self.workspace, self._read, self._came, least_s=_SOON_S)
        self.channels.focus()
        self.file_changed()

    def file_changed(self) -> None:
        if self._poll is not None:
            self._poll.ask()

    def _read(self, db: Database) -> Found:
        from aliexport_tui.engine.alerting import settings
        from aliexport_tui.engine.alerting.sending import untold

        kept = settings.load(db)
        lines = tuple(
            ChannelLine(name, channel, digests.last_sent_at(db, name), digests.open_one(db, name), untold(db, name, channel))
            for name, channel in kept.channels.items()
        )
        return Found(kept, lines, alerts.latest(db, limit=_SHOWN))

    def _came(self, found: Found) -> None:
        self._found = found
        lines = FixedRows(dict(enumerate(found.channels)))
        self.channels.take(lines, lines.order())
        told = FixedRows({one.id: one for one in found.latest})
        self.log_grid.take(told, told.order())
        urgent = ", ".join(alert_text.KINDS.get(kind, kind) for kind in found.settings.urgent) or _("nothing")
        general = _("at once: {urgent} · the same again after {minutes} min · quota from {percent} % on").format(
            urgent=urgent, minutes=number(found.settings.repeat_minutes), percent=found.settings.quota_percent
        )
        self.query_one("#general", Static).update(Text(general, no_wrap=True, overflow="ellipsis"))
        self.refresh_bindings()

    # ---- keys --------------------------------------------------------------------------------------------------

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action in ("test", "remove", "send") and self.is_whole and self._current() is None:
            return _("There is no channel yet: n makes one.")
        if action == "general" and self._found is None:
            return _("reading…")
        return super().refusal(action, parameters)

    def _current(self) -> ChannelLine | None:
        line = self.channels.current
        return line if isinstance(line, ChannelLine) else None

    @on(Grid.Opened, "#channels")
    def _edit(self) -> None:
        line = self._current()
        if line is not None:
            way = channel_fields.way_of(line.channel)
            self.app.push_screen(alert_work.channel_form(self.console, way, line.name, line.channel))

    @on(Grid.Opened, "#alerts")
    def _whole(self) -> None:
        """The line in full."""
        one = self.log_grid.current
        if isinstance(one, Alert):
            self.app.notify(alert_text.alert_text(one), title=f"{moment(one.at)} · {_kind(one)}", markup=False, timeout=15)

    def action_new(self) -> None:
        def chosen(way: object) -> None:
            if isinstance(way, str):
                self.app.push_screen(alert_work.channel_form(self.console, way))

        choices = [Choice(way, text) for way, text in channel_fields.WAYS.items()]
        self.app.push_screen(Choose(_("Over what?"), choices), chosen)

    def action_test(self) -> None:
        line = self._current()
        if line is not None:
            alert_work.test(self.console, line.name)

    def action_send(self) -> None:
        alert_work.send_now(self.console)

    def action_general(self) -> None:
        if self._found is not None:
            self.app.push_screen(alert_work.general_form(self.console, self._found.settings))

    def action_keep(self) -> None:
        """How long the list below is kept, and emptying it."""
        from aliexport_tui.tui.screens.log_care import open_care

        open_care(self.console, "alerts", _("Alerts"), self.file_changed)

    def action_remove(self) -> None:
        line = self._current()
        if line is None:
            return

        def answered(answer: object) -> None:
            if answer == "yes":
                alert_work.remove(self.console, line.name)

        lines = [_("Nothing is told over it any more; its password or address is forgotten.")]
        title = _("Remove the channel {name}?").format(name=neutral(line.name))
        self.app.push_screen(Confirm(title, lines, yes=_("remove")), answered)


def _kind(one: Alert) -> str:
    return alert_text.KINDS.get(one.kind, neutral(one.kind))
