"""What builders made, on its way into the file: wants, problems and SKU codes of many listings at once."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from aliexport_tui.model.problem import Problem, errors
from aliexport_tui.model.wants import Lane
from aliexport_tui.store import docs, problems
from aliexport_tui.store.database import Cell, Database, Transaction, as_int, as_text
from aliexport_tui.store.docs import Doc
from aliexport_tui.store.listings import refresh_all

_ROWS = 500


class BuiltLane(msgspec.Struct, frozen=True):
    """What a builder made of a lane, with the inputs it was made from. `doc` None: nothing could be built. `codes`: the SKU
    codes of a content, None for other lanes and for a content that could not be built."""

    lane: Lane
    builder: int
    product_hash: str
    recipe: str
    overlay: int
    doc: Doc | None
    problems: tuple[Problem, ...]
    codes: tuple[str, ...] | None = None


class BuiltListing(msgspec.Struct, frozen=True):
    listing: int
    lanes: tuple[BuiltLane, ...]

    @property
    def rows(self) -> int:
        """About how many rows it takes."""
        return sum(2 + len(lane.problems) + len(lane.codes or ()) for lane in self.lanes)


def save_built(db: Database, built: Iterable[BuiltListing], now: int) -> None:
    """As they come, in short transactions with gaps between them; what can be got ready is so before each."""
    for portion in _portions(built):
        ready = _Ready(portion)
        db.make_way()
        with db.write() as tx:
            _save(tx, ready, now)


def _portions(built: Iterable[BuiltListing]) -> Iterator[list[BuiltListing]]:
    portion: list[BuiltListing] = []
    rows = 0
    for one in built:
        portion.append(one)
        rows += one.rows
        if rows >= _ROWS:
            yield portion
            portion, rows = [], 0
    if portion:
        yield portion


class _Ready:
    """The rows of a portion."""

    def __init__(self, built: Sequence[BuiltListing]) -> None:
        made = [(one.listing, lane) for one in built for lane in one.lanes]
        self.ids = [one.listing for one in built]
        self.docs = {lane.doc.name: lane.doc for _, lane in made if lane.doc is not None}
        self.lanes = [_row(listing, lane) for listing, lane in made]
        self.problems = {(listing, lane.lane): lane.problems for listing, lane in made}
        self.codes = {listing: lane.codes for listing, lane in made if lane.codes is not None}


def _row(listing: int, lane: BuiltLane) -> tuple[Cell, ...]:
    return (
        listing,
        lane.lane,
        lane.builder,
        lane.product_hash,
        lane.recipe,
        lane.overlay,
        lane.overlay,
        lane.doc.name if lane.doc is not None else None,
        "blocked" if lane.doc is None or errors(lane.problems) else "ok",
    )


def _save(tx: Transaction, ready: _Ready, now: int) -> None:
    docs.put_all(tx, ready.docs.values())
    tx.put(
        """INSERT INTO lane (listing, lane, in_builder, in_product, in_recipe, in_overlay, overlay, want, verdict)
        VALUES {rows}
        ON CONFLICT (listing, lane) DO UPDATE SET in_builder = excluded.in_builder, in_product = excluded.in_product,
          in_recipe = excluded.in_recipe, in_overlay = excluded.in_overlay, want = excluded.want,
          verdict = excluded.verdict""",
        ready.lanes,
    )
    listings = json.dumps(ready.ids)
    _save_problems(tx, ready, listings, now)
    if ready.codes:
        _save_codes(tx, ready.codes, listings)
    refresh_all(tx, ready.ids, now)


def _save_problems(tx: Transaction, ready: _Ready, listings: str, now: int) -> None:
    """Most products have none, neither before nor now."""
    told = tx.rows(
        "SELECT DISTINCT listing, lane FROM problem WHERE listing IN (SELECT value FROM json_each(?)) AND stage = 'draft'",
        (listings,),
    )
    before = {(as_int(row[0]), as_text(row[1])) for row in told}
    for (listing, lane), found in ready.problems.items():
        if found or (listing, lane) in before:
            problems.replace(tx, listing, lane, ("draft",), found, now)


def _save_codes(tx: Transaction, codes: Mapping[int, tuple[str, ...]], listings: str) -> None:
    rows = tx.rows(
        "SELECT listing, sku_code FROM listing_sku WHERE listing IN (SELECT value FROM json_each(?))", (listings,)
    )
    before = {(as_int(row[0]), as_text(row[1])) for row in rows if row[0] in codes}
    after = {(listing, code) for listing, own in codes.items() for code in own}
    tx.many("DELETE FROM listing_sku WHERE listing = ? AND sku_code = ?", sorted(before - after))
    tx.put("INSERT INTO listing_sku (listing, sku_code) VALUES {rows}", sorted(after - before))
