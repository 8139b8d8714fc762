"""The next batch: the most urgent changes, put into words, their intent committed."""

from collections.abc import Sequence

from aliexport_tui.engine.crash import note
from aliexport_tui.engine.sending.budget import BUCKETS
from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.engine.sending.parcel import Parcel
from aliexport_tui.engine.sending.payloads import Payload, Shelf, Waits, payload
from aliexport_tui.engine.sending.request import departure
from aliexport_tui.engine.sending.taken import taken
from aliexport_tui.model.change import KINDS, Kind
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.model.problem import Problem
from aliexport_tui.store import in_line, outbox, renewing, settlement
from aliexport_tui.store.outbox import Head, NewItem, Outgoing

URGENT: tuple[Kind, ...] = ("stock", "price")
_BARE_MS = 300
_LOOK_AGAIN_MS = 5_000
"""A change that lacks something is looked at again after so long."""


def made_ready(desk: Desk, head: Head, limit: int, gone: Parcel | None = None) -> Parcel | None:
    """None when nothing of it can be sent. `gone`: the batch that is on its way: what it has to do with is left alone, and
    the new one waits for it."""
    seen = desk.db.data_version()
    batch = outbox.take(desk.db, desk.account, head, limit, waiting(desk))
    if gone is not None and not gone.listings.isdisjoint(one.change.listing for one in batch):
        return None
    edited = gone is not None and head.kind == "update"
    carried = in_line.carried(desk.db, {one.change.listing for one in batch}) if edited else {}
    payloads = _prepared(desk, batch)
    if not payloads:
        return None
    leave = departure(desk.market, head.kind, payloads)
    items = outbox.commit_intent(
        desk.db,
        account=desk.account,
        run=head.run,
        kind=head.kind,
        items=[_new_item(one) for one in payloads],
        now=desk.now(),
        market_at=desk.market_at(),
        waits=gone is not None,
    )
    meant = {item.listing: carried[item.listing] for item in items} if edited else {}
    return Parcel(head, items, leave, gone is not None, seen, meant)


def waiting(desk: Desk) -> set[int]:
    """Changes that are not to be looked at for now."""
    now = desk.now()
    return {change for change, until in desk.waits.items() if until > now}


def most_urgent(desk: Desk, kinds: Sequence[Kind] = KINDS, gone: Parcel | None = None) -> tuple[Head, int] | None:
    """The head of the outbox among the kinds that may leave, and how many may go with it. `gone`: a batch is on its way, and
    it is taken to go well."""
    now, passed_over = desk.now(), waiting(desk)
    free = [kind for kind in kinds if max(desk.pauses.get(kind, 0), desk.paces[kind].ready_at) <= now]
    heads = [found for kind in free if (found := head_of(desk, kind, passed_over))]
    for head in sorted(heads, key=lambda one: one.priority):
        limit = chunk_limit(desk, head, _going(gone, head.kind))
        room = desk.budget.room(head.kind, now)
        if room is not None and gone is not None and gone.kind in BUCKETS:
            room -= len(gone.items)
        if room is None or room > 0:
            return head, limit if room is None else min(limit, room)
    return None


def head_of(desk: Desk, kind: Kind, passed_over: set[int]) -> Head | None:
    """The outbox's head of a kind. Content of which nothing may go now is not looked through again at once: while their
    prices are on their way, a hundred thousand edits wait. What another process writes is seen at once."""
    now, version = desk.now(), desk.db.data_version()
    until, seen = desk.bare.get(kind, (0, version))
    if seen == version and 0 <= until - now <= _BARE_MS:
        return None
    found = outbox.head(desk.db, desk.account, kind, passed_over)
    if found is None and kind not in URGENT:
        desk.bare[kind] = (now + _BARE_MS, version)
    return found


def chunk_limit(desk: Desk, head: Head, going: int = 0) -> int:
    """How many may go with the head; `going`: so many of its kind are on their way and go well."""
    return desk.chunks.limit(head.kind, _chunk(desk, head.kind, head.profile), head.doubt, going)


def _going(gone: Parcel | None, kind: Kind) -> int:
    return len(gone.items) if gone is not None and gone.kind == kind and not gone.head.doubt else 0


def _chunk(desk: Desk, kind: Kind, profile: int) -> int:
    chunks = desk.chunks_of(profile)
    match kind:
        case "create" | "update" | "images":
            return chunks.upload
        case "price":
            return chunks.price
        case "stock":
            return chunks.inventory
        case "online" | "offline" | "delete":
            return desk.market.limits.ids_per_visibility


def _prepared(desk: Desk, batch: Sequence[Outgoing]) -> list[Payload]:
    """What can be sent of the batch; the others are taken out of the outbox with their reason, or wait."""
    shelf = Shelf(desk.db, batch)
    whole = []
    for outgoing in batch:
        desk.waits.pop(outgoing.change.id, None)
        if not outgoing.fresh and outgoing.change.kind != "delete":
            _drop(desk, outgoing)
            continue
        made = _made(desk, shelf, outgoing)
        if isinstance(made, Payload):
            whole.append(made)
        elif isinstance(made, Waits):
            desk.waits[outgoing.change.id] = desk.now() + _LOOK_AGAIN_MS
        else:
            _block(desk, outgoing, made)
    codes = taken(desk, whole)
    found = []
    for one in whole:
        change = one.outgoing.change.id
        if change in codes.for_now:
            _drop(desk, one.outgoing)
        elif change in codes.for_good:
            _block(desk, one.outgoing, codes.for_good[change])
        else:
            found.append(one)
    return found


def _made(desk: Desk, shelf: Shelf, outgoing: Outgoing) -> Payload | Waits | tuple[Problem, ...]:
    try:
        return payload(shelf, outgoing, desk.schema)
    except AliexportError:
        raise
    except Exception as error:  # noqa: BLE001  # why: a fault over one product must not end the run for all
        return (Problem("send.internal", args={"fault": note(desk.db.path, error)}),)


def _drop(desk: Desk, outgoing: Outgoing) -> None:
    change = outgoing.change
    with desk.db.write() as tx:
        if outbox.after_edit(tx, change, desk.now()) or renewing.with_todays_stock(tx, change.id):
            return
        outbox.drop(tx, change.id, "stale", desk.now())
        desk.log(tx, "change.stale", level="warning", run=change.run, listing=change.listing, name=outgoing.name)


def _block(desk: Desk, outgoing: Outgoing, faults: tuple[Problem, ...]) -> None:
    change = outgoing.change
    with desk.db.write() as tx:
        settlement.unsendable(tx, change, faults, desk.now())
        desk.log(
            tx,
            "change.blocked",
            level="warning",
            run=change.run,
            listing=change.listing,
            name=outgoing.name,
            reason=faults[0].code,
        )


def _new_item(one: Payload) -> NewItem:
    return NewItem(
        change=one.outgoing.change.id,
        listing=one.outgoing.change.listing,
        external_id=one.outgoing.external_id,
        card_id=one.outgoing.card_id,
        codes=one.codes,
        sent=one.sent,
        lanes=one.lanes,
        name=one.outgoing.name,
        new=one.new,
    )
