"""Cards as they are right now, read for given listings."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from aliexport_tui.engine.sending.sight import as_wants
from aliexport_tui.marketplace.port import CardFilter, CardStatus, CardSummary, Marketplace
from aliexport_tui.model.outcome import Presence
from aliexport_tui.model.wants import Lane, Want
from aliexport_tui.store import cards
from aliexport_tui.store.cards import ToSee
from aliexport_tui.store.database import Database

PER_QUERY = 50
STATUSES: tuple[CardStatus, ...] = ("ONLINE", "OFFLINE")


class Live(msgspec.Struct, frozen=True):
    """What a listing's card shows. `presence` on_sale, off_sale, or gone when neither list has it (a card that was made a
    moment ago may not be visible yet). `wants`: lane -> its value there; content stands for what is known to be there, but
    for the title, category and SKUs that were read. `base`: lane -> doc.hash that the file believes."""

    card_id: str
    presence: Presence
    wants: dict[Lane, Want]
    base: dict[str, str | None]


def read_live(market: Marketplace, db: Database, account: int, listings: Iterable[int], locale: str) -> dict[int, Live]:
    """listing -> what its card shows; listings without a card are left out. Two requests for 50 at most; writes nothing.
    Raises MarketplaceError."""
    due = cards.linked(db, account, listings)
    found: dict[int, Live] = {}
    for start in range(0, len(due), PER_QUERY):
        part = due[start : start + PER_QUERY]
        shown = cards_by_id(market, [one.card_id for one in part])
        known = cards.known(db, part)
        found |= {one.listing: _live(one, known[one.listing], shown.get(one.card_id), locale) for one in part}
    return found


def _live(one: ToSee, known: Mapping[Lane, Want], shown: tuple[CardSummary, CardStatus] | None, locale: str) -> Live:
    if shown is None:
        return Live(one.card_id, "gone", {}, one.base)
    card, status = shown
    presence: Presence = "on_sale" if status == "ONLINE" else "off_sale"
    return Live(one.card_id, presence, as_wants(card, status, known, locale), one.base)


def cards_by_id(market: Marketplace, ids: Sequence[str]) -> dict[str, tuple[CardSummary, CardStatus]]:
    """id -> its row and whether it is on sale; at most 50 ids. Those that neither list has are left out."""
    found: dict[str, tuple[CardSummary, CardStatus]] = {}
    for status in STATUSES:
        missing = tuple(one for one in ids if one not in found)
        if missing:
            found |= {card.id: (card, status) for card in market.scroll(CardFilter(status=status, ids=missing))}
    return found
