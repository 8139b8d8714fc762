"""`sql "SELECT …"`: the owner's own question to the file; reading only, with limits."""

import math
from contextlib import closing

import click

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral
from aliexport_tui.store.database import Cell
from aliexport_tui.store.sql_prompt import ask

_SECONDS = 10
_WIDEST = 200


@click.command(help=_("Ask the shop's file a question in SQL; it can only read. The views v_… are made for it."))
@click.argument("statement")
@click.option(
    "--limit", type=click.IntRange(1, 1_000_000), default=1_000, show_default=True, help=_("At most so many rows.")
)
@click.option(
    "--seconds", type=click.IntRange(1, 600), default=_SECONDS, show_default=True, help=_("Give up after so long.")
)
@json_option
@pass_workspace
def sql(workspace: Workspace, statement: str, limit: int, seconds: int, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        answer = ask(db.path, statement, clock=workspace.clock, limit=limit, seconds=seconds)
    if as_json:
        rows = [[_plain(cell) for cell in row] for row in answer.rows]
        print_json({"columns": answer.columns, "rows": rows, "more": answer.more})
    elif answer.columns:
        print_table([neutral(name) for name in answer.columns], [[_shown(cell) for cell in row] for row in answer.rows])
    if answer.more:
        talk(_("There are more rows: raise --limit or ask for less."))


def _plain(cell: Cell) -> Plain:
    if isinstance(cell, bytes):
        return f"x'{cell.hex()}'"
    # JSON has no infinity.
    return str(cell) if isinstance(cell, float) and not math.isfinite(cell) else cell


def _shown(cell: Cell) -> str:
    if cell is None:
        return "NULL"
    text = neutral(str(_plain(cell)))
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
