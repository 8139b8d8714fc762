"""Read-back: see on the cards what the queue says is done. Only then is a product live."""

from aliexport_tui.engine.reconciling.live import cards_by_id
from aliexport_tui.engine.reconciling.share import read_in_full
from aliexport_tui.engine.sending.compare import differences, problems_of, short
from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.engine.sending.sight import as_wants
from aliexport_tui.marketplace.port import CardDetail, CardStatus, CardSummary
from aliexport_tui.model.outcome import Presence
from aliexport_tui.model.wants import LANES, Lane, Want
from aliexport_tui.store import cards, docs, profiles
from aliexport_tui.store.cards import ToSee

CHECK_EVERY_MS = 2_000
_PER_QUERY = 50


def read_back(desk: Desk, locale: str) -> bool:
    """Ask for every card with something unverified, 50 a request; those of the profile's share, and those whose row tells
    nothing of their SKUs, are read in full too. False when there is none."""
    after, asked = 0, False
    while due := cards.to_see(desk.db, desk.account, after=after, limit=_PER_QUERY):
        asked = True
        after = due[-1].listing
        shares = {one.profile: _share(desk, one.profile) for one in due}
        found = cards_by_id(desk.market, [one.card_id for one in due])
        for one in due:
            if one.card_id not in found:
                continue
            card, status = found[one.card_id]
            full = read_in_full(one.listing, shares[one.profile]) or not card.skus
            look(desk, one, card, status, locale, desk.market.card(one.card_id) if full else None)
    return asked


def look(desk: Desk, one: ToSee, card: CardSummary, status: CardStatus, locale: str, detail: CardDetail | None) -> None:
    """Keep what a card shows, compared with what it is known to have."""
    now = desk.now()
    known: dict[Lane, Want] = {
        lane: docs.get(desk.db, lane, name) for lane in LANES if (name := one.base.get(lane)) is not None
    }
    seen = as_wants(card, status, known, locale, detail)
    differs = differences(known, seen)
    presence: Presence = "on_sale" if status == "ONLINE" else "off_sale"
    with desk.db.write() as tx:
        names = {lane: docs.put(tx, want) for lane, want in seen.items()}
        faults = {lane: problems_of(lane, fields) for lane, fields in differs.items()}
        if not cards.save_seen(tx, one, presence, names, faults, "in_full" if detail else "listed", now):
            return
        run = cards.newest_run(tx, one.listing)
        first = next((fields[0] for fields in differs.values() if fields), None)
        if first is not None:
            desk.log(
                tx,
                "listing.different",
                level="warning",
                run=run,
                listing=one.listing,
                name=one.name,
                lanes=", ".join(lane for lane, fields in differs.items() if fields),
                what=first.field,
                sent=short(first.before),
                seen=short(first.after),
            )
        else:
            code = "listing.live" if presence == "on_sale" else "listing.off_sale"
            desk.log(tx, code, run=run, listing=one.listing, name=one.name, card=one.card_id)


def _share(desk: Desk, profile: int) -> int:
    stored = profiles.by_id(desk.db, profile)
    return stored.profile.verify.in_full if stored else 0
