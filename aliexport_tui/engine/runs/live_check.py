"""Right before a plan is applied: are the cards still as it says? What has moved since is refused, row by row."""

from collections.abc import Callable, Mapping

from aliexport_tui.engine.planning.context import ProfileContext
from aliexport_tui.engine.planning.derive import Progress
from aliexport_tui.engine.planning.undo import Reason, not_as
from aliexport_tui.engine.reconciling.live import PER_QUERY, Live, read_live
from aliexport_tui.engine.sending.compare import differences, problems_of
from aliexport_tui.marketplace.port import Marketplace
from aliexport_tui.model.wants import Lane, Visibility, Want, encode
from aliexport_tui.store import cards, docs, refusals, sightings
from aliexport_tui.store.database import Database, Transaction
from aliexport_tui.store.refusals import Ready, Refused
from aliexport_tui.store.sightings import Sighting

_COMPARED: tuple[Lane, ...] = ("price", "stock", "content", "visibility")


def refuse_moved(
    db: Database,
    context: ProfileContext,
    market: Marketplace,
    plan: int,
    now: Callable[[], int],
    progress: Progress,
) -> tuple[Refused, ...]:
    """Ready rows whose card no longer shows what they say was there become stale, and what it shows is kept: to the next
    plan it is no surprise any more. Two requests for 50 cards at most.

    Raises MarketplaceError."""
    listings = refusals.with_card(db, plan)
    refused: list[Refused] = []
    for start in range(0, len(listings), PER_QUERY):
        part = list(listings[start : start + PER_QUERY])
        live = read_live(market, db, context.account_id, part, context.account.locale)
        ready = refusals.ready(db, plan, part)
        before = docs.wants(db, (named for one in ready for named in _compared(one)))
        rows = [
            Refused(one.change, one.listing, one.kind, one.key, one.name, *why)
            for one in ready
            if (why := _reason(one, before, live.get(one.listing))) is not None
        ]
        if rows:
            _keep(db, context.account_id, {row.listing for row in rows}, live, rows, now())
        refused += rows
        progress("check", min(start + PER_QUERY, len(listings)), len(listings))
    return tuple(refused)


def _compared(one: Ready) -> tuple[tuple[Lane, str], ...]:
    """The lanes that were known when the plan was made, with what they had."""
    named = ((lane, one.before.get(lane)) for lane in _COMPARED if lane not in one.unseen)
    return tuple((lane, name) for lane, name in named if name is not None)


def _reason(one: Ready, before: Mapping[tuple[Lane, str], Want], live: Live | None) -> Reason | None:
    if live is None or live.presence == "gone":
        return ("row.unseen", {}) if one.kind != "delete" else None
    for lane, name in _compared(one):
        why = not_as(lane, before[lane, name], live)
        if why is not None and not _known(one, lane, live):
            return why
    return None


def _known(one: Ready, lane: Lane, live: Live) -> bool:
    """That the card shows something else was on record when the plan was made."""
    shown = live.wants.get(lane)
    if isinstance(shown, Visibility):
        return one.presence == live.presence
    return shown is not None and one.seen.get(lane) == docs.digest(encode(shown))


def _keep(db: Database, account: int, listings: set[int], live: dict[int, Live], rows: list[Refused], now: int) -> None:
    looked = {one.listing: one for one in cards.linked(db, account, listings)}
    with db.write() as tx:
        refusals.refuse(tx, rows, now)
        for listing in listings & looked.keys():
            shown = live[listing]
            if shown.presence != "gone":
                _look(tx, looked[listing], shown, now)


def _look(tx: Transaction, one: cards.ToSee, live: Live, now: int) -> None:
    """As a read-back would (engine.sending.readback)."""
    known = cards.known(tx, (one,))[one.listing]
    seen = {lane: docs.put(tx, want) for lane, want in live.wants.items()}
    faults = {lane: problems_of(lane, fields) for lane, fields in differences(known, live.wants).items()}
    sightings.save(tx, [Sighting(one, live.presence, seen, faults, "listed")], now)
