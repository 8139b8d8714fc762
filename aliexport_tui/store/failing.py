"""How often a lane has failed in the same way: the third time parks its product until a person wants it tried again."""

import json
import re
from collections.abc import Collection, Sequence

from aliexport_tui.model.event import Event
from aliexport_tui.model.problem import Problem, Stage
from aliexport_tui.store import events
from aliexport_tui.store.database import Transaction, as_int, as_text

PARKED_AT = 3
_INDEX = re.compile(r"\[\d+\]")


def way(stage: Stage, faults: Sequence[Problem]) -> str:
    """The same for the same failure: where it was found, its codes with the marketplace's numbers, its fields without
    the places in their lists."""
    told = {
        (fault.code, fault.args.get("number", ""), _INDEX.sub("[]", fault.field))
        for fault in faults
        if fault.severity == "error"
    }
    return " ".join((stage, *("/".join(part for part in one if part) for one in sorted(told))))


def count(
    tx: Transaction,
    listing: int,
    lane: str,
    stage: Stage,
    faults: Sequence[Problem],
    *,
    run: int | None,
    now: int,
    name: str = "",
    times: int = 1,
) -> None:
    """One more failure of a lane, or `times`; another way of failing is counted from nought. A success resets it, and a
    person's order (store.parking)."""
    key = way(stage, faults)
    tx.run(
        "UPDATE lane SET fails = CASE WHEN fail_key = ? THEN fails ELSE 0 END + ?, fail_key = ?"
        " WHERE listing = ? AND lane = ?",
        (key, times, key, listing, lane),
    )
    fails = as_int(tx.value("SELECT fails FROM lane WHERE listing = ? AND lane = ?", (listing, lane)))
    if fails - times < PARKED_AT <= fails:
        product = "SELECT p.name FROM listing l JOIN product p ON p.id = l.product WHERE l.id = ?"
        told = {"name": name or as_text(tx.value(product, (listing,))), "fails": str(fails), "reason": faults[0].code}
        profile = as_text(tx.value("SELECT profile_code FROM run WHERE id = ?", (run,)))
        events.add(tx, [Event(now, "listing.parked", told, "warning", run, profile, listing)])


Lanes = Collection[tuple[int, str]]
"""(listing, lane) of a block."""


def carried_out(tx: Transaction, lanes: Lanes) -> None:
    """A success: counted from nought; but what went wrong on the card alone shows there."""
    _forget(tx, lanes, "fail_key NOT LIKE 'readback%'")


def as_sent(tx: Transaction, lanes: Lanes) -> None:
    """The cards show what was sent."""
    _forget(tx, lanes, "fail_key LIKE 'readback%'")


def _forget(tx: Transaction, lanes: Lanes, which: str) -> None:
    listings = json.dumps(sorted({listing for listing, _ in lanes}))
    counted = tx.rows(
        f"SELECT listing, lane FROM lane WHERE listing IN (SELECT value FROM json_each(?)) AND fails AND {which}",
        (listings,),
    )
    tx.many(
        "UPDATE lane SET fails = 0, fail_key = '' WHERE listing = ? AND lane = ?", [one for one in counted if one in lanes]
    )
