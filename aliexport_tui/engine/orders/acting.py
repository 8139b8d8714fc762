"""What is to be told to the marketplace about orders: asked for, sent, given up, sent once more."""

from collections.abc import Iterable, Sequence

from aliexport_tui.engine.activity import note
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.orders.bench import Bench
from aliexport_tui.engine.orders.emptying import Acted, Emptying
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.errors import BusyError
from aliexport_tui.model.order_action import Doing, kind_of, order_of, subject_of
from aliexport_tui.store import order_actions, orders
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database, Transaction
from aliexport_tui.store.order_actions import Asked

_NAMED = 20
_BY_A_PERSON = ("by_hand", "paste")
"""Origins; what the shop says by itself is no person's doing."""


def ask(db: Database, workspace: Workspace, account: Account, wanted: Iterable[Doing], origin: str) -> tuple[Asked, ...]:
    """Intents into the outbox, all or none; what stands there already, on its way, is not asked for twice."""
    now = workspace.clock.now_ms()
    doings = tuple(wanted)
    with db.write() as tx:
        asked = tuple(ask_in(tx, db, account, one, origin, now) for one in doings)
        fresh = [doing for doing, one in zip(doings, asked, strict=True) if one.new]
        if fresh and origin.startswith(_BY_A_PERSON):
            args = {"count": str(len(fresh)), "deeds": ", ".join(sorted({kind_of(one) for one in fresh}))}
            note(db, "order", "asked", _some([subject_of(one) for one in fresh]), "order.asked", args, at=now, tx=tx)
    return asked


def ask_in(tx: Transaction, db: Database, account: Account, wanted: Doing, origin: str, now: int) -> Asked:
    stored = orders.find(db, account.id, order_of(wanted)) if order_of(wanted) else None
    row = stored.id if stored else None
    return order_actions.ask(tx, account.id, wanted, trade_order=row, origin=origin, who=who(), now=now)


def acting_lock(workspace: Workspace, account: Account) -> Lock:
    """Whoever holds it empties the account's outbox."""
    return Lock(workspace.lock(f"order-actions-{account.id}"))


def act(workspace: Workspace, bench: Bench, *, patience_s: float = 0) -> Acted:
    """Send all that is due and settle what is unknown; for `patience_s` wait for what comes due. Orders about which
    something was done are read again in the end.

    Raises BusyError `orders.telling_busy` when another process is at it for longer than that, MarketplaceUnusable."""
    lock = acting_lock(workspace, bench.account)
    until = bench.now() + round(patience_s * 1000)
    while not lock.acquire(who=who(), now=bench.now()):
        if bench.now() >= until:
            raise BusyError("orders.telling_busy", account=bench.account.code, pid=lock.holder().get("pid", ""))
        bench.clock.sleep(0.2)
    try:
        return Emptying(bench).emptied(until)
    finally:
        lock.release()


def drop(db: Database, workspace: Workspace, ids: Sequence[int]) -> int:
    """A person gives actions up. How many; what is on its way or at its end stays."""
    now = workspace.clock.now_ms()
    with db.write() as tx:
        count = order_actions.drop(tx, ids, now)
        if count:
            args = {"count": str(count)}
            note(db, "order", "dropped", _some(list(map(str, ids))), "order.dropped", args, at=now, tx=tx)
    return count


def again(db: Database, workspace: Workspace, ids: Sequence[int]) -> int:
    """A person lets refused, dropped or unsettled actions leave once more. How many."""
    now = workspace.clock.now_ms()
    with db.write() as tx:
        count = order_actions.again(tx, ids, now)
        if count:
            args = {"count": str(count)}
            note(db, "order", "asked_again", _some(list(map(str, ids))), "order.asked_again", args, at=now, tx=tx)
    return count


def _some(names: Sequence[str]) -> str:
    """For a line of the activity log."""
    return ", ".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
