"""The same ends and looks, statement by statement for one item or card alone: what settling by sets has to come to."""

import json
from collections.abc import Mapping, Sequence

from aliexport_tui.model.problem import Problem
from aliexport_tui.model.wants import Lane
from aliexport_tui.store import problems
from aliexport_tui.store.carried_out import LATE
from aliexport_tui.store.database import Transaction
from aliexport_tui.store.listings import refresh
from aliexport_tui.store.outbox import Item
from aliexport_tui.store.sightings import Sighting


def done(tx: Transaction, item: Item, card_id: str, now: int) -> None:
    listing = item.listing
    tx.run("UPDATE item SET state = 'done' WHERE id = ?", (item.id,))
    tx.run("UPDATE listing SET deaths = 0 WHERE id = ?", (listing,))
    tx.run("UPDATE change SET state = 'done', settled_at = ? WHERE id = ?", (now, item.change))
    tx.run("UPDATE lane SET open_item = NULL, open_state = NULL WHERE open_item = ?", (item.id,))
    if item.kind == "delete":
        _deleted(tx, listing)
    elif item.kind == "create":
        tx.run("UPDATE listing SET card_id = ?, presence = 'queued' WHERE id = ?", (card_id, listing))
    for lane, sent in item.sent.items() if item.kind != "delete" else ():
        if item.kind == "update" and lane in ("price", "stock"):
            _carried(tx, item, lane, sent)
            continue
        tx.run(
            "UPDATE lane SET base = ?, refused = NULL, differs = 0, unverified = 1, tries = 0"
            " WHERE listing = ? AND lane = ?",
            (sent, listing, lane),
        )
        tx.run(
            "UPDATE lane SET fails = 0, fail_key = '' WHERE listing = ? AND lane = ? AND fails"
            " AND fail_key NOT LIKE 'readback%'",
            (listing, lane),
        )
        problems.clear(tx, listing, lane, LATE)
    if item.kind != "delete":
        problems.clear(tx, listing, "", LATE)
    if item.kind == "update":
        _claims(tx, listing)
    if item.kind in ("price", "stock") and tx.value("SELECT crossed FROM item WHERE id = ?", (item.id,)):
        _again(tx, item.change, listing, item.kind)
    refresh(tx, listing, now)


def _deleted(tx: Transaction, listing: int) -> None:
    tx.run("UPDATE listing SET presence = 'deleted', card_id = NULL, live_at = NULL WHERE id = ?", (listing,))
    tx.run("DELETE FROM claim WHERE listing = ?", (listing,))
    tx.run(
        "UPDATE lane SET base = NULL, seen = NULL, unverified = 0, differs = 0, refused = NULL, tries = 0, fails = 0,"
        " fail_key = '' WHERE listing = ?",
        (listing,),
    )
    tx.run("UPDATE item SET stray_until = NULL WHERE listing = ?", (listing,))


def _carried(tx: Transaction, item: Item, lane: str, sent: str | None) -> None:
    later = tx.rows(
        "SELECT i.id, i.change, i.state FROM item i JOIN batch b ON b.id = i.batch WHERE i.listing = ? AND i.id > ?"
        " AND b.method = ? AND i.state IN ('open', 'done') ORDER BY i.id DESC LIMIT 1",
        (item.listing, item.id, lane),
    )
    if later and later[0][2] == "open":
        tx.run("UPDATE item SET crossed = 1 WHERE id = ?", (later[0][0],))
        tx.run("UPDATE lane SET base = NULL WHERE listing = ? AND lane = ?", (item.listing, lane))
    elif later:
        _again(tx, later[0][1], item.listing, lane)
    else:
        where = (item.listing, lane)
        tx.run(
            "UPDATE lane SET base = ?, tries = 0, refused = nullif(refused, ?) WHERE listing = ? AND lane = ?",
            (sent, sent, *where),
        )
        if tx.value("SELECT refused FROM lane WHERE listing = ? AND lane = ?", where) is None:
            problems.clear(tx, item.listing, lane, LATE)


def _claims(tx: Transaction, listing: int) -> None:
    codes = tx.value(
        "SELECT i.sku_set FROM item i JOIN batch b ON b.id = i.batch WHERE i.listing = ? AND i.state IN ('done', 'linked')"
        " AND b.method IN ('create', 'edit') ORDER BY i.id DESC LIMIT 1",
        (listing,),
    )
    if codes is not None:
        tx.run("DELETE FROM claim WHERE listing = ? AND sku_code NOT IN (SELECT value FROM json_each(?))", (listing, codes))


def _again(tx: Transaction, change: object, listing: int, lane: str) -> None:
    tx.run(
        "UPDATE lane SET base = NULL, unverified = 0, tries = max(tries, 1) WHERE listing = ? AND lane = ?", (listing, lane)
    )
    assert isinstance(change, int)
    tx.run("UPDATE change SET state = 'ready', settled_at = NULL WHERE id = ?", (change,))


_LOOKED = """
UPDATE lane SET unverified = 0, seen_at = :now, seen_how = :how,
  base = CASE WHEN lane IN (SELECT value FROM json_each(:taken)) THEN json_extract(:seen, '$.' || lane) ELSE base END,
  seen = coalesce(json_extract(:seen, '$.' || lane), seen),
  differs = CASE WHEN differs AND base IS seen AND want IS NOT base AND base IS json_extract(:seen, '$.' || lane) THEN 1
                 ELSE coalesce(json_extract(:differs, '$.' || lane), differs) END
WHERE listing = :listing AND open_item IS NULL AND lane IN (SELECT key FROM json_each(:base))
  AND base IS json_extract(:base, '$.' || lane)
RETURNING lane, differs"""


def seen(tx: Transaction, sighting: Sighting, now: int) -> bool:
    listing, faults = sighting.one.listing, sighting.faults
    still = tx.run(
        "UPDATE listing SET presence = ?, live_at = CASE WHEN ? = 'on_sale' THEN ? ELSE live_at END"
        " WHERE id = ? AND card_id = ?",
        (sighting.presence, sighting.presence, now, listing, sighting.one.card_id),
    )
    if not still:
        return False
    rows = tx.rows(
        _LOOKED,
        {
            "listing": listing,
            "base": json.dumps(sighting.one.base),
            "seen": json.dumps(dict(sighting.seen)),
            "differs": json.dumps({lane: int(bool(found)) for lane, found in faults.items()}),
            "taken": json.dumps([lane for lane in sighting.restore if faults.get(lane)]),
            "how": sighting.how,
            "now": now,
        },
    )
    _stands(tx, listing, {str(lane): bool(differs) for lane, differs in rows}, faults, now)
    refresh(tx, listing, now)
    return True


def _stands(
    tx: Transaction, listing: int, differs: dict[str, bool], faults: Mapping[Lane, Sequence[Problem]], now: int
) -> None:
    for lane, found in faults.items():
        if lane not in differs or differs[lane] != bool(found):
            continue
        problems.replace(tx, listing, lane, ("readback",), found, now)
        if not found:
            tx.run(
                "UPDATE lane SET fails = 0, fail_key = '' WHERE listing = ? AND lane = ? AND fails"
                " AND fail_key LIKE 'readback%'",
                (listing, lane),
            )
