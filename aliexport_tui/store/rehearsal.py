"""What would the planner do with one product as things stand now? Its rows are copied into TEMP tables that stand before
the real ones, and the planner's own queries are asked. The file stays as it is."""

import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import msgspec

from aliexport_tui.model.wants import Lane, Want, encode
from aliexport_tui.store.database import Database, as_int
from aliexport_tui.store.docs import digest

_TABLES = ("member", "listing", "lane", "doc")


class Now(msgspec.Struct, frozen=True):
    """A lane built from today's inputs. `want` None: nothing can be built."""

    want: Want | None
    blocked: bool


@contextmanager
def rehearsal(db: Database, *, account: int, product: int, profile: int, lanes: Mapping[Lane, Now]) -> Iterator[int]:
    """Inside the block the product is the only member of the profile, and its lanes are as in `lanes`. Gives the listing's
    id, 0 where there is none yet."""
    try:
        yield _copy(db, account, product, profile, lanes)
    finally:
        for table in _TABLES:
            db.execute(f"DROP TABLE IF EXISTS temp.{table}")


def _copy(db: Database, account: int, product: int, profile: int, lanes: Mapping[Lane, Now]) -> int:
    for table in _TABLES:
        db.execute(f"DROP TABLE IF EXISTS temp.{table}")
    db.execute("CREATE TEMP TABLE member (product INTEGER PRIMARY KEY)")
    db.execute("INSERT INTO temp.member VALUES (?)", (product,))
    for table in ("listing", "lane", "doc"):
        db.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM main.{table} WHERE 0")
    db.execute("INSERT INTO temp.listing SELECT * FROM main.listing WHERE account = ? AND product = ?", (account, product))
    listing = as_int(db.value("SELECT id FROM temp.listing"))
    if not listing:
        db.execute(
            "INSERT INTO temp.listing (id, account, product, presence) VALUES (0, ?, ?, 'absent')", (account, product)
        )
    db.execute("UPDATE temp.listing SET profile = ?", (profile,))
    db.execute("INSERT INTO temp.lane SELECT * FROM main.lane WHERE listing = ?", (listing,))
    db.execute(
        "INSERT INTO temp.doc SELECT * FROM main.doc WHERE hash IN"
        " (SELECT base FROM temp.lane UNION SELECT want FROM temp.lane)"
    )
    for lane, now in lanes.items():
        _set(db, listing, lane, now)
    return listing


def _set(db: Database, listing: int, lane: Lane, now: Now) -> None:
    name = None
    if now.want is not None:
        body = encode(now.want)
        name = digest(body)
        db.execute(
            "INSERT INTO temp.doc SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM temp.doc WHERE hash = ?)",
            (name, zlib.compress(body, 1), name),
        )
    db.execute(
        "INSERT INTO temp.lane (listing, lane) SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM temp.lane WHERE lane = ?)",
        (listing, lane, lane),
    )
    db.execute("UPDATE temp.lane SET want = ?, verdict = ? WHERE lane = ?", (name, "blocked" if now.blocked else "ok", lane))
