"""Why is a product in or out of a profile, how do its numbers come about, and what would the next export do with it? From
today's feed, profile and cached schema; nothing is stored, no request leaves."""

from collections.abc import Mapping

import msgspec

from aliexport_tui.engine.orders import reserving
from aliexport_tui.engine.planning import diff
from aliexport_tui.engine.planning.context import ProfileContext, load_context
from aliexport_tui.engine.planning.fields import between
from aliexport_tui.engine.planning.guarding import MASS_DELETE, MASS_OFFLINE, MASS_ZEROS, Guarding
from aliexport_tui.engine.planning.why import ClauseResult, Verdict, clauses, verdict
from aliexport_tui.listing.build import BUILDER_VERSION, build
from aliexport_tui.listing.images import all_of
from aliexport_tui.listing.prices import PriceTrace, price_trace
from aliexport_tui.listing.recipe import Recipe
from aliexport_tui.listing.sku_codes import sku_code
from aliexport_tui.listing.stocks import StockTrace, stock_trace
from aliexport_tui.model.change import FieldChange, Kind
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.money import to_decimal
from aliexport_tui.model.problem import Problem, Stage, errors
from aliexport_tui.model.product import Product, Sku
from aliexport_tui.model.profile import Profile
from aliexport_tui.model.wants import LANES, Content, Lane, Visibility, encode
from aliexport_tui.store import finding, holds, pictures, problems, product_view, profiles
from aliexport_tui.store.database import Database
from aliexport_tui.store.holds import Held
from aliexport_tui.store.lane_story import Story, stories
from aliexport_tui.store.plans import NewChange
from aliexport_tui.store.problems import Filed
from aliexport_tui.store.product_view import LaneView, ListingView, ProductView
from aliexport_tui.store.rehearsal import Now, rehearsal

COVERED: tuple[Verdict, ...] = ("in", "by_hand")


class CategoryResult(msgspec.Struct, frozen=True):
    """`target_id` "" : no mapping. `shop_key`, `shop_name`: the shop category whose mapping decides; `inherited`: it is not
    the product's own."""

    target_id: str
    target_name: str
    shop_key: str
    shop_name: str
    inherited: bool
    skipped: bool


class SkuNumbers(msgspec.Struct, frozen=True):
    """`code` in the shop, `sent_as` on the marketplace. `price`, `old_price` None: the shop gives none, or no
    old prices go."""

    code: str
    sent_as: str
    price: PriceTrace | None
    old_price: PriceTrace | None
    stock: StockTrace


class LaneResult(msgspec.Struct, frozen=True):
    """`view`: as it is on record, None before the first plan; `story`: why it stands there. `outdated`: today's inputs give
    something else than what is on record. `problems`: of today's build, then those of the last send, task or read-back."""

    lane: Lane
    view: LaneView | None
    outdated: bool
    problems: tuple[tuple[Stage, Problem], ...]
    story: Story = Story()


class Step(msgspec.Struct, frozen=True):
    """A change that the next export would plan; `hold`: the guard that would hold it, with its figures."""

    kind: Kind
    state: str
    fields: tuple[FieldChange, ...]
    hold: str = ""
    hold_args: dict[str, str] = {}


class InProfile(msgspec.Struct, frozen=True):
    """The product as one profile sees it. `leavers`: what the profile orders for cards such as this one, which it no longer
    covers, "" while it does; `held`: what waits for a decision then. `trouble`: why nothing more can be said (a
    ConfigError's code and arguments)."""

    profile: str
    active: bool
    account: str
    verdict: Verdict
    owner: str = ""
    clauses: tuple[ClauseResult, ...] = ()
    expert: tuple[str, bool] | None = None
    """The filter's SQL, and what it says."""
    category: CategoryResult | None = None
    skus: tuple[SkuNumbers, ...] = ()
    listing: ListingView | None = None
    lanes: tuple[LaneResult, ...] = ()
    next_export: tuple[Step, ...] = ()
    trouble: tuple[str, dict[str, str]] | None = None
    currency: str = ""
    leavers: str = ""
    held: tuple[Held, ...] = ()


class Explanation(msgspec.Struct, frozen=True):
    """One product with the SKU that was asked for (all of them when its key was given), in each profile of its source."""

    product: Product
    asked: tuple[str, ...]
    source: str
    category_path: tuple[str, ...]
    vanished_at: int | None
    import_problems: tuple[Problem, ...]
    profiles: tuple[InProfile, ...]


