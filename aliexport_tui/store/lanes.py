"""The lanes of listings as they stand."""

import json
from collections.abc import Iterable

import msgspec

from aliexport_tui.model.outcome import Progress
from aliexport_tui.model.wants import LANES, Lane
from aliexport_tui.store.database import Database, as_int, as_optional_int, as_text


class LaneRow(msgspec.Struct, frozen=True):
    """`want`, `base`, `refused`, `seen`: doc.hash or None."""

    lane: Lane
    want: str | None
    base: str | None
    refused: str | None
    hold: str | None
    progress: Progress
    seen_at: int | None
    tries: int
    seen: str | None = None


def lanes_of(db: Database, listing: int) -> dict[Lane, LaneRow]:
    return lanes_of_many(db, [listing]).get(listing, {})


def lanes_of_many(db: Database, listings: Iterable[int]) -> dict[int, dict[Lane, LaneRow]]:
    """listing -> lane -> row."""
    rows = db.rows(
        "SELECT a.lane, a.want, a.base, a.refused, a.hold, a.progress, a.seen_at, a.tries, a.seen, a.listing"
        " FROM json_each(?) asked JOIN lane a ON a.listing = asked.value",
        (json.dumps(list(listings)),),
    )
    found: dict[int, dict[Lane, LaneRow]] = {}
    for row in rows:
        lane = next(name for name in LANES if name == row[0])
        progress: Progress = msgspec.convert(row[5], Progress)
        found.setdefault(as_int(row[9]), {})[lane] = LaneRow(
            lane=lane,
            want=as_text(row[1]) or None,
            base=as_text(row[2]) or None,
            refused=as_text(row[3]) or None,
            hold=as_text(row[4]) or None,
            progress=progress,
            seen_at=as_optional_int(row[6]),
            tries=as_int(row[7]),
            seen=as_text(row[8]) or None,
        )
    return found
