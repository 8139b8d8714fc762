"""The quota as the worker minds it: how much of what may still leave in this window (local-products.md §1.9).

Creates, edits and pictures may fill the window but for the share that is kept for prices and stocks; these may use all
of it. What a refusal teaches is believed a tenth less with each full window that has passed when a worker starts: the
share is kept in the next windows too, and a limit that was low for a day comes back."""

from aliexport_tui.engine.alerting import raising
from aliexport_tui.model.change import Kind
from aliexport_tui.store import outbox, quota
from aliexport_tui.store.database import Database, Transaction
from aliexport_tui.store.quota import Bucket, Spent, Terms

BUCKETS: dict[Kind, Bucket] = {
    "create": "content",
    "update": "content",
    "images": "content",
    "price": "price_stock",
    "stock": "price_stock",
}
"""What counts; taking on and off sale and deleting do not."""

_LANES: tuple[Kind, ...] = ("price", "stock")

_NOTHING_KNOWN = 16
"""A refusal while our ledger is empty: somebody else used the quota up. The part of a window after which we ask again."""


class Budget:
    """The ledger of one account, read from the file at each question: other processes show it, only we write it."""

    def __init__(self, db: Database, account: int) -> None:
        self._db = db
        self._account = account
        self._terms = quota.terms(db, account)

    @property
    def terms(self) -> Terms:
        return self._terms

    def reload(self, now: int) -> None:
        """The account was taken over: its settings anew, and an old lesson believed less."""
        self._terms = terms = quota.terms(self._db, self._account)
        if terms.learnt is None or terms.learnt_at is None:
            return
        windows = (now - terms.learnt_at) // terms.window_ms
        if windows > 0:
            with self._db.write() as tx:
                learnt_at = terms.learnt_at + windows * terms.window_ms
                quota.learn(tx, self._account, widened(terms.learnt, windows, terms.limit), learnt_at)
            self._terms = quota.terms(self._db, self._account)

    def spent(self, now: int) -> tuple[Spent, ...]:
        """What counts at `now`, the first to leave the window first."""
        return counted(self._terms, quota.spent(self._db, self._account, self._terms, now))

    def room(self, kind: Kind, now: int) -> int | None:
        """How many products of this kind may leave now; None when they don't count. Prices and stocks that wait in the
        outbox already have their place before any content."""
        if (cap := cap_of(self._terms, kind)) is None:
            return None
        used = sum(one.used for one in self.spent(now))
        room = max(0, cap - used)
        if room and BUCKETS.get(kind) == "content" and self._terms.counts_lanes:
            left = limit_of(self._terms) - used
            return min(room, left - outbox.count_ready(self._db, self._account, _LANES, at_most=left))
        return room

    def frees_at(self, kind: Kind, now: int) -> int:
        """UTC ms at which there is room for this kind again."""
        cap = cap_of(self._terms, kind)
        spent = self.spent(now)
        used = sum(one.used for one in spent)
        if cap is None or used < cap:
            return now
        for one in spent:
            used -= one.used
            if used < cap:
                return one.frees_at
        return now + self._terms.window_ms

    def spend(self, tx: Transaction, kind: Kind, products: int, now: int) -> None:
        """These have left, in the transaction of their answer."""
        if bucket := BUCKETS.get(kind):
            quota.spend(tx, self._account, self._terms, bucket, products, now)
            used = sum(one.used for one in counted(self._terms, quota.spent(tx, self._account, self._terms, now)))
            raising.quota_spent(tx, self._account, self._terms.window_ms, limit_of(self._terms), used, now)

    def refused(self, kind: Kind, now: int) -> int:
        """The marketplace says that the quota is used up: what our ledger holds now is the limit. Returns the UTC ms until
        which nothing that counts may leave."""
        with self._db.write() as tx:
            if BUCKETS.get(kind) == "price_stock" and not self._terms.counts_lanes:
                quota.count_lanes(tx, self._account)
                self._terms = quota.terms(self._db, self._account)
            used = sum(one.used for one in counted(self._terms, quota.spent(tx, self._account, self._terms, now)))
            learnt = used > 0 and kind in BUCKETS
            if learnt:
                quota.learn(tx, self._account, used, now)
                raising.quota_spent(tx, self._account, self._terms.window_ms, used, used, now)
        self._terms = quota.terms(self._db, self._account)
        return now if learnt else now + self._terms.window_ms // _NOTHING_KNOWN


def limit_of(terms: Terms) -> int:
    """Products a window, as set or as learnt."""
    return terms.limit if terms.learnt is None else min(terms.limit, terms.learnt)


def widened(learnt: int, windows: int, limit: int) -> int | None:
    """What was learnt so many windows ago, a tenth more for each; None: it is the account's own limit again."""
    for _ in range(windows):
        if learnt >= limit:
            return None
        learnt += max(1, learnt // 10)
    return learnt if learnt < limit else None


def cap_of(terms: Terms, kind: Kind) -> int | None:
    """What may be used up in all before this kind stops; None when it does not count."""
    match BUCKETS.get(kind):
        case "content":
            return max(1, limit_of(terms) * (100 - terms.share) // 100) if terms.counts_lanes else limit_of(terms)
        case "price_stock" if terms.counts_lanes:
            return limit_of(terms)
    return None


def counted(terms: Terms, spent: tuple[Spent, ...]) -> tuple[Spent, ...]:
    """Prices and stocks only where they count."""
    return spent if terms.counts_lanes else tuple(one for one in spent if one.bucket == "content")
