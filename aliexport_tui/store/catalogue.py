"""The catalogue takes over what an import has read: one transaction that writes only what differs."""

import msgspec

from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.model.product import Product
from aliexport_tui.store import sku_history
from aliexport_tui.store.database import Cell, Database, Transaction, as_int, as_text
from aliexport_tui.store.spill import Spill

_COLUMNS = (
    "name", "name_fold", "category", "brand", "article", "picture_count", "price", "stock", "available", "content_hash",
    "price_hash", "stock_hash", "body", "search", "problem_count",
)  # fmt: skip
_ROWS_AT_ONCE = 500
_PLACES = 3


_CHANGE = f"""
UPDATE product SET ({", ".join(_COLUMNS)}) = (SELECT {", ".join(_COLUMNS)} FROM fresh.product f WHERE f.key = product.key),
  changed_at = :now, vanished_at = NULL
WHERE id IN (SELECT product FROM fresh.touched WHERE row > :first AND row <= :last AND product IS NOT NULL)"""
_ADD = f"""
INSERT INTO product (source, key, {", ".join(_COLUMNS)}, first_seen_at, changed_at)
SELECT :source, f.key, {", ".join(f"f.{column}" for column in _COLUMNS)}, :now, :now
FROM fresh.touched t CROSS JOIN fresh.product f ON f.rowid = t.row
WHERE t.row > :first AND t.row <= :last AND t.product IS NULL ORDER BY t.row"""


class Counts(msgspec.Struct, frozen=True):
    """What an import brought. `changed` holds those that had vanished and are back; `skus` and `problems` count all
    of the file, `updates` the prices and stocks that came without their products, `skipped` what was left out and told."""

    products: int = 0
    skus: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    vanished: int = 0
    problems: int = 0
    updates: int = 0
    skipped: int = 0


class ProblemCount(msgspec.Struct, frozen=True):
    """All problems of an import with one code; `example` is the first of them, `places` are the first few's."""

    code: str
    severity: str
    count: int
    example: Problem
    places: tuple[Place, ...] = ()


def held(db: Database, source: int) -> int:
    """Products of the source that have not vanished."""
    return as_int(db.value("SELECT count(*) FROM product WHERE source = ? AND vanished_at IS NULL", (source,)))


def stored(db: Database, source: int, key: str) -> Product | None:
    """The product as it is held, also one that has vanished."""
    body = db.value("SELECT body FROM product WHERE source = ? AND key = ?", (source, key))
    return None if body is None else msgspec.json.decode(as_text(body), type=Product)


def merge(tx: Transaction, source: int, spill: Spill, now: int, feed: int, *, whole: bool) -> Counts:
    """Inside a write with the spill attached as `fresh`: new products, changed ones by their hashes, vanished ones
    marked, those that came back unmarked, problems and categories replaced. Not `whole`: what the spill does not name
    stays as it is, but for those that it says are gone. `feed`: the source that was read, which need not be the one whose
    products change."""
    changed, new = _touch(tx, source)
    vanished = _vanish(tx, source, now, "key NOT IN (SELECT key FROM fresh.product)") if whole else 0
    vanished += _vanish(tx, source, now, "key IN (SELECT key FROM fresh.gone)")
    # by portions: what a single statement may have to roll back, SQLite keeps in memory
    for first in range(0, spill.products, _ROWS_AT_ONCE):
        portion: dict[str, Cell] = {"source": source, "now": now, "first": first, "last": first + _ROWS_AT_ONCE}
        if changed:
            tx.run(_CHANGE, portion)
        if new:
            tx.run(_ADD, portion)
    if changed:
        for first in range(0, spill.products, _ROWS_AT_ONCE):
            sku_history.remember(tx, first, first + _ROWS_AT_ONCE, now)
        tx.run("DELETE FROM sku WHERE product IN (SELECT product FROM fresh.touched WHERE product IS NOT NULL)")
    tx.run(
        """INSERT INTO sku SELECT p.id, s.position, s.code, s.price, s.old_price, s.stock, s.available
        FROM fresh.touched t JOIN product p ON p.source = ? AND p.key = t.key JOIN fresh.sku s ON s.key = t.key""",
        (source,),
    )
    unchanged = spill.products - new - changed
    _replace_problems(tx, source, feed, now, whole=whole, unchanged=unchanged)
    _replace_categories(tx, source, whole)
    return Counts(
        products=spill.products,
        skus=spill.skus,
        new=new,
        changed=changed,
        unchanged=unchanged,
        vanished=vanished,
        problems=spill.problems,
        updates=spill.updates,
        skipped=spill.skipped,
    )


