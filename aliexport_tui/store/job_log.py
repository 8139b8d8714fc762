"""The log of jobs as a list: which lines fit, and marked ones removed (seed 002 §7.2)."""

import json
from array import array
from collections.abc import Sequence

import msgspec

from aliexport_tui.store.database import Cell, Database, as_text, fold

_FIT = (
    "(:code = '' OR code = :code) AND (:subject = '' OR subject = :subject) AND (:state = '' OR state = :state)"
    " AND (:text = '' OR instr(folded(code || ' ' || subject || ' ' || message || ' ' || who), :text))"
)


class Wanted(msgspec.Struct, frozen=True):
    """Which lines: "" leaves it open. `text`: a part of any of their texts, in any case."""

    code: str = ""
    subject: str = ""
    state: str = ""
    text: str = ""


def ids(db: Database, wanted: Wanted) -> "array[int]":
    """Of all that fit, newest first."""
    params: dict[str, Cell] = {**msgspec.structs.asdict(wanted), "text": fold(wanted.text)}
    return db.ids(f"SELECT id FROM job WHERE {_FIT} ORDER BY id DESC", params)


def kinds(db: Database) -> tuple[tuple[str, str], ...]:
    """(job, subject) of the lines that are there."""
    return tuple(
        (as_text(row[0]), as_text(row[1])) for row in db.rows("SELECT DISTINCT code, subject FROM job ORDER BY 1, 2")
    )


def remove(db: Database, ids: Sequence[int]) -> int:
    """Marked lines go, but for those that are still at work; how many there were."""
    gone = 0
    for start in range(0, len(ids), 500):
        db.make_way()
        with db.write() as tx:
            part = json.dumps(list(ids[start : start + 500]))
            gone += tx.run("DELETE FROM job WHERE id IN (SELECT value FROM json_each(?)) AND state <> 'running'", (part,))
    return gone
