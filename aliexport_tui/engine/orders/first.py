"""Before stocks go, what was sold meanwhile: where an account's orders are switched on, they are read first."""

from contextlib import suppress

from aliexport_tui.engine.orders.fetching import fetch_news
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.marketplace.port import MarketplaceError
from aliexport_tui.model.change import ACTION_LANES, Action
from aliexport_tui.model.clock import Wait
from aliexport_tui.model.errors import BusyError, ConfigError
from aliexport_tui.store import order_settings
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database


def orders_first(workspace: Workspace, db: Database, account: Account, action: Action, wait: Wait | None = None) -> bool:
    """For an action that sends stocks. Whether orders were read; what hinders it is in the log, and hinders no stock: one
    that falls to zero must not wait for it."""
    if "stock" not in ACTION_LANES[action]:
        return False
    with suppress(BusyError, MarketplaceError, ConfigError):
        settings = order_settings.load(db, account.id).settings
        if settings.enabled and settings.open_orders != "off":
            fetch_news(workspace, db, account.code, wait=wait)
            return True
    return False
