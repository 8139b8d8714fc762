"""A complete scan of an account's cards: what is there before we create anything (DESIGN, invariant 3), and which of our
cards are there no longer."""

import msgspec

from aliexport_tui.engine.reconciling.live import PER_QUERY, STATUSES, cards_by_id
from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.marketplace.port import CardFilter, CardStatus, CardSummary
from aliexport_tui.model.profile import Mass
from aliexport_tui.store import cards, links, twins
from aliexport_tui.store.cards import CardRow
from aliexport_tui.store.links import Linked

_PER_TRANSACTION = 200
_BELIEVED = Mass()
"""More cards gone at once, by number and by share, are a fault of the answer (or another seller's token) until a person
says that it is so."""


class Scanned(msgspec.Struct, frozen=True):
    """`cards` were read. `gone`: listings whose card is there no longer; `doubted`: so many were missing that it was not
    believed. `duplicates`: SKU codes on several cards."""

    cards: int
    gone: tuple[Linked, ...]
    doubted: tuple[Linked, ...]
    duplicates: int


def full_scan(desk: Desk, *, believe: bool = False) -> Scanned:
    """Read every card, on and off sale, and settle by it which links are void. `believe`: however many are gone."""
    began = desk.now()
    scan = cards.begin_scan(desk.db, desk.account, began)
    found = 0
    for status in STATUSES:
        rows: list[CardRow] = []
        for card in desk.market.scroll(CardFilter(status=status)):
            rows.append(card_row(card, status))
            found += 1
            if len(rows) >= _PER_TRANSACTION:
                cards.save_cards(desk.db, desk.account, rows, desk.now())
                rows = []
        cards.save_cards(desk.db, desk.account, rows, desk.now())
    cards.end_scan(desk.db, scan, desk.account, found, desk.now())
    with desk.db.write() as tx:
        desk.log(tx, "scan.done", cards=found)
    missing = _missing(desk, began)
    doubted = missing if not believe and _too_many(desk, missing) else ()
    if doubted:
        with desk.db.write() as tx:
            desk.log(tx, "scan.doubted", level="error", missing=len(doubted), cards=found)
    gone = () if doubted else tuple(one for one in missing if _gone(desk, one))
    return Scanned(found, gone, doubted, _tell_twins(desk))


def card_row(card: CardSummary, status: CardStatus) -> CardRow:
    return CardRow(
        card_id=card.id,
        status=status,
        title=card.title,
        created_at=card.created_at,
        codes=tuple(sku.code for sku in card.skus),
        body=msgspec.json.encode(card).decode(),
    )


def _missing(desk: Desk, began: int) -> tuple[Linked, ...]:
    """Asked for once more by their ids: a card that went on or off sale between the two lists was in neither."""
    candidates = links.missing(desk.db, desk.account, began, desk.horizon())
    missing: list[Linked] = []
    for start in range(0, len(candidates), PER_QUERY):
        part = candidates[start : start + PER_QUERY]
        there = cards_by_id(desk.market, [one.card_id for one in part])
        cards.save_cards(desk.db, desk.account, [card_row(*found) for found in there.values()], desk.now())
        missing += [one for one in part if one.card_id not in there]
    return tuple(missing)


def _too_many(desk: Desk, missing: tuple[Linked, ...]) -> bool:
    linked = links.linked_count(desk.db, desk.account)
    return len(missing) > _BELIEVED.count and len(missing) * 100 > linked * _BELIEVED.percent


def _gone(desk: Desk, one: Linked) -> bool:
    with desk.db.write() as tx:
        gone = links.gone(tx, one, desk.now())
        if gone:
            desk.log(tx, "card.gone", level="warning", listing=one.listing, name=one.name, card=one.card_id)
    return gone


def _tell_twins(desk: Desk) -> int:
    found = twins.of_listings(desk.db, desk.account)
    with desk.db.write() as tx:
        twins.tell(tx, desk.account, found, desk.now())
        for twin in found:
            if not twin.known:
                ids = ", ".join(twin.cards)
                desk.log(tx, "card.shares_codes", level="warning", listing=twin.listing, name=twin.name, cards=ids)
    return twins.count(desk.db, desk.account)
