"""`orders …`: what buyers ordered, on its way to the shop and back."""

import click

from aliexport_tui.cli.common import Shell
from aliexport_tui.messages.i18n import _


@click.group(
    "orders",
    cls=Shell,
    lazy={
        "actions": "aliexport_tui.cli.orders_actions:actions",
        "delivered": "aliexport_tui.cli.orders_telling:delivered",
        "drop": "aliexport_tui.cli.orders_hand_off:drop",
        "erase": "aliexport_tui.cli.orders_erase:erase",
        "failed": "aliexport_tui.cli.orders_hand_off:failed",
        "fetch": "aliexport_tui.cli.orders_fetch:fetch",
        "hand-off": "aliexport_tui.cli.orders_hand_off:hand_off",
        "list": "aliexport_tui.cli.orders_list:list_",
        "ready": "aliexport_tui.cli.orders_telling:ready",
        "retry": "aliexport_tui.cli.orders_hand_off:retry",
        "send": "aliexport_tui.cli.orders_telling:send",
        "settings": "aliexport_tui.cli.orders_settings:settings",
        "show": "aliexport_tui.cli.orders_list:show",
        "sync": "aliexport_tui.cli.orders_sync:sync_",
        "targets": "aliexport_tui.cli.orders_targets:targets",
        "track": "aliexport_tui.cli.orders_sync:track",
    },
    help=_("Orders: read them, hand them to the shop, send them."),
)
def orders() -> None:
    pass
