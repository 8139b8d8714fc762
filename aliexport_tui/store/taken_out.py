"""Rows that a person took out of one plan: they stay in it as dropped, no run sends them. Another plan has them again."""

import json
from collections.abc import Sequence

from aliexport_tui.store.database import Database, Transaction, as_int

_OUT = "plan = ? AND run IS NULL AND id IN (SELECT value FROM json_each(?))"


def in_use(db: Database | Transaction, plan: int) -> int | None:
    """The run that applies the plan or has; a dry run does not."""
    found = db.value(
        "SELECT id FROM run WHERE plan = ? AND NOT (json_valid(summary) AND coalesce(json_extract(summary, '$.dry_run'), 0))"
        " ORDER BY id DESC LIMIT 1",
        (plan,),
    )
    return as_int(found) or None


def take_out(tx: Transaction, plan: int, changes: Sequence[int], now: int) -> int:
    """Those of them that are ready; returns how many."""
    return tx.run(
        f"UPDATE change SET state = 'dropped', settled_at = ? WHERE state = 'ready' AND {_OUT}",
        (now, plan, json.dumps(list(changes))),
    )


def bring_back(tx: Transaction, plan: int, changes: Sequence[int]) -> int:
    """Those of them that were taken out so; what was held and then left out by a decision stays out."""
    return tx.run(
        f"UPDATE change SET state = 'ready', settled_at = NULL WHERE state = 'dropped' AND hold IS NULL AND {_OUT}",
        (plan, json.dumps(list(changes))),
    )
