"""The outbox: changes that wait for the account's worker, and the batches that carry them (intent before send)."""

import json
from collections.abc import Collection, Sequence

import msgspec

from aliexport_tui.model.change import Kind
from aliexport_tui.model.wants import Want
from aliexport_tui.store import docs
from aliexport_tui.store.database import Cell, Database, Row, Transaction, as_int, as_optional_int, as_text
from aliexport_tui.store.listings import refresh_all
from aliexport_tui.store.plans import Change, Hashes, read_change

_JSON = msgspec.json.Encoder()

METHOD: dict[Kind, str] = {
    "create": "create",
    "update": "edit",
    "images": "images",
    "price": "price",
    "stock": "stock",
    "online": "online",
    "offline": "offline",
    "delete": "delete",
}


class Outgoing(msgspec.Struct, frozen=True):
    """A change that may go now, with what the marketplace knows its listing by."""

    change: Change
    external_id: str
    card_id: str
    name: str
    fresh: bool
    """False: since it was planned, want or base has become another; it must not be sent."""


class NewItem(msgspec.Struct, frozen=True):
    """A member of a batch before the intent is committed. `lanes` are marked open; `codes` are claimed by creates and
    edits; `new`: what it sends that the file does not hold yet."""

    change: int
    listing: int
    external_id: str
    card_id: str
    codes: tuple[str, ...]
    sent: Hashes
    lanes: tuple[str, ...]
    name: str
    new: tuple[Want, ...] = ()


class Item(msgspec.Struct, frozen=True):
    """A member of a batch whose end is to be settled."""

    id: int
    batch: int
    position: int
    change: int
    kind: Kind
    listing: int
    external_id: str
    card_id: str
    codes: tuple[str, ...]
    sent: Hashes
    task_id: str
    run: int | None
    name: str


class Batch(msgspec.Struct, frozen=True):
    """A request whose items are not all settled."""

    id: int
    run: int | None
    method: str
    state: str
    sent_at: int
    group_id: str
    polls: int
    next_poll_at: int
    began: int
    """`sent_at` by the marketplace's clock, as far as it is known."""
    told_to_leave: bool = False
    """An intent whose sender was told to leave at once, before the answer had come."""
    waits: bool = False
    """An intent of which surely nothing has left."""


class Head(msgspec.Struct, frozen=True):
    """The change that is next of its kind. `doubt`: how often it was in a request of unknown fate, or in the hands of a
    runner that died; 2 stands for more. Only changes of one doubt travel together."""

    kind: Kind
    run: int
    profile: int
    priority: int
    doubt: int


class Holder(msgspec.Struct, frozen=True):
    """Whose card holds a SKU code. `given_up`: the listing itself no longer has it, an edit will free it."""

    listing: int
    given_up: bool


class Variations(msgspec.Struct, frozen=True):
    """SKU codes that the card of a listing has been given, where price or stock are in doubt and don't tell, and those of an
    edit that may be carried out at any time; None: there is none."""

    card: tuple[str, ...] = ()
    edit: tuple[str, ...] | None = None


class Load(msgspec.Struct, frozen=True):
    """So many changes of a run wait in the outbox."""

    run: int
    kind: Kind
    count: int


# A change waits while an earlier send of one of its lanes has no known end. A whole-card edit waits for prices and
# stocks on their way too: it would carry the ones before them; and it waits while nobody knows the card's price (DESIGN,
# invariant 4). A create whose price a guard holds does not leave.
_READY = """
FROM change c JOIN plan ON plan.id = c.plan JOIN listing l ON l.id = c.listing
WHERE c.state = 'ready' AND c.run IS NOT NULL AND c.kind = :kind AND plan.account = :account
  AND NOT EXISTS (SELECT 1 FROM lane o WHERE o.listing = c.listing AND o.open_item IS NOT NULL
                  AND (c.kind = 'delete' OR o.lane IN (SELECT key FROM json_each(c.after))
                       OR (c.kind = 'update' AND o.lane IN ('price', 'stock'))))
  AND NOT (c.kind IN ('create', 'update') AND EXISTS (
    SELECT 1 FROM lane p WHERE p.listing = c.listing AND p.lane = 'price'
    AND CASE c.kind WHEN 'create' THEN p.hold IS NOT NULL AND p.hold <> 'canary'
                    ELSE p.base IS NULL AND p.seen IS NULL END))
  AND c.id NOT IN (SELECT value FROM json_each(:waiting))"""

