"""`orders erase`: buyers are forgotten."""

from contextlib import closing

import click

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json
from aliexport_tui.engine.orders.erasing import erase as work
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.store import accounts


@click.command("erase", help=_("Forget buyers whose orders have ended; without an account, of all. Each fetch does so too."))
@click.argument("codes", nargs=-1, metavar="[ACCOUNT]...")
@click.option("--days", type=click.IntRange(0, 3650), help=_("So many days after the end, instead of the settings' time."))
@json_option
@pass_workspace
def erase(workspace: Workspace, codes: tuple[str, ...], days: int | None, as_json: bool) -> None:
    results: list[dict[str, Plain]] = []
    with closing(workspace.open()) as db:
        for code in codes or tuple(one.code for one in accounts.every(db)):
            done = work(workspace, db, code, days=days)
            results.append({"account": code, "orders": done.orders, "labels": done.labels})
            if not as_json:
                text = _("{account}: buyers forgotten {orders}, labels removed {labels}")
                click.echo(text.format(account=code, orders=done.orders, labels=done.labels))
    if as_json:
        print_json(results)
