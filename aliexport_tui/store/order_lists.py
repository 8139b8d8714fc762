"""Lists of orders: their order as ids, and rows of those that are on the screen. Read only; nothing personal."""

import json
from array import array
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from aliexport_tui.store.database import Cell, Database, as_int, as_optional_int, as_text, fold

SortBy = Literal[
    "due", "created", "updated", "number", "total", "units", "status", "delivery", "account", "payment", "model", "track",
    "handed", "goods",
]  # fmt: skip


class OrdersWanted(msgspec.Struct, frozen=True):
    """`accounts`: ids; empty: all. `text`: words that are all found in number, codes, names of goods, tracks. `statuses`,
    `payment_statuses`, `delivery_statuses`: the marketplace's words; empty: all. `model`: DBS | FBS | "". Times in UTC ms,
    both ends inclusive. Sorted by due: what has to be on its way soonest, then what has no time, then what has ended."""

    accounts: tuple[int, ...] = ()
    text: str = ""
    statuses: tuple[str, ...] = ()
    payment_statuses: tuple[str, ...] = ()
    delivery_statuses: tuple[str, ...] = ()
    model: str = ""
    open_only: bool = False
    due_only: bool = False
    """Only what has to be sent yet."""
    due_before: int | None = None
    """Only what had to be sent before then and was not."""
    handing_failed: bool = False
    """Only what a target of the shop did not take."""
    created_from: int | None = None
    created_to: int | None = None
    sort: SortBy = "due"
    descending: bool = False


class OrderRow(msgspec.Struct, frozen=True):
    """`total` in kopecks; `goods`: name of the first line; `lines`: how many there are; `tracks` of its shipments, or
    the one that we told. `due_at` None: it is on its way, or no time is named. `hand_offs`: target -> state of what it was
    told last."""

    id: int
    account: str
    number: str
    status: str
    payment_status: str
    delivery_status: str
    antifraud_status: str
    model: str
    total: int
    units: int
    created_at: int
    updated_at: int
    changed_at: int
    due_at: int | None
    ended_at: int | None
    goods: str = ""
    lines: int = 0
    tracks: tuple[str, ...] = ()
    hand_offs: dict[str, str] = {}
    asked: str = ""
    """State of what the marketplace was told last about it, "" when that is done."""


_GRAVEST = (
    "(SELECT min(CASE state WHEN 'failed' THEN 0 WHEN 'waiting' THEN 1 WHEN 'sending' THEN 2 ELSE 3 END)"
    " FROM hand_off WHERE trade_order = o.id)"
)
_ORDERS: Mapping[SortBy, str] = {
    "due": "o.ended_at IS NOT NULL, o.due_at IS NULL, o.due_at, o.created_at",
    "created": "o.created_at",
    "updated": "o.updated_at",
    "number": "length(o.number), o.number",
    "total": "o.total",
    "units": "o.units",
    "status": "o.status",
    "delivery": "o.delivery_status",
    "account": "(SELECT code FROM account WHERE id = o.account)",
    "payment": "o.payment_status",
    "model": "o.model",
    "goods": "json_extract(o.body,'$.lines[0].name')",
    "track": "coalesce(json_extract(o.body,'$.shipments[0].track'),'')",
    "handed": f"{_GRAVEST} IS NULL, {_GRAVEST}",
}


def order_ids(db: Database, wanted: OrdersWanted) -> "array[int]":
    """Ids of the orders that match, in order."""
    where, params = _where(wanted)
    keys = [f"{key}{' DESC' if wanted.descending else ''}" for key in [*_ORDERS[wanted.sort].split(", "), "o.id"]]
    return db.ids(f"SELECT o.id FROM trade_order o WHERE {where} ORDER BY {', '.join(keys)}", params)


def count(db: Database, wanted: OrdersWanted) -> int:
    where, params = _where(wanted)
    return as_int(db.value(f"SELECT count(*) FROM trade_order o WHERE {where}", params))


