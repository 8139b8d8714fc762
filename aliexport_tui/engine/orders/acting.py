"""The outbox towards the marketplace at work: intent committed, request sent, fate kept; what is unknown is settled by
reading and never doubled (DESIGN, invariants 1 and 2)."""

from collections.abc import Iterable, Sequence

import msgspec

from aliexport_tui.engine.activity import note
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.orders.bench import AT_ONCE, Bench, NotYet, Refusal
from aliexport_tui.engine.orders.deeds import deed_of
from aliexport_tui.engine.orders.deeds.deed import CannotTellError, Deed
from aliexport_tui.engine.orders.wording import failure_of, unusable
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.marketplace.pacing import LONGEST_WAIT_S
from aliexport_tui.marketplace.port import AuthError, Fate, InvalidRequest, MarketplaceError, QuotaError, RateError
from aliexport_tui.model.errors import BusyError
from aliexport_tui.model.order_action import (
    CloseList,
    Doing,
    Failure,
    InTransit,
    PassToday,
    ReadyForPickup,
    Ship,
    Unship,
    kind_of,
    subject_of,
)
from aliexport_tui.model.order_action import Delivered as ToDelivered
from aliexport_tui.store import alerts, handover_lists, order_actions, orders, shipments
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database, Transaction
from aliexport_tui.store.order_actions import Action, Asked

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 5, 3600
"""Between two tries of what did not reach the marketplace."""
HORIZON_S = 120
"""A lost request may still be carried out for so long; later what can't be found counts as not done …"""
SHIP_HORIZON_S = 600
"""… and the one that must not be done twice so long."""
_FIRST_LOOK_S, _LONGEST_LOOK_S = 5, 300
_LONGEST_WAIT_FOR_S = 3600
"""For what the marketplace is still at."""
_MOST_TRIES = 5
"""Of what was lost again and again."""
_NAMED = 20
_BY_A_PERSON = ("by_hand", "paste")
"""Origins; what the shop says by itself is no person's doing."""
_ABOUT_ORDERS = InTransit | ReadyForPickup | ToDelivered | Ship


class Acted(msgspec.Struct, frozen=True):
    """What became of the outbox in one go: ids. `waiting`: not due yet, or not reached the marketplace; `unknown`: found out
    by a later look."""

    done: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()


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
    row = None
    if isinstance(wanted, _ABOUT_ORDERS):
        stored = orders.find(db, account.id, wanted.order)
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
        return _Outbox(bench).emptied(until)
    finally:
        lock.release()


def orders_of(bench: Bench, doing: Doing) -> set[str]:
    """Numbers of the orders that it is about, as far as they are known."""
    if isinstance(doing, _ABOUT_ORDERS):
        return {doing.order}
    ids: Sequence[str]
    if isinstance(doing, Unship | PassToday):
        ids = (doing.shipment,)
    elif isinstance(doing, CloseList):
        found = handover_lists.find(bench.db, bench.account.id, doing.list_id)
        ids = found[0].list.shipments if found else ()
    else:
        ids = ()
    return {kept.order for id in ids for kept in shipments.find(bench.db, bench.account.id, id) if kept.order}


