"""Fetching the marketplace's schema into the cache: the tree, lists, and those dictionaries that are needed."""

from collections.abc import Iterable, Iterator
from typing import Literal, Protocol

import msgspec

from aliexport_tui.engine.schema_breaks import alert_new, breaks_of
from aliexport_tui.marketplace.port import Marketplace
from aliexport_tui.model.clock import Clock
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.event import Event
from aliexport_tui.model.profile import CategoryMapping, Profile
from aliexport_tui.model.schema import Category, Property
from aliexport_tui.store import events, profiles, schema_cache
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.store.schema_cache import Kept

Stage = Literal["tree", "templates", "brands", "size_charts", "values"]
GROUP = 20
"""Categories a request (local-products.md §1.9)."""


class Progress(Protocol):
    """`total` grows while the tree is walked: nobody tells its size."""

    def __call__(self, stage: Stage, done: int, total: int) -> None: ...


class Need(msgspec.Struct, frozen=True, order=True):
    """One dictionary: a property of a category, as product or as SKU property."""

    category_id: str
    property_id: str
    sku: bool


class SyncReport(msgspec.Struct, frozen=True):
    """What a sync did per stage; `dropped`: categories that are no longer there."""

    stages: dict[str, Kept] = {}
    dropped: int = 0

    @property
    def altered(self) -> bool:
        """Whether anything in the cache is not what it was: recipes must be made anew then."""
        return bool(self.dropped) or any(kept.new or kept.changed for kept in self.stages.values())


