"""`orders settings show|set|export|import`: how an account's orders are read and handed on."""

import sys
from contextlib import closing
from pathlib import Path

import click

from aliexport_tui.cli.common import Shell, json_option, pass_workspace, print_json, talk
from aliexport_tui.engine.orders import settings as work
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.model.errors import ConfigError


@click.group("settings", cls=Shell, help=_("How an account's orders are read, handed to the shop and answered."))
def settings() -> None:
    pass


@settings.command("show", help=_("All settings with their values, the defaults too."))
@click.argument("account")
@json_option
@pass_workspace
def show(workspace: Workspace, account: str, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        loaded = work.load(db, account)
    if as_json:
        print_json(work.whole_plain(loaded.settings))
        return
    click.echo(work.whole_text(loaded.settings), nl=False)


@settings.command("set", help=_("Change single settings: fetch.page_size=50 open_orders=until_taken enabled=true."))
@click.argument("account")
@click.argument("pairs", nargs=-1, required=True, metavar="NAME=VALUE...")
@pass_workspace
def change(workspace: Workspace, account: str, pairs: tuple[str, ...]) -> None:
    values = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise ConfigError("orders.no_pair", pair=pair)
        values[name.strip()] = value.strip()
    with closing(workspace.open()) as db:
        work.change(workspace, db, account, values)
    talk(_("Saved."))


@settings.command("export", help=_("The settings as TOML, without the defaults; they hold no secret."))
@click.argument("account")
@pass_workspace
def export(workspace: Workspace, account: str) -> None:
    with closing(workspace.open()) as db:
        click.echo(work.export_text(db, account), nl=False)


@settings.command("import", help=_("Settings from TOML in place of what is there; - for standard input."))
@click.argument("account")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True, dir_okay=False))
@pass_workspace
def import_(workspace: Workspace, account: str, file: Path) -> None:
    with closing(workspace.open()) as db:
        work.import_text(workspace, db, account, _read(file))
    talk(_("Saved."))


def _read(file: Path) -> str:
    if str(file) == "-":
        return sys.stdin.read()
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror or "") if isinstance(error, OSError) else str(error)
        raise ConfigError("orders.settings_unreadable", path=str(file), reason=reason) from error
