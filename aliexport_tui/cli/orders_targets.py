"""`orders targets list|add|remove|test`: where orders go."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Literal

import click
import msgspec

from aliexport_tui.cli.common import Plain, Shell, json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.cli.secret import asked, from_file, from_file_or_environment
from aliexport_tui.cli.source_keys import named_values
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.order_settings import CommandTarget, FileTarget, MagentoTarget, Target, WebhookTarget
from aliexport_tui.telling.words import local_time

SECRET_VARIABLE = "ALIEXPORT_TARGET_SECRET"

_since_option = click.option(
    "--since", metavar="DATE", help=_("Orders made since then go there too; from now on unless named.")
)
_keys_option = click.option(
    "--keys-file",
    type=click.Path(path_type=Path, allow_dash=True, dir_okay=False),
    metavar="FILE|-",
    help=_("File with what it signs in with, NAME = VALUE a line; - for standard input."),
)
_account = click.argument("code", metavar="ACCOUNT")
_name = click.argument("name")


def _seconds(default: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    told = _("After so many seconds without an end it has failed.")
    return click.option("--seconds", type=click.IntRange(1, 3600), default=default, show_default=True, help=told)


@click.group("targets", cls=Shell, help=_("Where orders go: folders, commands, addresses, Magento."))
def targets() -> None:
    pass


@targets.command("list", help=_("An account's targets, with how many orders each has."))
@_account
@json_option
@pass_workspace
def list_(workspace: Workspace, code: str, as_json: bool) -> None:
    from aliexport_tui.engine.orders.settings import load
    from aliexport_tui.store import hand_offs

    with closing(workspace.open()) as db:
        loaded = load(db, code)
        states = hand_offs.counts(db, loaded.account.id)
    found = loaded.settings.hand_off.targets
    if as_json:
        print_json([_plain(name, target, states) for name, target in found.items()])
        return
    if not found:
        talk(_("There are no targets: orders targets add."))
        return
    rows = [
        (
            name,
            _kind(target),
            _where(target),
            local_time(target.since),
            *(str(states.get((name, one), 0)) for one in _STATES),
        )
        for name, target in found.items()
    ]
    print_table((_("target"), _("kind"), _("where"), _("since"), _("taken"), _("waiting"), _("failed")), rows)


@targets.command("remove", help=_("Nothing goes there any more; what it has stays known."))
@_account
@_name
@pass_workspace
def remove(workspace: Workspace, code: str, name: str) -> None:
    from aliexport_tui.engine.orders.handing import targets as engine

    with closing(workspace.open()) as db:
        engine.remove(workspace, db, code, name)
    talk(_("Target {name} removed.").format(name=name))


@targets.command("test", help=_("Could it take an order now? Hands over nothing."))
@_account
@_name
@pass_workspace
def test(workspace: Workspace, code: str, name: str) -> None:
    from aliexport_tui.engine.orders.handing import targets as engine

    with closing(workspace.open()) as db:
        engine.check(workspace, db, code, name)
    click.echo(_("{name} could take orders now.").format(name=name))


@targets.group("add", cls=Shell, help=_("Add a target, or change the one of that name."))
def add() -> None:
    pass


@add.command("file", help=_("A folder: a file for each order, or for each day."))
@_account
@_name
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True, help=_("Its kind."))
@click.option("--each", type=click.Choice(["order", "day"]), default="order", show_default=True, help=_("A file for what."))
@_since_option
@pass_workspace
def add_file(
    workspace: Workspace,
    code: str,
    name: str,
    folder: Path,
    form: Literal["json", "csv"],
    each: Literal["order", "day"],
    since: str | None,
) -> None:
    _add(workspace, code, name, FileTarget(folder=str(folder.expanduser().absolute()), format=form, each=each), since, {})


@add.command(
    "command",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    help=_("A command that gets the order as JSON on its standard input; 0 says that it has taken it."),
)
@_account
@_name
@click.argument("argv", nargs=-1, required=True, type=click.UNPROCESSED, metavar="PROGRAM [ARGUMENT]...")
@_seconds(60)
@_since_option
@pass_workspace
def add_command(workspace: Workspace, code: str, name: str, argv: tuple[str, ...], seconds: int, since: str | None) -> None:
    program = argv[1:] if argv[0] == "--" else argv
    if not program or program[0].startswith("-"):
        raise click.UsageError(_("A program comes after ACCOUNT and NAME; options of ours stand before them."))
    _add(workspace, code, name, CommandTarget(argv=program, seconds=seconds), since, {})


@add.command("webhook", help=_("An address of the shop's own that gets the order as signed JSON."))
@_account
@_name
@click.argument("url")
@_seconds(30)
@click.option(
    "--secret-file",
    type=click.Path(path_type=Path, allow_dash=True, dir_okay=False),
    metavar="FILE|-",
    help=_("File with the secret that signs, - for standard input; or ALIEXPORT_TARGET_SECRET."),
)
@_since_option
@pass_workspace
def add_webhook(
    workspace: Workspace, code: str, name: str, url: str, seconds: int, secret_file: Path | None, since: str | None
) -> None:
    secret = from_file_or_environment(secret_file, SECRET_VARIABLE)
    if secret is None and not _keys_of(workspace, code, name):
        secret = asked(_("The secret that signs (not shown)"))
    keys = {"secret": secret.strip()} if secret and secret.strip() else {}
    _add(workspace, code, name, WebhookTarget(url=url, seconds=min(seconds, 600)), since, keys)


@add.command("magento", help=_("A Magento 2: orders are made there directly, or by a cart."))
@_account
@_name
@click.argument("url")
@click.option("--quote", is_flag=True, help=_("By a cart, as a buyer of the shop makes one; the shop's own prices count."))
@click.option("--store", default="default", show_default=True, metavar="CODE", help=_("The store view."))
@_keys_option
@_since_option
@pass_workspace
def add_magento(
    workspace: Workspace,
    code: str,
    name: str,
    url: str,
    quote: bool,
    store: str,
    keys_file: Path | None,
    since: str | None,
) -> None:
    from aliexport_tui.handoff.key_names import MAGENTO_KEYS

    keys: dict[str, str] | None = {}
    if keys_file is not None:
        keys = named_values(from_file(keys_file))
    elif not _keys_of(workspace, code, name):
        talk(_("How to sign in at the shop; leave empty what is not used."))
        typed = {key: asked(_("{name} (not shown)").format(name=key)) or "" for key in MAGENTO_KEYS}
        keys = {key: value.strip() for key, value in typed.items() if value.strip()}
    if keys is None:
        raise ConfigError("handoff.key_unknown", names=", ".join(MAGENTO_KEYS))
    _add(workspace, code, name, MagentoTarget(url=url, quote=quote, store=store), since, keys)


def _add(workspace: Workspace, code: str, name: str, target: Target, since: str | None, keys: dict[str, str]) -> None:
    from aliexport_tui.engine.orders.dates import moment_of
    from aliexport_tui.engine.orders.handing import targets as engine
    from aliexport_tui.engine.orders.settings import load, zone

    with closing(workspace.open()) as db:
        if since:
            at = moment_of(since, zone(load(db, code).settings))
            target = msgspec.structs.replace(target, since=max(1, at))
        engine.add(workspace, db, code, name, target, keys)
    talk(_("Target {name} is there; orders targets test tells whether it answers.").format(name=name))


def _keys_of(workspace: Workspace, code: str, name: str) -> dict[str, str]:
    from aliexport_tui.engine.orders.handing import targets as engine

    return engine.keys_of(workspace, code, name)


_STATES = ("done", "waiting", "failed")


def _kind(target: Target) -> str:
    kind = str(target.__struct_config__.tag)
    return f"{kind} ({_('by cart')})" if isinstance(target, MagentoTarget) and target.quote else kind


def _where(target: Target) -> str:
    match target:
        case FileTarget():
            return neutral(f"{target.folder} ({target.format}, {target.each})")
        case CommandTarget():
            return neutral(" ".join(target.argv))
        case _:
            return neutral(target.url)


def _plain(name: str, target: Target, states: dict[tuple[str, str], int]) -> dict[str, Plain]:
    settings: dict[str, Plain] = msgspec.to_builtins(target)
    settings["kind"] = settings.pop("type", "")
    return {"name": name, **settings, "since": target.since, **{one: states.get((name, one), 0) for one in _STATES}}
