"""`handover list|create|add|remove|close|courier|bags|label`: handover lists of the marketplace's own delivery."""

from contextlib import closing
from pathlib import Path

import click

from aliexport_tui.cli.common import Plain, Shell, json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.cli.shipments import tell_labels
from aliexport_tui.cli.telling_orders import (
    account_of_list,
    account_of_shipments,
    account_option,
    carry_out,
    wait_option,
)
from aliexport_tui.engine.accounts import opened_orders
from aliexport_tui.engine.chores import chore
from aliexport_tui.engine.orders import settings as order_settings
from aliexport_tui.engine.orders.bench import Bench
from aliexport_tui.engine.orders.dates import moment_of
from aliexport_tui.engine.orders.labels import folder_for, save_list_label
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral
from aliexport_tui.messages.words import local_time
from aliexport_tui.model.order_action import AddToList, CallCourier, CloseList, CountBags, Doing, HandOver, RemoveFromList
from aliexport_tui.store import accounts, handover_lists
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.store.handover_lists import Kept

list_argument = click.argument("number", metavar="LIST")
ids_argument = click.argument("ids", nargs=-1, required=True, metavar="SHIPMENT…")


@click.group("handover", cls=Shell, help=_("Handover lists: what is given to the marketplace's courier or point."))
def handover() -> None:
    pass


@handover.command("list", help=_("Lists that are not accepted yet, newest first; as they were last read."))
@click.option("--account", "code", metavar="CODE", help=_("Only this account's."))
@click.option("--all", "everything", is_flag=True, help=_("With the accepted ones."))
@json_option
@pass_workspace
def list_(workspace: Workspace, code: str | None, everything: bool, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        of = accounts.get(db, code).id if code else None
        found = handover_lists.listed(db, of, ended=everything)
    if as_json:
        print_json([_plain(one) for one in found])
    elif found:
        headings = (_("list"), _("status"), _("shipments"), _("arrival"), _("made"), _("label"))
        print_table(headings, [_row(one) for one in found])
    else:
        talk(_("There are no handover lists."))


@handover.command("create", help=_("Make a list of shipments."))
@ids_argument
@click.option(
    "--arrival", metavar="DATE", help=_("When it will be brought or fetched: 2026-02-03 12:00, in the settings' zone.")
)
@account_option
@wait_option
@pass_workspace
def create(workspace: Workspace, ids: tuple[str, ...], arrival: str | None, code: str | None, wait: int) -> None:
    def wanted(db: Database) -> list[tuple[Account, Doing]]:
        account = account_of_shipments(db, ids, code)
        zone = order_settings.zone(order_settings.load(db, account.code).settings)
        return [(account, HandOver(tuple(dict.fromkeys(ids)), moment_of(arrival, zone) if arrival else 0))]

    carry_out(workspace, wanted, wait)


@handover.command("add", help=_("Put shipments into an open list."))
@list_argument
@ids_argument
@account_option
@wait_option
@pass_workspace
def add(workspace: Workspace, number: str, ids: tuple[str, ...], code: str | None, wait: int) -> None:
    _do(workspace, number, code, wait, AddToList(number, tuple(dict.fromkeys(ids))))


@handover.command("remove", help=_("Take shipments out of an open list."))
@list_argument
@ids_argument
@account_option
@wait_option
@pass_workspace
def remove(workspace: Workspace, number: str, ids: tuple[str, ...], code: str | None, wait: int) -> None:
    _do(workspace, number, code, wait, RemoveFromList(number, tuple(dict.fromkeys(ids))))


@handover.command("close", help=_("Close a list: what is in it goes to the marketplace. It can't be changed after that."))
@list_argument
@account_option
@wait_option
@pass_workspace
def close(workspace: Workspace, number: str, code: str | None, wait: int) -> None:
    _do(workspace, number, code, wait, CloseList(number))


@handover.command("courier", help=_("Tell that a list is ready to be fetched."))
@list_argument
@account_option
@wait_option
@pass_workspace
def courier(workspace: Workspace, number: str, code: str | None, wait: int) -> None:
    _do(workspace, number, code, wait, CallCourier(number))


@handover.command("bags", help=_("Tell how many big bags a list fills."))
@list_argument
@click.argument("count", type=click.IntRange(1, 10_000))
@account_option
@wait_option
@pass_workspace
def bags(workspace: Workspace, number: str, count: int, code: str | None, wait: int) -> None:
    _do(workspace, number, code, wait, CountBags(number, count))


@handover.command("label", help=_("Save a list's label as PDF, readable by you alone."))
@list_argument
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help=_("Where to; else as set in the settings."))
@account_option
@pass_workspace
def label(workspace: Workspace, number: str, folder: Path | None, code: str | None) -> None:
    with closing(workspace.open()) as db:
        account = account_of_list(db, number, code)
        place = folder_for(order_settings.load(db, account.code).settings, folder)
        with chore(workspace, "labels", account.code), opened_orders(workspace, account) as desk:
            saved = save_list_label(Bench(db, account, desk, workspace.clock), number, place)
    tell_labels([saved])


def _do(workspace: Workspace, number: str, code: str | None, wait: int, doing: Doing) -> None:
    carry_out(workspace, lambda db: [(account_of_list(db, number, code), doing)], wait)


def _row(one: Kept) -> tuple[str, ...]:
    told = one.list
    return tuple(
        neutral(cell) or "-"
        for cell in (
            one.number,
            told.status,
            str(len(told.shipments)),
            local_time(told.arrival_at) if told.arrival_at else "",
            local_time(told.made_at) if told.made_at else "",
            one.label,
        )
    )


def _plain(one: Kept) -> dict[str, Plain]:
    told = one.list
    return {
        "list": one.number,
        "status": told.status,
        "shipments": list(told.shipments),
        "arrival": told.arrival_at or None,
        "made": told.made_at or None,
        "type": told.shipment_type,
        "label": one.label,
    }
