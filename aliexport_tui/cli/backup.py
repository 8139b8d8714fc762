"""`backup PATH`: a copy of the shop's file, made while everybody goes on working."""

from pathlib import Path

import click

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json, talk
from aliexport_tui.engine.operations.backup import backup as engine
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral


@click.command(
    help=_("Copy the shop's file while everybody goes on working; the copy is verified before it takes its place.")
)
@click.argument("to", metavar="PATH", type=click.Path(path_type=Path))
@click.option(
    "--keep",
    type=click.IntRange(1, 10_000),
    help=_("In a folder: so many backups stay, older ones of this shop are removed."),
)
@json_option
@pass_workspace
def backup(workspace: Workspace, to: Path, keep: int | None, as_json: bool) -> None:
    facts, gone = engine(workspace, to, keep=keep or 0)
    if as_json:
        told: dict[str, Plain] = {
            "path": facts.path,
            "size": facts.size,
            "version": facts.version,
            "rows": facts.rows,
            "removed": [str(path) for path in gone],
        }
        print_json(told)
        return
    text = _("{path}: {size} bytes, verified; products {products}, listings {listings}, orders {orders}")
    rows = facts.rows
    click.echo(
        text.format(
            path=neutral(facts.path),
            size=facts.size,
            products=rows.get("product", 0),
            listings=rows.get("listing", 0),
            orders=rows.get("trade_order", 0),
        )
    )
    for path in gone:
        talk(_("Removed: {path}").format(path=neutral(str(path))))
    if workspace.secrets.exists():
        talk(
            _("Tokens and passwords are not in it; keep {path} apart from it.").format(path=neutral(str(workspace.secrets)))
        )
