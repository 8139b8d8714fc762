"""`restore FILE`: bring a backup back."""

import sys
from pathlib import Path

import click

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json, talk
from aliexport_tui.engine.operations.restore import restore as engine
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral
from aliexport_tui.telling.words import local_time


@click.command(help=_("Bring a backup back: verified first, nobody at work meanwhile; what is replaced is kept beside."))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help=_("Don't ask."))
@json_option
@pass_workspace
def restore(workspace: Workspace, file: Path, yes: bool, as_json: bool) -> None:
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError(_("Without a terminal: --yes"))
        question = _("Replace {path} by {backup}?").format(path=neutral(str(workspace.file)), backup=neutral(str(file)))
        click.confirm(question, abort=True, err=True)
    done = engine(workspace, file)
    if as_json:
        told: dict[str, Plain] = {
            "path": str(workspace.file),
            "kept": done.kept,
            "was_damaged": done.was_damaged,
            "lost": done.lost,
            "last_at": done.facts.last_at,
            "rows": done.facts.rows,
        }
        print_json(told)
        return
    when = local_time(done.facts.last_at) if done.facts.last_at else "—"
    click.echo(_("{path} is as it was at {when}.").format(path=neutral(str(workspace.file)), when=when))
    if done.kept:
        talk(_("What was there is kept: {path}").format(path=neutral(done.kept)))
    if done.lost:
        talk(_("More has been sent since than it knows: nothing is created before the account's horizon has passed."))
    talk(_("Before the next create all cards of each account are read anew."))
    if not workspace.secrets.exists():
        text = _("Tokens and passwords are not in a backup: bring {path} back too, or give them anew.")
        talk(text.format(path=neutral(str(workspace.secrets))))