def explain(db: Database, code: str, profile: str | None = None, *, now: int) -> tuple[Explanation, ...]:
    """Every product that has this SKU code or key; `now` in UTC ms. Raises ConfigError `sku.unknown`, `profile.unknown`."""
    if profile:
        profiles.get(db, profile)
    found = (of_product(db, product_id, code, profile, now=now) for product_id in finding.products_with(db, code))
    return tuple(one for one in found if one is not None)


def of_product(db: Database, product_id: int, code: str, profile: str | None = None, *, now: int) -> Explanation | None:
    """The same for one product; all its SKUs where none has the code. None: there is no such product any more. Raises
    ConfigError `profile.unknown`."""
    view = product_view.product(db, product_id)
    if view is None:
        return None
    chosen = [profiles.get(db, profile)] if profile else profiles.every(db)
    mine = [one.profile for one in chosen if profile or one.profile.source == view.source]
    codes = tuple(sku.code for sku in view.product.skus)
    return Explanation(
        product=view.product,
        asked=tuple(one for one in codes if one == code) or codes,
        source=view.source,
        category_path=view.category_path,
        vanished_at=view.vanished_at,
        import_problems=view.import_problems,
        profiles=tuple(_in_profile(db, one, product_id, view, now) for one in mine),
    )


def _in_profile(db: Database, profile: Profile, product_id: int, about: ProductView, at: int) -> InProfile:
    product = about.product
    if profile.source not in ("", about.source):
        return InProfile(profile.code, profile.active, profile.account, "other_source")
    try:
        context = load_context(db, profile.code)
        asked = clauses(db, context.profile, product_id)
    except ConfigError as error:
        trouble = (error.code, error.args_by_name)
        return InProfile(profile.code, profile.active, profile.account, "filter", trouble=trouble)
    recipe = context.resolver.recipe(product.category)
    view = product_view.listing(db, product_id, context.account_id)
    vanished = about.vanished_at is not None
    found = verdict(context.profile, product.key, asked, skipped=recipe.skipped, vanished=vanished)
    owner = view.profile if view else ""
    if found in COVERED and owner not in ("", profile.code):
        found = "other_profile"
    told = stories(db, view.id) if view else {}
    left = view is not None and view.card_id != "" and found not in COVERED and owner == profile.code
    ordered = reserving.units_of(db, context.account_id, product, recipe.card)
    now = _kept(_now(db, context, product_id, product, recipe, view, ordered), view, told, recipe)
    return InProfile(
        profile=profile.code,
        active=profile.active,
        account=profile.account,
        verdict=found,
        owner=owner,
        clauses=asked.results,
        expert=None if asked.expert is None else (context.profile.filter_sql, asked.expert),
        category=_category(context, product, recipe),
        skus=tuple(_numbers(sku, product, recipe, ordered) for sku in product.skus),
        listing=view,
        lanes=_lanes(db, product_id, view, now, told),
        next_export=_next_export(db, context, product_id, now, at) if found in COVERED else (),
        currency=context.account.currency,
        leavers=context.profile.leavers if left else "",
        held=holds.of_listing(db, view.id) if left and view else (),
    )


def _category(context: ProfileContext, product: Product, recipe: Recipe) -> CategoryResult:
    deciding = context.resolver.decided_by(product.category)
    shop_key = deciding.shop if deciding else ""
    target = context.schema.category(recipe.target.category_id) if recipe.target.category_id else None
    return CategoryResult(
        target_id=recipe.target.category_id,
        target_name=target.name if target else "",
        shop_key=shop_key,
        shop_name=context.resolver.recipe(shop_key).category_name if shop_key else "",
        inherited=deciding is not None and shop_key != product.category,
        skipped=recipe.skipped,
    )


def _numbers(sku: Sku, product: Product, recipe: Recipe, ordered: Mapping[str, int]) -> SkuNumbers:
    old = sku.old_price if recipe.price.old_price else None
    sent_as = sku_code(sku, product, recipe.card)
    return SkuNumbers(
        code=sku.code,
        sent_as=sent_as,
        price=price_trace(to_decimal(sku.price), recipe.price) if sku.price else None,
        old_price=price_trace(to_decimal(old), recipe.price) if sku.price and old else None,
        stock=stock_trace(sku.stock, sku.available, recipe.stock, ordered.get(sent_as, 0)),
    )


