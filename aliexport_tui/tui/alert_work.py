"""What the alerts screen asks of the engine. Its parts that speak SMTP are imported when they are first used, in threads."""

from contextlib import closing
from typing import TYPE_CHECKING

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.registry import render_error
from aliexport_tui.model.alerts import AlertSettings, Channel
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.telling.alert_text import letter
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms import channel_fields
from aliexport_tui.tui.forms.fields import Values
from aliexport_tui.tui.screens.form_screen import FormScreen, LongForm
from aliexport_tui.tui.words import _, neutral, ngettext, number

if TYPE_CHECKING:
    from aliexport_tui.engine.alerting.sending import Render, Told
    from aliexport_tui.tui.app import Console


def letter_of(workspace: Workspace) -> "Render":
    """In the language in use; the shop is named by its file."""
    return lambda digest: letter(digest, workspace.file.stem)


def channel_form(console: "Console", way: str, name: str = "", channel: Channel | None = None) -> FormScreen:
    """Of a new channel, or of the one that is there. When it is kept, a try is offered by a word."""
    start = channel or channel_fields.blank(way)

    def save(values: Values) -> dict[str, str]:
        made, faults = channel_fields.channel_from(way, values)
        if faults:
            return faults
        from aliexport_tui.engine.alerting import settings

        with closing(console.workspace.open()) as db:
            try:
                keep = settings.add if channel is None else settings.change
                keep(console.workspace, db, values["name"].strip(), made, values.get("secret", "").strip())
            except ConfigError as error:
                return channel_fields.refusal_by_field(error)
        return {}

    def kept(_values: Values) -> None:
        console.notify(_("Saved. t sends a message over it, to see whether it arrives."))

    title = _("Channel {name}").format(name=name) if channel else channel_fields.WAYS[way]
    fields = channel_fields.fields(way, new=channel is None)
    return LongForm(title, fields, channel_fields.values_of(name, start), save, then=kept)


def general_form(console: "Console", kept: AlertSettings) -> FormScreen:
    """What holds for all channels."""

    def save(values: Values) -> dict[str, str]:
        wanted, faults = channel_fields.general_from(values)
        if not faults:
            from aliexport_tui.engine.alerting import settings

            with closing(console.workspace.open()) as db:
                settings.set_general(db, wanted)
        return faults

    values = channel_fields.general_values(kept)
    return LongForm(_("Alerts: what holds for all channels"), channel_fields.general_fields(), values, save)


def remove(console: "Console", name: str) -> None:
    def work() -> None:
        from aliexport_tui.engine.alerting import settings

        with closing(console.workspace.open()) as db:
            settings.remove(console.workspace, db, name)

    in_background(console, work, lambda _made: console.refresh_from_file(), group="alerts")


def test(console: "Console", name: str) -> None:
    """A message leaves now; how it went is told when it is known."""

    def work() -> None:
        from aliexport_tui.engine.alerting.sending import try_channel

        with closing(console.workspace.open()) as db:
            try_channel(console.workspace, db, name, letter_of(console.workspace))

    def sent(_nothing: None) -> None:
        console.busy_with("")
        told = _("{channel}: the message was taken. Look whether it has arrived.")
        console.notify(told.format(channel=neutral(name)), markup=False, timeout=10)

    console.busy_with(_("A test message leaves over {channel}…").format(channel=neutral(name)))
    in_background(console, work, sent, group="alert-test", failed=lambda: console.busy_with(""))


def send_now(console: "Console") -> None:
    """All that waits, without waiting for pauses."""

    def work() -> "tuple[Told, ...]":
        from aliexport_tui.engine.alerting.sending import send_alerts

        return send_alerts(console.workspace, letter_of(console.workspace), at_once=True)

    def sent(told: "tuple[Told, ...]") -> None:
        console.busy_with("")
        console.refresh_from_file()
        for one in told:
            if one.failure is not None:
                text = f"{neutral(one.channel)}: {render_error(one.failure)}"
                console.notify(text, severity="error", markup=False, timeout=10)
        count = sum(one.alerts for one in told if one.state == "sent")
        text = ngettext("{count} alert told.", "{count} alerts told.", count).format(count=number(count))
        console.notify(text if count or any(one.failure for one in told) else _("There is nothing to tell."))

    console.busy_with(_("Telling what has gathered…"))
    in_background(console, work, sent, group="alert-test", failed=lambda: console.busy_with(""))
