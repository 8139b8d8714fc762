"""What looks at cards showed, kept block by block."""

import json
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from aliexport_tui.model.outcome import Presence
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.wants import LANES, Lane
from aliexport_tui.store import failing, problems
from aliexport_tui.store.cards import ToSee
from aliexport_tui.store.database import Cell, Row, Transaction, as_int, as_text
from aliexport_tui.store.listings import refresh_all


class Sighting(msgspec.Struct, frozen=True):
    """What a look at a card showed. `seen`: lane -> doc.hash; `faults`: the lanes that could be compared with how they
    differ; the others count as seen. `restore`: of these lanes, where they differ, what was seen becomes the base, so that
    the next plan shows it and sends what is wanted."""

    one: ToSee
    presence: Presence
    seen: Mapping[Lane, str]
    faults: Mapping[Lane, Sequence[Problem]]
    how: Literal["listed", "in_full"]
    restore: Sequence[Lane] = ()


_LINKED = "SELECT id, card_id FROM listing WHERE id IN (SELECT value FROM json_each(?))"

_AT_REST = """
SELECT listing, lane, base, want, seen, differs FROM lane
WHERE listing IN (SELECT value FROM json_each(?)) AND open_item IS NULL"""

_LOOKED = """
UPDATE lane SET unverified = 0, seen_at = ?, seen_how = ?, base = ?, seen = ?, differs = ? WHERE listing = ? AND lane = ?"""


def save(tx: Transaction, sightings: Sequence[Sighting], now: int) -> frozenset[int]:
    """Keep them; no listing is among them twice. Returns the listings that still have that card: nothing is kept of the
    others. A lane that differs is a problem of the product until it is seen as it was sent, or sent anew; lanes in the air
    stay as they are."""
    asked = {one.one.listing: one for one in sightings}
    linked = tx.rows(_LINKED, (json.dumps(list(asked)),))
    kept = {as_int(row[0]): one for row in linked if (one := asked[as_int(row[0])]).one.card_id == row[1]}
    tx.many(
        "UPDATE listing SET presence = ?, live_at = CASE WHEN ? = 'on_sale' THEN ? ELSE live_at END WHERE id = ?",
        [(one.presence, one.presence, now, listing) for listing, one in kept.items()],
    )
    looked: list[tuple[Cell, ...]] = []
    compared: dict[tuple[int, Lane], Sequence[Problem]] = {}
    for row in tx.rows(_AT_REST, (json.dumps(list(kept)),)):
        listing, lane = as_int(row[0]), _LANE[as_text(row[1])]
        one = kept[listing]
        if lane not in one.one.base or row[2] != one.one.base[lane]:
            continue
        base, seen, differs = _after(one, lane, row)
        looked.append((now, one.how, base, seen, differs, listing, lane))
        if lane in one.faults and differs == bool(one.faults[lane]):
            compared[listing, lane] = one.faults[lane]
    tx.many(_LOOKED, looked)
    _tell(tx, compared, now)
    refresh_all(tx, kept, now)
    return frozenset(kept)


_LANE: dict[str, Lane] = {lane: lane for lane in LANES}


def _after(one: Sighting, lane: Lane, row: Row) -> tuple[Cell, Cell, bool]:
    """Base, seen and differs of a lane after the look. What is to be restored stays different until it is sent."""
    _, _, base, want, seen, differs = row
    shown, faults = one.seen.get(lane), one.faults.get(lane)
    to_restore = differs and base == seen and want != base and base == shown
    still = bool(differs) if faults is None else bool(faults)
    return shown if faults and lane in one.restore else base, shown or seen, bool(to_restore) or still


def _tell(tx: Transaction, compared: Mapping[tuple[int, Lane], Sequence[Problem]], now: int) -> None:
    """What stands against these lanes is what was found this time; where that is nothing, they are as they were sent."""
    problems.clear_all(tx, compared.keys(), ("readback",))
    for (listing, lane), faults in compared.items():
        if faults:
            problems.add(tx, listing, lane, "readback", faults, now)
    failing.as_sent(tx, [where for where, faults in compared.items() if not faults])
