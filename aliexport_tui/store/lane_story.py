"""Why a lane stands where it does: what holds it, who decided what, whether its want was taken back."""

import json

import msgspec

from aliexport_tui.model.wants import LANES, Lane
from aliexport_tui.store.database import Cell, Database, as_int, as_optional_int, as_text

_NEWEST = 50
"""Changes of a listing that are looked through for the one that wrote a lane last."""


class Decided(msgspec.Struct, frozen=True):
    """A person's decision about what the lane wants now. `at`: UTC ms."""

    verdict: str
    reason: str
    who: str
    at: int


class TakenBack(msgspec.Struct, frozen=True):
    """The lane wants what an undo restored. `undoes`: the run that was taken back, by `run`."""

    undoes: int
    run: int
    who: str
    at: int


class Story(msgspec.Struct, frozen=True):
    """`hold_args`: figures of the lane's hold, of plan `held_in`; `fails`: how often it failed in the same way, `fail_key`;
    `fresh`: its want was built from the product and the overlay as they are; `recipe`, `builder`: of that build."""

    hold_args: dict[str, str] = {}
    held_in: int | None = None
    decided: Decided | None = None
    taken_back: TakenBack | None = None
    fails: int = 0
    fail_key: str = ""
    fresh: bool = False
    recipe: str = ""
    builder: int = 0


_LANES = """
SELECT a.lane, a.fails, a.fail_key, a.in_overlay = a.overlay AND a.in_product = CASE a.lane
    WHEN 'price' THEN p.price_hash || p.content_hash WHEN 'stock' THEN p.stock_hash || p.content_hash
    WHEN 'visibility' THEN '' ELSE p.content_hash END,
  a.in_recipe, a.in_builder, a.base, a.want, a.hold
FROM lane a JOIN listing l ON l.id = a.listing JOIN product p ON p.id = l.product WHERE a.listing = ?"""


def stories(db: Database, listing: int) -> dict[Lane, Story]:
    """Of every lane of the listing."""
    held = _held(db, listing)
    decided = _decided(db, listing)
    taken_back = _taken_back(db, listing)
    found: dict[Lane, Story] = {}
    for row in db.rows(_LANES, (listing,)):
        lane = next(name for name in LANES if name == row[0])
        args, plan = held.get((lane, as_text(row[8])), ({}, None))
        back = taken_back.get(lane)
        found[lane] = Story(
            hold_args=args,
            held_in=plan,
            decided=decided.get((lane, row[6], row[7])),
            taken_back=back[1] if back and back[0] == row[7] else None,
            fails=as_int(row[1]),
            fail_key=as_text(row[2]),
            fresh=bool(row[3]),
            recipe=as_text(row[4]),
            builder=as_int(row[5]),
        )
    return found


def _held(db: Database, listing: int) -> dict[tuple[str, str], tuple[dict[str, str], int]]:
    """(lane, reason) -> figures and plan of the newest held change."""
    rows = db.rows(
        "SELECT a.key, c.hold, c.hold_args, c.plan FROM change c, json_each(c.after) a"
        " WHERE c.listing = ? AND c.state = 'held' ORDER BY c.id",
        (listing,),
    )
    return {(as_text(lane), as_text(hold)): (json.loads(as_text(args)), as_int(plan)) for lane, hold, args, plan in rows}


def _decided(db: Database, listing: int) -> dict[tuple[str, Cell, Cell], Decided]:
    """(lane, base, want) -> what was decided of exactly this step."""
    rows = db.rows(
        "SELECT a.key, json_extract(d.before, '$.' || a.key), a.value, d.verdict, d.reason, d.who, d.at"
        " FROM decision d, json_each(d.after) a WHERE d.listing = ?",
        (listing,),
    )
    return {
        (as_text(row[0]), row[1], row[2]): Decided(as_text(row[3]), as_text(row[4]), as_text(row[5]), as_int(row[6]))
        for row in rows
    }


def _taken_back(db: Database, listing: int) -> dict[str, tuple[Cell, TakenBack]]:
    """lane -> the want that an undo has restored, where nothing has been sent for the lane since."""
    rows = db.rows(
        "SELECT c.after, p.undoes, c.run, p.who, c.settled_at FROM change c JOIN plan p ON p.id = c.plan"
        " WHERE c.listing = ? AND c.state IN ('done', 'sending') ORDER BY c.id DESC LIMIT ?",
        (listing, _NEWEST),
    )
    found: dict[str, tuple[Cell, TakenBack] | None] = {}
    for after, undoes, run, who, at in rows:
        run_undone = as_optional_int(undoes)
        for lane, want in json.loads(as_text(after)).items():
            back = None if run_undone is None else TakenBack(run_undone, as_int(run), as_text(who), as_int(at))
            found.setdefault(lane, None if back is None else (want, back))
    return {lane: one for lane, one in found.items() if one is not None}