def rows(db: Database, ids: Sequence[int]) -> dict[int, OrderRow]:
    """Of these orders (a few hundred at a time); those that are gone are missing."""
    found = db.rows(
        """SELECT o.id, a.code, o.number, o.status, o.payment_status, o.delivery_status, o.antifraud_status, o.model,
           o.total, o.units, o.created_at, o.updated_at, o.changed_at, o.due_at, o.ended_at,
           coalesce(json_extract(o.body, '$.lines[0].name'), ''), coalesce(json_array_length(o.body, '$.lines'), 0),
           (SELECT json_group_array(json_extract(s.value, '$.track')) FROM json_each(o.body, '$.shipments') s
            WHERE coalesce(json_extract(s.value, '$.track'), '') <> ''),
           (SELECT json_group_object(h.target, h.state) FROM
            (SELECT target, state FROM hand_off WHERE trade_order = o.id ORDER BY target, id) h),
           (SELECT json_extract(args, '$.track') FROM order_action WHERE trade_order = o.id AND kind = 'in_transit'
            AND state NOT IN ('refused', 'dropped') ORDER BY id DESC LIMIT 1),
           (SELECT state FROM order_action WHERE trade_order = o.id AND state <> 'dropped' ORDER BY id DESC LIMIT 1)
        FROM trade_order o JOIN account a ON a.id = o.account WHERE o.id IN (SELECT value FROM json_each(?))""",
        (json.dumps(list(ids)),),
    )
    return {
        as_int(row[0]): OrderRow(
            id=as_int(row[0]),
            account=as_text(row[1]),
            number=as_text(row[2]),
            status=as_text(row[3]),
            payment_status=as_text(row[4]),
            delivery_status=as_text(row[5]),
            antifraud_status=as_text(row[6]),
            model=as_text(row[7]),
            total=as_int(row[8]),
            units=as_int(row[9]),
            created_at=as_int(row[10]),
            updated_at=as_int(row[11]),
            changed_at=as_int(row[12]),
            due_at=as_optional_int(row[13]),
            ended_at=as_optional_int(row[14]),
            goods=as_text(row[15]),
            lines=as_int(row[16]),
            tracks=tuple(json.loads(as_text(row[17]) or "[]")) or tuple(filter(None, (as_text(row[19]),))),
            hand_offs=json.loads(as_text(row[18]) or "{}"),
            asked=as_text(row[20]).removeprefix("done"),
        )
        for row in found
    }


def counts_by_status(db: Database, accounts: Sequence[int] = ()) -> dict[str, int]:
    """How many orders have each status word."""
    where, params = _where(OrdersWanted(accounts=tuple(accounts)))
    found = db.rows(
        f"SELECT o.status, count(*) FROM trade_order o WHERE {where} GROUP BY o.status ORDER BY o.status", params
    )
    return {as_text(row[0]): as_int(row[1]) for row in found}


def _where(wanted: OrdersWanted) -> tuple[str, list[Cell]]:
    where, params = ["1"], list[Cell]()
    for column, words in (
        ("account", wanted.accounts),
        ("status", wanted.statuses),
        ("payment_status", wanted.payment_statuses),
        ("delivery_status", wanted.delivery_statuses),
    ):
        if words:
            where.append(f"o.{column} IN (SELECT value FROM json_each(?))")
            params.append(json.dumps(words))
    for word in fold(wanted.text).split():
        where.append("instr(o.words, ?) > 0")
        params.append(word)
    if wanted.model:
        where.append("o.model = ?")
        params.append(wanted.model)
    if wanted.open_only:
        where.append("o.ended_at IS NULL")
    if wanted.due_only:
        where.append("o.due_at IS NOT NULL")
    if wanted.due_before is not None:
        where.append("o.due_at < ?")
        params.append(wanted.due_before)
    if wanted.handing_failed:
        where.append("o.id IN (SELECT trade_order FROM hand_off WHERE state = 'failed')")
    for moment, comparison in ((wanted.created_from, ">="), (wanted.created_to, "<=")):
        if moment is not None:
            where.append(f"o.created_at {comparison} ?")
            params.append(moment)
    return " AND ".join(where), params
