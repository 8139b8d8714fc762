"""`orders list` and `orders show`."""

from contextlib import closing
from typing import get_args

import click
import msgspec

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.engine.orders.naming import order_named
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.money import to_wire
from aliexport_tui.store import accounts, order_lists
from aliexport_tui.store import orders as store
from aliexport_tui.store.order_lists import OrderRow, OrdersWanted, SortBy
from aliexport_tui.store.orders import OrderStep, StoredOrder
from aliexport_tui.telling.order_text import hours_left, order_text, stage, stage_word, step_text
from aliexport_tui.telling.words import local_time

SORTS: tuple[SortBy, ...] = get_args(SortBy)


@click.command("list", help=_("Orders, those that have to be sent soonest first; nothing personal."))
@click.option("--account", metavar="CODE", help=_("Only of this account."))
@click.option("--search", "text", default="", metavar="TEXT", help=_("Words in number, codes, names of goods, tracks."))
@click.option("--status", "statuses", multiple=True, metavar="WORD", help=_("Only with this status: Created, InProgress …"))
@click.option("--delivery", "deliveries", multiple=True, metavar="WORD", help=_("Only with this delivery status: Init …"))
@click.option("--open", "open_only", is_flag=True, help=_("Only those that have not ended."))
@click.option("--due", "due_only", is_flag=True, help=_("Only those that have to be sent yet."))
@click.option("--sort", type=click.Choice(SORTS), default="due", show_default=True, help=_("By what they are sorted."))
@click.option("--reverse", is_flag=True, help=_("The other way round."))
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help=_("How many."))
@json_option
@pass_workspace
def list_(
    workspace: Workspace,
    account: str | None,
    text: str,
    statuses: tuple[str, ...],
    deliveries: tuple[str, ...],
    open_only: bool,
    due_only: bool,
    sort: SortBy,
    reverse: bool,
    limit: int,
    as_json: bool,
) -> None:
    with closing(workspace.open()) as db:
        wanted = OrdersWanted(
            accounts=(accounts.get(db, account).id,) if account else (),
            text=text,
            statuses=statuses,
            delivery_statuses=deliveries,
            open_only=open_only,
            due_only=due_only,
            sort=sort,
            descending=reverse,
        )
        ids = order_lists.order_ids(db, wanted)
        rows = order_lists.rows(db, ids[:limit])
    found = [rows[id] for id in ids[:limit] if id in rows]
    if as_json:
        print_json([_plain_row(row) for row in found])
        return
    if not found:
        talk(_("There are no such orders."))
        return
    now = workspace.clock.now_ms()
    headings = (
        _("order"), _("account"), _("left"), _("state"), _("model"), _("total"), _("pcs"), _("ordered"), _("goods"),
    )  # fmt: skip
    print_table(headings, [_cells(row, now) for row in found])
    if len(ids) > limit:
        talk(_("… and {count} more: --limit").format(count=len(ids) - limit))


@click.command("show", help=_("One order with what became of it; its buyer only with --personal."))
@click.argument("number")
@click.option("--account", default="", metavar="CODE", help=_("Of this account."))
@click.option("--personal", is_flag=True, help=_("Show the buyer's name, telephone, address and comments."))
@json_option
@pass_workspace
def show(workspace: Workspace, number: str, account: str, personal: bool, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        stored = order_named(db, number, account)
        steps = store.steps(db, stored.id)
    if as_json:
        print_json(_plain_order(stored, steps, personal=personal))
        return
    for line in order_text(stored, steps, workspace.clock.now_ms(), personal=personal):
        click.echo(line)


def _cells(row: OrderRow, now: int) -> tuple[str, ...]:
    more = f" +{row.lines - 1}" if row.lines > 1 else ""
    return (
        neutral(row.number),
        row.account,
        hours_left(row.due_at, now),
        stage_word(row.status, row.payment_status, row.delivery_status, row.antifraud_status),
        row.model,
        to_wire(row.total),
        str(row.units),
        local_time(row.created_at),
        neutral(row.goods) + more,
    )


def _plain_row(row: OrderRow) -> dict[str, Plain]:
    where = stage(row.status, row.payment_status, row.delivery_status, row.antifraud_status)
    return {**{name: getattr(row, name) for name in OrderRow.__struct_fields__}, "stage": where}


def _plain_order(stored: StoredOrder, steps: tuple[OrderStep, ...], *, personal: bool) -> dict[str, Plain]:
    plain: dict[str, Plain] = {
        "account": stored.account_code,
        "order": msgspec.to_builtins(stored.order),
        "due_at": stored.order.due_at or None,
        "first_seen_at": stored.first_seen_at,
        "changed_at": stored.changed_at,
        "ended_at": stored.ended_at,
        "erased": stored.buyer is None,
        "steps": [{"at": one.at, "code": one.code, "args": one.args, "text": step_text(one)} for one in steps],
    }
    if personal:
        plain["buyer"] = msgspec.to_builtins(stored.buyer)
    return plain
