"""`orders actions list|send|again|drop`: what was to be told to the marketplace, until its end is known."""

from contextlib import closing

import click

from aliexport_tui.cli.common import Shell, json_option, pass_workspace, print_json, talk
from aliexport_tui.cli.telling_orders import exit_with, plain_action, tell, wait_option
from aliexport_tui.engine.orders import acting
from aliexport_tui.engine.orders.sync import send_now
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _, ngettext
from aliexport_tui.model.order_action import OPEN, State
from aliexport_tui.store import accounts, order_actions
from aliexport_tui.telling.order_action_text import action_lines
from aliexport_tui.telling.words import age


@click.group("actions", cls=Shell, help=_("What is to be told to the marketplace: list, send, try again, give up."))
def actions() -> None:
    pass


@actions.command("list", help=_("What waits, what was refused, and of what nobody knows yet whether it was done."))
@click.argument("account", required=False)
@click.option("--all", "everything", is_flag=True, help=_("With what is done and what was given up."))
@json_option
@pass_workspace
def list_(workspace: Workspace, account: str | None, everything: bool, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        of = accounts.get(db, account).id if account else None
        more: tuple[State, ...] = ("refused", "done", "dropped") if everything else ("refused",)
        found = order_actions.listed(db, of, (*OPEN, *more))
        if as_json:
            print_json([plain_action(one) for one in found])
            return
        now = workspace.clock.now_ms()
        for one in reversed(found):
            first, *rest = action_lines(one)
            asked = _("asked {age} ago by {who}").format(age=age(one.made_at, now), who=one.who)
            for line in (f"{one.id:>7}  {first} · {asked}", *(f"         {line}" for line in rest)):
                click.echo(line)
        if not found:
            talk(_("Nothing waits."))


@actions.command("send", help=_("Send what waits, and find out what became of the rest; without fetching anything else."))
@click.argument("account")
@wait_option
@pass_workspace
def send(workspace: Workspace, account: str, wait: int) -> None:
    with closing(workspace.open()) as db:
        acted = send_now(workspace, db, account, patience_s=wait)
        found = order_actions.by_ids(db, acted.ids)
        if not found:
            talk(_("Nothing is due."))
        exit_with(tell(found))


@actions.command("again", help=_("Let refused ones, and such as nobody can tell of, leave once more at the next sending."))
@click.argument("ids", nargs=-1, required=True, type=click.IntRange(min=1), metavar="ID…")
@pass_workspace
def again(workspace: Workspace, ids: tuple[int, ...]) -> None:
    with closing(workspace.open()) as db:
        count = acting.again(db, workspace, ids)
    click.echo(ngettext("{count} waits again.", "{count} wait again.", count).format(count=count))


@actions.command("drop", help=_("Give them up: they are not sent, and no longer looked for."))
@click.argument("ids", nargs=-1, required=True, type=click.IntRange(min=1), metavar="ID…")
@pass_workspace
def drop(workspace: Workspace, ids: tuple[int, ...]) -> None:
    with closing(workspace.open()) as db:
        count = acting.drop(db, workspace, ids)
    click.echo(ngettext("{count} is given up.", "{count} are given up.", count).format(count=count))
