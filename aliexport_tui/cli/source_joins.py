"""`source joins`: what a rule would make one product of, before it is on."""

from contextlib import closing
from typing import Literal

import click
import msgspec

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json
from aliexport_tui.cli.source_options import given, join_options
from aliexport_tui.engine import sources as work
from aliexport_tui.engine.join_preview import JoinGroup, JoinPreview, preview_joins
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.source_words import doubt_name
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.money import to_decimal


@click.command("joins", help=_("What a rule would join, before it is on: reads the source, stores nothing."))
@click.argument("code")
@join_options
@json_option
@pass_workspace
def joins(workspace: Workspace, /, code: str, as_json: bool, **options: object) -> None:
    with closing(workspace.open()) as db:
        settings = given(options).over(work.show(db, code).settings)
        if not settings.join:
            raise ConfigError("source.join_unnamed", source=code)
        preview = preview_joins(workspace, db, code, settings)
    if as_json:
        plain: Plain = msgspec.to_builtins(preview)
        print_json(plain)
        return
    for line in _lines(preview, settings.join):
        click.echo(line)


def _lines(preview: JoinPreview, rule: Literal["article", "name"]) -> list[str]:
    name = _("article") if rule == "article" else _("name")
    lines = [
        _("By {rule}: {before} products would be {after}; {joined} offers in {groups} products with variants").format(
            rule=name, before=preview.before, after=preview.after, joined=preview.joined, groups=preview.groups
        )
    ]
    for title, groups in (
        (_("The largest:"), preview.largest),
        (_("Examples:"), preview.examples),
        (_("Look at these ({count} in all):").format(count=preview.doubtful), preview.suspicious),
    ):
        if groups:
            lines += ["", title, *(line for group in groups for line in _group(group))]
    return lines


def _group(group: JoinGroup) -> list[str]:
    doubts = ", ".join(map(doubt_name, group.doubts))
    lines = [f"  {group.count} × {neutral(group.name)}" + (f"  ! {doubts}" if doubts else "")]
    for member in group.members:
        price = "" if member.price is None else str(to_decimal(member.price))
        shown = " · ".join(
            part for part in (member.code, member.parts or _("nothing of its own"), price, member.name) if part
        )
        lines.append(f"      {neutral(shown)}")
    if group.count > len(group.members):
        lines.append("      " + _("… and {count} more").format(count=group.count - len(group.members)))
    return lines
