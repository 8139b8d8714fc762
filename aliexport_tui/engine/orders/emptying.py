"""An account's outbox towards the marketplace emptied, by whoever holds its lock: intent committed, request sent, fate kept;
what is unknown is settled by reading and never doubled (DESIGN, invariants 1 and 2)."""

from collections.abc import Iterable, Sequence

import msgspec

from aliexport_tui.engine.orders.bench import AT_ONCE, Bench, NotYet, Refusal
from aliexport_tui.engine.orders.deeds import deed_of
from aliexport_tui.engine.orders.deeds.deed import CannotTellError, Deed
from aliexport_tui.engine.orders.wording import failure_of, unusable
from aliexport_tui.marketplace.pacing import LONGEST_WAIT_S
from aliexport_tui.marketplace.port import AuthError, Fate, InvalidRequest, MarketplaceError, QuotaError, RateError
from aliexport_tui.model.order_action import (
    AddToList,
    Answer,
    CloseList,
    Doing,
    Failure,
    HandOver,
    PassToday,
    RemoveFromList,
    Ship,
    Unship,
    order_of,
)
from aliexport_tui.store import alerts, handover_lists, order_actions, shipments
from aliexport_tui.store.database import Database
from aliexport_tui.store.order_actions import Action

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 5, 3600
"""Between two tries of what did not reach the marketplace."""
HORIZON_S = 120
"""A lost request may still be carried out for so long; later what can't be found counts as not done …"""
SHIP_HORIZON_S = 600
"""… and the one that must not be done twice so long."""
_FIRST_LOOK_S, _LONGEST_LOOK_S = 5, 300
_LONGEST_WAIT_FOR_S = 3600
"""For what the marketplace is still at."""
_WATCHED_S = 120
_MOST_TRIES = 5
"""Of what was lost again and again."""


class Acted(msgspec.Struct, frozen=True):
    """What became of the outbox in one go: ids. `waiting`: not due yet, or not reached the marketplace; `unknown`: found out
    by a later look."""

    done: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()

    @property
    def ids(self) -> tuple[int, ...]:
        """All of them, in the order of their making."""
        return tuple(sorted((*self.done, *self.refused, *self.unknown, *self.waiting)))


def acted_of(db: Database, ids: Iterable[int]) -> Acted:
    """What these have come to by now."""
    by_state: dict[str, list[int]] = {}
    for one in order_actions.by_ids(db, list(ids)):
        by_state.setdefault(one.state, []).append(one.id)
    return Acted(*(tuple(by_state.get(state, ())) for state in ("done", "refused", "unknown", "waiting")))


def orders_of(bench: Bench, doing: Doing) -> set[str]:
    """Numbers of the orders that it is about, as far as they are known."""
    if order_of(doing):
        return {order_of(doing)}
    ids: Sequence[str] = ()
    if isinstance(doing, Unship | PassToday):
        ids = (doing.shipment,)
    elif isinstance(doing, CloseList):
        found = handover_lists.find(bench.db, bench.account.id, doing.list_id)
        ids = found[0].list.shipments if found else ()
    return {kept.order for id in ids for kept in shipments.find(bench.db, bench.account.id, id) if kept.order}


class Emptying:
    """One account's, for as long as the lock is held."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._db = bench.db
        self._orders: set[str] = set()
        self._lists: set[str] = set()
        self._shipments: set[str] = set()
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
        return acted_of(self._db, self._seen)

    def _read_back(self) -> None:
        """What orders, lists and shipments are now. Trouble on the way costs nothing: a later reading tells it too."""
        bench = self._bench
        for number in self._orders:
            bench.forget(number)
        try:
            bench.read(sorted(self._orders))
            lists = bench.lists(ids=sorted(self._lists)) if self._lists else ()
            ids = self._shipments.union(*(one.shipments for one in lists))
            if ids:
                bench.shipments(sorted(ids))
        except AuthError as error:
            raise unusable(error) from error
        except MarketplaceError as error:
            with self._db.write() as tx:
                failure = failure_of(error)
                bench.log(tx, "orders.not_read_back", {**failure.args, "reason": failure.code}, "warning")

    def _done(self, one: Action, deed: Deed, answer: Answer) -> None:
        with self._db.write() as tx:
            order_actions.done(tx, one.id, answer, self._bench.now())
            deed.keep(tx, answer)
        doing = one.doing
        if isinstance(doing, HandOver):
            self._lists.add(answer.id)
        elif isinstance(doing, AddToList | RemoveFromList | CloseList):
            self._lists.add(doing.list_id)
        if isinstance(doing, Ship):
            self._shipments.add(answer.id)
        elif isinstance(doing, PassToday):
            self._shipments.add(doing.shipment)

    # ---- sending --------------------------------------------------------------------------------------------------

    def _send(self) -> bool:
        """False when nothing is due."""
        bench = self._bench
        if bench.now() < self._pause_until:
            return False
        some = order_actions.due(self._db, bench.account.id, bench.now(), AT_ONCE)
        numbers = [number for one in some if (number := order_of(one.doing))]
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
            self._done(one, deed, answer)

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
            self._bench.step(tx, one.trade_order, "action.refused", self._args(one, failure), "warning")
            if not self._is_watched(one):
                alerts.raise_alert(
                    tx,
                    "order_action_failed",
                    self._bench.account.code,
                    {**failure.args, "deed": one.kind, "order": one.subject},
                    self._bench.now(),
                    code=failure.code,
                )

    def _is_watched(self, one: Action) -> bool:
        """Who has asked for it by hand a moment ago sees what comes of it."""
        by_hand = one.origin.partition(":")[0] in ("by_hand", "paste")
        return by_hand and self._bench.now() - one.made_at <= _WATCHED_S * 1000

    def _args(self, one: Action, failure: Failure) -> dict[str, str]:
        return {**failure.args, "deed": one.kind, "subject": one.subject, "reason": failure.code}

    def _forget(self, one: Action) -> None:
        """Its orders are read anew."""
        for number in orders_of(self._bench, one.doing):
            self._orders.add(number)
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
        except NotYet as refusal:
            self._look_later(one, Failure(refusal.code, refusal.args_by_name))
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
        if answer is not None:
            self._done(one, deed, answer)
            return
        with self._db.write() as tx:
            if began <= (one.sent_at or 0) + horizon * 1000:
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
