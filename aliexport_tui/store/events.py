"""The append-only log: written by whoever works, read by log pane, cron output and `log`."""

import json
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from aliexport_tui.model.event import LEVELS, Event, Level
from aliexport_tui.store.database import Cell, Database, Row, Transaction, as_int, as_optional_int, as_text

_LEVELS: Mapping[Cell, Level] = {level: level for level in LEVELS}
_ARGS = msgspec.json.Decoder(dict[str, str])
_COLUMNS = "id, at, level, code, args, run, profile, listing"


def add(tx: Transaction, events: Iterable[Event]) -> None:
    tx.many(
        "INSERT INTO event (at, level, code, args, run, profile, listing) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(e.at, e.level, e.code, json.dumps(e.args, ensure_ascii=False), e.run, e.profile, e.listing) for e in events],
    )


def after(db: Database, last_id: int, *, limit: int = 500, run: int | None = None, profile: str = "") -> tuple[Event, ...]:
    """The events that follow `last_id`, oldest first."""
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM event WHERE id > :last_id {_of(run, profile)} ORDER BY id LIMIT :limit",
        {"last_id": last_id, "run": run, "profile": profile, "limit": limit},
    )
    return tuple(_event(row) for row in rows)


def latest(
    db: Database, *, limit: int = 200, profile: str = "", run: int | None = None, levels: Sequence[Level] = LEVELS
) -> tuple[Event, ...]:
    """The newest events of these levels, oldest of them first."""
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM event WHERE level IN (SELECT value FROM json_each(:levels)) {_of(run, profile)}"
        " ORDER BY id DESC LIMIT :limit",
        {"levels": json.dumps(levels), "run": run, "profile": profile, "limit": limit},
    )
    return tuple(_event(row) for row in reversed(rows))


def before(
    db: Database,
    id: int,
    *,
    limit: int,
    profile: str = "",
    levels: Sequence[Level] = LEVELS,
    listings: Sequence[int] = (),
) -> tuple[Event, ...]:
    """The events older than `id`, newest first; of some listings alone when such are named."""
    about = " AND listing IN (SELECT value FROM json_each(:listings))" if listings else ""
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM event WHERE id < :id AND level IN (SELECT value FROM json_each(:levels))"
        f" {_of(None, profile)} {about} ORDER BY id DESC LIMIT :limit",
        {
            "id": id,
            "levels": json.dumps(levels),
            "profile": profile,
            "listings": json.dumps(listings),
            "limit": limit,
        },
    )
    return tuple(_event(row) for row in rows)


def _of(run: int | None, profile: str) -> str:
    """Only what is asked for, so that an index can answer."""
    return ("" if run is None else " AND run = :run") + (" AND profile = :profile" if profile else "")


def of_run_with_code(db: Database, run: int, code: str) -> tuple[Event, ...]:
    """One run's events of one kind, oldest first."""
    rows = db.rows(f"SELECT {_COLUMNS} FROM event WHERE run = ? AND code = ? ORDER BY id", (run, code))
    return tuple(_event(row) for row in rows)


def of_listing(db: Database, listing: int, *, limit: int) -> tuple[Event, ...]:
    """The newest lines about one listing, oldest of them first."""
    rows = db.rows(f"SELECT {_COLUMNS} FROM event WHERE listing = ? ORDER BY id DESC LIMIT ?", (listing, limit))
    return tuple(_event(row) for row in reversed(rows))


def newest_id(db: Database) -> int:
    return as_int(db.value("SELECT max(id) FROM event"))


def _event(row: Row) -> Event:
    return Event(
        id=as_int(row[0]),
        at=as_int(row[1]),
        level=_LEVELS.get(row[2], "info"),
        code=as_text(row[3]),
        args=_ARGS.decode(as_text(row[4])),
        run=as_optional_int(row[5]),
        profile=as_text(row[6]),
        listing=as_optional_int(row[7]),
    )
