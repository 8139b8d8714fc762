"""`source joins`: what a rule would make one product of, before it is on."""

from contextlib import closing

import click
import msgspec

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json
from aliexport_tui.cli.source_options import given, join_options
from aliexport_tui.engine import sources as work
from aliexport_tui.engine.join_preview import preview_joins
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.telling.join_text import join_lines


@click.command("joins", help=_("What a rule would join, before it is on: reads the source, stores nothing."))
@click.argument("code")
@click.option("--groups", is_flag=True, help=_("The feed's own groups in place of a rule."))
@join_options
@json_option
@pass_workspace
def joins(workspace: Workspace, /, code: str, groups: bool, as_json: bool, **options: object) -> None:
    with closing(workspace.open()) as db:
        settings = given(options).over(work.show(db, code).settings)
        if groups:
            settings = msgspec.structs.replace(settings, join="")
        elif not settings.join:
            raise ConfigError("source.join_unnamed", source=code)
        preview = preview_joins(workspace, db, code, settings)
    if as_json:
        plain: Plain = msgspec.to_builtins(preview)
        print_json(plain)
        return
    for line in join_lines(preview, settings.join):
        click.echo(line)
