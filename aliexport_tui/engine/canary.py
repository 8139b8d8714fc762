"""Canary: of many creates and edits a few go first, and the others only when enough of those were seen live."""

import msgspec

from aliexport_tui.engine.reconciling.live import PER_QUERY, cards_by_id
from aliexport_tui.engine.sending.compare import differences, problems_of
from aliexport_tui.engine.sending.sight import as_wants
from aliexport_tui.marketplace.port import Marketplace
from aliexport_tui.model.outcome import Presence
from aliexport_tui.model.profile import Canary
from aliexport_tui.model.wants import LANES, Lane, Want
from aliexport_tui.store import canaries, cards, docs, holds
from aliexport_tui.store.cards import ToSee
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


def count_live(db: Database, market: Marketplace, account: int, locale: str, sent: Sent, now: int) -> int:
    """How many of the first are on sale as they were sent, each read in full. Raises MarketplaceError."""
    done = canaries.done_on_sale(db, sent.first)
    live = 0
    for start in range(0, len(done), PER_QUERY):
        due = cards.linked(db, account, done[start : start + PER_QUERY])
        shown = cards_by_id(market, [one.card_id for one in due])
        for one in due:
            if one.card_id in shown:
                card, status = shown[one.card_id]
                known: dict[Lane, Want] = {lane: docs.get(db, lane, name) for lane in LANES if (name := one.base.get(lane))}
                seen = as_wants(card, status, known, locale, market.card(one.card_id))
                live += _keep(db, one, known, seen, "on_sale" if status == "ONLINE" else "off_sale", now)
    return live


def judge(db: Database, plan: int, canary: Canary, sent: Sent, live: int) -> bool:
    """With enough of them live the others may go; else they stay held, with the figures."""
    if live >= canary.live:
        canaries.let_go(db, sent.others)
        return True
    holds.explain(db, sent.others, {"live": str(live), "first": str(len(sent.first)), "limit": str(canary.live)})
    return False


def _keep(db: Database, one: ToSee, known: dict[Lane, Want], seen: dict[Lane, Want], presence: Presence, now: int) -> bool:
    """The look is kept like that of a read-back. Is the card live as it was sent?"""
    differs = differences(known, seen)
    with db.write() as tx:
        names = {lane: docs.put(tx, want) for lane, want in seen.items()}
        faults = {lane: problems_of(lane, fields) for lane, fields in differs.items()}
        cards.save_seen(tx, one, presence, names, faults, "in_full", now)
    return presence == "on_sale" and not any(differs.values())
