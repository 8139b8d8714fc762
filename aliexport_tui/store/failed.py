"""Which products of a profile have failed, or have one particular problem."""

import json
from collections.abc import Sequence

from aliexport_tui.model.outcome import Outcome
from aliexport_tui.store.database import Cell, Database, as_text

FAILED: tuple[Outcome, ...] = ("rejected", "blocked", "different")

_HAS = """
(EXISTS (SELECT 1 FROM problem q WHERE q.listing = l.id AND q.code = :problem AND q.severity = 'error' AND {field})
 OR EXISTS (SELECT 1 FROM problem q WHERE q.product = l.product AND q.listing IS NULL AND q.code = :problem
            AND q.severity = 'error' AND {field}))"""
_FIELD = "(:field IS NULL OR substr(q.field, 1, instr(q.field || '[', '[') - 1) = :field)"

# Mended and planned anew, but not sent: what became of it last is still that it failed.
_MENDED = """
(l.outcome = 'ready' AND (SELECT c.state FROM change c WHERE c.listing = l.id AND c.state NOT IN ('ready', 'held', 'dropped')
                          ORDER BY c.id DESC LIMIT 1) IN ('blocked', 'rejected'))"""


def products(db: Database, profile: int, *, problem: str, field: str | None = None, parked: bool = False) -> Sequence[int]:
    """Ids: with an outcome of FAILED, mended or not (`parked`: or held as parked); or with this problem, if one is named
    (`field`: there, as `store.problems.grouped` names it)."""
    params: dict[str, Cell] = {
        "profile": profile,
        "problem": problem,
        "field": field,
        "failed": json.dumps(FAILED),
        "parked": parked,
    }
    failed = (
        f"(l.outcome IN (SELECT value FROM json_each(:failed)) OR {_MENDED}"
        " OR (:parked AND EXISTS (SELECT 1 FROM lane a WHERE a.listing = l.id AND a.hold = 'parked')))"
    )
    wanted = _HAS.replace("{field}", _FIELD) if problem else failed
    return db.ids(
        f"SELECT l.product FROM listing l WHERE l.profile = :profile AND {wanted} ORDER BY l.product",
        params,
    )


def problem_codes(db: Database, profile: int) -> tuple[str, ...]:
    """Codes of the problems that block products of the profile, or for which they were refused."""
    rows = db.rows(
        "SELECT q.code FROM listing l JOIN problem q ON q.listing = l.id WHERE l.profile = ? AND q.severity = 'error'"
        " UNION SELECT q.code FROM listing l JOIN problem q ON q.product = l.product AND q.listing IS NULL"
        " WHERE l.profile = ? AND q.severity = 'error' ORDER BY 1",
        (profile, profile),
    )
    return tuple(as_text(row[0]) for row in rows)


def parked_changes(db: Database, profile: int, selection: int) -> Sequence[int]:
    """Held changes of selected products that are parked."""
    return db.ids(
        "SELECT c.id FROM selection_item s JOIN listing l ON l.product = s.product AND l.profile = ?"
        " JOIN change c ON c.listing = l.id AND c.state = 'held' AND c.hold = 'parked' WHERE s.selection = ? ORDER BY c.id",
        (profile, selection),
    )
