"""How a sent item ends that is not known to have been carried out (store.carried_out): each end is one set of writes, made
inside the caller's transaction."""

import json
from collections.abc import Sequence

import msgspec

from aliexport_tui.model.change import Kind
from aliexport_tui.model.problem import Problem, Stage
from aliexport_tui.store import deaths, failing, problems
from aliexport_tui.store.carried_out import LATE, claim_only
from aliexport_tui.store.database import Transaction, as_int
from aliexport_tui.store.listings import refresh, refresh_all
from aliexport_tui.store.outbox import Item
from aliexport_tui.store.plans import Change

MOST_TRIES = 3
LOOKED_FOR: tuple[Kind, ...] = ("create", "delete")
"""What is settled by a look at the cards when its fate is unknown."""


def accepted(tx: Transaction, taken: Sequence[tuple[Item, str]], now: int) -> None:
    """The marketplace took the items into its queue, each with the id of its task."""
    tx.many("UPDATE item SET task_id = ? WHERE id = ?", [(task_id, item.id) for item, task_id in taken])
    items = json.dumps([item.id for item, _ in taken])
    tx.run("UPDATE lane SET open_state = 'waiting' WHERE open_item IN (SELECT value FROM json_each(?))", (items,))
    creates = json.dumps([item.listing for item, _ in taken if item.kind == "create"])
    tx.run("UPDATE listing SET presence = 'queued' WHERE id IN (SELECT value FROM json_each(?))", (creates,))
    refresh_all(tx, _not_yet_waiting(tx, [item.listing for item, _ in taken]), now)


def _not_yet_waiting(tx: Transaction, listings: Sequence[int]) -> list[int]:
    """Whose outcome word is another: a listing that waits for an answer goes on waiting when it has come."""
    rows = tx.rows(
        "SELECT id FROM listing WHERE id IN (SELECT value FROM json_each(?)) AND outcome <> 'waiting'",
        (json.dumps(list(listings)),),
    )
    return [as_int(row[0]) for row in rows]


def rejected(tx: Transaction, item: Item, stage: Stage, faults: Sequence[Problem], now: int) -> None:
    """The marketplace refused the item, at once or later: the want is not sent again until it changes or a person asks.

    A refused delete may mean that the card is gone already, a create that is refused after one of unknown fate that its
    card is there: the cards must confirm such a refusal."""
    earlier = tx.value("SELECT tries FROM lane WHERE listing = ? AND lane = 'content'", (item.listing,))
    if item.kind == "delete" or (item.kind == "create" and earlier):
        tx.run("UPDATE item SET failure = ? WHERE id = ?", (encode_failure(stage, faults), item.id))
        in_doubt(tx, item, now)
    else:
        rejected_for_good(tx, item, stage, faults, now)


def rejected_for_good(tx: Transaction, item: Item, stage: Stage, faults: Sequence[Problem], now: int) -> None:
    """It was refused, and has not been carried out."""
    _close(tx, item, "rejected", "rejected", now)
    lane = "content" if item.kind in ("create", "update", "delete") else next(iter(item.sent), "")
    problems.replace(tx, item.listing, lane, (stage, *(other for other in LATE if other != stage)), faults, now)
    for name, sent in item.sent.items():
        if item.kind == "update" and name in ("price", "stock"):
            continue
        tx.run(_REFUSE, (item.change, sent, item.listing, name))
    if item.kind == "update":
        claim_only(tx, [item.listing])
    if item.kind == "create":
        tx.run("UPDATE listing SET presence = 'absent' WHERE id = ? AND card_id IS NULL", (item.listing,))
        tx.run("DELETE FROM claim WHERE listing = ?", (item.listing,))
        tx.run("UPDATE lane SET tries = 0 WHERE listing = ?", (item.listing,))
    if item.kind == "delete":
        tx.run("UPDATE lane SET tries = 0 WHERE listing = ? AND lane = 'content'", (item.listing,))
    else:
        failing.count(tx, item.listing, lane, stage, faults, run=item.run, name=item.name, now=now)
    refresh(tx, item.listing, now)


