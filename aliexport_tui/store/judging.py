"""What no builder can see by itself: SKU codes that two products share, products that their import found faulty."""

import json
from collections.abc import Sequence

from aliexport_tui.model.problem import Problem
from aliexport_tui.store import problems
from aliexport_tui.store.database import Database, as_int, as_text
from aliexport_tui.store.listings import refresh_all

_ROWS = 500

_SHARED = """
WITH twice AS (SELECT sku_code FROM listing_sku GROUP BY sku_code HAVING count(*) > 1)
SELECT s.listing, s.sku_code, group_concat(DISTINCT other_product.name) FROM twice
JOIN listing_sku s ON s.sku_code = twice.sku_code
JOIN listing l ON l.id = s.listing AND l.account = :account AND l.profile IS NOT NULL
JOIN listing_sku o ON o.sku_code = s.sku_code AND o.listing <> s.listing
JOIN listing other ON other.id = o.listing AND other.account = :account AND other.profile IS NOT NULL
JOIN product other_product ON other_product.id = other.product
GROUP BY s.listing, s.sku_code"""

_TOLD = """
SELECT p.id, p.listing, json_extract(p.args, '$.code'), json_extract(p.args, '$.other')
FROM problem p JOIN listing l ON l.id = p.listing AND l.account = :account WHERE p.code = 'sku.shared'"""

_FAULTY = """
SELECT p.listing AS id FROM problem p WHERE p.stage = 'draft' AND p.severity = 'error' AND p.lane = 'content'
UNION SELECT l.id FROM problem p JOIN listing l ON l.product = p.product WHERE p.stage = 'import' AND p.severity = 'error'"""

_TO_BLOCK = f"""
SELECT l.id FROM ({_FAULTY}) f JOIN listing l ON l.id = f.id AND l.account = :account
JOIN lane a ON a.listing = l.id AND a.lane = 'content' AND a.verdict = 'ok' ORDER BY l.id"""

_TO_FREE = f"""
SELECT l.id FROM lane a CROSS JOIN listing l ON l.id = a.listing AND l.account = :account
WHERE a.lane = 'content' AND (a.want IS NOT a.base OR a.verdict = 'blocked' OR a.differs)
  AND a.verdict = 'blocked' AND a.want IS NOT NULL AND l.id NOT IN ({_FAULTY}) ORDER BY l.id"""


def judge(db: Database, account: int, now: int) -> None:
    """One SKU code on two products of the account blocks both and names them; a product that its import found faulty is
    blocked."""
    _tell_shared(db, account, now)
    _pass(db, db.ids(_TO_BLOCK, {"account": account}), "blocked", now)
    _pass(db, db.ids(_TO_FREE, {"account": account}), "ok", now)


def _tell_shared(db: Database, account: int, now: int) -> None:
    told = {
        (as_int(row[1]), as_text(row[2]), as_text(row[3])): as_int(row[0]) for row in db.rows(_TOLD, {"account": account})
    }
    due = {(as_int(row[0]), as_text(row[1]), as_text(row[2])) for row in db.rows(_SHARED, {"account": account})}
    gone, new = sorted(told.keys() - due), sorted(due - told.keys())
    for start in range(0, max(len(gone), len(new)), _ROWS):
        old_ones, new_ones = gone[start : start + _ROWS], new[start : start + _ROWS]
        with db.write() as tx:
            tx.many("DELETE FROM problem WHERE id = ?", [(told[one],) for one in old_ones])
            for listing, code, other in new_ones:
                fault = Problem("sku.shared", "sku_info_list.sku_code", {"code": code, "other": other})
                problems.add(tx, listing, "content", "draft", [fault], now)
            refresh_all(tx, [one[0] for one in (*old_ones, *new_ones)], now)
        db.make_way()


def _pass(db: Database, listings: Sequence[int], verdict: str, now: int) -> None:
    for start in range(0, len(listings), _ROWS):
        block = list(listings[start : start + _ROWS])
        with db.write() as tx:
            tx.run(
                "UPDATE lane SET verdict = ? WHERE lane = 'content' AND listing IN (SELECT value FROM json_each(?))",
                (verdict, json.dumps(block)),
            )
            refresh_all(tx, block, now)
        db.make_way()
