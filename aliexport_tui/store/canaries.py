"""Of a plan's creates and edits: those that go first, those that wait for them, and what became of the first."""

import json
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from aliexport_tui.store.database import Database, as_int, as_text
from aliexport_tui.store.plans import Hashes, NewChange

_ROWS = 1_000


def creates_and_updates(db: Database, plan: int) -> Sequence[int]:
    """Ready ones in their order, but for those that a person let go after an earlier canary."""
    return db.ids(
        "SELECT c.id FROM change c WHERE c.plan = ? AND c.kind IN ('create', 'update') AND c.state = 'ready'"
        " AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.listing = c.listing AND d.kind = c.kind"
        " AND d.before = c.before AND d.after = c.after AND d.verdict = 'approved' AND d.reason = 'canary') ORDER BY c.id",
        (plan,),
    )


def done_on_sale(db: Database, changes: Sequence[int]) -> Sequence[int]:
    """Listings of those changes that were carried out and whose card was seen on sale, with nothing unseen or different."""
    return db.ids(
        "SELECT c.listing FROM change c JOIN listing l ON l.id = c.listing WHERE c.id IN (SELECT value FROM json_each(?))"
        " AND c.state = 'done' AND l.presence = 'on_sale' AND NOT EXISTS (SELECT 1 FROM lane a WHERE a.listing = l.id"
        " AND a.lane IN (SELECT key FROM json_each(c.after)) AND (a.unverified OR a.differs)) ORDER BY c.listing",
        (json.dumps(list(changes)),),
    )


def let_go(db: Database, changes: Sequence[int]) -> None:
    """What was held for the canary may go."""
    for start in range(0, len(changes), _ROWS):
        with db.write() as tx:
            tx.many(
                "UPDATE change SET state = 'ready', hold = NULL, hold_args = '{}'"
                " WHERE id = ? AND state = 'held' AND hold = 'canary'",
                [(one,) for one in changes[start : start + _ROWS]],
            )


class KeptBack(msgspec.Struct, frozen=True):
    """A change that waits since a canary failed; `figures` of that canary."""

    before: Hashes
    after: Hashes
    figures: dict[str, str]


def kept_back(db: Database, listings: Iterable[int]) -> Mapping[tuple[int, str], KeptBack]:
    """(listing, kind) -> what a failed canary keeps back. One that was broken off has said nothing: it has no `live`."""
    rows = db.rows(
        "SELECT listing, kind, before, after, hold_args FROM change WHERE state = 'held' AND hold = 'canary'"
        " AND listing IN (SELECT value FROM json_each(?)) AND json_extract(hold_args, '$.live') IS NOT NULL ORDER BY id",
        (json.dumps(list(listings)),),
    )
    return {
        (as_int(row[0]), as_text(row[1])): KeptBack(
            json.loads(as_text(row[2])), json.loads(as_text(row[3])), json.loads(as_text(row[4]))
        )
        for row in rows
    }


def still_kept(known: Mapping[tuple[int, str], KeptBack], change: NewChange) -> KeptBack | None:
    """The very before -> after that is kept back; another want deserves another canary."""
    found = known.get((change.listing, change.kind))
    return found if found and (found.before, found.after) == (change.before, change.after) else None
