"""What the marketplace has carried out, settled by the request: what was sent is what it is known to have."""

import json
from collections.abc import Iterable, Sequence

from aliexport_tui.model.problem import Stage
from aliexport_tui.store import failing, problems
from aliexport_tui.store.database import Transaction, as_int, as_text
from aliexport_tui.store.listings import refresh_all
from aliexport_tui.store.outbox import Item

LATE: tuple[Stage, ...] = ("send", "task", "readback")
_ALONG = ("price", "stock")
"""Lanes that a whole-card edit carries along, and that are sent on their own too."""

Done = tuple[Item, str]
"""An item and the card that its task names, "" for none."""


def done(tx: Transaction, item: Item, now: int, *, card_id: str = "", state: str = "done") -> None:
    """One item was carried out."""
    done_all(tx, [(item, card_id)], now, state=state)


def done_all(tx: Transaction, ended: Sequence[Done], now: int, *, state: str = "done") -> None:
    """Items of one request, each of another listing, were carried out. Their cards are still to be seen."""
    if not ended:
        return
    _close(tx, [item for item, _ in ended], state, now)
    deleted = [item for item, _ in ended if item.kind == "delete"]
    for item in deleted:
        _forget_card(tx, item.listing)
    made = [(card_id, item.listing) for item, card_id in ended if item.kind == "create"]
    tx.many("UPDATE listing SET card_id = ?, presence = 'queued' WHERE id = ?", made)
    given = [item for item, _ in ended if item.kind != "delete"]
    lanes = {(item.listing, lane): sent for item in given for lane, sent in item.sent.items() if not _is_along(item, lane)}
    tx.many(_KNOWN, [(sent, listing, lane) for (listing, lane), sent in lanes.items()])
    failing.carried_out(tx, lanes.keys())
    problems.clear_all(tx, lanes.keys() | {(item.listing, "") for item in given}, LATE)
    edited = [item for item in given if item.kind == "update"]
    if edited:
        _carried_along(tx, edited)
        claim_only(tx, [item.listing for item in edited])
    for item in _crossed_by_edits(tx, [item for item in given if item.kind in _ALONG]):
        _send_again(tx, item.change, item.listing, item.kind)
    refresh_all(tx, [item.listing for item, _ in ended], now)


_KNOWN = """
UPDATE lane SET base = ?, refused = NULL, differs = 0, unverified = 1, tries = 0 WHERE listing = ? AND lane = ?"""


def _close(tx: Transaction, items: Sequence[Item], state: str, now: int) -> None:
    """A send of each has come to its end: whatever runners died over, it was not this."""
    ids, listings = _json(item.id for item in items), _json(item.listing for item in items)
    tx.run("UPDATE item SET state = ? WHERE id IN (SELECT value FROM json_each(?))", (state, ids))
    tx.run("UPDATE listing SET deaths = 0 WHERE id IN (SELECT value FROM json_each(?)) AND deaths", (listings,))
    tx.run(
        "UPDATE change SET state = 'done', settled_at = ? WHERE id IN (SELECT value FROM json_each(?))",
        (now, _json(item.change for item in items)),
    )
    tx.run("UPDATE lane SET open_item = NULL, open_state = NULL WHERE open_item IN (SELECT value FROM json_each(?))", (ids,))


def _is_along(item: Item, lane: str) -> bool:
    return item.kind == "update" and lane in _ALONG


_OVERTAKEN = """
SELECT own.id, b.method, i.id, i.change, i.state FROM json_each(?) asked JOIN item own ON own.id = asked.value
JOIN item i ON i.listing = own.listing AND i.id > own.id JOIN batch b ON b.id = i.batch
WHERE i.state IN ('open', 'done') AND b.method IN ('price', 'stock') ORDER BY i.id"""