class _Outbox:
    """One account's, for as long as the lock is held."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._db = bench.db
        self._touched: set[str] = set()
        self._seen: dict[int, None] = {}
        self._pause_until = 0

    def emptied(self, until: int) -> Acted:
        bench = self._bench
        with self._db.write() as tx:
            order_actions.died(tx, bench.account.id, Failure("action.died"), bench.now())
        while True:
            worked = self._settle() or self._send()
            if worked:
                continue
            next_at = order_actions.next_due(self._db, bench.account.id)
            if next_at is None:
                break
            next_at = max(next_at, self._pause_until)
            if next_at > until:
                break
            bench.clock.sleep(max(0.001, (next_at - bench.now()) / 1000))
        self._read_back()
        return self._told()

    def _told(self) -> Acted:
        by_state: dict[str, list[int]] = {}
        for one in order_actions.by_ids(self._db, list(self._seen)):
            by_state.setdefault(one.state, []).append(one.id)
        return Acted(*(tuple(by_state.get(state, ())) for state in ("done", "refused", "unknown", "waiting")))

    def _read_back(self) -> None:
        """What the orders are now. Trouble on the way costs nothing: the next fetch tells it too."""
        for number in self._touched:
            self._bench.forget(number)
        try:
            self._bench.read(sorted(self._touched))
        except AuthError as error:
            raise unusable(error) from error
        except MarketplaceError as error:
            with self._db.write() as tx:
                failure = failure_of(error)
                self._bench.log(tx, "orders.not_read_back", {**failure.args, "reason": failure.code}, "warning")

    # ---- sending --------------------------------------------------------------------------------------------------

    def _send(self) -> bool:
        """False when nothing is due."""
        bench = self._bench
        if bench.now() < self._pause_until:
            return False
        some = order_actions.due(self._db, bench.account.id, bench.now(), AT_ONCE)
        numbers = [one.doing.order for one in some if isinstance(one.doing, _ABOUT_ORDERS)]
        for number in numbers:
            bench.forget(number)
        if len(numbers) > 1:
            try:
                bench.read(numbers)
            except MarketplaceError as error:
                for one in some:
                    self._not_yet(one, error)
                return True
        for one in some:
            if bench.now() >= self._pause_until:
                self._send_one(one)
        return bool(some)

    def _send_one(self, one: Action) -> None:
        bench = self._bench
        self._seen[one.id] = None
        deed = deed_of(bench, one.doing)
        try:
            seen = deed.prepare()
        except NotYet as refusal:
            self._wait_for(one, Failure(refusal.code, refusal.args_by_name))
            return
        except Refusal as refusal:
            self._refuse(one, Failure(refusal.code, refusal.args_by_name))
            return
        except MarketplaceError as error:
            self._not_yet(one, error)
            return
        with self._db.write() as tx:
            if not order_actions.leaves(tx, one.id, seen, bench.now()):
                return
        self._forget(one)
        try:
            answer = deed.send()
        except Refusal as refusal:
            self._refuse(one, Failure(refusal.code, refusal.args_by_name))
        except MarketplaceError as error:
            self._failed(one, error)
        else:
            with self._db.write() as tx:
                order_actions.done(tx, one.id, answer, bench.now())
                deed.keep(tx, answer)

    def _failed(self, one: Action, error: MarketplaceError) -> None:
        if isinstance(error, InvalidRequest) and error.fate is not Fate.UNKNOWN:
            self._refuse(one, failure_of(error))
        elif error.fate is not Fate.UNKNOWN or isinstance(error, AuthError | RateError | QuotaError):
            self._not_yet(one, error)
        else:
            with self._db.write() as tx:
                failure = failure_of(error)
                order_actions.in_doubt(tx, one.id, failure, self._bench.now())
                self._bench.log(tx, "action.unknown", self._args(one, failure), "warning")

    def _not_yet(self, one: Action, error: MarketplaceError) -> None:
        """Nothing of it was carried out; it leaves again after a pause. A token that is refused ends it all."""
        now, failure = self._bench.now(), failure_of(error)
        pause = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** min(one.tries, 12))
        if error.retry_after is not None:
            pause = max(1, round(min(LONGEST_WAIT_S, error.retry_after)))
        if isinstance(error, RateError | QuotaError):
            self._pause_until = now + pause * 1000
        self._seen[one.id] = None
        with self._db.write() as tx:
            order_actions.later(tx, one.id, failure, now + pause * 1000)
        if isinstance(error, AuthError):
            raise unusable(error) from error

    def _wait_for(self, one: Action, failure: Failure) -> None:
        now = self._bench.now()
        if now - one.made_at > _LONGEST_WAIT_FOR_S * 1000:
            self._refuse(one, failure)
            return
        pause = max(_FIRST_PAUSE_S * 1000, min(_LONGEST_LOOK_S * 1000, (now - one.made_at) // 2))
        with self._db.write() as tx:
            order_actions.later(tx, one.id, failure, now + pause)

    def _refuse(self, one: Action, failure: Failure) -> None:
        with self._db.write() as tx:
            order_actions.refused(tx, one.id, failure, self._bench.now())
            self._bench.step(tx, one.trade_order, "action.refused", self._args(one, failure))
            alerts.raise_alert(
                tx,
                "order_action_failed",
                self._bench.account.code,
                {**failure.args, "deed": one.kind, "order": one.subject},
                self._bench.now(),
                code=failure.code,
            )

    def _args(self, one: Action, failure: Failure) -> dict[str, str]:
        return {**failure.args, "deed": one.kind, "subject": one.subject, "reason": failure.code}

    def _forget(self, one: Action) -> None:
        """Its orders are read anew."""
        for number in orders_of(self._bench, one.doing):
            self._touched.add(number)
            self._bench.forget(number)

    # ---- settling -------------------------------------------------------------------------------------------------

    def _settle(self) -> bool:
        """Look for what is unknown. False when there is nothing to look for now."""
        some = order_actions.unknown(self._db, self._bench.account.id, self._bench.now())
        for one in some:
            self._seen[one.id] = None
            self._forget(one)
            self._settle_one(one, deed_of(self._bench, one.doing))
        return bool(some)

    def _settle_one(self, one: Action, deed: Deed) -> None:
        bench, began = self._bench, self._bench.now()
        try:
            answer = deed.find(one.seen)
        except CannotTellError:
            with self._db.write() as tx:
                order_actions.in_doubt(tx, one.id, Failure("action.cannot_tell"), None)
            return
        except Refusal as refusal:  # what it was about is there no more
            self._refuse(one, Failure(refusal.code, refusal.args_by_name))
            return
        except MarketplaceError as error:
            self._look_later(one, failure_of(error))
            if isinstance(error, AuthError):
                raise unusable(error) from error
            return
        horizon = SHIP_HORIZON_S if isinstance(one.doing, Ship) else HORIZON_S
        with self._db.write() as tx:
            if answer is not None:
                order_actions.done(tx, one.id, answer, bench.now())
                deed.keep(tx, answer)
            elif began <= (one.sent_at or 0) + horizon * 1000:
                order_actions.in_doubt(tx, one.id, one.failure or Failure("action.died"), self._next_look(one))
            elif one.tries >= _MOST_TRIES:
                order_actions.refused(tx, one.id, Failure("action.in_vain", {"tries": str(one.tries)}), bench.now())
            else:
                order_actions.later(tx, one.id, one.failure, bench.now())

    def _look_later(self, one: Action, failure: Failure) -> None:
        with self._db.write() as tx:
            order_actions.in_doubt(tx, one.id, failure, self._next_look(one))

    def _next_look(self, one: Action) -> int:
        """The older, the more seldom."""
        age_s = (self._bench.now() - (one.sent_at or 0)) / 1000
        return self._bench.now() + round(min(_LONGEST_LOOK_S, max(_FIRST_LOOK_S, age_s / 2)) * 1000)


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