_DOUBT = """
min(2, max(l.deaths, coalesce((SELECT max(t.tries) FROM lane t WHERE t.listing = c.listing
                               AND t.lane IN (SELECT key FROM json_each(iif(c.kind = 'delete', c.before, c.after)))), 0)))"""

# What is known of the lane must be what the plan showed; where it is in doubt, the plan's word stands.
FRESH = """
NOT EXISTS (SELECT 1 FROM lane f JOIN json_each(c.after) a ON a.key = f.lane WHERE f.listing = c.listing
            AND (f.want IS NOT a.value
                 OR (f.base IS NOT NULL AND f.base IS NOT json_extract(c.before, '$.' || f.lane))))"""


def head(db: Database, account: int, kind: Kind, waiting: Collection[int] = ()) -> Head | None:
    """The most urgent change of a kind that may go now; of equally urgent ones those in doubt come last. `waiting`: changes
    that are known to have to wait."""
    params: dict[str, Cell] = {"account": account, "kind": kind, "waiting": json.dumps(sorted(waiting))}
    select = f"SELECT c.run, plan.profile, c.priority, {_DOUBT} AS doubt {_READY}"
    row = db.row(f"{select} ORDER BY c.priority, c.id LIMIT 1", params)
    for doubt in range(as_int(row[3]) if row else 0):
        calmer = f"{select} AND c.priority = :priority AND {_DOUBT} = :doubt ORDER BY c.id LIMIT 1"
        found = db.row(calmer, {**params, "priority": row[2] if row else None, "doubt": doubt})
        if found:
            row = found
            break
    if row is None:
        return None
    return Head(kind=kind, run=as_int(row[0]), profile=as_int(row[1]), priority=as_int(row[2]), doubt=as_int(row[3]))


def waiting(db: Database, account: int) -> bool:
    """Is anything ready in the account's outbox, sendable now or not?"""
    return (
        db.value(
            "SELECT 1 FROM change c JOIN plan ON plan.id = c.plan WHERE c.state = 'ready' AND c.run IS NOT NULL"
            " AND plan.account = ? LIMIT 1",
            (account,),
        )
        is not None
    )


def loads(db: Database, account: int) -> tuple[Load, ...]:
    """What waits in the account's outbox, the most urgent first."""
    rows = db.rows(
        "SELECT c.run, c.kind, count(*) FROM change c JOIN plan ON plan.id = c.plan"
        " WHERE c.state = 'ready' AND c.run IS NOT NULL AND plan.account = ?"
        " GROUP BY c.priority, c.run, c.kind ORDER BY c.priority, min(c.id)",
        (account,),
    )
    return tuple(Load(run=as_int(row[0]), kind=_kind(row[1]), count=as_int(row[2])) for row in rows)


def count_ready(db: Database, account: int, kinds: Sequence[Kind], *, at_most: int) -> int:
    """How many changes of these kinds wait in the account's outbox."""
    return as_int(
        db.value(
            "SELECT count(*) FROM (SELECT 1 FROM change c JOIN plan ON plan.id = c.plan WHERE c.state = 'ready'"
            " AND c.run IS NOT NULL AND c.kind IN (SELECT value FROM json_each(?)) AND plan.account = ? LIMIT ?)",
            (json.dumps(list(kinds)), account, at_most),
        )
    )