def _carried_along(tx: Transaction, edits: Sequence[Item]) -> None:
    """Whole-card edits carried prices and stocks along. Where that lane was sent on its own meanwhile, nobody knows which
    came last: the lane is in doubt, and its change goes again (DESIGN, invariant 4), at once or when that send has ended.
    That it may be refused, or never leave, makes what the card has no better known."""
    rows = tx.rows(_OVERTAKEN, (_json(item.id for item in edits),))
    later = {(as_int(row[0]), as_text(row[1])): (as_int(row[2]), as_int(row[3]), row[4]) for row in rows}
    known = {}
    for item in edits:
        for lane in _ALONG:
            if lane not in item.sent:
                continue
            if (item.id, lane) not in later:
                known[item.listing, lane] = item.sent[lane]
                continue
            number, change, state = later[item.id, lane]
            if state == "done":
                _send_again(tx, change, item.listing, lane)
            else:
                tx.run("UPDATE item SET crossed = 1 WHERE id = ?", (number,))
                tx.run("UPDATE lane SET base = NULL WHERE listing = ? AND lane = ?", (item.listing, lane))
    tx.many(
        "UPDATE lane SET base = ?, tries = 0, refused = nullif(refused, ?) WHERE listing = ? AND lane = ?",
        [(sent, sent, listing, lane) for (listing, lane), sent in known.items()],
    )
    accepted = tx.rows(
        "SELECT listing, lane FROM lane WHERE listing IN (SELECT value FROM json_each(?)) AND refused IS NULL",
        (_json({listing for listing, _ in known}),),
    )
    problems.clear_all(tx, known.keys() & {(as_int(row[0]), as_text(row[1])) for row in accepted}, LATE)


def _crossed_by_edits(tx: Transaction, sent_alone: Sequence[Item]) -> list[Item]:
    """Those prices and stocks that a whole-card edit crossed: one that left before them, and ended after they were sent."""
    rows = tx.rows(
        "SELECT id FROM item WHERE id IN (SELECT value FROM json_each(?)) AND crossed",
        (_json(item.id for item in sent_alone),),
    )
    crossed = {row[0] for row in rows}
    return [item for item in sent_alone if item.id in crossed]


def _send_again(tx: Transaction, change: int, listing: int, lane: str) -> None:
    """The lane is in doubt, and its change back in the outbox with today's value."""
    tx.run(
        "UPDATE lane SET base = NULL, unverified = 0, tries = max(tries, 1) WHERE listing = ? AND lane = ?", (listing, lane)
    )
    tx.run("UPDATE change SET state = 'ready', settled_at = NULL WHERE id = ?", (change,))


def _forget_card(tx: Transaction, listing: int) -> None:
    tx.run("UPDATE listing SET presence = 'deleted', card_id = NULL, live_at = NULL WHERE id = ?", (listing,))
    tx.run("DELETE FROM claim WHERE listing = ?", (listing,))
    tx.run(
        "UPDATE lane SET base = NULL, seen = NULL, unverified = 0, differs = 0, refused = NULL, tries = 0, fails = 0,"
        " fail_key = '' WHERE listing = ?",
        (listing,),
    )
    tx.run("UPDATE item SET stray_until = NULL WHERE listing = ? AND stray_until IS NOT NULL", (listing,))


_LAST_WRITTEN = """
SELECT value, (
  SELECT i.sku_set FROM item i JOIN batch b ON b.id = i.batch WHERE i.listing = value AND i.state IN ('done', 'linked')
  AND b.method IN ('create', 'edit') ORDER BY i.id DESC LIMIT 1) FROM json_each(?)"""


def claim_only(tx: Transaction, listings: Iterable[int]) -> None:
    """The SKU codes that the cards were last given stay claimed; those that only a refused edit named, or that an edit took
    away, are free for other products."""
    rows = tx.rows(_LAST_WRITTEN, (_json(listings),))
    tx.many(
        "DELETE FROM claim WHERE listing = ? AND sku_code NOT IN (SELECT value FROM json_each(?))",
        [(as_int(listing), codes) for listing, codes in rows if codes is not None],
    )


def _json(numbers: Iterable[int]) -> str:
    return json.dumps(list(numbers))
