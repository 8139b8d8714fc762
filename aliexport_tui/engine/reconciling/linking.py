"""One link, with what its card shows."""

import msgspec

from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.engine.sending.sight import as_wants
from aliexport_tui.marketplace.port import CardStatus, CardSummary
from aliexport_tui.model.wants import Lane, Want
from aliexport_tui.store import docs, lanes, links
from aliexport_tui.store.cards import CardRow
from aliexport_tui.store.database import Transaction


def join(desk: Desk, tx: Transaction, listing: int, card: CardRow, locale: str) -> bool:
    """Link the listing to the card as the last scan read it. False when the listing has a card by now, something of it is
    in the air, or the card has become another listing's."""
    if not links.is_free(tx, desk.account, listing, card.card_id):
        return False
    status: CardStatus = "ONLINE" if card.status == "ONLINE" else "OFFLINE"
    summary = msgspec.json.decode(card.body, type=CardSummary)
    links.link(
        tx,
        desk.account,
        listing,
        card.card_id,
        online=status == "ONLINE",
        codes=card.codes,
        shown=as_wants(summary, status, _wanted(desk, listing), locale),
        now=desk.now(),
    )
    return True


def _wanted(desk: Desk, listing: int) -> dict[Lane, Want]:
    rows = lanes.lanes_of(desk.db, listing)
    return {lane: docs.get(desk.db, lane, row.want) for lane, row in rows.items() if row.want is not None}
