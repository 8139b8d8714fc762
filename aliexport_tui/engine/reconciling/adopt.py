"""Adoption: cards that are there already become those of our products, matched by their SKU codes."""

from contextlib import closing

import msgspec

from aliexport_tui.engine.accounts import opened
from aliexport_tui.engine.activity import note
from aliexport_tui.engine.dictionaries import Missing
from aliexport_tui.engine.planning.context import ProfileContext, load_context
from aliexport_tui.engine.planning.derive import Progress, derive
from aliexport_tui.engine.reconciling.holding import holding
from aliexport_tui.engine.reconciling.linking import join
from aliexport_tui.engine.sending.desk import Desk, open_desk
from aliexport_tui.engine.sending.scan import Scanned, full_scan
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.marketplace.port import Marketplace
from aliexport_tui.store import cards, matching
from aliexport_tui.store.database import Database
from aliexport_tui.store.matching import LoneCard, LoneProduct, Pair

_PER_TRANSACTION = 100
_POLL_CAP_MS = 5_000


class Adoption(msgspec.Struct, frozen=True):
    """`matches`: the same codes on one product and one card; `linked` of them were linked. `ambiguous`: the same codes on
    several; `partial`: some codes in common; neither is ever linked by itself. `cards`: without a product; `products`:
    without a card. `scanned`: what the complete scan before it found."""

    account: str
    matches: tuple[Pair, ...]
    linked: int
    ambiguous: tuple[Pair, ...]
    partial: tuple[Pair, ...]
    cards: tuple[LoneCard, ...]
    products: tuple[LoneProduct, ...]
    scanned: Scanned


def adopt(
    workspace: Workspace,
    code: str,
    *,
    apply: bool,
    wait_s: int = 0,
    progress: Progress = lambda stage, done, total: None,
) -> Adoption:
    """Read every card of the account once and match. `apply`: link the matches, which needs the account's lock for as long;
    otherwise nothing is changed but what the scan itself settles.

    Raises ConfigError, BusyError `account.busy`, MarketplaceError."""
    with closing(workspace.open()) as db:
        context = load_context(db, code)
        with opened(workspace, context.account) as market:
            if not apply:
                return _adopt(workspace, db, context, market, apply=False, progress=progress)
            with holding(workspace, context.account, wait_s):
                return _adopt(workspace, db, context, market, apply=True, progress=progress)


def _adopt(
    workspace: Workspace, db: Database, context: ProfileContext, market: Marketplace, *, apply: bool, progress: Progress
) -> Adoption:
    if missing := Missing(db, context):
        missing.fetch(market, workspace.clock, progress)
        context = load_context(db, context.profile.code)
    desk = open_desk(db, workspace.clock, context.account, market, poll_cap_ms=_POLL_CAP_MS)
    scanned = full_scan(desk)
    derive(db, context, selection=None, now=desk.now(), progress=progress, firm=apply)
    matching.prepare(db, context.account_id)
    found = matching.matches(db, context.account_id)
    adoption = Adoption(
        account=context.account.code,
        matches=found,
        linked=0,
        ambiguous=matching.ambiguous(db, context.account_id),
        partial=matching.partial(db, context.account_id),
        cards=matching.lone_cards(db, context.account_id),
        products=matching.lone_products(db),
        scanned=scanned,
    )
    if not apply:
        return adoption
    linked = _link(desk, context, found, progress)
    args = {"count": str(linked), "profile": context.profile.code}
    note(db, "card", "adopted", context.profile.code, "cards.adopted", args, at=desk.now())
    return msgspec.structs.replace(adoption, linked=linked)


def _link(desk: Desk, context: ProfileContext, found: tuple[Pair, ...], progress: Progress) -> int:
    linked, name = 0, who()
    for start in range(0, len(found), _PER_TRANSACTION):
        part = found[start : start + _PER_TRANSACTION]
        rows = cards.read(desk.db, desk.account, [pair.card_id for pair in part])
        with desk.db.write() as tx:
            for pair in part:
                card = rows.get(pair.card_id)
                if card is not None and join(desk, tx, pair.listing, card, context.account.locale):
                    desk.log(tx, "card.adopted", listing=pair.listing, name=pair.name, card=pair.card_id, who=name)
                    linked += 1
        progress("adopt", min(start + _PER_TRANSACTION, len(found)), len(found))
    return linked
