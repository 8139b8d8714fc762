"""Settle creates and deletes whose fate is unknown: by their card, or by its absence (DESIGN, invariant 2).

A card is looked for by the SKU codes at first. Absent it is only when a complete list of the cards made since the send, on
sale and off sale, was begun later than the horizon and no card of it fits; cards that the list shows without SKUs are read
in full. So one list serves all creates in doubt at once."""

from collections.abc import Iterable, Sequence

from aliexport_tui.engine.reconciling.live import cards_by_id
from aliexport_tui.engine.sending import looks
from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.engine.sending.poll import WATCHED_MS, matched
from aliexport_tui.engine.sending.rejecting import reject
from aliexport_tui.engine.sending.scan import card_row
from aliexport_tui.marketplace.port import CardFilter, CardStatus, CardSummary, MarketplaceError
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.wants import Content
from aliexport_tui.store import cards, carried_out, deaths, docs, settlement, strays
from aliexport_tui.store.database import Database, Transaction
from aliexport_tui.store.outbox import Item
from aliexport_tui.store.strays import Doubtful

CHECK_EVERY_MS = 3_000
_SELDOM_MS = 60_000
_PER_QUERY = 50
_CLOCKS_DIFFER_MS = 300_000
"""A card counts as made after the send when it is at most this much older: two clocks are compared."""
_MOST_TRIES = 3
"""The first try and two more."""
_IN_WORK = 2
"""A create whose task says that it is still being worked on is believed for so many horizons."""
_STATUSES: tuple[CardStatus, ...] = ("ONLINE", "OFFLINE")


