"""`profile list|show|new|clone|rename|activate|deactivate|export|import|delete|rehearse`."""

import sys
from contextlib import closing
from pathlib import Path

import click
import msgspec

from aliexport_tui.cli.common import Plain, Shell, json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.cli.rehearse import rehearse
from aliexport_tui.engine import profiles as work
from aliexport_tui.engine.profiles import Listed
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import render_problem
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.errors import ConfigError, ExitCode
from aliexport_tui.model.profile import Profile
from aliexport_tui.store import profiles

_MOST_NAMES = 2


@click.group(
    "profile", cls=Shell, help=_("Which products go to which account, by which mappings and rules: list, make, copy, move.")
)
def profile() -> None:
    pass


profile.add_command(rehearse)
code_argument = click.argument("code")


@profile.command("list", help=_("All profiles, with how much of each is uploaded."))
@json_option
@pass_workspace
def list_(workspace: Workspace, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        found = work.listed(db)
    if as_json:
        print_json([_plain(one) for one in found])
        return
    if not found:
        talk(_("There are no profiles yet. Make one with: profile new"))
        return
    headings = (
        _("code"), _("name"), _("status"), _("category"), _("sub-category"), _("total"), _("uploaded"), _("not uploaded"),
    )  # fmt: skip
    print_table(headings, [_row(one) for one in found])


@profile.command("show", help=_("The settings of one profile, as TOML."))
@code_argument
@json_option
@pass_workspace
def show(workspace: Workspace, code: str, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        if as_json:
            stored = profiles.get(db, code)
            plain: Plain = msgspec.to_builtins(stored.profile)
            print_json({"version": stored.version, "profile": plain})
        else:
            click.echo(work.export_text(db, code), nl=False)


@profile.command("new", help=_("A new profile, inactive, with defaults for all that is not given."))
@code_argument
@click.option("--name", help=_("Name; the code unless given."))
@click.option("--account", default="", help=_("Code of the account it exports to."))
@click.option("--source", default="", help=_("Code of the source its products come from."))
@pass_workspace
def new(workspace: Workspace, code: str, name: str | None, account: str, source: str) -> None:
    with closing(workspace.open()) as db:
        work.create(workspace, db, Profile(code=code, name=name or code, account=account, source=source))
    talk(_("Made the profile {code}; it is inactive.").format(code=code))


@profile.command("clone", help=_("Copy a profile under another code; the copy is inactive."))
@code_argument
@click.argument("new_code")
@click.option("--name", default="", help=_("Name of the copy."))
@pass_workspace
def clone(workspace: Workspace, code: str, new_code: str, name: str) -> None:
    with closing(workspace.open()) as db:
        made = work.clone(workspace, db, code, new_code, name)
    talk(_("Made the profile {code} “{name}”; it is inactive.").format(code=new_code, name=neutral(made.profile.name)))


@profile.command("rename", help=_("Give a profile another code, another name, or both."))
@code_argument
@click.option("--code", "new_code", default="", help=_("New code."))
@click.option("--name", default="", help=_("New name."))
@pass_workspace
def rename(workspace: Workspace, code: str, new_code: str, name: str) -> None:
    if not new_code and not name:
        raise click.UsageError(_("Give --code, --name or both."))
    with closing(workspace.open()) as db:
        made = work.rename(workspace, db, code, new_code=new_code, new_name=name).profile
    talk(_("The profile is now {code} “{name}”.").format(code=made.code, name=neutral(made.name)))


@profile.command("activate", help=_("Let a profile be run."))
@code_argument
@pass_workspace
def activate(workspace: Workspace, code: str) -> None:
    with closing(workspace.open()) as db:
        work.set_active(workspace, db, code, True)
    talk(_("The profile {code} is active.").format(code=code))


@profile.command("deactivate", help=_("An inactive profile refuses to run."))
@code_argument
@pass_workspace
def deactivate(workspace: Workspace, code: str) -> None:
    with closing(workspace.open()) as db:
        work.set_active(workspace, db, code, False)
    talk(_("The profile {code} is inactive.").format(code=code))


@profile.command("export", help=_("Write a profile as TOML, without secrets."))
@code_argument
@click.option(
    "--to", "path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=_("Standard output unless given.")
)
@pass_workspace
def export(workspace: Workspace, code: str, path: Path | None) -> None:
    with closing(workspace.open()) as db:
        text = work.export_text(db, code)
    if path is None:
        click.echo(text, nl=False)
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError("profile.file_unwritable", path=str(path), reason=error.strerror or "") from error


@profile.command("import", help=_("Take in a profile from TOML; it arrives inactive."))
@click.argument("path", type=click.Path(path_type=Path, allow_dash=True, dir_okay=False), metavar="FILE|-")
@click.option("--code", default="", help=_("Code instead of the file's."))
@click.option("--name", default="", help=_("Name instead of the file's."))
@click.option("--replace", is_flag=True, help=_("New settings for the profile that is there; it stays active as it is."))
@pass_workspace
def import_(workspace: Workspace, path: Path, code: str, name: str, replace: bool) -> None:
    if replace and (code or name):
        raise click.UsageError(_("--replace takes code and name from the file."))
    text = _read(path)
    with closing(workspace.open()) as db:
        if replace:
            imported = work.replace_text(workspace, db, text)
        else:
            imported = work.import_text(workspace, db, text, code=code, name=name)
    for problem in imported.problems:
        message, hint = render_problem(problem)
        talk(f"{message}. {hint}")
    told = _("The profile {code} has new settings.") if replace else _("Imported the profile {code}; it is inactive.")
    talk(told.format(code=imported.stored.profile.code))


@profile.command("delete", help=_("Remove a profile. Its listings stay as they are on the marketplace."))
@code_argument
@click.option("--yes", is_flag=True, help=_("Don't ask."))
@pass_workspace
def delete(workspace: Workspace, code: str, yes: bool) -> None:
    with closing(workspace.open()) as db:
        name = profiles.get(db, code).profile.name
        if not yes and not _agreed(code, name):
            raise click.exceptions.Exit(int(ExitCode.USAGE))
        orphans = work.delete(workspace, db, code)
    talk(_("Deleted the profile {code}; {count} listings stay without a profile.").format(code=code, count=orphans))


def _agreed(code: str, name: str) -> bool:
    if not sys.stdin.isatty():
        talk(_("Nobody is there to ask: give --yes to delete the profile {code}.").format(code=code))
        return False
    return click.confirm(_("Delete the profile {code} “{name}”?").format(code=code, name=neutral(name)), err=True)


def _read(path: Path) -> str:
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError("profile.file_unreadable", path=str(path), reason=error.strerror or "") from error
    except UnicodeDecodeError as error:
        raise ConfigError("profile.file_unreadable", path=str(path), reason="UTF-8") from error


def _row(one: Listed) -> tuple[str, ...]:
    total = "?" if one.total is None else str(one.total)
    missing = "?" if one.not_uploaded is None else str(one.not_uploaded)
    return (
        one.code,
        neutral(one.name),
        _("active") if one.active else _("inactive"),
        _names(one.categories),
        _names(one.subcategories),
        total,
        f"{one.uploaded} [{one.percent}%]",
        missing,
    )


def _names(names: tuple[str, ...]) -> str:
    shown = ", ".join(neutral(name) for name in names[:_MOST_NAMES])
    return f"{shown} +{len(names) - _MOST_NAMES}" if len(names) > _MOST_NAMES else shown or "-"


def _plain(one: Listed) -> dict[str, Plain]:
    return {
        "code": one.code,
        "name": one.name,
        "active": one.active,
        "account": one.account,
        "source": one.source,
        "categories": list(one.categories),
        "subcategories": list(one.subcategories),
        "total": one.total,
        "uploaded": one.uploaded,
        "uploaded_percent": one.percent,
        "not_uploaded": one.not_uploaded,
    }