_REFUSE = """
UPDATE lane SET refused = coalesce((SELECT json_extract(after, '$.' || lane.lane) FROM change WHERE id = ?), ?)
WHERE listing = ? AND lane = ?"""
"""What was planned is refused, also when only a part of it could be sent."""


def encode_failure(stage: Stage, faults: Sequence[Problem]) -> str:
    return msgspec.json.encode((stage, tuple(faults))).decode()


def decode_failure(text: str) -> tuple[Stage, tuple[Problem, ...]]:
    return msgspec.json.decode(text, type=tuple[Stage, tuple[Problem, ...]])


def back_to_outbox(tx: Transaction, item: Item, now: int, *, state: str = "not_sent") -> None:
    """Surely not carried out: the change waits in the outbox again. A card that was deleted before stays so, and
    one that somebody else has deleted keeps its SKU codes (`links.gone`)."""
    _close(tx, item, state, "ready", now)
    if item.kind == "create":
        tx.run(
            "UPDATE listing SET presence = 'absent'"
            " WHERE id = ? AND card_id IS NULL AND presence NOT IN ('gone', 'deleted')",
            (item.listing,),
        )
        tx.run(
            "DELETE FROM claim WHERE listing = ? AND (SELECT presence FROM listing WHERE id = claim.listing) <> 'gone'",
            (item.listing,),
        )
    refresh(tx, item.listing, now)


def in_doubt(tx: Transaction, item: Item, now: int, *, watched_until: int | None = None) -> None:
    """Nobody knows whether it was carried out. A create waits to be settled, and a delete, since the marketplace refuses
    to delete a card twice; all else sets absolute values, so today's value is sent again without asking (DESIGN,
    invariant 2). What was sent may still be carried out until the horizon, or until `watched_until` by the marketplace's
    clock, while its group can be asked."""
    if item.kind in LOOKED_FOR:
        tx.run("UPDATE lane SET open_state = 'unknown' WHERE open_item = ?", (item.id,))
        tx.run("UPDATE change SET state = 'unknown' WHERE id = ?", (item.change,))
        tx.run("UPDATE listing SET presence = 'unknown' WHERE id = ? AND card_id IS NULL", (item.listing,))
        refresh(tx, item.listing, now)
        return
    tx.run(f"UPDATE item SET stray_until = coalesce(?, {_HORIZON}) WHERE id = ?", (watched_until, now, item.id))
    for lane, sent in item.sent.items():  # what the card had before it has in any case: a price that an edit carried along
        tx.run(
            "UPDATE lane SET base = NULL, unverified = 0, tries = tries + 1"
            " WHERE listing = ? AND lane = ? AND base IS NOT ?",
            (item.listing, lane, sent),
        )
    tries = as_int(
        tx.value(
            "SELECT max(tries) FROM lane WHERE listing = ? AND lane IN (SELECT value FROM json_each(?))",
            (item.listing, json.dumps(list(item.sent))),
        )
    )
    if tries >= MOST_TRIES:
        if item.kind != "stock" and tx.value("SELECT count(*) FROM item WHERE batch = ?", (item.batch,)) == 1:
            _count_silence(tx, item, now)
        _close(tx, item, "rejected", "unknown", now)
        refresh(tx, item.listing, now)
        return
    _close(tx, item, "not_sent", "ready", now)
    refresh(tx, item.listing, now)


def _count_silence(tx: Transaction, item: Item, now: int) -> None:
    """Alone in its request it got no answer time after time: in the third run that counts as a product that spoils its
    requests. A stock goes on being tried by each run: what is sold out must not stay on sale for want of an approval."""
    for lane in item.sent:
        fault = Problem("send.unanswered")
        failing.count(tx, item.listing, lane, "send", (fault,), run=item.run, name=item.name, now=now)


