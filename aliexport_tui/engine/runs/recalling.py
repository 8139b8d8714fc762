"""Before a plan is made: what was given up earlier may have been carried out since, and the plan should know it."""

import contextlib

from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.sending.desk import open_desk
from aliexport_tui.engine.sending.doubts import settle_strays
from aliexport_tui.engine.sending.poll import poll_due
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.marketplace.port import Marketplace, MarketplaceError
from aliexport_tui.store import strays
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database


def recall(workspace: Workspace, db: Database, account: Account, market: Marketplace) -> None:
    """Ask once for the groups that are due, and close what can no longer be carried out. Another worker of the account does
    it by itself. No request leaves when nothing was given up. Raises MarketplaceUnusable."""
    if not strays.any_left(db, account.id):
        return
    lock = Lock(workspace.lock(f"account-{account.code}"))
    if not lock.acquire(who=who(), now=workspace.clock.now_ms()):
        return
    try:
        if market.ahead_ms is None:
            with contextlib.suppress(MarketplaceError):  # the run itself will find out what is wrong
                market.check()
        desk = open_desk(db, workspace.clock, account, market, poll_cap_ms=0)
        poll_due(desk)
        settle_strays(db, account.id, desk.market_now(), desk.now())
    finally:
        lock.release()
