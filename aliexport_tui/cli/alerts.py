"""`alerts …`: over which channels somebody is told what without looking."""

import sys
from contextlib import closing
from typing import TYPE_CHECKING

import click

from aliexport_tui.cli.alerts_channels import add, set_
from aliexport_tui.cli.common import Plain, Shell, json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.cli.kinds import Duration
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral
from aliexport_tui.model import alerts as model
from aliexport_tui.model.alerts import Channel, Chat, Command, Mail
from aliexport_tui.model.errors import ExitCode
from aliexport_tui.store import alerts as stored
from aliexport_tui.store import digests
from aliexport_tui.telling.words import age, local_time

if TYPE_CHECKING:
    from aliexport_tui.engine.alerting.sending import Render


@click.group("alerts", cls=Shell, help=_("Tell somebody by mail, chat or a command what happens without a screen."))
def alerts() -> None:
    pass


alerts.add_command(add)
alerts.add_command(set_)


@alerts.command("list", help=_("List the channels, what goes over them, and when they were last used."))
@json_option
@pass_workspace
def list_(workspace: Workspace, as_json: bool) -> None:
    from aliexport_tui.engine.alerting import settings
    from aliexport_tui.engine.alerting.sending import untold

    with closing(workspace.open()) as db:
        kept = settings.load(db)
        count = {name: untold(db, name, channel) for name, channel in kept.channels.items()}
        sent = {name: digests.last_sent_at(db, name) for name in kept.channels}
        waiting = {name: digests.open_one(db, name) for name in kept.channels}
    if as_json:
        channels: list[Plain] = [
            {**plain_channel(name, channel), "last_sent": sent[name], "waiting": count[name]}
            for name, channel in kept.channels.items()
        ]
        print_json(
            {
                "channels": channels,
                "urgent": list(kept.urgent),
                "repeat_minutes": kept.repeat_minutes,
                "quota_percent": kept.quota_percent,
            }
        )
        return
    now = workspace.clock.now_ms()
    rows = [
        (name, way(channel), _kinds(channel), _every(channel), age(sent[name], now), _waiting(count[name], waiting[name]))
        for name, channel in kept.channels.items()
    ]
    print_table((_("channel"), _("over"), _("kinds"), _("at most every"), _("last sent"), _("state")), rows)
    told = _("Urgent: {urgent}. The same again is told after {repeat} min. The quota is told of from {percent} % on.")
    urgent = ", ".join(kept.urgent) or "-"
    click.echo(told.format(urgent=urgent, repeat=kept.repeat_minutes, percent=kept.quota_percent))


@alerts.command("remove", help=_("Remove a channel, its password or address too."))
@click.argument("name")
@pass_workspace
def remove(workspace: Workspace, name: str) -> None:
    from aliexport_tui.engine.alerting import settings

    with closing(workspace.open()) as db:
        settings.remove(workspace, db, name)
    click.echo(_("{name} was removed.").format(name=name))


@alerts.command("general", help=_("What holds for all channels: what is urgent, and when the same is told again."))
@click.option("--urgent", multiple=True, type=click.Choice(model.KINDS), help=_("These wait for no pause; may be repeated."))
@click.option("--nothing-urgent", is_flag=True, help=_("Everything waits for its channel's pause."))
@click.option("--repeat-after", type=Duration(), help=_("So long the same kind, subject and cause is no news: 6h."))
@click.option("--quota-percent", type=click.IntRange(0, 100), help=_("Tell when so much of a window is used up; 0: never."))
@pass_workspace
def general(
    workspace: Workspace,
    urgent: tuple[model.Kind, ...],
    nothing_urgent: bool,
    repeat_after: int | None,
    quota_percent: int | None,
) -> None:
    import msgspec

    from aliexport_tui.engine.alerting import settings

    if urgent and nothing_urgent:
        raise click.UsageError(_("--urgent and --nothing-urgent exclude each other."))
    with closing(workspace.open()) as db:
        kept = settings.load(db)
        wanted = msgspec.structs.replace(
            kept,
            urgent=urgent or (() if nothing_urgent else kept.urgent),
            repeat_minutes=kept.repeat_minutes if repeat_after is None else repeat_after // 60,
            quota_percent=kept.quota_percent if quota_percent is None else quota_percent,
        )
        settings.set_general(db, wanted)


