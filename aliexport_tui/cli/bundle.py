"""`bundle FILE.zip`: the program's own state for whoever helps, without secrets and without buyers."""

from pathlib import Path

import click

from aliexport_tui.cli.common import json_option, pass_workspace, print_json, talk
from aliexport_tui.engine.operations.bundle import bundle as engine
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral


@click.command(help=_("Pack what the program knows of its own state for whoever helps: no secrets, nothing of buyers."))
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@pass_workspace
def bundle(workspace: Workspace, file: Path, as_json: bool) -> None:
    made = engine(workspace, file)
    if as_json:
        print_json({"path": made.path, "members": made.members})
        return
    for name, size in made.members.items():
        click.echo(f"{size:>10}  {neutral(name)}")
    text = _("{path}: look through it before you send it; names of goods and of your profiles are in it.")
    talk(text.format(path=neutral(made.path)))
