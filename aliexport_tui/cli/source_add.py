"""`source look` and `source add`: what is at an address is shown before anything is stored, what it can't tell is asked."""

import sys
import tempfile
from contextlib import closing
from pathlib import Path

import click

from aliexport_tui.cli.common import json_option, pass_workspace, print_json, talk
from aliexport_tui.cli.feed_secret import password_file_option, with_secret
from aliexport_tui.cli.look_json import plain_look
from aliexport_tui.cli.source import describe, tell_unused
from aliexport_tui.cli.source_keys import keys_file_option, keys_for
from aliexport_tui.cli.source_options import given, kind_option, settings_options
from aliexport_tui.engine import looking
from aliexport_tui.engine import sources as work
from aliexport_tui.engine.looking import Look
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.source_words import asked
from aliexport_tui.messages.text import neutral
from aliexport_tui.sources.fetch import shown
from aliexport_tui.sources.questions import Question, open_of
from aliexport_tui.sources.settings import Kind, SourceSettings
from aliexport_tui.telling.look_text import found_lines, open_lines

_CHOICES_SHOWN = 12


@click.command("look", help=_("Look at a path or an http(s) address: what it is, three products, open questions."))
@click.argument("location", metavar="PATH_OR_URL")
@kind_option
@password_file_option
@keys_file_option
@settings_options
@json_option
@pass_workspace
def look_at(
    workspace: Workspace,
    /,
    location: str,
    kind: Kind | None,
    password_file: Path | None,
    keys_file: Path | None,
    as_json: bool,
    **options: object,
) -> None:
    settings = given(options).over(SourceSettings())
    keys = keys_for(kind, keys_file, ask=True)
    look = looking.look(workspace, with_secret(location, password_file), settings, keys, kind)
    if as_json:
        print_json(plain_look(look))
    else:
        _show(look)


@click.command("add", help=_("Add a source: a path or an http(s) address. It is looked at and shown, not imported yet."))
@click.argument("code")
@click.argument("location", metavar="PATH_OR_URL")
@kind_option
@password_file_option
@keys_file_option
@settings_options
@click.option("--yes", is_flag=True, help=_("On a terminal: add it without asking."))
@json_option
@pass_workspace
def add(
    workspace: Workspace,
    /,
    code: str,
    location: str,
    kind: Kind | None,
    password_file: Path | None,
    keys_file: Path | None,
    yes: bool,
    as_json: bool,
    **options: object,
) -> None:
    settings = given(options).over(SourceSettings())
    work.check_mapping(settings.csv.columns)
    with closing(workspace.open()) as db:
        work.check_code(db, code)
        location = work.absolute(with_secret(location, password_file))
        keys = keys_for(kind, keys_file, ask=True)
        look = _looked(workspace, location, settings, kind, keys, quiet=as_json)
        if _somebody_there() and not yes and not click.confirm(_("Add it?"), default=True, err=True):
            talk(_("Nothing was stored."))
            return
        work.add_source(workspace, db, code, location, kind=kind, settings=settings, keys=keys, seen=look)
        added = work.show(db, code)
    describe(added, as_json)
    tell_unused(added, given(options))


def _looked(
    workspace: Workspace, location: str, settings: SourceSettings, kind: Kind | None, keys: dict[str, str], *, quiet: bool
) -> Look:
    """Shown, and answered as far as it has to be. Raises ConfigError `source.unanswered` where nobody is there to ask."""
    with tempfile.TemporaryDirectory(prefix="aliexport-look-") as folder:
        path = looking.fetched(workspace, location, Path(folder), settings, keys, kind)
        look = looking.look_into(path, shown(location), settings, kind)
        if not quiet:
            _show(look)
        while (question := open_of(look.questions)) is not None:
            if not _somebody_there():
                raise work.unanswered(question, look)
            settings = work.answered(settings, {question.setting: _answer(question)})
            look = looking.look_into(path, shown(location), settings, kind)
            if open_of(look.questions) is None and not quiet:
                _show(look)
    return look


def _show(look: Look) -> None:
    for line in found_lines(look):
        click.echo(line)
    if look.questions:
        click.echo("")
        click.echo(_("The file can't tell:"))
        for line in open_lines(look.questions):
            click.echo(line)
    click.echo("")


def _answer(question: Question) -> str:
    label, help_ = asked(question.setting)
    talk(help_)
    if not question.choices:
        typed: str = click.prompt(label, err=True)
        return typed.strip()
    few = len(question.choices) <= _CHOICES_SHOWN
    if not few:
        talk(neutral(", ".join(question.choices)))
    chosen: str = click.prompt(label, type=click.Choice(question.choices), show_choices=few, err=True)
    return chosen


def _somebody_there() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
