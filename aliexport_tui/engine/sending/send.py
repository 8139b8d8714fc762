"""Send one batch: take the most urgent changes, commit the intent, let the request leave, note the answer."""

import contextlib
import json
from collections.abc import Sequence

from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.engine.sending.payloads import Payload, payload
from aliexport_tui.engine.sending.scan import full_scan
from aliexport_tui.marketplace.port import (
    AuthError,
    CardDraft,
    CardImages,
    CardPrices,
    CardStocks,
    Fate,
    InvalidRequest,
    ItemResult,
    MarketplaceError,
    QuotaError,
    RateError,
    WriteAnswer,
)
from aliexport_tui.model.change import Kind
from aliexport_tui.model.errors import FileTrouble, MarketplaceUnusable
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.wants import Images, Prices, Stocks
from aliexport_tui.store import cards, docs, outbox, settlement
from aliexport_tui.store.database import Transaction
from aliexport_tui.store.outbox import Item, NewItem, Outgoing

FIRST_POLL_MS = 1_000
MOST_FAILURES = 5
_RATE_PAUSE_S = 5.0
_QUOTA_PAUSE_S = 900.0
_ANSWER_PAUSES_S = (0.2, 1.0)


def send_next(desk: Desk) -> bool:
    """Send the most urgent batch that may go now. False when there is none. Raises MarketplaceUnusable."""
    paused = [kind for kind, until in desk.pauses.items() if until > desk.now()]
    ready = outbox.next_ready(desk.db, desk.account, paused)
    if ready is None:
        return False
    kind, run, profile = ready
    if kind == "create" and cards.last_full_scan(desk.db, desk.account) is None:
        full_scan(desk)
    limit = min(_chunk(desk, kind, profile), desk.ceilings.get(kind, 1000))
    outgoing = outbox.take(desk.db, desk.account, kind, run, limit)
    payloads = [made for one in outgoing if (made := _prepare(desk, one)) is not None]
    if payloads:
        _send(desk, kind, run, payloads)
    return True


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


def _prepare(desk: Desk, outgoing: Outgoing) -> Payload | None:
    """The payload, or None after the change was taken out of the outbox with its reason."""
    change = outgoing.change
    if not outgoing.fresh and change.kind != "delete":
        outbox.drop(desk.db, change.id, "stale", desk.now())
        with desk.db.write() as tx:
            desk.log(tx, "change.stale", level="warning", run=change.run, listing=change.listing, name=outgoing.name)
        return None
    made = payload(desk.db, outgoing, desk.schema)
    if isinstance(made, Payload) and change.kind == "create":
        made = _refuse_taken_codes(desk, made) or made
    if isinstance(made, Payload):
        return made
    with desk.db.write() as tx:
        settlement.unsendable(tx, change, made, desk.now())
        desk.log(
            tx,
            "change.blocked",
            level="warning",
            run=change.run,
            listing=change.listing,
            name=outgoing.name,
            reason=made[0].code,
        )
    return None


def _refuse_taken_codes(desk: Desk, made: Payload) -> tuple[Problem, ...] | None:
    """No create for SKU codes that another listing's card or a card of unknown origin holds."""
    listing = made.outgoing.change.listing
    taken = outbox.claimed_by_others(desk.db, desk.account, listing, made.codes)
    if taken:
        return tuple(Problem("sku.claimed", "sku_info_list.sku_code", {"code": code}) for code in taken)
    unlinked = cards.unlinked_with_codes(desk.db, desk.account, made.codes)
    if unlinked:
        codes = ", ".join(made.codes)
        return tuple(
            Problem("card.collision", "sku_info_list.sku_code", {"card": card, "codes": codes}) for card in unlinked
        )
    return None


def _send(desk: Desk, kind: Kind, run: int, payloads: Sequence[Payload]) -> None:
    new_items = []
    with desk.db.write() as tx:
        for one in payloads:
            for want in one.new:
                docs.put(tx, want)
            new_items.append(
                NewItem(
                    change=one.outgoing.change.id,
                    listing=one.outgoing.change.listing,
                    external_id=one.outgoing.external_id,
                    card_id=one.outgoing.card_id,
                    codes=one.codes,
                    sent=one.sent,
                    lanes=one.lanes,
                )
            )
    batch = outbox.commit_intent(desk.db, account=desk.account, run=run, kind=kind, items=new_items, now=desk.now())
    items = outbox.items(desk.db, batch)
    try:
        answer = _request(desk, kind, payloads)
    except MarketplaceError as error:
        _failed(desk, kind, batch, run, items, error)
    else:
        desk.failures = 0
        _keep_answer(desk, kind, batch, run, items, answer)


def _keep_answer(desk: Desk, kind: Kind, batch: int, run: int, items: Sequence[Item], answer: WriteAnswer) -> None:
    """A disk that is full for a moment must not cost the answer: it is written again from memory. In the end the error
    tells the group, so that a person can still find its tasks (DESIGN, "The file")."""
    for pause_s in _ANSWER_PAUSES_S:
        with contextlib.suppress(FileTrouble):
            return _answered(desk, kind, batch, run, items, answer)
        desk.clock.sleep(pause_s)
    try:
        _answered(desk, kind, batch, run, items, answer)
    except FileTrouble as error:
        path = error.args_by_name.get("path", "")
        raise FileTrouble("file.answer_unsaved", path=path, group=answer.group_id or "?") from error