def take(db: Database, account: int, one: Head, limit: int, waiting: Collection[int] = ()) -> tuple[Outgoing, ...]:
    """The most urgent changes of the head's kind, run and doubt."""
    rows = db.rows(
        "SELECT c.id, c.plan, c.listing, c.kind, c.before, c.after, c.state, c.run, p.key, l.card_id, p.name, q.fresh"
        f" FROM (SELECT c.id, {FRESH} AS fresh {_READY} AND c.run = :run AND {_DOUBT} = :doubt"
        " ORDER BY c.priority, c.id LIMIT :limit) q"
        " JOIN change c ON c.id = q.id JOIN listing l ON l.id = c.listing JOIN product p ON p.id = l.product"
        " ORDER BY c.priority, c.id",
        {
            "account": account,
            "kind": one.kind,
            "run": one.run,
            "doubt": one.doubt,
            "limit": limit,
            "waiting": json.dumps(sorted(waiting)),
        },
    )
    return tuple(
        Outgoing(
            change=read_change(row[:8]),
            external_id=as_text(row[8]),
            card_id=as_text(row[9]),
            name=as_text(row[10]),
            fresh=bool(row[11]),
        )
        for row in rows
    )


def variations(db: Database, changes: Collection[int]) -> dict[int, Variations]:
    """Change -> the variations of its listing's card. An edit that nobody knows the end of goes again with what is wanted
    now."""
    rows = db.rows(
        "SELECT c.id, (SELECT json_group_array(k.sku_code) FROM claim k WHERE k.listing = c.listing AND b.base IS NULL),"
        " CASE WHEN a.open_item IS NOT NULL THEN (SELECT i.sku_set FROM item i WHERE i.id = a.open_item)"
        " WHEN a.base IS NULL AND a.tries > 0 THEN (SELECT json_group_array(s.sku_code) FROM listing_sku s"
        " WHERE s.listing = c.listing) END"
        " FROM json_each(?) asked JOIN change c ON c.id = asked.value"
        " JOIN lane a ON a.listing = c.listing AND a.lane = 'content'"
        " JOIN lane b ON b.listing = c.listing AND b.lane = c.kind",
        (json.dumps(list(changes)),),
    )
    return {as_int(row[0]): Variations(_texts(row[1]), _texts(row[2]) if row[2] else None) for row in rows}


def _texts(cell: Cell) -> tuple[str, ...]:
    return tuple(json.loads(as_text(cell)))


def drop(tx: Transaction, change: int, state: str, now: int) -> None:
    """Take a change out of the outbox without sending it."""
    tx.run("UPDATE change SET state = ?, settled_at = ? WHERE id = ?", (state, now, change))


def after_edit(tx: Transaction, change: Change, now: int) -> bool:
    """An edit that left after a price or stock was planned has carried along what was known of it, or the smaller stock: the
    change is done where that is all it wanted, else it goes on from there. False: something else has moved since."""
    row = next(iter(tx.rows(_AFTER_EDIT, (change.kind, change.id))), None) if change.kind in ("price", "stock") else None
    if row is None:
        return False
    base, wanted = row
    if base == wanted:
        drop(tx, change.id, "done", now)
    else:
        tx.run("UPDATE change SET before = ? WHERE id = ?", (json.dumps({change.kind: base}), change.id))
    return True


_AFTER_EDIT = """
SELECT a.base, a.want FROM change c JOIN plan p ON p.id = c.plan JOIN lane a ON a.listing = c.listing AND a.lane = ?1
WHERE c.id = ?2 AND a.want = json_extract(c.after, '$.' || a.lane)
  AND EXISTS (SELECT 1 FROM item i JOIN batch b ON b.id = i.batch WHERE i.listing = c.listing AND i.state = 'done'
              AND b.method = 'edit' AND b.sent_at >= p.created_at AND json_extract(i.sent, '$.' || a.lane) = a.base)"""


def holders(db: Database, account: int, codes: Collection[str]) -> dict[str, Holder]:
    """SKU code -> the listing whose card holds it."""
    rows = db.rows(
        "SELECT c.sku_code, c.listing, NOT EXISTS"
        " (SELECT 1 FROM listing_sku s WHERE s.listing = c.listing AND s.sku_code = c.sku_code)"
        " FROM claim c WHERE c.account = ? AND c.sku_code IN (SELECT value FROM json_each(?))",
        (account, json.dumps(list(codes))),
    )
    return {as_text(row[0]): Holder(listing=as_int(row[1]), given_up=bool(row[2])) for row in rows}