class SchemaSync:
    """One account's sync. What was fetched before an error stays in the cache; the next sync goes over it again."""

    def __init__(
        self, db: Database, account: Account, marketplace: Marketplace, clock: Clock, progress: Progress | None = None
    ) -> None:
        self._db = db
        self._account = account
        self._market = marketplace
        self._clock = clock
        self._progress = progress or (lambda stage, done, total: None)

    def sync(self, *, all_values: bool = False, categories: Iterable[str] = ()) -> SyncReport:
        """Tree, templates and brands; then the dictionaries and size charts that profiles need, all of the categories
        named, and those cached before. `all_values`: of every leaf. Raises MarketplaceError, ConfigError
        `schema.no_leaf`."""
        before = breaks_of(self._db, self._account.code)
        try:
            return self._synced(all_values, set(categories))
        finally:  # what came before an error is kept, and may have broken a profile
            alert_new(self._db, before, self._account.code, self._clock.now_ms())

    def _synced(self, all_values: bool, categories: set[str]) -> SyncReport:
        tree, dropped = self._sync_tree()
        leaves = set(schema_cache.leaf_ids(self._db, self._account.id))
        if unknown := sorted(categories - leaves):
            raise ConfigError("schema.no_leaf", category=unknown[0])
        stages = {"tree": tree, "templates": self._sync_templates(), "brands": self._sync_brands()}
        whole = leaves if all_values else categories
        targets, mapped = self._mapped()
        charts = schema_cache.keys(self._db, self._account.id, "size_charts")
        stages["size_charts"] = self.sync_size_charts(sorted(leaves & {*whole, *targets, *charts}))
        wanted = {*mapped, *self.needs_of(whole), *(need for need in self._cached_needs() if need.category_id in leaves)}
        stages["values"] = self.sync_dictionaries(wanted)
        report = SyncReport(stages, dropped)
        self._log(report)
        return report

    def needs_of(self, category_ids: Iterable[str]) -> tuple[Need, ...]:
        """Every dictionary of these categories, as far as the tree is cached (§3.14: useful for enumerated ones)."""
        found = (schema_cache.category(self._db, self._account.id, category_id) for category_id in category_ids)
        return tuple(need for category in found if category is not None for need in needs(category))

    def _mapped(self) -> tuple[set[str], set[Need]]:
        """Categories that this account's profiles map to, and there the dictionaries of required properties and of
        those that the profile maps anywhere."""
        targets: set[str] = set()
        wanted: set[Need] = set()
        for stored in profiles.every(self._db):
            if stored.profile.account != self._account.code:
                continue
            named = _named_properties(stored.profile)
            mine = {mapping.target for mapping in stored.profile.categories if mapping.target}
            targets |= mine
            for category_id in mine:
                category = schema_cache.category(self._db, self._account.id, category_id)
                required = _required(category) if category is not None else set()
                wanted |= {need for need in self.needs_of([category_id]) if need.property_id in named | required}
        return targets, wanted

    def _cached_needs(self) -> Iterator[Need]:
        for key in schema_cache.keys(self._db, self._account.id, "values"):
            category_id, property_id, sku = key.split("/")
            yield Need(category_id, property_id, sku == "1")

    def sync_dictionaries(self, wanted: Iterable[Need]) -> Kept:
        ordered = sorted(set(wanted))
        kept = Kept()
        for number, need in enumerate(ordered):
            self._progress("values", number, len(ordered))
            values = self._market.values(need.category_id, need.property_id, sku=need.sku)
            key = schema_cache.values_key(need.category_id, need.property_id, need.sku)
            kept += schema_cache.put_items(self._db, self._account.id, "values", key, values, self._clock.now_ms())
        self._progress("values", len(ordered), len(ordered))
        return kept

    def sync_size_charts(self, category_ids: Iterable[str]) -> Kept:
        ordered = list(category_ids)
        kept = Kept()
        for number, category_id in enumerate(ordered):
            self._progress("size_charts", number, len(ordered))
            charts = self._market.size_charts(category_id)
            kept += schema_cache.put_items(
                self._db, self._account.id, "size_charts", category_id, charts, self._clock.now_ms()
            )
        self._progress("size_charts", len(ordered), len(ordered))
        return kept

    def _sync_tree(self) -> tuple[Kept, int]:
        """From the top down, in groups of 20. A category that two parents name is kept under the first."""
        began = self._clock.now_ms()
        kept = Kept()
        parents: dict[str, str] = {}
        waiting: list[str] = []
        group = self._market.top_categories()
        while group:
            placed = tuple(_under(parents.get(category.id, ""), category) for category in group)
            kept += schema_cache.put_categories(self._db, self._account.id, placed, self._clock.now_ms())
            for category in group:
                parents.setdefault(category.id, "")
            for category in group:
                fresh = [child for child in category.children_ids if child not in parents]
                parents.update(dict.fromkeys(fresh, category.id))
                waiting += dict.fromkeys(fresh)
            self._progress("tree", len(parents) - len(waiting), len(parents))
            group = ()
            # A group may be answered with nothing: its categories are gone, the others are not.
            while waiting and not group:
                asked, waiting = waiting[:GROUP], waiting[GROUP:]
                group = self._market.categories(asked)
        # An empty answer to the first question is no proof that the marketplace has no categories.
        dropped = schema_cache.drop_older_categories(self._db, self._account.id, began) if parents else 0
        return kept, dropped

    def _sync_templates(self) -> Kept:
        self._progress("templates", 0, 1)
        templates = self._market.templates()
        kept = schema_cache.put_items(self._db, self._account.id, "templates", "", templates, self._clock.now_ms())
        self._progress("templates", 1, 1)
        return kept

    def _sync_brands(self) -> Kept:
        self._progress("brands", 0, 1)
        brands = self._market.brands()
        kept = schema_cache.put_items(self._db, self._account.id, "brands", "", brands, self._clock.now_ms())
        self._progress("brands", 1, 1)
        return kept

    def _log(self, report: SyncReport) -> None:
        total = sum(report.stages.values(), Kept())
        args = {
            "account": self._account.code,
            "new": str(total.new),
            "changed": str(total.changed),
            "same": str(total.same),
            "dropped": str(report.dropped),
        }
        with self._db.write() as tx:
            events.add(tx, [Event(at=self._clock.now_ms(), code="schema.synced", args=args)])


def needs(category: Category) -> Iterator[Need]:
    for one in _enumerated(category.properties):
        yield Need(category.id, one.id, sku=False)
    for one in _enumerated(category.sku_properties):
        yield Need(category.id, one.id, sku=True)


def _named_properties(profile: Profile) -> set[str]:
    levels: tuple[Profile | CategoryMapping, ...] = (profile, *profile.categories)
    return {one.id for level in levels for one in level.attributes} | {one.id for level in levels for one in level.axes}


def _required(category: Category) -> set[str]:
    """Brands are left out: they have a list of their own."""
    return {one.id for one in (*category.properties, *category.sku_properties) if one.is_required and not one.is_brand}


def _enumerated(properties: Iterable[Property]) -> Iterator[Property]:
    return (one for one in properties if one.is_enum_prop)


def _under(parent_id: str, category: Category) -> Category:
    """`categories/top` gives no parents, and an answer may leave them out (§3.12)."""
    if category.parent_id or not parent_id:
        return category
    return msgspec.structs.replace(category, parent_id=parent_id)
