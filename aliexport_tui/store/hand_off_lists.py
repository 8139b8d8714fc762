"""What was handed to the shop, as lists for the eye: what failed, and all of one order. Read only."""

import json
from array import array
from collections.abc import Sequence

import msgspec

from aliexport_tui.model.order_action import Failure
from aliexport_tui.store.database import Database, Row, as_int, as_optional_int, as_text, fold


class HandOffRow(msgspec.Struct, frozen=True):
    """`order_id` and `order`: its row and its number; `account`: its code. `kind`: new or cancelled. `reference`: the shop's
    own number. `at`: when it last changed; `again_at`: when it is tried by itself once more, None: never."""

    id: int
    order_id: int
    order: str
    account: str
    target: str
    kind: str
    state: str
    tries: int
    reference: str
    failure: Failure | None
    at: int
    again_at: int | None


_FAILED = "h.state = 'failed' OR (h.state = 'waiting' AND h.failure IS NOT NULL)"
"""Those that are tried again by themselves too: their reason may be worth a look before."""


def failed_ids(db: Database, *, account: str = "", text: str = "", only: str = "") -> "array[int]":
    """Newest failure first. `only`: "" both kinds, "failed" given up, "waiting" tried again; "dropped" by a person."""
    where = {
        "failed": "h.state = 'failed'",
        "waiting": f"h.state = 'waiting' AND ({_FAILED})",
        "dropped": "h.state = 'dropped'",
    }
    return db.ids(
        f"""SELECT h.id FROM hand_off h JOIN trade_order o ON o.id = h.trade_order JOIN account ON account.id = o.account
           WHERE ({where.get(only, _FAILED)}) AND (:account = '' OR account.code = :account)
             AND (:text = '' OR instr(o.words, :text) OR instr(lower(h.target), :text))
           ORDER BY coalesce(h.ended_at, h.began_at, h.made_at) DESC, h.id DESC""",
        {"account": account, "text": fold(text)},
    )


_COLUMNS = """h.id, o.id, o.number, account.code, h.target, h.kind, h.state, h.tries, h.reference, h.failure,
 coalesce(h.ended_at, h.began_at, h.made_at), h.next_try_at
 FROM hand_off h JOIN trade_order o ON o.id = h.trade_order JOIN account ON account.id = o.account"""


def rows(db: Database, ids: Sequence[int]) -> dict[int, HandOffRow]:
    found = db.rows(f"SELECT {_COLUMNS} WHERE h.id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))
    return {row.id: row for row in map(_row, found)}


def of_order(db: Database, trade_order: int) -> tuple[HandOffRow, ...]:
    """By target, the first news first."""
    return tuple(map(_row, db.rows(f"SELECT {_COLUMNS} WHERE h.trade_order = ? ORDER BY h.target, h.id", (trade_order,))))


def _row(row: Row) -> HandOffRow:
    return HandOffRow(
        id=as_int(row[0]),
        order_id=as_int(row[1]),
        order=as_text(row[2]),
        account=as_text(row[3]),
        target=as_text(row[4]),
        kind=as_text(row[5]),
        state=as_text(row[6]),
        tries=as_int(row[7]),
        reference=as_text(row[8]),
        failure=msgspec.json.decode(as_text(row[9]), type=Failure) if row[9] else None,
        at=as_int(row[10]),
        again_at=as_optional_int(row[11]),
    )
