"""Read-back: see on the cards what the queue says is done. Only then is a product live."""

import msgspec

from aliexport_tui.engine.reconciling.live import cards_by_id
from aliexport_tui.engine.reconciling.share import read_in_full
from aliexport_tui.engine.sending.compare import problems_of
from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.engine.sending.looking import Look, keep_all, look, told
from aliexport_tui.engine.sending.looks import missed
from aliexport_tui.marketplace.port import AuthError, CardDetail, MarketplaceError
from aliexport_tui.model.event import Event
from aliexport_tui.model.wants import Lane
from aliexport_tui.store import cards, events, failing, profiles
from aliexport_tui.store.database import Transaction

CHECK_EVERY_MS = 2_000
_PER_QUERY = 50


def read_back(desk: Desk, locale: str) -> bool:
    """Ask for every card with something unverified, 50 a request; those of the profile's share, and those whose row tells
    nothing of their SKUs, are read in full too. False when there is none."""
    after, asked = 0, False
    while due := cards.to_see(desk.db, desk.account, after=after, limit=_PER_QUERY):
        asked = True
        after = due[-1].listing
        rules = {profile: _rules(desk, profile) for profile in {one.profile for one in due}}
        try:
            found = cards_by_id(desk.market, [one.card_id for one in due])
        except MarketplaceError as error:
            missed(desk, error)
            return True
        known = cards.known(desk.db, due)
        looks = []
        for one in due:
            if one.card_id not in found:
                continue
            card, status = found[one.card_id]
            full = read_in_full(one.listing, rules[one.profile].in_full) or not card.skus
            detail = in_full(desk, one.card_id) if full else None
            looks.append(look(one, known[one.listing], card, status, locale, detail))
            if full:
                desk.give_way()
        with desk.db.write() as tx:
            _keep(desk, tx, [(looked, rules[looked.one.profile].restore) for looked in looks])
        desk.give_way()
    return asked


def in_full(desk: Desk, card_id: str) -> CardDetail | None:
    """The whole card, or None when the marketplace would not give it: then its row in the list must do."""
    try:
        return desk.market.card(card_id)
    except AuthError:
        raise
    except MarketplaceError as error:
        with desk.db.write() as tx:
            desk.log(tx, "look.missed", level="warning", reason=error.code, said=error.said)
        return None


class _Rules(msgspec.Struct, frozen=True):
    """Of a profile: the share of cards that is read in full, percent, and the lanes whose differences are undone."""

    in_full: int = 0
    restore: tuple[Lane, ...] = ()


def _rules(desk: Desk, profile: int) -> _Rules:
    stored = profiles.by_id(desk.db, profile)
    return _Rules(stored.profile.verify.in_full, stored.profile.drift.restore) if stored else _Rules()


def _keep(desk: Desk, tx: Transaction, looks: list[tuple[Look, tuple[Lane, ...]]]) -> None:
    """Looks with the lanes to restore. A card on which something was sent anew meanwhile keeps what is said of that."""
    kept = keep_all(tx, looks, desk.now())
    runs = cards.newest_runs(tx, kept)
    told = [(looked, restore, runs.get(looked.one.listing)) for looked, restore in looks if looked.one.listing in kept]
    events.add(tx, [_as_sent(desk, looked, run) for looked, _, run in told if not looked.differing])
    for looked, restore, run in told:
        if looked.differing:
            _differs(desk, tx, looked, restore, run)


def _as_sent(desk: Desk, looked: Look, run: int | None) -> Event:
    one = looked.one
    code = "listing.live" if looked.presence == "on_sale" else "listing.off_sale"
    return desk.line(code, run=run, listing=one.listing, name=one.name, card=one.card_id)


def _differs(desk: Desk, tx: Transaction, looked: Look, restore: tuple[Lane, ...], run: int | None) -> None:
    """What is sent again and again and shows differently each time is parked in the end."""
    one = looked.one
    for lane in restore:
        if lane in looked.differing:
            faults = problems_of(lane, looked.differing[lane])
            failing.count(tx, one.listing, lane, "readback", faults, run=run, name=one.name, now=desk.now())
    log_difference(desk, tx, "listing.different", looked, run=run)


def log_difference(
    desk: Desk, tx: Transaction, code: str, looked: Look, *, run: int | None = None, profile: str = ""
) -> None:
    """`code`, with what differs first; of a card that is not on sale as we left it, that comes first."""
    others = [lane for lane in looked.differing if lane != "visibility"]
    if len(others) < len(looked.differing):
        code = "listing.put_on" if looked.presence == "on_sale" else "listing.taken_off"
        args = {"card": looked.one.card_id} | ({"lanes": ", ".join(others)} if others else {})
    else:
        found = told(looked)
        args = {"lanes": found.lanes, "what": found.what, "sent": found.sent, "seen": found.seen}
    one = looked.one
    desk.log(tx, code, level="warning", run=run, listing=one.listing, profile=profile, name=one.name, **args)
