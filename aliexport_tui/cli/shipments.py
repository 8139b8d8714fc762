"""`shipments create|list|labels|delete|pass`: the marketplace's own delivery."""

import re
from collections.abc import Iterable
from contextlib import closing
from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from aliexport_tui.cli.common import Plain, Shell, json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.cli.telling_orders import (
    account_of_order,
    account_of_shipments,
    account_option,
    carry_out,
    exit_with,
    wait_option,
)
from aliexport_tui.engine.accounts import opened_orders
from aliexport_tui.engine.chores import chore
from aliexport_tui.engine.orders import settings as order_settings
from aliexport_tui.engine.orders.bench import Bench
from aliexport_tui.engine.orders.boxes import Box
from aliexport_tui.engine.orders.labels import Label, folder_for, save_labels, save_together, wait_until_made
from aliexport_tui.engine.orders.parcels import parcels
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral
from aliexport_tui.messages.words import local_time
from aliexport_tui.model.errors import ConfigError, ExitCode
from aliexport_tui.model.order_action import Doing, PassToday, Unship
from aliexport_tui.store import accounts, orders
from aliexport_tui.store import shipments as stored
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.store.shipments import Kept
from aliexport_tui.telling.order_action_text import failure_lines

_SIDES = re.compile(r"(\d{1,4})[xXх×*](\d{1,4})[xXх×*](\d{1,4})")  # the Cyrillic letter too


class Sides(click.ParamType[Box]):
    """30x20x10: whole cm, each at least 1."""

    name = "sides"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Box:
        found = _SIDES.fullmatch(str(value).replace(" ", ""))
        sides = tuple(int(side) for side in found.groups()) if found else ()
        if len(sides) != 3 or min(sides) < 1:
            self.fail(_("{value} are no sides: write 30x20x10, in cm").format(value=repr(value)), param, ctx)
        return sides[0], sides[1], sides[2]


class Kilograms(click.ParamType[Decimal]):
    """0.9 or 0,9: more than nothing, to the gram."""

    name = "kg"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        try:
            weight = Decimal(str(value).replace(",", "."))
        except InvalidOperation:
            weight = Decimal(0)
        if not Decimal("0.001") <= weight <= 1000:
            self.fail(_("{value} is no weight: write 0.9, in kg").format(value=repr(value)), param, ctx)
        return weight.quantize(Decimal("0.001"))


class Units(click.ParamType[tuple[str, int]]):
    """SKU=2: the seller's code or the marketplace's id, and how many."""

    name = "units"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        sku, _equals, count = str(value).rpartition("=")
        if not sku or not (count.isascii() and count.isdecimal()) or int(count) < 1:
            self.fail(_("{value} are no units: write SKU=2").format(value=repr(value)), param, ctx)
        return sku, int(count)


@click.group("shipments", cls=Shell, help=_("Shipments of the marketplace's own delivery: make, list, labels, delete."))
def shipments() -> None:
    pass


@shipments.command(
    "create",
    help=_(
        "Make the shipments of orders: one for each posting of which something is left. Sides and weight come from the goods"
        " unless they are given."
    ),
)
@click.argument("numbers", nargs=-1, required=True, metavar="ORDER…")
@click.option("--sides", type=Sides(), metavar="LxWxH", help=_("The parcel's sides in whole cm: 30x20x10. For one parcel."))
@click.option("--weight", type=Kilograms(), metavar="KG", help=_("The parcel's weight in kg: 0.9. For one parcel."))
@click.option(
    "--units", type=Units(), multiple=True, metavar="SKU=N", help=_("Only these goods, of one posting; repeatable.")
)
@account_option
@wait_option
@pass_workspace
def create(
    workspace: Workspace,
    numbers: tuple[str, ...],
    sides: Box | None,
    weight: Decimal | None,
    units: tuple[tuple[str, int], ...],
    code: str | None,
    wait: int,
) -> None:
    if len(numbers) > 1 and (sides or weight or units):
        raise click.UsageError(_("--sides, --weight and --units go with a single order."))

    def wanted(db: Database) -> list[tuple[Account, Doing]]:
        found: list[tuple[Account, Doing]] = []
        for number in numbers:
            account = account_of_order(db, number, code)
            order = orders.find(db, account.id, number)
            if order is None:
                raise ConfigError("order.unknown", order=number)
            made = parcels(order.order, units=dict(units), sides_cm=sides, weight_kg=weight)
            found += [(account, parcel) for parcel in made]
        return found

    carry_out(workspace, wanted, wait)


