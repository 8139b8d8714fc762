"""Products that failed the same way again and again, or that runners died over: what is counted of them."""

import json
from collections.abc import Iterable, Mapping

import msgspec

from aliexport_tui.store.database import Database, Transaction, as_int, as_text
from aliexport_tui.store.listings import refresh


class Record(msgspec.Struct, frozen=True):
    """`fails`: lane -> (how often in the same way, that way)."""

    deaths: int
    fails: dict[str, tuple[int, str]]


def records(db: Database, listings: Iterable[int]) -> Mapping[int, Record]:
    """Of a block of listings, those with something on record."""
    rows = db.rows(
        "SELECT l.id, l.deaths, json_group_object(a.lane, json_array(a.fails, a.fail_key)) FROM listing l"
        " JOIN lane a ON a.listing = l.id WHERE l.id IN (SELECT value FROM json_each(?)) AND (l.deaths OR a.fails)"
        " GROUP BY l.id",
        (json.dumps(list(listings)),),
    )
    return {
        as_int(row[0]): Record(
            as_int(row[1]), {lane: (fails, key) for lane, (fails, key) in json.loads(as_text(row[2])).items()}
        )
        for row in rows
    }


def try_again(tx: Transaction, listing: int, lanes: Iterable[str], now: int) -> None:
    """A person wants it tried once more: counted from nought, and what was refused may go again."""
    tx.run("UPDATE listing SET deaths = 0 WHERE id = ?", (listing,))
    tx.run(
        "UPDATE lane SET fails = 0, fail_key = '', refused = NULL WHERE listing = ?"
        " AND lane IN (SELECT value FROM json_each(?))",
        (listing, json.dumps(list(lanes))),
    )
    refresh(tx, listing, now)
