"""Send one batch: take the most urgent changes, commit the intent, let the request leave, note the answer, learn from it."""

from collections.abc import Sequence

from aliexport_tui.engine.crash import note
from aliexport_tui.engine.reconciling import restored
from aliexport_tui.engine.sending.answers import Sent, keep_answer, keep_failure
from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.engine.sending.payloads import Payload, Shelf, Waits, payload
from aliexport_tui.engine.sending.reacting import after_failure, after_success
from aliexport_tui.engine.sending.request import ask
from aliexport_tui.engine.sending.taken import taken
from aliexport_tui.marketplace.port import MarketplaceError
from aliexport_tui.model.change import KINDS, Kind
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.model.problem import Problem
from aliexport_tui.store import outbox, renewing, settlement
from aliexport_tui.store.outbox import Head, NewItem, Outgoing

_URGENT: tuple[Kind, ...] = ("stock", "price")
_BARE_MS = 300
_LOOK_AGAIN_MS = 5_000
"""A change that lacks something is looked at again after so long."""


def send_urgent(desk: Desk) -> None:
    """Send a batch of prices or stocks if one may go now: they don't wait until many groups and cards have been read."""
    send_next(desk, _URGENT)


def send_next(desk: Desk, kinds: Sequence[Kind] = KINDS) -> bool:
    """Send the most urgent batch that may go now. False when there is none. Raises MarketplaceUnusable."""
    began = desk.now()
    waiting = {change for change, until in desk.waits.items() if until > began}
    chosen = _most_urgent(desk, kinds, waiting)
    if chosen is None:
        return False
    head, limit = chosen
    if head.kind == "create" and not restored.ready_for_creates(desk):
        return True
    batch = outbox.take(desk.db, desk.account, head, limit, waiting)
    if payloads := _prepared(desk, batch):
        _send(desk, head, payloads)
        _measure(desk, head.kind, len(payloads), desk.now() - began)
    return True


def next_due(desk: Desk) -> int | None:
    """UTC ms at which something that waits now may leave."""
    now = desk.now()
    times = [
        max(desk.pauses.get(kind, 0), desk.paces[kind].ready_at, desk.budget.frees_at(kind, now))
        for kind in KINDS
        if _head(desk, kind, set())
    ]
    return min((time for time in (*times, *desk.waits.values()) if time > now), default=None)


def _most_urgent(desk: Desk, kinds: Sequence[Kind], waiting: set[int]) -> tuple[Head, int] | None:
    """The head of the outbox among the kinds that may leave, and how many may go with it."""
    now = desk.now()
    free = [kind for kind in kinds if max(desk.pauses.get(kind, 0), desk.paces[kind].ready_at) <= now]
    heads = [found for kind in free if (found := _head(desk, kind, waiting))]
    for head in sorted(heads, key=lambda one: one.priority):
        limit = desk.chunks.limit(head.kind, _chunk(desk, head.kind, head.profile), head.doubt)
        room = desk.budget.room(head.kind, now)
        if room is None or room > 0:
            return head, limit if room is None else min(limit, room)
    return None


def _head(desk: Desk, kind: Kind, waiting: set[int]) -> Head | None:
    """The outbox's head of a kind. Content of which nothing may go now is not looked through again at once: while their
    prices are on their way, a hundred thousand edits wait. What another process writes is seen at once."""
    now, version = desk.now(), desk.db.data_version()
    until, seen = desk.bare.get(kind, (0, version))
    if seen == version and 0 <= until - now <= _BARE_MS:
        return None
    found = outbox.head(desk.db, desk.account, kind, waiting)
    if found is None and kind not in _URGENT:
        desk.bare[kind] = (now + _BARE_MS, version)
    return found


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


def _measure(desk: Desk, kind: Kind, products: int, took_ms: int) -> None:
    """A running mean: large batches of late tell most."""
    each = took_ms / 1000 / products
    desk.seconds[kind] = (desk.seconds.get(kind, each) + each) / 2


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


def _send(desk: Desk, head: Head, payloads: Sequence[Payload]) -> None:
    items = outbox.commit_intent(
        desk.db,
        account=desk.account,
        run=head.run,
        kind=head.kind,
        items=[_new_item(one) for one in payloads],
        now=desk.now(),
        market_at=None if desk.market.ahead_ms is None else desk.market_now(),
    )
    sent = Sent(head.kind, items[0].batch, head.run, items)
    restored.left(desk, sent.batch)
    try:
        answer = ask(desk.market, head.kind, payloads)
    except MarketplaceError as error:
        keep_failure(desk, sent, error)
        after_failure(desk, head.kind, len(payloads), head.doubt, error)
    else:
        keep_answer(desk, sent, answer)
        after_success(desk, head.kind, len(payloads))


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
