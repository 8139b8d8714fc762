"""Counts for a bundle: how much of everything there is, and of what kinds; no names."""

from aliexport_tui.store.database import Database, Row, as_text

Counts = dict[str, dict[str, int]]

_QUESTIONS = {
    "products": "SELECT CASE WHEN vanished_at IS NULL THEN 'there' ELSE 'vanished' END, count(*) FROM product GROUP BY 1",
    "listings": "SELECT outcome, count(*) FROM listing GROUP BY 1",
    "presences": "SELECT presence, count(*) FROM listing GROUP BY 1",
    "lanes": "SELECT lane || ' ' || progress, count(*) FROM lane GROUP BY 1",
    "changes": "SELECT kind || ' ' || state, count(*) FROM change GROUP BY 1",
    "batches": "SELECT method || ' ' || state, count(*) FROM batch GROUP BY 1",
    "problems": "SELECT severity || ' ' || stage || ' ' || code || ' ' || field, count(*) FROM problem GROUP BY 1",
    "orders": "SELECT model || ' ' || status, count(*) FROM trade_order GROUP BY 1",
    "hand_offs": "SELECT target || ' ' || state, count(*) FROM hand_off GROUP BY 1",
    "order_actions": "SELECT kind || ' ' || state, count(*) FROM order_action GROUP BY 1",
    "shipments": "SELECT status, count(*) FROM shipment GROUP BY 1",
    "alerts": "SELECT kind, count(*) FROM alert GROUP BY 1",
    "schema": "SELECT a.code, count(*) FROM schema_category c JOIN account a ON a.id = c.account GROUP BY 1",
}


def counts(db: Database) -> Counts:
    """By subject: state -> how many."""
    return {subject: dict(map(_pair, db.rows(sql))) for subject, sql in _QUESTIONS.items()}


def _pair(row: Row) -> tuple[str, int]:
    count = row[1]
    return as_text(row[0]).strip(), count if isinstance(count, int) else 0