def commit_intent(
    db: Database,
    *,
    account: int,
    run: int,
    kind: Kind,
    items: Sequence[NewItem],
    now: int,
    market_at: int | None = None,
    waits: bool = False,
) -> tuple[Item, ...]:
    """Commit batch, items, open lanes and claims before the request leaves (DESIGN, invariants 1 and 3). `market_at`: now by
    the marketplace's clock, None when it is not known yet; `waits`: it does not leave before `in_line.let_go`. Returns the
    items of the batch."""
    with db.write() as tx:
        for want in {want for item in items for want in item.new}:
            docs.put(tx, want)
        batch = tx.insert(
            "INSERT INTO batch (account, run, method, state, sent_at, market_at, waits) VALUES (?, ?, ?, 'intent', ?, ?, ?)",
            (account, run, METHOD[kind], now, market_at, waits),
        )
        tx.many(
            "INSERT INTO item (batch, position, change, listing, external_id, card_id, sku_set, sent)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    batch,
                    position,
                    item.change,
                    item.listing,
                    item.external_id,
                    item.card_id,
                    _JSON.encode(sorted(item.codes)).decode(),
                    _JSON.encode(item.sent).decode(),
                )
                for position, item in enumerate(items)
            ],
        )
        numbers = [as_int(row[0]) for row in tx.rows("SELECT id FROM item WHERE batch = ? ORDER BY position", (batch,))]
        tx.many("UPDATE change SET state = 'sending' WHERE id = ?", [(item.change,) for item in items])
        tx.many(
            "UPDATE lane SET open_item = ?, open_state = 'sent' WHERE listing = ? AND lane = ?",
            [(number, item.listing, lane) for number, item in zip(numbers, items, strict=True) for lane in item.lanes],
        )
        if kind in ("create", "update"):
            tx.many(
                "INSERT OR IGNORE INTO claim (account, sku_code, listing) VALUES (?, ?, ?)",
                [(account, code, item.listing) for item in items for code in item.codes],
            )
        refresh_all(tx, [item.listing for item in items], now)
    return tuple(
        Item(
            id=number,
            batch=batch,
            position=position,
            change=item.change,
            kind=kind,
            listing=item.listing,
            external_id=item.external_id,
            card_id=item.card_id,
            codes=tuple(sorted(item.codes)),
            sent=item.sent,
            task_id="",
            run=run,
            name=item.name,
        )
        for position, (number, item) in enumerate(zip(numbers, items, strict=True))
    )


def open_batches(db: Database, account: int, *states: str) -> tuple[Batch, ...]:
    rows = db.rows(
        "SELECT id, run, method, state, sent_at, group_id, polls, coalesce(next_poll_at, 0),"
        " left_by, left_at IS NOT NULL, waits FROM batch WHERE account = ? AND state IN ('intent', 'answered', 'unknown')"
        " AND state IN (SELECT value FROM json_each(?)) ORDER BY id",
        (account, json.dumps(states)),
    )
    return tuple(_batch(row) for row in rows)


def leave_intents(db: Database, account: int, now: int) -> None:
    """The account's worker is told to leave at once: what is on its way had left by now, if at all."""
    if open_batches(db, account, "intent"):
        with db.write() as tx:
            tx.run("UPDATE batch SET left_at = ? WHERE account = ? AND state = 'intent'", (now, account))


def items(db: Database, batch: int) -> tuple[Item, ...]:
    """The batch's items that are still open, by position."""
    rows = db.rows(ITEMS + " WHERE i.batch = ? AND i.state = 'open' ORDER BY i.position", (batch,))
    return tuple(read_item(row) for row in rows)


