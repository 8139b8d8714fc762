"""The lanes of one listing as they stand."""

import msgspec

from aliexport_tui.model.outcome import Progress
from aliexport_tui.model.wants import LANES, Lane
from aliexport_tui.store.database import Database, as_int, as_optional_int, as_text


class LaneRow(msgspec.Struct, frozen=True):
    """`want`, `base`, `refused`: doc.hash or None."""

    lane: Lane
    want: str | None
    base: str | None
    refused: str | None
    hold: str | None
    progress: Progress
    seen_at: int | None
    tries: int


def lanes_of(db: Database, listing: int) -> dict[Lane, LaneRow]:
    rows = db.rows(
        "SELECT lane, want, base, refused, hold, progress, seen_at, tries FROM lane WHERE listing = ?", (listing,)
    )
    found: dict[Lane, LaneRow] = {}
    for row in rows:
        lane = next(name for name in LANES if name == row[0])
        progress: Progress = msgspec.convert(row[5], Progress)
        found[lane] = LaneRow(
            lane=lane,
            want=as_text(row[1]) or None,
            base=as_text(row[2]) or None,
            refused=as_text(row[3]) or None,
            hold=as_text(row[4]) or None,
            progress=progress,
            seen_at=as_optional_int(row[6]),
            tries=as_int(row[7]),
        )
    return found
