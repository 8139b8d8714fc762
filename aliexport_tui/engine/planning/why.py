"""Why is a product in or out of a profile, clause by clause? For profiles as they are written, saved or not."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from aliexport_tui.listing.recipe import is_skipped
from aliexport_tui.listing.tree import ShopTree
from aliexport_tui.model.profile import Condition, Profile
from aliexport_tui.store import expert_filter, filters, finding, product_view, shop
from aliexport_tui.store.database import Database

Verdict = Literal["in", "by_hand", "filter", "excluded", "skipped", "vanished", "other_profile", "other_source"]
"""in, by_hand: covered (by the filter, or put in by hand); filter: a condition does not hold; excluded: taken out by hand;
skipped: its shop category is taken out; vanished: the feed no longer has it; other_profile: another one of the account owns
it; other_source: the profile takes its products from another source."""


class ClauseResult(msgspec.Struct, frozen=True):
    """One condition of the filter. `has`: the product's own value, as text."""

    condition: Condition
    holds: bool
    has: str


class Clauses(msgspec.Struct, frozen=True):
    """`expert`: what the owner's SQL says; None where there is none."""

    results: tuple[ClauseResult, ...] = ()
    expert: bool | None = None

    @property
    def hold(self) -> bool:
        return all(one.holds for one in self.results) and self.expert is not False


class Why(msgspec.Struct, frozen=True):
    """One product before one profile."""

    product_id: int
    key: str
    name: str
    category_path: tuple[str, ...]
    verdict: Verdict
    clauses: Clauses


def why(db: Database, profile: Profile, product_id: int) -> Why | None:
    """None: there is no such product any more. Raises ConfigError for a filter that can't be understood."""
    view = product_view.product(db, product_id)
    if view is None:
        return None
    product = view.product
    asked = clauses(db, profile, product_id)
    source = shop.source_id(db, view.source)
    skipped = source is not None and is_skipped(profile, product.category, ShopTree(shop.categories(db, source)))
    found = verdict(profile, product.key, asked, skipped=skipped, vanished=view.vanished_at is not None)
    if profile.source not in ("", view.source):
        found = "other_source"
    return Why(product_id, product.key, product.name, view.category_path, found, asked)


def why_code(db: Database, profile: Profile, code: str) -> tuple[Why, ...]:
    """For every product that has this SKU code or key. Raises ConfigError `sku.unknown` with the codes most like it, and as
    `why`."""
    found: Sequence[Why | None] = [why(db, profile, one) for one in finding.products_with(db, code.strip())]
    return tuple(one for one in found if one is not None)


def clauses(db: Database, profile: Profile, product_id: int) -> Clauses:
    """The very clauses of the filter, asked of this one product."""
    results = []
    for condition in profile.filter:
        holds, has = filters.asked(db, condition, product_id)
        results.append(ClauseResult(condition, holds, has))
    expert = expert_filter.holds(db.path, profile.filter_sql, product_id) if profile.filter_sql.strip() else None
    return Clauses(tuple(results), expert)


def verdict(profile: Profile, key: str, asked: Clauses, *, skipped: bool, vanished: bool) -> Verdict:
    if vanished:
        return "vanished"
    if key in profile.exclude:
        return "excluded"
    if not asked.hold and key not in profile.include:
        return "filter"
    if skipped:
        return "skipped"
    return "in" if asked.hold else "by_hand"
