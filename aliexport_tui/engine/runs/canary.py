"""Canary: of many creates and edits a few go first, and the others only when enough of those were seen live."""

import msgspec

from aliexport_tui.engine.reconciling.live import PER_QUERY, cards_by_id
from aliexport_tui.engine.sending.looking import Look, keep, look
from aliexport_tui.marketplace.port import Marketplace
from aliexport_tui.model.profile import Canary, Profile
from aliexport_tui.store import canaries, cards, holds
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database

REASON = "canary"


class Sent(msgspec.Struct, frozen=True):
    """Changes that go first, and those that are held meanwhile: whoever dies in between leaves them held."""

    first: tuple[int, ...]
    others: tuple[int, ...]


def send_first(db: Database, plan: int, canary: Canary) -> Sent | None:
    """Choose them and hold the others; None when the plan is too small for it. What a person approved after an earlier
    canary goes without another."""
    ready = canaries.creates_and_updates(db, plan) if canary.first else ()
    if len(ready) <= canary.first:
        return None
    sent = Sent(tuple(ready[: canary.first]), tuple(ready[canary.first :]))
    holds.hold(db, sent.others, REASON, {"first": str(canary.first), "limit": str(canary.live)})
    return sent


def count_live(db: Database, market: Marketplace, account: Account, profile: Profile, sent: Sent, now: int) -> int:
    """How many of the first are on sale as they were sent, each read in full. Raises MarketplaceError."""
    done = canaries.done_on_sale(db, sent.first)
    live = 0
    for start in range(0, len(done), PER_QUERY):
        due = cards.linked(db, account.id, done[start : start + PER_QUERY])
        shown = cards_by_id(market, [one.card_id for one in due])
        known = cards.known(db, due)
        for one in due:
            if one.card_id in shown:
                card, status = shown[one.card_id]
                looked = look(one, known[one.listing], card, status, account.locale, market.card(one.card_id))
                with db.write() as tx:
                    keep(tx, looked, now, profile.drift.restore)
                live += _is_live(looked)
    return live


def judge(db: Database, plan: int, canary: Canary, sent: Sent, live: int) -> bool:
    """With enough of them live the others may go; else they stay held, with the figures."""
    if live >= canary.live:
        canaries.let_go(db, sent.others)
        return True
    holds.explain(db, sent.others, {"live": str(live), "first": str(len(sent.first)), "limit": str(canary.live)})
    return False


def _is_live(looked: Look) -> bool:
    """On sale, and as it was sent."""
    return looked.presence == "on_sale" and not looked.differing
