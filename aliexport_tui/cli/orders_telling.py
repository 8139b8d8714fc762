"""`orders send|ready|delivered`: the seller's own delivery, told by hand."""

from collections.abc import Callable, Iterable

import click

from aliexport_tui.cli.common import pass_workspace
from aliexport_tui.cli.telling_orders import account_of_order, account_option, carry_out, wait_option
from aliexport_tui.engine.orders import settings as order_settings
from aliexport_tui.engine.orders.news.carriers import carrier_for
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.order_action import Delivered, Doing, InTransit, ReadyForPickup
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database


@click.command("send", help=_("Tell the marketplace that an order is on its way: its track and carrier."))
@click.argument("number")
@click.option("--track", required=True, metavar="TEXT", help=_("The tracking number."))
@click.option("--carrier", default="", metavar="NAME", help=_("As the shop calls it, or as buyers should see it."))
@click.option("--url", default="", metavar="URL", help=_("Where the buyer can follow it; else by the carrier's mapping."))
@click.option("--phone", default="", metavar="NUMBER", help=_("The carrier's support; else by the carrier's mapping."))
@account_option
@wait_option
@pass_workspace
def send(
    workspace: Workspace, number: str, track: str, carrier: str, url: str, phone: str, code: str | None, wait: int
) -> None:
    def wanted(db: Database) -> list[tuple[Account, Doing]]:
        account = account_of_order(db, number, code)
        back = order_settings.load(db, account.code).settings.back
        told = carrier_for(back, carrier, track, track_url=url, phone=phone)
        if not told.name:
            raise ConfigError("orders.no_carrier")
        return [(account, InTransit(number, track, told.name, told.track_url, told.support_phone))]

    carry_out(workspace, wanted, wait)


@click.command("ready", help=_("Tell the marketplace that orders wait for their buyers at a pickup point."))
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER…")
@account_option
@wait_option
@pass_workspace
def ready(workspace: Workspace, numbers: tuple[str, ...], code: str | None, wait: int) -> None:
    carry_out(workspace, lambda db: _each(db, numbers, code, ReadyForPickup), wait)


@click.command("delivered", help=_("Tell the marketplace that orders have reached their buyers."))
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER…")
@account_option
@wait_option
@pass_workspace
def delivered(workspace: Workspace, numbers: tuple[str, ...], code: str | None, wait: int) -> None:
    carry_out(workspace, lambda db: _each(db, numbers, code, Delivered), wait)


def _each(
    db: Database, numbers: Iterable[str], code: str | None, make: Callable[[str], Doing]
) -> list[tuple[Account, Doing]]:
    return [(account_of_order(db, number, code), make(number)) for number in numbers]