def save_batch(
    tx: Transaction,
    batch: int,
    state: str,
    now: int,
    *,
    group_id: str = "",
    failure: str | None = None,
    next_poll_at: int | None = None,
) -> None:
    tx.run(
        "UPDATE batch SET state = ?, answered_at = ?, left_at = coalesce(left_at, ?),"
        " group_id = CASE WHEN ? = '' THEN group_id ELSE ? END,"
        " failure = coalesce(?, failure), next_poll_at = coalesce(?, next_poll_at) WHERE id = ?",
        (state, now, now, group_id, group_id, failure, next_poll_at, batch),
    )


def schedule_poll(tx: Transaction, batch: int, polls: int, next_poll_at: int) -> None:
    tx.run("UPDATE batch SET polls = ?, next_poll_at = ? WHERE id = ?", (polls, next_poll_at, batch))


def poll_now(db: Database, account: int) -> None:
    """Every open group is due at once: a person asked."""
    with db.write() as tx:
        tx.run("UPDATE batch SET next_poll_at = 0 WHERE account = ? AND state = 'answered'", (account,))


def open_in_run(db: Database, run: int) -> int:
    """Changes of the run whose end is not known yet."""
    return as_int(db.value(f"SELECT count(*) {_OPEN_IN_RUN}", (run,)))


def is_open_in_run(db: Database, run: int) -> bool:
    """Is there any? The first one tells."""
    return db.value(f"SELECT 1 {_OPEN_IN_RUN} LIMIT 1", (run,)) is not None


_OPEN_IN_RUN = """
FROM change c WHERE c.run = ? AND c.state IN ('ready', 'sending', 'unknown')
AND (c.state <> 'unknown' OR EXISTS (SELECT 1 FROM item i WHERE i.change = c.id AND i.state = 'open'))"""


def account_is_idle(db: Database, account: int) -> bool:
    """Nothing in the outbox, nothing open, nothing to verify."""
    if waiting(db, account) or open_batches(db, account, "intent"):
        return False
    unended = ("a.unverified", "a.open_item IS NOT NULL")
    return all(
        db.value(
            f"SELECT 1 FROM lane a JOIN listing l ON l.id = a.listing WHERE {one} AND l.account = ? LIMIT 1", (account,)
        )
        is None
        for one in unended
    )


ITEMS = """
SELECT i.id, i.batch, i.position, i.change, c.kind, i.listing, i.external_id, i.card_id, i.sku_set, i.sent, i.task_id, c.run,
       (SELECT name FROM product WHERE id = (SELECT product FROM listing WHERE id = i.listing))
FROM item i JOIN change c ON c.id = i.change"""


def read_item(row: Row) -> Item:
    """A row of ITEMS."""
    return Item(
        id=as_int(row[0]),
        batch=as_int(row[1]),
        position=as_int(row[2]),
        change=as_int(row[3]),
        kind=_kind(row[4]),
        listing=as_int(row[5]),
        external_id=as_text(row[6]),
        card_id=as_text(row[7]),
        codes=tuple(json.loads(as_text(row[8]) or "[]")),
        sent=json.loads(as_text(row[9])),
        task_id=as_text(row[10]),
        run=as_optional_int(row[11]),
        name=as_text(row[12]),
    )


def _batch(row: Row) -> Batch:
    return Batch(
        id=as_int(row[0]),
        run=as_optional_int(row[1]),
        method=as_text(row[2]),
        state=as_text(row[3]),
        sent_at=as_int(row[4]),
        group_id=as_text(row[5]),
        polls=as_int(row[6]),
        next_poll_at=as_int(row[7]),
        began=as_int(row[8]),
        told_to_leave=row[3] == "intent" and bool(row[9]),
        waits=bool(row[10]),
    )


def _kind(cell: Cell) -> Kind:
    return next(kind for kind in METHOD if kind == cell)


def has_open_items(tx: Transaction, batch: int) -> bool:
    return tx.value("SELECT 1 FROM item WHERE batch = ? AND state = 'open' LIMIT 1", (batch,)) is not None
