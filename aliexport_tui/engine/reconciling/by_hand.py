"""Links made and broken by a person."""

from contextlib import closing

import msgspec

from aliexport_tui.engine.accounts import opened
from aliexport_tui.engine.activity import note
from aliexport_tui.engine.planning.context import ProfileContext, load_context
from aliexport_tui.engine.planning.derive import derive
from aliexport_tui.engine.reconciling.holding import holding
from aliexport_tui.engine.reconciling.linking import join
from aliexport_tui.engine.reconciling.live import cards_by_id
from aliexport_tui.engine.sending.desk import open_desk
from aliexport_tui.engine.sending.scan import card_row
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.marketplace.port import Marketplace
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.event import Event
from aliexport_tui.store import cards, events, links, matching, profiles
from aliexport_tui.store.cards import CardRow
from aliexport_tui.store.database import Database
from aliexport_tui.store.links import Standing

_POLL_CAP_MS = 5_000


class LinkChange(msgspec.Struct, frozen=True):
    """`card_id`: of the link made or broken, "" when only a deleted card was forgotten."""

    key: str
    name: str
    card_id: str


def link(workspace: Workspace, code: str, key: str, card_id: str, *, force: bool, wait_s: int = 0) -> LinkChange:
    """The card becomes the product's. It is read first; what it shows of price and stock is the base from now on.

    Raises ConfigError: `link.product_unknown`, `link.foreign`, `link.in_the_air`, `link.has_card`, `link.card_unknown`,
    `link.card_taken`, `link.codes_differ` (unless `force`); BusyError `account.busy`; MarketplaceError."""
    with closing(workspace.open()) as db:
        context = load_context(db, code)
        with opened(workspace, context.account) as market, holding(workspace, context.account, wait_s):
            now = workspace.clock.now_ms()
            if _standing(db, context, key) is None:
                derive(db, context, selection=None, now=now, progress=lambda stage, done, total: None, firm=True)
            one = _settled(db, context, key)
            if one.card_id:
                raise ConfigError("link.has_card", key=key, card=one.card_id)
            _refuse_taken(db, context, card_id)
            card = _read(db, context, market, card_id, now)
            if not force:
                _refuse_others_codes(db, one, card)
            desk = open_desk(db, workspace.clock, context.account, market, poll_cap_ms=_POLL_CAP_MS)
            with db.write() as tx:
                if not join(desk, tx, one.listing, card, context.account.locale):
                    raise ConfigError("link.in_the_air", key=key)
                told = {"name": one.name, "card": card_id, "who": who()}
                events.add(tx, [Event(now, "card.linked", told, profile=code, listing=one.listing)])
                note(db, "card", "linked", key, "card.linked", told, {"card": None}, {"card": card_id}, at=now, tx=tx)
            return LinkChange(key, one.name, card_id)


def unlink(workspace: Workspace, code: str, key: str, *, wait_s: int = 0) -> LinkChange:
    """Break the link; the card is not touched and not proposed for this product again. A product whose card was deleted may
    be created again by the next export. Nothing is asked of the marketplace.

    Raises ConfigError: `link.product_unknown`, `link.foreign`, `link.in_the_air`, `link.none`; BusyError `account.busy`."""
    with closing(workspace.open()) as db:
        context = load_context(db, code)
        with holding(workspace, context.account, wait_s):
            one = _settled(db, context, key)
            if not one.card_id and one.presence == "absent":
                raise ConfigError("link.none", key=key)
            now = workspace.clock.now_ms()
            with db.write() as tx:
                links.unlink(tx, context.account_id, one, who(), now)
                told = {"name": one.name, "card": one.card_id, "who": who()}
                events.add(tx, [Event(now, "card.unlinked", told, profile=code, listing=one.listing)])
                was: dict[str, str | None] = {"card": one.card_id or None}
                note(db, "card", "unlinked", key, "card.unlinked", told, was, {"card": None}, at=now, tx=tx)
            return LinkChange(key, one.name, one.card_id)


def _standing(db: Database, context: ProfileContext, key: str) -> Standing | None:
    product = links.product_of(db, context.source_id, key)
    if product is None:
        raise ConfigError("link.product_unknown", key=key)
    return links.standing(db, context.account_id, product)


def _settled(db: Database, context: ProfileContext, key: str) -> Standing:
    one = _standing(db, context, key)
    if one is None:
        raise ConfigError("link.product_unknown", key=key)
    if one.profile not in (context.id, None):
        owner = profiles.by_id(db, one.profile)
        raise ConfigError("link.foreign", key=key, owner=owner.profile.code if owner else "?")
    if one.open:
        raise ConfigError("link.in_the_air", key=key)
    return one


def _refuse_taken(db: Database, context: ProfileContext, card_id: str) -> None:
    owner = cards.owner(db, context.account_id, card_id)
    if owner is not None:
        key, name = links.named(db, owner)
        raise ConfigError("link.card_taken", card=card_id, key=key, name=name)


def _read(db: Database, context: ProfileContext, market: Marketplace, card_id: str, now: int) -> CardRow:
    found = cards_by_id(market, [card_id]).get(card_id) if card_id.isdecimal() else None
    if found is None:
        raise ConfigError("link.card_unknown", card=card_id)
    row = card_row(*found)
    cards.save_cards(db, context.account_id, [row], now)
    return row


def _refuse_others_codes(db: Database, one: Standing, card: CardRow) -> None:
    ours = matching.codes_of_listing(db, one.listing)
    if not set(ours) & set(card.codes):
        raise ConfigError("link.codes_differ", ours=", ".join(ours) or "—", theirs=", ".join(card.codes) or "—")