def _touch(tx: Transaction, source: int) -> tuple[int, int]:
    """What the catalogue does not hold just so goes into `touched`; -> products that it holds otherwise, and new ones."""
    touched = tx.run(
        """INSERT INTO fresh.touched SELECT f.rowid, f.key, p.id FROM fresh.product f
        LEFT JOIN product p ON p.source = ? AND p.key = f.key
        WHERE p.id IS NULL OR p.vanished_at IS NOT NULL OR p.content_hash <> f.content_hash
          OR p.price_hash <> f.price_hash OR p.stock_hash <> f.stock_hash""",
        (source,),
    )
    changed = as_int(tx.value("SELECT count(product) FROM fresh.touched"))
    return changed, touched - changed


def _vanish(tx: Transaction, source: int, now: int, which: str) -> int:
    return tx.run(
        "UPDATE product SET vanished_at = ?, changed_at = ?, problem_count = 0"
        f" WHERE source = ? AND vanished_at IS NULL AND {which}",
        (now, now, source),
    )


def refresh_places(db: Database, source: int) -> None:
    """With the spill attached as `fresh`: unchanged products whose lines in the file have moved get their new body, in
    small transactions, as they may be all of them."""
    last = 0
    while True:
        moved = db.rows(
            """SELECT p.id, f.body FROM product p JOIN fresh.product f ON f.key = p.key
            WHERE p.source = ? AND p.id > ? AND f.rowid NOT IN (SELECT row FROM fresh.touched) AND p.body <> f.body
            ORDER BY p.id LIMIT ?""",
            (source, last, _ROWS_AT_ONCE),
        )
        if not moved:
            return
        with db.write() as tx:
            tx.many("UPDATE product SET body = ? WHERE id = ?", [(body, number) for number, body in moved])
        last = as_int(moved[-1][0])


def problem_counts(tx: Transaction) -> tuple[ProblemCount, ...]:
    """The attached spill's problems by code, errors first, most frequent first."""
    rows = tx.rows(
        """SELECT code, severity, count(*), field, args, place, min(rowid) FROM fresh.problem
        GROUP BY code, severity ORDER BY severity, count(*) DESC, code"""
    )
    return tuple(
        ProblemCount(
            as_text(code),
            as_text(severity),
            as_int(count),
            Problem(
                as_text(code),
                as_text(field),
                msgspec.json.decode(as_text(args), type=dict[str, str]),
                msgspec.json.decode(as_text(place), type=Place),
                "warning" if severity == "warning" else "error",
            ),
            _places(tx, as_text(code), as_text(severity)),
        )
        for code, severity, count, field, args, place, _ in rows
    )


def _places(tx: Transaction, code: str, severity: str) -> tuple[Place, ...]:
    rows = tx.rows(
        "SELECT place FROM fresh.problem WHERE code = ? AND severity = ? ORDER BY rowid LIMIT ?",
        (code, severity, _PLACES),
    )
    return tuple(msgspec.json.decode(as_text(place), type=Place) for (place,) in rows)


def _replace_problems(tx: Transaction, source: int, feed: int, now: int, *, whole: bool, unchanged: int) -> None:
    named = "" if whole else " AND key IN (SELECT key FROM fresh.product)"
    tx.run(
        "DELETE FROM problem WHERE stage = 'import'"
        f" AND (source = ? OR product IN (SELECT id FROM product WHERE source = ?{named}))",
        (feed, source),
    )
    tx.run(
        """INSERT INTO problem (product, source, stage, severity, code, field, args, place, at)
        SELECT p.id, CASE WHEN p.id IS NULL THEN ? END, 'import', f.severity, f.code, f.field, f.args, f.place, ?
        FROM fresh.problem f LEFT JOIN product p ON p.source = ? AND p.key = f.key ORDER BY f.rowid""",
        (feed, now, source),
    )
    if unchanged:
        tx.run(
            """UPDATE product SET problem_count = f.problem_count FROM fresh.product f
            WHERE product.source = ? AND product.key = f.key AND product.problem_count <> f.problem_count""",
            (source,),
        )


def _replace_categories(tx: Transaction, source: int, whole: bool) -> None:
    if whole:
        tx.run("DELETE FROM shop_category WHERE source = ? AND key NOT IN (SELECT key FROM fresh.category)", (source,))
    tx.run(
        """INSERT INTO shop_category (source, key, name, name_fold, parent)
        SELECT ?, key, name, name_fold, parent FROM fresh.category WHERE true
        ON CONFLICT (source, key) DO UPDATE
        SET name = excluded.name, name_fold = excluded.name_fold, parent = excluded.parent
        WHERE name <> excluded.name OR parent <> excluded.parent""",
        (source,),
    )
