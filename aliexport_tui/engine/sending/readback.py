"""Read-back: see on the cards what the queue says is done. Only then is a product live."""

import msgspec

from aliexport_tui.engine.sending.compare import differences
from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.marketplace.port import CardFilter, CardStatus, CardSummary
from aliexport_tui.model.outcome import Presence
from aliexport_tui.model.wants import LANES, Lane, Want
from aliexport_tui.store import cards, docs
from aliexport_tui.store.cards import ToSee

CHECK_EVERY_MS = 2_000
_PER_QUERY = 50


def read_back(desk: Desk, locale: str) -> bool:
    """Ask for every card with something unverified, 50 a request. False when there is none."""
    after, asked = 0, False
    while due := cards.to_see(desk.db, desk.account, after=after, limit=_PER_QUERY):
        asked = True
        after = due[-1].listing
        _look(desk, due, locale)
    return asked


def _look(desk: Desk, due: tuple[ToSee, ...], locale: str) -> None:
    by_card = {one.card_id: one for one in due}
    online = _cards(desk, tuple(by_card), "ONLINE")
    missing = tuple(card_id for card_id in by_card if card_id not in online)
    offline = _cards(desk, missing, "OFFLINE") if missing else {}
    now = desk.now()
    with desk.db.write() as tx:
        for card_id, one in by_card.items():
            card = online.get(card_id) or offline.get(card_id)
            if card is None:
                continue
            presence: Presence = "on_sale" if card_id in online else "off_sale"
            known: dict[Lane, Want] = {
                lane: docs.get(tx, lane, name) for lane in LANES if (name := one.base.get(lane)) is not None
            }
            differs = differences(card, known, locale)
            cards.save_seen(tx, one.listing, presence, differs, msgspec.json.encode(card).decode(), now)
            run = cards.newest_run(tx, one.listing)
            if any(differs.values()):
                lanes = ", ".join(lane for lane, different in differs.items() if different)
                desk.log(tx, "listing.different", level="warning", run=run, listing=one.listing, name=one.name, lanes=lanes)
            else:
                code = "listing.live" if presence == "on_sale" else "listing.off_sale"
                desk.log(tx, code, run=run, listing=one.listing, name=one.name, card=card_id)


def _cards(desk: Desk, ids: tuple[str, ...], status: CardStatus) -> dict[str, CardSummary]:
    return {card.id: card for card in desk.market.scroll(CardFilter(status=status, ids=ids))}
