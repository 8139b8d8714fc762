"""Both sides brought together once: what is due is sent, news of the orders fetched, what the shop says heard and sent,
shipments and handover lists read back."""

import msgspec

from aliexport_tui.engine.accounts import opened_orders
from aliexport_tui.engine.orders import settings as order_settings
from aliexport_tui.engine.orders.acting import act
from aliexport_tui.engine.orders.bench import Bench
from aliexport_tui.engine.orders.emptying import Acted, acted_of
from aliexport_tui.engine.orders.fetching import Fetched, fetch_news
from aliexport_tui.engine.orders.returning import Place, hear_shop
from aliexport_tui.engine.orders.states import States, read_states
from aliexport_tui.engine.orders.wording import unusable
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.marketplace.port import MarketplaceError
from aliexport_tui.model.errors import AliexportError, BusyError, MarketplaceUnusable
from aliexport_tui.store import accounts, order_actions
from aliexport_tui.store.database import Database


class Synced(msgspec.Struct, frozen=True):
    """`fetched` None: somebody else was fetching."""

    account: str
    fetched: Fetched | None
    places: tuple[Place, ...]
    acted: Acted
    states: States


def sync(workspace: Workspace, db: Database, code: str, *, patience_s: float = 0) -> Synced:
    """What the shop says is heard even when the marketplace can't be reached: it is sent by a later one.

    Raises ConfigError as `fetch_news`, BusyError `orders.busy`, MarketplaceUnusable, MarketplaceError."""
    loaded = order_settings.load(db, code)
    trouble: AliexportError | None = None
    first, fetched = Acted(), None
    try:
        first = send_due(workspace, db, code)  # somebody may be waiting for it
        fetched = fetch_news(workspace, db, code)
    except BusyError:
        pass
    except MarketplaceError as error:
        trouble = unusable(error)
    except MarketplaceUnusable as error:
        trouble = error
    places = hear_shop(workspace, db, loaded.account, loaded.settings)
    if trouble is not None:
        raise trouble
    with opened_orders(workspace, loaded.account) as desk:
        bench = Bench(db, loaded.account, desk, workspace.clock)
        then = act(workspace, bench, patience_s=patience_s)
        acted = acted_of(db, {*first.ids, *then.ids})
        try:
            states = read_states(bench)
        except MarketplaceError as error:
            raise unusable(error) from error
    return Synced(code, fetched, places, acted, states)


def send_now(workspace: Workspace, db: Database, code: str, *, patience_s: float = 0) -> Acted:
    """The outbox alone. Raises as `sync`."""
    loaded = order_settings.load(db, code)
    with opened_orders(workspace, loaded.account) as desk:
        return act(workspace, Bench(db, loaded.account, desk, workspace.clock), patience_s=patience_s)


def send_due(workspace: Workspace, db: Database, code: str) -> Acted:
    """What was asked for and did not go through at once, if its time has come and nobody else is at it. Raises as
    `send_now`."""
    next_at = order_actions.next_due(db, accounts.get(db, code).id)
    if next_at is None or next_at > workspace.clock.now_ms():
        return Acted()
    try:
        return send_now(workspace, db, code)
    except BusyError:
        return Acted()