class _Lane(msgspec.Struct, frozen=True):
    now: Now
    problems: tuple[Problem, ...]


def _now(
    db: Database,
    context: ProfileContext,
    product_id: int,
    product: Product,
    recipe: Recipe,
    view: ListingView | None,
    ordered: Mapping[str, int],
) -> dict[Lane, _Lane]:
    """Every lane built from today's inputs, judged as planning judges it."""
    lanes: dict[Lane, _Lane] = {}
    import_faults = errors(tuple(one.problem for one in problems.filed(db, product_id, None)))
    looks = pictures.shown(db, all_of(product), context.profile.pictures.folder)
    for lane in LANES:
        made = build(lane, product, recipe, looks, ordered)
        want = Visibility(online=view is None or view.wish != "offline") if lane == "visibility" else made.want
        found = made.problems
        blocked = want is None or bool(errors(found))
        if lane == "content":
            codes = [sku.sku_code for sku in want.skus] if isinstance(want, Content) else []
            shared = finding.shared_codes(db, context.account_id, view.id if view else 0, codes)
            found += tuple(
                Problem("sku.shared", "sku_info_list.sku_code", {"code": code, "other": other}) for code, other in shared
            )
            blocked = blocked or bool(shared) or bool(import_faults)
        lanes[lane] = _Lane(Now(want, blocked), found)
    return lanes


def _kept(now: dict[Lane, _Lane], view: ListingView | None, told: Mapping[Lane, Story], recipe: Recipe) -> dict[Lane, _Lane]:
    """What an undo has restored is wanted until an input changes (DESIGN, "Undo is a plan with the two swapped")."""
    for one in view.lanes if view else ():
        story = told.get(one.lane, Story())
        same = story.fresh and story.builder == BUILDER_VERSION[one.lane] and story.recipe == recipe.digest(one.lane)
        if story.taken_back and same:
            now[one.lane] = _Lane(Now(one.want, now[one.lane].now.blocked), now[one.lane].problems)
    return now


def _lanes(
    db: Database, product_id: int, view: ListingView | None, now: Mapping[Lane, _Lane], told: Mapping[Lane, Story]
) -> tuple[LaneResult, ...]:
    views = {one.lane: one for one in view.lanes} if view else {}
    late: list[Filed] = []
    if view is not None:
        late = [one for one in problems.filed(db, product_id, view.id) if one.stage in ("send", "task", "readback")]
    results = []
    for lane in LANES:
        own = (
            *((_DRAFT, problem) for problem in now[lane].problems),
            *((o.stage, o.problem) for o in late if o.lane == lane),
        )
        on_record = views.get(lane)
        outdated = on_record is not None and _differs(on_record, now[lane].now)
        results.append(LaneResult(lane, on_record, outdated, own, told.get(lane, Story())))
    return tuple(results)


_DRAFT: Stage = "draft"


def _differs(view: LaneView, now: Now) -> bool:
    if view.want is None or now.want is None:
        return view.want is not now.want
    return encode(view.want) != encode(now.want)


def _next_export(
    db: Database, context: ProfileContext, product_id: int, now: Mapping[Lane, _Lane], at: int
) -> tuple[Step, ...]:
    """The planner's own answer for this one product, its guards asked; those that count how many are no matter of one."""
    lanes = {lane: one.now for lane, one in now.items()}
    with rehearsal(db, account=context.account_id, product=product_id, profile=context.id, lanes=lanes):
        guarding = Guarding(db, context, asked=False, approved=False, alarm=None, now=at)
        return tuple(_step(db, one) for one in guarding.judged(diff.changes(db, context.account_id, "export", asked=False)))


def _step(db: Database, one: NewChange) -> Step:
    fields = () if one.state == "blocked" else between(db, one.before, one.after)
    if one.state == "held" and one.hold not in (MASS_ZEROS, MASS_OFFLINE, MASS_DELETE):
        return Step(one.kind, "held", fields, one.hold or "", dict(one.hold_args))
    return Step(one.kind, "ready" if one.state == "held" else one.state, fields)
