"""Leavers: what becomes of cards whose products the feed or the filter no longer has, and the brake on it."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from aliexport_tui.engine.planning import guards
from aliexport_tui.engine.planning.context import ProfileContext, load_context
from aliexport_tui.engine.planning.diff import PRIORITY
from aliexport_tui.engine.planning.guards import Hold
from aliexport_tui.model.change import Action, Kind
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.wants import Content, Lane, SkuStock, Stocks, Visibility, decode
from aliexport_tui.store import decisions, docs, leavers, profiles
from aliexport_tui.store.database import Database
from aliexport_tui.store.leavers import Leaver
from aliexport_tui.store.plans import Hashes, NewChange

_KINDS: dict[str, Kind] = {"zero": "stock", "offline": "offline", "delete": "delete"}
"""What the profile orders for leavers; for `keep` nothing."""

_LANES: dict[Kind, Lane] = {"stock": "stock", "offline": "visibility", "delete": "content"}


class Attended(msgspec.Struct, frozen=True):
    """`released`: how many listings left the profile; `alarm`: why nothing about leavers is done."""

    released: int = 0
    alarm: Hold | None = None


def attend(db: Database, context: ProfileContext, *, approved: bool, now: int) -> Attended:
    """With TEMP table `member` of the whole profile: find the leavers, let go those for which nothing is to be ordered or
    whose order has been seen carried out. The others stay in TEMP table `leaver`. An empty or shrunken source stops all
    of it, unless a person has said yes (`approved`, or one by one)."""
    found = leavers.gather(db, context.account_id, context.id)
    empty = not approved and leavers.source_is_empty(db, context.source_id)
    if not found and not empty:
        return Attended()
    _cede(db, context)
    leavers.free_without_card(db)
    alarm = None if approved else _alarm(db, context, empty)
    if alarm is not None:
        return Attended(alarm=alarm)
    if context.profile.leavers == "keep":
        leavers.free_all(db)
    return Attended(release_done(db, context, now))


def release_done(db: Database, context: ProfileContext, now: int) -> int:
    """Of TEMP table `leaver`, let go whose order has been carried out and seen; returns how many."""
    leavers.free_without_card(db)
    for block in leavers.waiting(db):
        done = [one for one, order in _orders(db, context, block) if order is None]
        leavers.free(db, [one.listing for one in done if _seen(db, one, context)])
    return leavers.release(db, now)


def orders(db: Database, context: ProfileContext, action: Action) -> Iterator[NewChange]:
    """The changes for TEMP table `leaver`: in an export, and zero stocks in a stock run too."""
    kind = _KINDS.get(context.profile.leavers)
    if action == "export" or (action, kind) == ("stock", "stock"):
        for block in leavers.waiting(db):
            for one, order in _orders(db, context, block):
                if order is not None and not any(one.refused.get(lane) == name for lane, name in order.after.items()):
                    yield order


def _cede(db: Database, context: ProfileContext) -> None:
    """What another active profile of the account covers is its business from now on."""
    for code in profiles.active_codes(db, context.profile.account):
        if code == context.profile.code:
            continue
        try:
            other = load_context(db, code)
        except ConfigError:
            continue  # a profile without a source covers nothing
        found = leavers.categories(db, other.members)
        taken = [key for key in found if not other.resolver.recipe(key).skipped]
        if taken:
            leavers.free_covered(db, other.members, taken)


def _alarm(db: Database, context: ProfileContext, empty: bool) -> Hold | None:
    count = leavers.new_with_card(db)
    of = leavers.on_marketplace(db, context.account_id, context.id)
    args = {"source": context.profile.source}
    mass = context.profile.guards.vanished
    if empty and of and (count == 0 or _undecided(db, context, count)):
        return Hold("source.emptied", {**args, "of": str(of)})
    if guards.over(mass, count, of) and guards.over(mass, undecided := _undecided(db, context, count), of):
        return Hold("source.shrunken", {**args, **guards.mass_args(mass, undecided, of)})
    return None


def _undecided(db: Database, context: ProfileContext, count: int) -> int:
    """Of `count` new leavers, those about which no person has decided as they are now."""
    for block in leavers.waiting(db):
        new = tuple(one for one in block if not one.leaving)
        known = decisions.of_listings(db, (one.listing for one in new))
        for _, order in _orders(db, context, new):
            if order is not None and decisions.decided(known, order) is not None:
                count -= 1
    return count


def _orders(db: Database, context: ProfileContext, block: Sequence[Leaver]) -> Iterator[tuple[Leaver, NewChange | None]]:
    """Each leaver with its order; None when the marketplace is known to have what would be ordered."""
    kind = _KINDS.get(context.profile.leavers)
    if kind is None:
        return
    targets = _zeros(db, context, block) if kind == "stock" else _off_sale(db, block) if kind == "offline" else None
    for one in block:
        lane = _LANES[kind]
        before = {"content": one.content, "stock": one.stock, "visibility": one.visibility}[lane]
        after: Hashes = {} if targets is None else {lane: targets[one.listing]}
        done = before in after.values() or (kind == "offline" and one.presence == "off_sale")
        yield (
            one,
            None if done else NewChange(one.listing, kind, {lane: before}, after, priority=PRIORITY[kind], leaver=True),
        )


def _seen(db: Database, one: Leaver, context: ProfileContext) -> bool:
    """Has its order been seen on the card?"""
    return leavers.seen_with(db, one.listing, _LANES[_KINDS[context.profile.leavers]])


def _zeros(db: Database, context: ProfileContext, block: Sequence[Leaver]) -> Mapping[int, str]:
    """listing -> a stored stock of 0 for every SKU of its card."""
    bodies = docs.bodies(db, (name for one in block for name in (one.content, one.stock)))
    found = {}
    with db.write() as tx:
        for one in block:
            codes: tuple[str, ...] = ()
            if one.stock:
                codes = tuple(sku.sku_code for sku in guards.as_stocks(bodies[one.stock]).skus)
            if one.content:
                content = decode("content", bodies[one.content])
                assert isinstance(content, Content)
                codes = tuple(dict.fromkeys((*codes, *(sku.sku_code for sku in content.skus))))
            codes = codes or leavers.codes_of(db, context.account_id, one)
            found[one.listing] = docs.put(tx, Stocks(tuple(SkuStock(code, 0) for code in codes)))
    return found


def _off_sale(db: Database, block: Sequence[Leaver]) -> Mapping[int, str]:
    with db.write() as tx:
        name = docs.put(tx, Visibility(online=False))
    return {one.listing: name for one in block}