def _request(desk: Desk, kind: Kind, payloads: Sequence[Payload]) -> WriteAnswer:
    market = desk.market
    card_ids = [one.outgoing.card_id for one in payloads]
    match kind:
        case "create":
            return market.create([one.draft for one in payloads if one.draft])
        case "update":
            return market.edit([CardDraft(one.outgoing.card_id, one.draft) for one in payloads if one.draft])
        case "images":
            return market.set_images(
                [CardImages(one.outgoing.card_id, one.want) for one in payloads if isinstance(one.want, Images)]
            )
        case "price":
            return market.set_prices(
                [CardPrices(one.outgoing.card_id, one.want) for one in payloads if isinstance(one.want, Prices)]
            )
        case "stock":
            return market.set_stocks(
                [CardStocks(one.outgoing.card_id, one.want) for one in payloads if isinstance(one.want, Stocks)]
            )
        case "online":
            return market.online(card_ids)
        case "offline":
            return market.offline(card_ids)
        case "delete":
            return market.delete(card_ids)


def _answered(desk: Desk, kind: Kind, batch: int, run: int, items: Sequence[Item], answer: WriteAnswer) -> None:
    """Group id, task ids and item results in one transaction (DESIGN, invariant 1)."""
    now = desk.now()
    results = answer.results
    if len(results) == 1 and len(items) > 1:
        results = results * len(items)  # one result for the whole request (local-products.md §3.8)
    with desk.db.write() as tx:
        taken = 0
        for item, result in zip(items, results, strict=False):
            if result.ok:
                settlement.accepted(tx, item, result.task_id, now)
                taken += 1
                if not answer.group_id:  # nothing to ask for: the cards must tell (local-products.md §3.8)
                    settlement.in_doubt(tx, item, now)
            else:
                settlement.rejected(tx, item, "send", _pre_validation(result), now)
                _log_rejection(desk, tx, item, run, next(iter(result.errors.values()), ""))
        for item in items[len(results) :]:
            settlement.in_doubt(tx, item, now)
        open_left = taken or len(results) < len(items)
        if not open_left:
            state = "settled"
        elif answer.group_id:
            state = "answered"
        else:
            state = "unknown" if kind in settlement.LOOKED_FOR else "settled"
        outbox.save_batch(tx, batch, state, now, group_id=answer.group_id, next_poll_at=now + FIRST_POLL_MS)
        desk.log(tx, f"batch.{kind}", run=run, accepted=taken, refused=len(items) - taken)


def _failed(desk: Desk, kind: Kind, batch: int, run: int, items: Sequence[Item], error: MarketplaceError) -> None:
    now = desk.now()
    failure = json.dumps({"code": error.code, "args": error.args_by_name}, ensure_ascii=False)
    alone_and_refused = isinstance(error, InvalidRequest) and len(items) == 1
    with desk.db.write() as tx:
        if error.fate is Fate.UNKNOWN and error.group_id:
            first_poll = now + FIRST_POLL_MS
            outbox.save_batch(tx, batch, "answered", now, group_id=error.group_id, failure=failure, next_poll_at=first_poll)
            for item in items:
                settlement.awaiting(tx, item)
        else:
            for item in items:
                if error.fate is Fate.UNKNOWN:
                    settlement.in_doubt(tx, item, now)
                elif alone_and_refused:
                    settlement.rejected(tx, item, "send", (Problem("send.refused", args={"text": error.said}),), now)
                else:
                    settlement.back_to_outbox(tx, item, now)
            settled = error.fate is Fate.UNKNOWN and kind not in settlement.LOOKED_FOR
            outbox.save_batch(tx, batch, "settled" if settled else error.fate.value, now, failure=failure)
        desk.log(tx, "batch.failed", level="warning", run=run, reason=error.code, count=len(items), said=error.said)
    _react(desk, kind, len(items), error)


def _react(desk: Desk, kind: Kind, size: int, error: MarketplaceError) -> None:
    """Slow down, send less at once, or give up for now."""
    match error:
        case AuthError():
            raise MarketplaceUnusable("marketplace.token_refused", said=error.said) from error
        case QuotaError():
            desk.pauses[kind] = desk.now() + round((error.retry_after or _QUOTA_PAUSE_S) * 1000)
        case RateError():
            desk.failures += 1
            backed_off = min(60.0, _RATE_PAUSE_S * 2 ** (desk.failures - 1))
            desk.pauses[kind] = desk.now() + round((error.retry_after or backed_off) * 1000)
        case InvalidRequest() if size > 1:
            desk.ceilings[kind] = max(1, size // 2)
        case InvalidRequest():
            pass
        case _:
            desk.failures += 1
            if desk.failures >= MOST_FAILURES:
                raise MarketplaceUnusable("marketplace.unreachable", said=error.said) from error
            desk.pauses[kind] = desk.now() + 500 * 2**desk.failures


def _pre_validation(result: ItemResult) -> tuple[Problem, ...]:
    """The marketplace's own words, by field."""
    if not result.errors:
        return (Problem("send.refused", args={"text": ""}),)
    return tuple(Problem("send.refused", field, {"text": text}) for field, text in result.errors.items())


def _log_rejection(desk: Desk, tx: Transaction, item: Item, run: int | None, text: str) -> None:
    desk.log(
        tx,
        "item.rejected",
        level="warning",
        run=run,
        listing=item.listing,
        name=item.name,
        key=item.external_id,
        text=text,
    )
