"""How a sent item ends: each end is one set of writes, made inside the caller's transaction."""

from collections.abc import Sequence

from aliexport_tui.model.change import Kind
from aliexport_tui.model.problem import Problem, Stage
from aliexport_tui.store import problems
from aliexport_tui.store.database import Transaction, as_int
from aliexport_tui.store.listings import refresh
from aliexport_tui.store.outbox import Item
from aliexport_tui.store.plans import Change

LATE: tuple[Stage, ...] = ("send", "task", "readback")
MOST_TRIES = 3
LOOKED_FOR: tuple[Kind, ...] = ("create", "delete")
"""What is settled by a look at the cards when its fate is unknown."""


def accepted(tx: Transaction, item: Item, task_id: str, now: int) -> None:
    """The marketplace took the item into its queue."""
    tx.run("UPDATE item SET task_id = ? WHERE id = ?", (task_id, item.id))
    tx.run("UPDATE lane SET open_state = 'waiting' WHERE open_item = ?", (item.id,))
    if item.kind == "create":
        tx.run("UPDATE listing SET presence = 'queued' WHERE id = ?", (item.listing,))
    refresh(tx, item.listing, now)


def done(
    tx: Transaction, item: Item, now: int, *, card_id: str = "", state: str = "done", must_be_seen: bool = True
) -> None:
    """The marketplace has carried the item out: what was sent is what it is known to have."""
    _close(tx, item, state, "done", now)
    if item.kind == "delete":
        _forget_card(tx, item.listing, "deleted")
        refresh(tx, item.listing, now)
        return
    if item.kind == "create":
        tx.run("UPDATE listing SET card_id = ?, presence = 'queued' WHERE id = ?", (card_id, item.listing))
    for lane, sent in item.sent.items():
        if item.kind == "update" and lane in ("price", "stock"):
            _carried(tx, item, lane, sent)
            continue
        tx.run(
            "UPDATE lane SET base = ?, refused = NULL, differs = 0, unverified = ?, tries = 0"
            " WHERE listing = ? AND lane = ?",
            (sent, must_be_seen, item.listing, lane),
        )
        problems.clear(tx, item.listing, lane, LATE)
    problems.clear(tx, item.listing, "", LATE)
    if item.kind in ("price", "stock") and _crossed_an_edit(tx, item):
        _send_again(tx, item.change, item.listing, item.kind)
    refresh(tx, item.listing, now)


def rejected(tx: Transaction, item: Item, stage: Stage, faults: Sequence[Problem], now: int) -> None:
    """The marketplace refused the item, at once or later: the want is not sent again until it changes or a person asks."""
    _close(tx, item, "rejected", "rejected", now)
    lane = "content" if item.kind in ("create", "update") else next(iter(item.sent), "")
    problems.replace(tx, item.listing, lane, (stage, *(other for other in LATE if other != stage)), faults, now)
    for name, sent in item.sent.items():
        if item.kind == "update" and name in ("price", "stock"):
            continue
        tx.run("UPDATE lane SET refused = ? WHERE listing = ? AND lane = ?", (sent, item.listing, name))
    if item.kind == "create":
        tx.run("UPDATE listing SET presence = 'absent' WHERE id = ? AND card_id IS NULL", (item.listing,))
        tx.run("DELETE FROM claim WHERE listing = ?", (item.listing,))
    refresh(tx, item.listing, now)


def back_to_outbox(tx: Transaction, item: Item, now: int, *, state: str = "not_sent") -> None:
    """Surely not carried out: the change waits in the outbox again."""
    _close(tx, item, state, "ready", now)
    if item.kind == "create":
        tx.run("UPDATE listing SET presence = 'absent' WHERE id = ? AND card_id IS NULL", (item.listing,))
        tx.run("DELETE FROM claim WHERE listing = ?", (item.listing,))
    refresh(tx, item.listing, now)


def in_doubt(tx: Transaction, item: Item, now: int) -> None:
    """Nobody knows whether it was carried out. A create waits to be settled, and a delete, since the marketplace refuses
    to delete a card twice; all else sets absolute values, so today's value is sent again without asking (DESIGN,
    invariant 2)."""
    if item.kind in LOOKED_FOR:
        tx.run("UPDATE lane SET open_state = 'unknown' WHERE open_item = ?", (item.id,))
        tx.run("UPDATE change SET state = 'unknown' WHERE id = ?", (item.change,))
        tx.run("UPDATE listing SET presence = 'unknown' WHERE id = ? AND card_id IS NULL", (item.listing,))
        refresh(tx, item.listing, now)
        return
    for lane in item.sent:
        tx.run("UPDATE lane SET base = NULL, tries = tries + 1 WHERE listing = ? AND lane = ?", (item.listing, lane))
    tries = as_int(tx.value("SELECT max(tries) FROM lane WHERE listing = ?", (item.listing,)))
    if tries >= MOST_TRIES:
        _close(tx, item, "rejected", "unknown", now)
        refresh(tx, item.listing, now)
        return
    _close(tx, item, "not_sent", "ready", now)
    refresh(tx, item.listing, now)


