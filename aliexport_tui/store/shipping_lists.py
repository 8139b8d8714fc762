"""Shipments and handover lists as lists for the eye: ids in their order, rows by ids. Read only."""

import json
from array import array
from collections.abc import Collection, Sequence

import msgspec

from aliexport_tui.model.order import HandoverList
from aliexport_tui.model.order_settings import Fetching
from aliexport_tui.store.database import Database, as_int, as_optional_int, as_text, fold
from aliexport_tui.store.handover_lists import OPEN_STATUS


class ShipmentRow(msgspec.Struct, frozen=True):
    """`order`: its number, "" when it is of an order that we don't have; `order_id` to its detail. `account`: its code."""

    id: int
    number: str
    order: str
    order_id: int | None
    account: str
    track: str
    status: str
    handover_list: str
    cut_off_at: int | None
    label: str
    changed_at: int


class ListRow(msgspec.Struct, frozen=True):
    """`shipments`: the marketplace's ids of what is in it. `account`: its code; `zone` of its dates."""

    id: int
    number: str
    account: str
    zone: str
    status: str
    shipments: tuple[str, ...]
    arrival_at: int | None
    made_at: int | None
    label: str
    changed_at: int


WAITING = ("New", "AwaitingCreateOrder", "AwaitingHandoverList", "AwaitingConfirmation", "AwaitingDispatch")
"""Statuses of a shipment that is still with the shop (local-orders.md §4)."""


def shipment_ids(db: Database, *, account: str = "", only: str = "", text: str = "") -> "array[int]":
    """Those that are there: what the shop still has first, by its last day, then the newest. `only`: "" all, "unlisted" in
    no handover list yet, "waiting" not handed over yet, else a status. `text`: a part of the shipment's, order's or list's
    number, or of the track."""
    return db.ids(
        f"""SELECT s.id FROM shipment s JOIN account ON account.id = s.account
            LEFT JOIN trade_order o ON o.id = s.trade_order
            WHERE s.gone_at IS NULL AND coalesce(o.model, '') != 'DBS' AND (:account = '' OR account.code = :account)
              AND (:only = '' OR (:only = 'unlisted' AND s.handover_list = '' AND s.status IN ({_quoted(WAITING)}))
                   OR (:only = 'waiting' AND s.status IN ({_quoted(WAITING)})) OR s.status = :only)
              AND (:text = '' OR instr(lower(s.number || ' ' || s.track || ' ' || s.handover_list || ' '
                   || coalesce(o.number, '')), :text))
            ORDER BY s.status NOT IN ({_quoted(WAITING)}), s.cut_off_at IS NULL, s.cut_off_at, s.id DESC""",
        {"account": account, "only": only, "text": fold(text)},
    )


def shipments(db: Database, ids: Sequence[int]) -> dict[int, ShipmentRow]:
    rows = db.rows(
        """SELECT s.id, s.number, coalesce(o.number, ''), s.trade_order, account.code, s.track, s.status, s.handover_list,
                  s.cut_off_at, s.label, s.changed_at
           FROM shipment s JOIN account ON account.id = s.account LEFT JOIN trade_order o ON o.id = s.trade_order
           WHERE s.id IN (SELECT value FROM json_each(?))""",
        (json.dumps(list(ids)),),
    )
    return {
        as_int(row[0]): ShipmentRow(
            id=as_int(row[0]),
            number=as_text(row[1]),
            order=as_text(row[2]),
            order_id=as_optional_int(row[3]),
            account=as_text(row[4]),
            track=as_text(row[5]),
            status=as_text(row[6]),
            handover_list=as_text(row[7]),
            cut_off_at=as_optional_int(row[8]),
            label=as_text(row[9]),
            changed_at=as_int(row[10]),
        )
        for row in rows
    }


def list_ids(db: Database, *, account: str = "", only: str = "", text: str = "") -> "array[int]":
    """Handover lists, newest first. `only`: "" all, else a status. `text`: a part of its number or a shipment's."""
    return db.ids(
        "SELECT h.id FROM handover_list h JOIN account ON account.id = h.account"
        " WHERE (:account = '' OR account.code = :account) AND (:only = '' OR h.status = :only)"
        " AND (:text = '' OR instr(h.number, :text) OR instr(h.body, :text)) ORDER BY h.id DESC",
        {"account": account, "only": only, "text": text},
    )


def lists(db: Database, ids: Sequence[int]) -> dict[int, ListRow]:
    rows = db.rows(
        """SELECT h.id, h.number, account.code, h.status, h.arrival_at, h.made_at, h.label, h.changed_at, h.body,
                  coalesce(CASE WHEN json_valid(s.body) THEN json_extract(s.body, '$.fetch.zone') END, '')
           FROM handover_list h JOIN account ON account.id = h.account LEFT JOIN order_settings s ON s.account = h.account
           WHERE h.id IN (SELECT value FROM json_each(?))""",
        (json.dumps(list(ids)),),
    )
    return {
        as_int(row[0]): ListRow(
            id=as_int(row[0]),
            number=as_text(row[1]),
            account=as_text(row[2]),
            zone=as_text(row[9]) or Fetching().zone,
            status=as_text(row[3]),
            arrival_at=as_optional_int(row[4]),
            made_at=as_optional_int(row[5]),
            label=as_text(row[6]),
            changed_at=as_int(row[7]),
            shipments=msgspec.json.decode(as_text(row[8]), type=HandoverList).shipments,
        )
        for row in rows
    }


def closed(db: Database, numbers: Collection[str]) -> set[tuple[str, str]]:
    """(account, number) of those of these lists that can't be changed any more."""
    rows = db.rows(
        "SELECT account.code, h.number FROM handover_list h JOIN account ON account.id = h.account"
        " WHERE h.number IN (SELECT value FROM json_each(?)) AND h.status <> ?",
        (json.dumps(list(numbers)), OPEN_STATUS),
    )
    return {(as_text(row[0]), as_text(row[1])) for row in rows}


def shipments_of_list(db: Database, id: int) -> "array[int]":
    """What is in a handover list, of those shipments that we know."""
    return db.ids(
        "SELECT s.id FROM shipment s JOIN handover_list h ON h.account = s.account AND h.number = s.handover_list"
        " WHERE h.id = ? AND s.gone_at IS NULL ORDER BY s.id",
        (id,),
    )


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)