@shipments.command("list", help=_("Shipments on their way, newest first; as they were last read."))
@click.option("--account", "code", metavar="CODE", help=_("Only this account's."))
@click.option("--order", "number", metavar="NUMBER", help=_("Only of this order."))
@click.option("--all", "everything", is_flag=True, help=_("With those at their end, and the deleted ones."))
@click.option("--limit", type=click.IntRange(min=1), default=200, show_default=True, help=_("At most so many."))
@json_option
@pass_workspace
def list_(workspace: Workspace, code: str | None, number: str | None, everything: bool, limit: int, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        of = accounts.get(db, code).id if code else None
        if number is None:
            found = stored.listed(db, of, ended=everything, gone=everything, limit=limit + 1)
        else:
            named = [one.id for one in orders.named(db, number) if of in (None, one.account)]
            found = tuple(one for id in named for one in stored.of_order(db, id, gone=everything))
    shown = found[:limit]
    if as_json:
        print_json([_plain(one) for one in shown])
    elif found:
        headings = (_("shipment"), _("order"), _("status"), _("track"), _("list"), _("hand over by"), _("label"))
        print_table(headings, [_row(one) for one in shown])
    else:
        talk(_("There are no shipments."))
    if len(found) > limit:
        talk(_("There are more: --limit {limit}").format(limit=2 * limit))


@shipments.command("labels", help=_("Save labels as PDF: one file for each shipment, readable by you alone."))
@click.argument("ids", nargs=-1, metavar="[SHIPMENT]…")
@click.option("--order", "number", metavar="NUMBER", help=_("Of all shipments of this order."))
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help=_("Where to; else as set in the settings."))
@click.option("--together", is_flag=True, help=_("All of them as pages of one file."))
@account_option
@wait_option
@pass_workspace
def labels(
    workspace: Workspace,
    ids: tuple[str, ...],
    number: str | None,
    folder: Path | None,
    together: bool,
    code: str | None,
    wait: int,
) -> None:
    if bool(ids) == (number is not None):
        raise click.UsageError(_("Name shipments, or an order by --order."))
    with closing(workspace.open()) as db:
        ids = ids or _of_order(db, number or "", code)
        account = account_of_shipments(db, ids, code)
        place = folder_for(order_settings.load(db, account.code).settings, folder)
        with chore(workspace, "labels", account.code), opened_orders(workspace, account) as desk:
            bench = Bench(db, account, desk, workspace.clock)
            wait_until_made(bench, ids, wait)
            saved = (save_together if together else save_labels)(bench, ids, place)
    tell_labels(saved)


def tell_labels(saved: Iterable[Label]) -> None:
    """Paths to standard output, each once; why the others are missing to standard error."""
    missing = [one for one in saved if one.failure is not None]
    for path in dict.fromkeys(one.path for one in saved if one.path):
        click.echo(path)
    for one in missing:
        talk(_("{subject}: no label").format(subject=neutral(one.id)))
        for line in failure_lines(one.failure) if one.failure else ():
            talk(f"    {line}")
    exit_with(ExitCode.REJECTED if missing else ExitCode.DONE)


@shipments.command("delete", help=_("Delete shipments that have not been handed over."))
@click.argument("ids", nargs=-1, required=True, metavar="SHIPMENT…")
@account_option
@wait_option
@pass_workspace
def delete(workspace: Workspace, ids: tuple[str, ...], code: str | None, wait: int) -> None:
    carry_out(workspace, lambda db: [(account_of_shipments(db, (id,), code), Unship(id)) for id in ids], wait)


@shipments.command("pass", help=_("Move shipments to their spare day, out of their handover lists."))
@click.argument("ids", nargs=-1, required=True, metavar="SHIPMENT…")
@account_option
@wait_option
@pass_workspace
def pass_(workspace: Workspace, ids: tuple[str, ...], code: str | None, wait: int) -> None:
    carry_out(workspace, lambda db: [(account_of_shipments(db, (id,), code), PassToday(id)) for id in ids], wait)


def _of_order(db: Database, number: str, code: str | None) -> tuple[str, ...]:
    """Raises ConfigError `order.unknown`, `order.by_seller`, `shipment.none_of_order`."""
    account = account_of_order(db, number, code)
    order = orders.find(db, account.id, number)
    if order is None:
        raise ConfigError("order.unknown", order=number)
    if order.order.model == "DBS":
        raise ConfigError("order.by_seller", order=number)
    ids = tuple(one.number for one in stored.of_order(db, order.id) if one.shipment.status not in stored.ENDED)
    if not ids:
        raise ConfigError("shipment.none_of_order", order=number)
    return ids


def _row(one: Kept) -> tuple[str, ...]:
    shipment = one.shipment
    return tuple(
        neutral(cell) or "-"
        for cell in (
            one.number,
            one.order,
            _("deleted") if one.gone_at else shipment.status,
            shipment.track,
            shipment.handover_list,
            local_time(shipment.cut_off_at) if shipment.cut_off_at else "",
            one.label,
        )
    )


def _plain(one: Kept) -> dict[str, Plain]:
    shipment = one.shipment
    return {
        "shipment": one.number,
        "order": one.order,
        "status": shipment.status,
        "track": shipment.track,
        "handover_list": shipment.handover_list,
        "cut_off": shipment.cut_off_at or None,
        "label": one.label,
        "deleted": one.gone_at is not None,
        "error": shipment.error_text,
        "units": {line.sku_id: line.quantity for line in shipment.lines},
    }