def count_try(tx: Transaction, listing: int) -> int:
    """One more try of a create that came to nothing; returns how many so far."""
    tx.run("UPDATE lane SET tries = tries + 1 WHERE listing = ? AND lane = 'content'", (listing,))
    return as_int(tx.value("SELECT tries FROM lane WHERE listing = ? AND lane = 'content'", (listing,)))


def _close(tx: Transaction, item: Item, item_state: str, change_state: str, now: int) -> None:
    tx.run("UPDATE item SET state = ? WHERE id = ?", (item_state, item.id))
    settled_at = None if change_state == "ready" else now
    tx.run("UPDATE change SET state = ?, settled_at = ? WHERE id = ?", (change_state, settled_at, item.change))
    tx.run("UPDATE lane SET open_item = NULL, open_state = NULL WHERE open_item = ?", (item.id,))


def _carried(tx: Transaction, item: Item, lane: str, sent: str | None) -> None:
    """A whole-card edit carried a price or stock along. If that lane was sent on its own meanwhile, nobody knows which
    came last: the lane's change goes again (DESIGN, invariant 4)."""
    overtaken = tx.rows(
        "SELECT change, state FROM item WHERE listing = ? AND id > ? AND batch IN (SELECT id FROM batch WHERE method = ?)"
        " AND state IN ('open', 'done') ORDER BY id DESC LIMIT 1",
        (item.listing, item.id, lane),
    )
    if not overtaken:
        tx.run("UPDATE lane SET base = ? WHERE listing = ? AND lane = ?", (sent, item.listing, lane))
    elif overtaken[0][1] == "done":  # an open one notices the edit at its own end
        _send_again(tx, as_int(overtaken[0][0]), item.listing, lane)


def _crossed_an_edit(tx: Transaction, item: Item) -> bool:
    """A whole-card edit that left before this price or stock ended after it was sent."""
    found = tx.value(
        "SELECT 1 FROM item i JOIN batch b ON b.id = i.batch JOIN change c ON c.id = i.change"
        " WHERE i.listing = ? AND i.id < ? AND b.method = 'edit' AND i.state = 'done'"
        " AND c.settled_at >= (SELECT sent_at FROM batch WHERE id = ?) LIMIT 1",
        (item.listing, item.id, item.batch),
    )
    return found is not None


def _send_again(tx: Transaction, change: int, listing: int, lane: str) -> None:
    """The lane is in doubt, and its change back in the outbox with today's value."""
    tx.run("UPDATE lane SET base = NULL, unverified = 0 WHERE listing = ? AND lane = ?", (listing, lane))
    tx.run("UPDATE change SET state = 'ready', settled_at = NULL WHERE id = ?", (change,))


def _forget_card(tx: Transaction, listing: int, presence: str) -> None:
    tx.run("UPDATE listing SET presence = ?, card_id = NULL, live_at = NULL WHERE id = ?", (presence, listing))
    tx.run("DELETE FROM claim WHERE listing = ?", (listing,))
    tx.run(
        "UPDATE lane SET base = NULL, seen = NULL, unverified = 0, differs = 0, refused = NULL WHERE listing = ?", (listing,)
    )


def awaiting(tx: Transaction, item: Item) -> None:
    """The answer was lost but its group id is known: the tasks will tell."""
    tx.run("UPDATE lane SET open_state = 'waiting' WHERE open_item = ?", (item.id,))


def duplicate(tx: Transaction, item: Item, fault: Problem, now: int) -> None:
    """Several cards fit one create: reported, none touched (DESIGN, invariant 2)."""
    rejected(tx, item, "readback", (fault,), now)
    tx.run("UPDATE listing SET presence = 'duplicate' WHERE id = ?", (item.listing,))
    refresh(tx, item.listing, now)


def unsendable(tx: Transaction, change: Change, faults: Sequence[Problem], now: int) -> None:
    """The last check before the send found faults: the change leaves the outbox and waits for other inputs."""
    tx.run("UPDATE change SET state = 'blocked', settled_at = ? WHERE id = ?", (now, change.id))
    problems.replace(tx, change.listing, "content", ("send",), faults, now)
    for lane, name in change.after.items():
        tx.run("UPDATE lane SET refused = ? WHERE listing = ? AND lane = ?", (name, change.listing, lane))
    refresh(tx, change.listing, now)
