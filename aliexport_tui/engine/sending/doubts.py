"""Settle creates and deletes whose fate is unknown: by their card, or by its absence (DESIGN, invariant 2)."""

from collections.abc import Sequence

from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.marketplace.port import CardFilter, CardStatus, CardSummary
from aliexport_tui.model.problem import Problem
from aliexport_tui.store import cards, outbox, settlement
from aliexport_tui.store.outbox import Item

CHECK_EVERY_MS = 3_000
_PER_QUERY = 50
_CLOCKS_DIFFER_MS = 300_000
"""A card counts as made after the send when it is at most this much older: two clocks are compared."""
_MOST_CREATES = 3
"""The first try and two more."""


def settle_doubts(desk: Desk) -> bool:
    """Look for the cards of all creates and deletes in doubt. False when there are none."""
    creates = outbox.doubtful(desk.db, desk.account, "create")
    for start in range(0, len(creates), _PER_QUERY):
        _settle(desk, creates[start : start + _PER_QUERY])
    deletes = outbox.doubtful(desk.db, desk.account, "delete")
    for start in range(0, len(deletes), _PER_QUERY):
        _settle_deletes(desk, deletes[start : start + _PER_QUERY])
    return bool(creates or deletes)


def _settle_deletes(desk: Desk, doubtful: Sequence[tuple[Item, int]]) -> None:
    """A card that neither list shows is deleted; one that is still there after the horizon is deleted again."""
    began = desk.now()
    ids = tuple(item.card_id for item, _ in doubtful)
    statuses: tuple[CardStatus, ...] = ("ONLINE", "OFFLINE")
    there = {card.id for status in statuses for card in desk.market.scroll(CardFilter(status=status, ids=ids))}
    now = desk.now()
    for item, sent_at in doubtful:
        with desk.db.write() as tx:
            if item.card_id not in there:
                settlement.done(tx, item, now, must_be_seen=False)
                desk.log(tx, "listing.deleted", run=item.run, listing=item.listing, name=item.name)
            elif began > sent_at + desk.horizon_ms:
                settlement.back_to_outbox(tx, item, now)
            if not outbox.has_open_items(tx, item.batch):
                outbox.save_batch(tx, item.batch, "settled", now)


def _settle(desk: Desk, doubtful: Sequence[tuple[Item, int]]) -> None:
    began = desk.now()
    first_codes = tuple(item.codes[0] for item, _ in doubtful if item.codes)
    found = list(desk.market.scroll(CardFilter(sku_codes=first_codes)))
    for item, sent_at in doubtful:
        _judge(desk, item, sent_at, [card for card in found if _fits(card, item, sent_at)], began)


def _fits(card: CardSummary, item: Item, sent_at: int) -> bool:
    same = {sku.code for sku in card.skus} == set(item.codes)
    return same and (not card.created_at or card.created_at >= sent_at - _CLOCKS_DIFFER_MS)


def _judge(desk: Desk, item: Item, sent_at: int, fitting: Sequence[CardSummary], began: int) -> None:
    free = [card for card in fitting if cards.owner(desk.db, desk.account, card.id) is None]
    now = desk.now()
    with desk.db.write() as tx:
        if len(free) == 1:
            settlement.done(tx, item, now, card_id=free[0].id, state="linked")
            desk.log(tx, "create.found", run=item.run, listing=item.listing, name=item.name, card=free[0].id)
        elif len(free) > 1:
            ids = ", ".join(card.id for card in free)
            settlement.duplicate(tx, item, Problem("card.duplicate", args={"cards": ids}), now)
            desk.log(tx, "card.duplicate", level="error", run=item.run, listing=item.listing, name=item.name, cards=ids)
        elif began > sent_at + desk.horizon_ms:
            if settlement.count_try(tx, item.listing) < _MOST_CREATES:
                settlement.back_to_outbox(tx, item, now, state="absent")
                desk.log(tx, "create.absent", run=item.run, listing=item.listing, name=item.name)
            else:
                settlement.rejected(tx, item, "send", (Problem("create.parked", args={"tries": str(_MOST_CREATES)}),), now)
                desk.log(tx, "create.parked", level="error", run=item.run, listing=item.listing, name=item.name)
        if not outbox.has_open_items(tx, item.batch):
            outbox.save_batch(tx, item.batch, "settled", now)