@alerts.command("test", help=_("Send a message over a channel now, or over all, to see whether it arrives."))
@click.argument("names", nargs=-1, metavar="[NAME]...")
@pass_workspace
def test(workspace: Workspace, names: tuple[str, ...]) -> None:
    from aliexport_tui.engine.alerting import settings
    from aliexport_tui.engine.alerting.sending import try_channel
    from aliexport_tui.messages.registry import render_error
    from aliexport_tui.model.errors import AliexportError

    worst = 0
    with closing(workspace.open()) as db:
        chosen = names or tuple(settings.load(db).channels)
        for name in chosen:
            settings.get(db, name)
        if not chosen:
            talk(_("There is no channel yet: aliexport-tui alerts add"))
        for name in chosen:
            try:
                try_channel(workspace, db, name, letter_of(workspace))
            except AliexportError as error:
                worst = max(worst, int(error.exit_code))
                talk(f"{name}: {render_error(error)}")
            else:
                click.echo(_("{name}: sent").format(name=name))
    if worst:
        sys.exit(worst)


@alerts.command("send", help=_("Tell what has gathered, as one message for each channel; for cron."))
@click.option("--now", "at_once", is_flag=True, help=_("Without waiting for pauses."))
@json_option
@pass_workspace
def send(workspace: Workspace, at_once: bool, as_json: bool) -> None:
    from aliexport_tui.engine.alerting.sending import send_alerts
    from aliexport_tui.messages.registry import render_error

    told = send_alerts(workspace, letter_of(workspace), at_once=at_once)
    for one in told:
        if one.failure is not None:
            talk(f"{one.channel}: {render_error(one.failure)}")
        elif one.state == "sent" and not as_json:
            click.echo(_("{channel}: {count} alerts told").format(channel=one.channel, count=one.alerts))
    if as_json:
        plain: list[Plain] = [
            {
                "channel": one.channel,
                "state": one.state,
                "alerts": one.alerts,
                "code": one.failure.code if one.failure else "",
                "next_try": one.next_try_at,
            }
            for one in told
        ]
        print_json(plain)
    if any(one.failure for one in told):
        sys.exit(int(ExitCode.UNREACHABLE))


@alerts.command("log", help=_("What was alerted of, the newest last."))
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help=_("So many at most."))
@json_option
@pass_workspace
def log(workspace: Workspace, limit: int, as_json: bool) -> None:
    from aliexport_tui.telling.alert_text import alert_text

    with closing(workspace.open()) as db:
        found = stored.latest(db, limit=limit)[::-1]
    if as_json:
        plain: list[Plain] = [
            {
                "id": one.id,
                "at": one.at,
                "kind": one.kind,
                "subject": one.subject,
                "code": one.code,
                "args": one.args,
                "message": alert_text(one),
            }
            for one in found
        ]
        print_json(plain)
        return
    for one in found:
        click.echo(f"{local_time(one.at)}  {alert_text(one)}")


def letter_of(workspace: Workspace) -> "Render":
    """Renders digests in the language in use; the shop is named by its file."""
    from aliexport_tui.telling.alert_text import letter

    return lambda digest: letter(digest, workspace.file.stem)


def plain_channel(name: str, channel: Channel) -> dict[str, Plain]:
    """No secret is among it."""
    told: dict[str, Plain] = {
        "name": name,
        "over": type(channel.over).__struct_config__.tag,
        "kinds": list(channel.kinds),
        "every_minutes": channel.every_minutes,
        "seconds": channel.over.seconds,
    }
    match channel.over:
        case Mail() as mail:
            told |= {"host": mail.host, "port": mail.port, "security": mail.security, "user": mail.user}
            told |= {"from": mail.sender, "to": list(mail.to)}
        case Chat() as chat:
            told |= {"service": chat.service}
        case Command() as command:
            told |= {"argv": list(command.argv)}
    return told


def way(channel: Channel) -> str:
    match channel.over:
        case Mail() as mail:
            return neutral(_("mail to {to} by {host}").format(to=", ".join(mail.to), host=mail.host))
        case Chat() as chat:
            return neutral(chat.service)
        case Command() as command:
            return neutral(_("command {command}").format(command=command.argv[0]))


def _kinds(channel: Channel) -> str:
    return ", ".join(channel.kinds) or _("all")


def _every(channel: Channel) -> str:
    return _("{minutes} min").format(minutes=channel.every_minutes)


def _waiting(count: int, one: digests.Sending | None) -> str:
    if one is None:
        return _("{count} wait").format(count=count) if count else _("nothing waits")
    return _("{count} alerts wait, tries: {tries}").format(count=count, tries=one.tries)
