"""`orders …`: what buyers ordered, on its way to the shop and back."""

import click

from aliexport_tui.cli.common import Shell
from aliexport_tui.messages.i18n import _


@click.group(
    "orders",
    cls=Shell,
    lazy={
        "fetch": "aliexport_tui.cli.orders_fetch:fetch",
        "list": "aliexport_tui.cli.orders_list:list_",
        "show": "aliexport_tui.cli.orders_list:show",
        "settings": "aliexport_tui.cli.orders_settings:settings",
        "erase": "aliexport_tui.cli.orders_erase:erase",
    },
    help=_("Orders: read them, hand them to the shop, send them."),
)
def orders() -> None:
    pass