_HORIZON = """(
SELECT coalesce(b.market_at, b.sent_at) + max(0, coalesce(b.left_at, ?) - b.sent_at)
       + max(o.horizon_s * 1000, 2 * o.longest_queue_ms)
FROM batch b JOIN account o ON o.id = b.account WHERE b.id = item.batch)"""


def count_try(tx: Transaction, listing: int) -> int:
    """One more try of a create that came to nothing; returns how many so far."""
    tx.run("UPDATE lane SET tries = tries + 1 WHERE listing = ? AND lane = 'content'", (listing,))
    return as_int(tx.value("SELECT tries FROM lane WHERE listing = ? AND lane = 'content'", (listing,)))


def _close(tx: Transaction, item: Item, item_state: str, change_state: str, now: int) -> None:
    tx.run("UPDATE item SET state = ? WHERE id = ?", (item_state, item.id))
    if change_state in ("done", "rejected"):
        deaths.forget(tx, item.listing)
    if change_state not in ("ready", "unknown") or not deaths.park(tx, item.listing, item.change):
        settled_at = None if change_state == "ready" else now
        tx.run("UPDATE change SET state = ?, settled_at = ? WHERE id = ?", (change_state, settled_at, item.change))
    tx.run("UPDATE lane SET open_item = NULL, open_state = NULL WHERE open_item = ?", (item.id,))


def awaiting(tx: Transaction, item: Item) -> None:
    """The answer was lost but its group id is known: the tasks will tell."""
    tx.run("UPDATE lane SET open_state = 'waiting' WHERE open_item = ?", (item.id,))


def duplicate(tx: Transaction, item: Item, fault: Problem, now: int) -> None:
    """Several cards fit one create: reported, none touched (DESIGN, invariant 2)."""
    rejected_for_good(tx, item, "readback", (fault,), now)
    tx.run("UPDATE listing SET presence = 'duplicate' WHERE id = ?", (item.listing,))
    refresh(tx, item.listing, now)


def unsendable(tx: Transaction, change: Change, faults: Sequence[Problem], now: int) -> None:
    """The last check before the send found faults: the change leaves the outbox and waits for other inputs."""
    tx.run("UPDATE change SET state = 'blocked', settled_at = ? WHERE id = ?", (now, change.id))
    problems.replace(tx, change.listing, "content", ("send",), faults, now)
    for lane, name in change.after.items():
        tx.run("UPDATE lane SET refused = ? WHERE listing = ? AND lane = ?", (name, change.listing, lane))
    failing.count(tx, change.listing, "content", "send", faults, run=change.run, now=now)
    refresh(tx, change.listing, now)


def twin(tx: Transaction, item: Item, fault: Problem, now: int) -> None:
    """A create that was given up has made a second card after all: reported, neither is touched (DESIGN, invariant 2)."""
    tx.run("UPDATE item SET stray_until = NULL WHERE id = ?", (item.id,))
    problems.replace(tx, item.listing, "content", ("task",), (fault,), now)
    tx.run("UPDATE listing SET presence = 'duplicate' WHERE id = ?", (item.listing,))
    refresh(tx, item.listing, now)


def parked(tx: Transaction, item: Item, fault: Problem, now: int) -> None:
    """A create that came to nothing time after time waits for a person."""
    rejected_for_good(tx, item, "send", (fault,), now)
    rest = failing.PARKED_AT - 1
    failing.count(tx, item.listing, "content", "send", (fault,), run=item.run, name=item.name, now=now, times=rest)


def report_unclear(tx: Transaction, item: Item, fault: Problem, now: int) -> bool:
    """A create of which the cards can't tell; it stays unknown. False when that was said before."""
    known = tx.value(
        "SELECT 1 FROM problem WHERE listing = ? AND code = ? AND args = ?",
        (item.listing, fault.code, json.dumps(fault.args, ensure_ascii=False)),
    )
    if known is None:
        problems.replace(tx, item.listing, "content", ("readback",), (fault,), now)
        refresh(tx, item.listing, now)
    return known is None