def settle_doubts(desk: Desk) -> bool:
    """Look for the cards of all creates and deletes in doubt, the more seldom the older they are. False when there are none,
    or when it is not time yet. Raises MarketplaceUnusable."""
    settle_strays(desk.db, desk.account, desk.market_now(), desk.now())
    now = desk.now()
    if now < desk.next_look <= now + 2 * _SELDOM_MS:
        return False
    creates = strays.doubtful(desk.db, desk.account, "create")
    deletes = strays.doubtful(desk.db, desk.account, "delete")
    if not creates and not deletes:
        return False
    youngest = desk.market_now() - max(one.left_by for one in (*creates, *deletes))
    desk.next_look = now + max(CHECK_EVERY_MS, min(_SELDOM_MS, youngest // 10))
    try:
        if creates:
            _settle_creates(desk, creates)
        for start in range(0, len(deletes), _PER_QUERY):
            _settle_deletes(desk, deletes[start : start + _PER_QUERY])
        desk.missed = 0
    except MarketplaceError as error:
        looks.missed(desk, error)
    return True


def settle_strays(db: Database, account: int, market_now: int, now: int) -> None:
    """What was closed without a known end, and by now can no longer be carried out."""
    for item in strays.due(db, account, market_now):
        with db.write() as tx:
            strays.over(tx, item, now)
            strays.close_batch(tx, item.batch, now)


# ---- creates ------------------------------------------------------------------------------------------------------


def _settle_creates(desk: Desk, doubtful: Sequence[Doubtful]) -> None:
    began = desk.market_now()
    left = []
    older: dict[int, list[CardSummary]] = {}
    for start in range(0, len(doubtful), _PER_QUERY):
        some = doubtful[start : start + _PER_QUERY]
        codes = tuple(one.item.codes[0] for one in some if one.item.codes)
        found = _with_codes(desk, desk.market.scroll(CardFilter(sku_codes=codes)))
        for one in some:
            fitting, older[one.item.id] = _same_codes(one, found)
            if not _settled(desk, one, fitting):
                left.append(one)
    due = [one for one in left if one.failure or began > one.left_by + desk.horizon()]
    due = [one for one in due if not _in_work(desk, one, began)]
    if not due:
        return
    since = min(one.first_at for one in due) - _CLOCKS_DIFFER_MS
    found = _with_codes(
        desk, (card for status in _STATUSES for card in desk.market.scroll(CardFilter(status=status, made_since=since)))
    )
    for one in due:
        fitting, before = _same_codes(one, found)
        before = before or older[one.item.id]
        if _settled(desk, one, fitting):
            continue
        if before:
            _collides(desk, one, before)
        else:
            _absent(desk, one, [card for card in found if not card.skus])


def _with_codes(desk: Desk, rows: Iterable[CardSummary]) -> list[CardSummary]:
    """Cards that belong to no listing, with their SKUs."""
    free = [card for card in rows if cards.owner(desk.db, desk.account, card.id) is None]
    return [card if card.skus else _in_full(desk, card) for card in {card.id: card for card in free}.values()]


def _in_full(desk: Desk, card: CardSummary) -> CardSummary:
    detail = desk.market.card(card.id)
    return card if detail is None else CardSummary(card.id, card.title, skus=detail.skus, created_at=card.created_at)


def _same_codes(one: Doubtful, rows: Sequence[CardSummary]) -> tuple[list[CardSummary], list[CardSummary]]:
    """Cards with just its codes: those made since the send, and those that were there before."""
    same = [card for card in rows if {sku.code for sku in card.skus} == set(one.item.codes)]
    since = one.first_at - _CLOCKS_DIFFER_MS
    fitting = [card for card in same if not card.created_at or card.created_at >= since]
    return fitting, [card for card in same if card not in fitting]


def _settled(desk: Desk, one: Doubtful, fitting: Sequence[CardSummary]) -> bool:
    """By its card, or by two of them."""
    if not fitting:
        return False
    item, now = one.item, desk.now()
    if len(fitting) > 1:
        _remember(desk, fitting)
    with desk.db.write() as tx:
        if len(fitting) == 1:
            carried_out.done(tx, item, now, card_id=fitting[0].id, state="linked")
            desk.log(tx, "create.found", run=item.run, listing=item.listing, name=item.name, card=fitting[0].id)
        else:
            ids = ", ".join(card.id for card in fitting)
            settlement.duplicate(tx, item, Problem("card.duplicate", args={"cards": ids}), now)
            desk.log(tx, "card.duplicate", level="error", run=item.run, listing=item.listing, name=item.name, cards=ids)
        strays.close_batch(tx, item.batch, now)
    return True


def _collides(desk: Desk, one: Doubtful, older: Sequence[CardSummary]) -> None:
    """It made no card itself, but one was there before."""
    item = one.item
    _remember(desk, older)
    args = {"card": older[0].id, "codes": ", ".join(item.codes)}
    with desk.db.write() as tx:
        reject(desk, tx, item, "send", (Problem("card.collision", "sku_info_list.sku_code", args),), confirmed=True)
        strays.close_batch(tx, item.batch, desk.now())


def _remember(desk: Desk, found: Sequence[CardSummary]) -> None:
    """Cards that the last scan did not see: nothing is made beside them, whatever changes."""
    shown = cards_by_id(desk.market, [card.id for card in found])
    rows = [card_row(card, shown[card.id][1]) for card in found if card.id in shown]
    cards.save_cards(desk.db, desk.account, rows, desk.now())


def _in_work(desk: Desk, one: Doubtful, began: int) -> bool:
    """Before a create counts as absent its group has the last word, if it has one."""
    if one.failure or not one.group_id or began > one.left_by + _IN_WORK * desk.horizon():
        return False
    [(_, task)] = matched([one.item], desk.market.tasks(one.group_id))
    return task is not None


def _absent(desk: Desk, one: Doubtful, unclear: Sequence[CardSummary]) -> None:
    """`unclear`: new cards of which nobody tells the SKUs."""
    item, now = one.item, desk.now()
    with desk.db.write() as tx:
        if one.failure:
            stage, faults = settlement.decode_failure(one.failure)
            reject(desk, tx, item, stage, faults, confirmed=True)
        elif alike := [card for card in unclear if card.title in ("", *_titles(desk, item))]:
            _cannot_tell(desk, tx, item, alike)
            return
        elif deaths.enough(tx, item.listing):
            settlement.back_to_outbox(tx, item, now, state="absent")  # where it is held: it kills runners
        elif settlement.count_try(tx, item.listing) < _MOST_TRIES:
            settlement.back_to_outbox(tx, item, now, state="absent")
            if one.group_id:
                strays.watch(tx, item, desk.market_now() + WATCHED_MS)
            desk.log(tx, "create.absent", run=item.run, listing=item.listing, name=item.name)
        else:
            fault = Problem("create.parked", args={"tries": str(_MOST_TRIES)})
            settlement.parked(tx, item, fault, now)
            desk.log(tx, "create.parked", level="error", run=item.run, listing=item.listing, name=item.name)
        strays.close_batch(tx, item.batch, now)


def _titles(desk: Desk, item: Item) -> tuple[str, ...]:
    content = docs.get(desk.db, "content", item.sent["content"] or "")
    return tuple(text.subject for text in content.texts) if isinstance(content, Content) else ()


def _cannot_tell(desk: Desk, tx: Transaction, item: Item, unclear: Sequence[CardSummary]) -> None:
    """It stays unknown until a person links one of the cards or deletes it."""
    ids = ", ".join(card.id for card in unclear)
    if settlement.report_unclear(tx, item, Problem("card.unclear", args={"cards": ids}), desk.now()):
        desk.log(tx, "card.unclear", level="warning", run=item.run, listing=item.listing, name=item.name, cards=ids)


# ---- deletes ------------------------------------------------------------------------------------------------------


def _settle_deletes(desk: Desk, doubtful: Sequence[Doubtful]) -> None:
    """A card that neither list nor a read of its own shows is deleted, if it was ever seen; one that is still there after
    the horizon is deleted again, or stays when the marketplace refused."""
    began = desk.market_now()
    ids = tuple(one.item.card_id for one in doubtful)
    there = {card.id for status in _STATUSES for card in desk.market.scroll(CardFilter(status=status, ids=ids))}
    there |= {card_id for card_id in ids if card_id not in there and desk.market.card(card_id) is not None}
    now = desk.now()
    for one in doubtful:
        item, past = one.item, began > one.left_by + desk.horizon()
        with desk.db.write() as tx:
            if item.card_id not in there:
                if one.seen or past:
                    carried_out.done(tx, item, now)
                    desk.log(tx, "listing.deleted", run=item.run, listing=item.listing, name=item.name)
            elif one.failure:
                stage, faults = settlement.decode_failure(one.failure)
                reject(desk, tx, item, stage, faults, confirmed=True)
            elif past and settlement.count_try(tx, item.listing) < _MOST_TRIES:
                settlement.back_to_outbox(tx, item, now)
            elif past:
                fault = Problem("delete.in_vain", args={"tries": str(_MOST_TRIES)})
                reject(desk, tx, item, "send", (fault,), confirmed=True)
            strays.close_batch(tx, item.batch, now)
