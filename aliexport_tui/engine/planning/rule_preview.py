"""What a price or stock rule that is being written would do to a few real SKUs, and which of them a guard would hold.

Reading the samples may take its time; judging them is pure and costs microseconds, so that it can follow each key."""

from collections.abc import Iterator

import msgspec

from aliexport_tui.engine.planning import guards
from aliexport_tui.engine.planning.guards import Hold
from aliexport_tui.listing.prices import PriceTrace, price_trace, priced
from aliexport_tui.listing.recipe import card_of
from aliexport_tui.listing.sku_codes import sku_code
from aliexport_tui.listing.stocks import StockTrace, stock_trace
from aliexport_tui.listing.tree import ShopTree
from aliexport_tui.model.money import to_decimal
from aliexport_tui.model.profile import Guards, PriceRule, Profile, StockRule
from aliexport_tui.model.wants import Prices, SkuPrice
from aliexport_tui.store import accounts, leavers, reserved, shop, sku_samples
from aliexport_tui.store.database import Database
from aliexport_tui.store.filters import membership
from aliexport_tui.store.sku_samples import Sampled, Which

MOST = 10


class Sample(msgspec.Struct, frozen=True):
    """One SKU of the shop. Money in minor units. `known_price`, `known_stock`: what the marketplace is known to have; None
    while that is nothing, or in doubt."""

    product_id: int
    code: str
    sent_as: str
    name: str
    price: int | None
    old_price: int | None
    stock: int | None
    available: bool
    known_price: SkuPrice | None
    known_stock: int | None
    problems: int
    ordered: int = 0
    """Units that open orders take."""


class Samples(msgspec.Struct, frozen=True):
    """`stale`: the guard that holds all stocks because the source was read too long ago."""

    skus: tuple[Sample, ...] = ()
    stale: Hold | None = None


class PricePreview(msgspec.Struct, frozen=True):
    """`trace` None: the shop gives no price. `old`: the steps over the old price, where it is sent as the higher one."""

    sample: Sample
    after: SkuPrice
    trace: PriceTrace | None
    old: PriceTrace | None
    hold: Hold | None


class StockPreview(msgspec.Struct, frozen=True):
    """`sells_out`: it is offered now and would not be any more. Such changes are held when they are too many."""

    sample: Sample
    trace: StockTrace
    sells_out: bool


def samples(db: Database, profile: Profile, which: Which, text: str, *, now: int) -> Samples:
    """SKUs of as many products, at most MOST. `text`: those of the source that it is found in, instead of `which`. `now`:
    UTC ms. Raises ConfigError for a filter that can't be understood."""
    source = shop.source_id(db, profile.source)
    if source is None:
        return Samples()
    account = accounts.find(db, profile.account)
    account_id = account.id if account else None
    if text.strip():
        found = sku_samples.search(db, source, text, account_id, MOST)
    else:
        found = sku_samples.taken(db, membership(profile, source), account_id, which, MOST)
    tree = ShopTree(shop.categories(db, source))
    skus = tuple(sample for one in found for sample in _of_product(one, profile, tree, which, text.strip()))
    if account_id is not None:
        taken = reserved.units(db, account_id, [one.sent_as for one in skus])
        skus = tuple(msgspec.structs.replace(one, ordered=taken.get(one.sent_as, 0)) for one in skus)
    stale = guards.stale_source(profile.guards.source_age_min, leavers.newest_import(db, source), now)
    return Samples(skus[:MOST], stale)


def _of_product(one: Sampled, profile: Profile, tree: ShopTree, which: Which, text: str) -> Iterator[Sample]:
    """One SKU stands for its product, but all that were asked for by their code."""
    card = card_of(profile, one.product.category, tree)
    skus = one.product.skus
    if asked := [sku for sku in skus if sku.code == text]:
        skus = tuple(asked)
    elif skus:
        dear = max(skus, key=lambda sku: sku.price or 0)
        cheap = min(skus, key=lambda sku: sku.price or dear.price or 0)
        skus = (dear if which == "dear" else cheap if which == "cheap" else skus[0],)
    for sku in skus:
        code = sku_code(sku, one.product, card)
        prices = one.prices.skus if one.prices else ()
        stocks = one.stocks.skus if one.stocks else ()
        yield Sample(
            product_id=one.product_id,
            code=sku.code,
            sent_as=code,
            name=one.product.name,
            price=sku.price,
            old_price=sku.old_price,
            stock=sku.stock,
            available=sku.available,
            known_price=next((known for known in prices if known.sku_code == code), None),
            known_stock=next((known.inventory for known in stocks if known.sku_code == code), None),
            problems=one.problems,
        )


def price_preview(sample: Sample, rule: PriceRule, limits: Guards) -> PricePreview:
    """Raises ConfigError `profile.guard_amount` for a guard that can't be read."""
    after = priced(sample.sent_as, sample.price, sample.old_price, rule)
    known = Prices((sample.known_price,)) if sample.known_price else None
    with_old = bool(sample.old_price) and rule.old_price and after.discount is not None
    return PricePreview(
        sample=sample,
        after=after,
        trace=price_trace(to_decimal(sample.price), rule) if sample.price else None,
        old=price_trace(to_decimal(sample.old_price or 0), rule) if with_old else None,
        hold=guards.price_hold(limits, known, Prices((after,))) if sample.price else None,
    )


def stock_preview(sample: Sample, rule: StockRule) -> StockPreview:
    trace = stock_trace(sample.stock, sample.available, rule, sample.ordered)
    return StockPreview(sample, trace, bool(sample.known_stock) and trace.result == 0)
