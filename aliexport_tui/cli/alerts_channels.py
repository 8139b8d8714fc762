"""`alerts add|set`: channels, their secrets by prompt, file or environment."""

import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import click
import msgspec

from aliexport_tui.cli.common import Shell, pass_workspace
from aliexport_tui.cli.kinds import Duration
from aliexport_tui.cli.secret import asked, from_file_or_environment
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.model.alerts import KINDS, Channel, Chat, Command, Kind, Mail
from aliexport_tui.model.errors import ConfigError

SECRET_VARIABLE = "ALIEXPORT_ALERT_SECRET"
_SECURITY = ("starttls", "tls", "none")

secret_file_option = click.option(
    "--secret-file",
    type=click.Path(path_type=Path, allow_dash=True, dir_okay=False),
    metavar="FILE|-",
    help=_("File with the mail's password or the chat's address, - for standard input."),
)


def usual_options(command: Callable[..., None]) -> Callable[..., None]:
    """What every channel has; None or (): not named."""
    options = (
        click.option(
            "--kind",
            "kinds",
            multiple=True,
            type=click.Choice(KINDS),
            help=_("What goes over it, may be repeated; everything unless named."),
        ),
        click.option(
            "--every", type=Duration(), help=_("At most one message in so long: 15m, 1h; 15 minutes unless named.")
        ),
        click.option(
            "--seconds", type=click.IntRange(1, 600), help=_("After so many seconds without an end it has failed.")
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def mail_options(required: bool) -> Callable[[Callable[..., None]], Callable[..., None]]:
    options = (
        click.option("--host", required=required, help=_("The mail server.")),
        click.option("--port", type=click.IntRange(1, 65_535), help=_("587 unless named, 465 with --security tls.")),
        click.option(
            "--security",
            type=click.Choice(_SECURITY),
            help=_("starttls unless named; tls from the first byte; none to this machine alone."),
        ),
        click.option("--user", help=_("Signs in at the mail server; the password is asked for.")),
        click.option("--from", "sender", required=required, metavar="ADDRESS", help=_("The sender's address.")),
        click.option("--to", multiple=True, required=required, metavar="ADDRESS", help=_("Who gets it; may be repeated.")),
    )

    def added(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            command = option(command)
        return command

    return added


@click.group("add", cls=Shell, help=_("Add a channel."))
def add() -> None:
    pass


@add.command("mail", help=_("Mail over an SMTP server."))
@click.argument("name")
@mail_options(required=True)
@usual_options
@secret_file_option
@pass_workspace
def mail(
    workspace: Workspace,
    name: str,
    host: str,
    port: int | None,
    security: str | None,
    user: str | None,
    sender: str,
    to: tuple[str, ...],
    kinds: tuple[Kind, ...],
    every: int | None,
    seconds: int | None,
    secret_file: Path | None,
) -> None:
    over = _mail(Mail(host=host, sender=sender, to=to), host, port, security, user, sender, to)
    _add(workspace, name, Channel(over), kinds, every, seconds, _password(secret_file) if over.user else "")


@add.command(
    "chat",
    help=_(
        "Telegram, Slack, Matrix, SMS and others, by an address as apprise has it; it is asked for, since it holds tokens."
    ),
)
@click.argument("name")
@usual_options
@secret_file_option
@pass_workspace
def chat(
    workspace: Workspace,
    name: str,
    kinds: tuple[Kind, ...],
    every: int | None,
    seconds: int | None,
    secret_file: Path | None,
) -> None:
    _add(workspace, name, Channel(Chat()), kinds, every, seconds, _address(secret_file))


@add.command("command", help=_("A command, after --: it gets the message as JSON on standard input."))
@click.argument("name")
@click.argument("argv", nargs=-1, required=True)
@usual_options
@pass_workspace
def command(
    workspace: Workspace,
    name: str,
    argv: tuple[str, ...],
    kinds: tuple[Kind, ...],
    every: int | None,
    seconds: int | None,
) -> None:
    _add(workspace, name, Channel(Command(argv=argv)), kinds, every, seconds, "")


@click.command("set", help=_("Change a channel; what is not named stays."))
@click.argument("name")
@usual_options
@click.option("--every-kind", is_flag=True, help=_("Everything goes over it."))
@mail_options(required=False)
@click.option("--secret", is_flag=True, help=_("A new password or address: asked for, or from ALIEXPORT_ALERT_SECRET."))
@secret_file_option
@pass_workspace
def set_(
    workspace: Workspace,
    name: str,
    kinds: tuple[Kind, ...],
    every: int | None,
    seconds: int | None,
    every_kind: bool,
    host: str | None,
    port: int | None,
    security: str | None,
    user: str | None,
    sender: str | None,
    to: tuple[str, ...],
    secret: bool,
    secret_file: Path | None,
) -> None:
    from aliexport_tui.engine.alerting import settings

    if kinds and every_kind:
        raise click.UsageError(_("--kind and --every-kind exclude each other."))
    with closing(workspace.open()) as db:
        channel = settings.get(db, name)
        named = (host, port, security, user, sender, to or None)
        if isinstance(channel.over, Mail):
            channel = msgspec.structs.replace(channel, over=_mail(channel.over, *named))
        elif any(one is not None for one in named):
            raise ConfigError("alert.channel_kind", option="--host, --port, --security, --user, --from, --to", channel=name)
        if every_kind:
            channel = msgspec.structs.replace(channel, kinds=())
        channel = _with(channel, kinds, every, seconds)
        given = ""
        if secret or secret_file:
            given = _address(secret_file) if isinstance(channel.over, Chat) else _password(secret_file)
        settings.change(workspace, db, name, channel, given)


def _add(
    workspace: Workspace,
    name: str,
    channel: Channel,
    kinds: tuple[Kind, ...],
    every: int | None,
    seconds: int | None,
    secret: str,
) -> None:
    from aliexport_tui.engine.alerting import settings

    with closing(workspace.open()) as db:
        settings.add(workspace, db, name, _with(channel, kinds, every, seconds), secret)
    click.echo(_("Added. Does it arrive? aliexport-tui alerts test {name}").format(name=name))


def _with(channel: Channel, kinds: tuple[Kind, ...], every: int | None, seconds: int | None) -> Channel:
    if seconds is not None:
        channel = msgspec.structs.replace(channel, over=msgspec.structs.replace(channel.over, seconds=seconds))
    minutes = channel.every_minutes if every is None else every // 60
    return msgspec.structs.replace(channel, kinds=kinds or channel.kinds, every_minutes=minutes)


def _mail(
    over: Mail,
    host: str | None,
    port: int | None,
    security: str | None,
    user: str | None,
    sender: str | None,
    to: tuple[str, ...] | None,
) -> Mail:
    chosen = next((one for one in ("tls", "starttls", "none") if one == security), over.security)
    usual = {"tls": 465, "starttls": 587, "none": 25}
    if port is None:
        port = usual[chosen] if chosen != over.security else over.port
    return msgspec.structs.replace(
        over,
        host=host or over.host,
        port=port,
        security=chosen,
        user=over.user if user is None else user,
        sender=sender or over.sender,
        to=to or over.to,
    )


def _password(file: Path | None) -> str:
    return _given(file, _("Password (not shown)"))


def _address(file: Path | None) -> str:
    return _given(file, _("Address, such as tgram://TOKEN/CHAT (not shown)"))


def _given(file: Path | None, prompt: str) -> str:
    """Raises ConfigError `alert.secret_missing`, `secret.unreadable`."""
    given = (
        from_file_or_environment(file, SECRET_VARIABLE) or (asked(prompt) if sys.stdin.isatty() else None) or ""
    ).strip()
    if not given:
        raise ConfigError("alert.secret_missing")
    return given
