"""A complete scan of an account's cards: what is there before we create anything (DESIGN, invariant 3)."""

import msgspec

from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.marketplace.port import CardFilter, CardStatus, CardSummary
from aliexport_tui.store import cards
from aliexport_tui.store.cards import CardRow

_PER_TRANSACTION = 200


def full_scan(desk: Desk) -> int:
    """Read every card, on and off sale. Returns how many there are."""
    scan = cards.begin_scan(desk.db, desk.account, desk.now())
    found = 0
    statuses: tuple[CardStatus, ...] = ("ONLINE", "OFFLINE")
    for status in statuses:
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
    return found


def card_row(card: CardSummary, status: CardStatus) -> CardRow:
    return CardRow(
        card_id=card.id,
        status=status,
        title=card.title,
        created_at=card.created_at,
        codes=tuple(sku.code for sku in card.skus),
        body=msgspec.json.encode(card).decode(),
    )
