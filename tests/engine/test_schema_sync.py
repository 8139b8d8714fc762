"""The sandbox's whole schema into the cache, and the cache as listing sees it."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.engine.accounts import opened
from aliexport_tui.engine.schema_export import export_schema
from aliexport_tui.engine.schema_sync import Need, SchemaSync, SyncReport
from aliexport_tui.engine.stored_schema import StoredSchema
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.listing.schema_view import SchemaView
from aliexport_tui.marketplace.port import ServerTrouble
from aliexport_tui.model.profile import AttributeMapping, CategoryMapping, Profile
from aliexport_tui.model.schema import Category
from aliexport_tui.sandbox.account_schema import load_schema
from aliexport_tui.store import events, schema_cache
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.store.schema_cache import Holding, Kept
from tests.engine.shop import account_on, workspace_in
from tests.marketplace.helpers import ManualClock
from tests.support.sandbox import Sandbox

JEANS = "200000361"


class Shop:
    """A workspace, its file and its account on a running sandbox."""

    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.workspace: Workspace = workspace_in(folder, sandbox)
        self.db: Database = self.workspace.open()
        self.account: Account = account_on(self.workspace, self.db, sandbox)
        self.progress: list[tuple[str, int, int]] = []

    @property
    def clock(self) -> ManualClock:
        assert isinstance(self.workspace.clock, ManualClock)
        return self.workspace.clock

    def sync(self, *, all_values: bool = False, categories: tuple[str, ...] = ()) -> SyncReport:
        with opened(self.workspace, self.account) as market:
            sync = SchemaSync(
                self.db,
                self.account,
                market,
                self.clock,
                lambda stage, done, total: self.progress.append((stage, done, total)),
            )
            return sync.sync(all_values=all_values, categories=categories)

    def held(self, kind: str) -> Holding:
        return next(one for one in schema_cache.holdings(self.db, self.account.id) if one.kind == kind)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Iterator[Shop]:
    """Synced once with the jeans' dictionaries; tests of this fixture only read."""
    shop = Shop(tmp_path_factory.mktemp("synced"), sandbox)
    shop.sync(categories=(JEANS,))
    yield shop
    shop.db.close()


@pytest.fixture
def shop(tmp_path: Path, sandbox: Sandbox) -> Iterator[Shop]:
    sandbox.reset()
    shop = Shop(tmp_path, sandbox)
    yield shop
    shop.db.close()


def test_the_whole_tree_hangs_together(synced: Shop) -> None:
    tops = schema_cache.children(synced.db, synced.account.id)
    assert len(tops) >= 20
    seen: set[str] = set()

    def walk(category: Category) -> None:
        assert category.id not in seen
        seen.add(category.id)
        below = schema_cache.children(synced.db, synced.account.id, category.id)
        assert {child.id for child in below} == set(category.children_ids)
        for child in below:
            walk(child)

    for top in tops:
        walk(top)
    assert len(seen) == synced.held("categories").documents
    assert len(schema_cache.leaf_ids(synced.db, synced.account.id)) >= 300


def test_only_what_was_asked_for_has_its_dictionaries(synced: Shop) -> None:
    jeans = schema_cache.category(synced.db, synced.account.id, JEANS)
    assert jeans is not None
    expected = {
        schema_cache.values_key(JEANS, one.id, sku)
        for sku, group in ((False, jeans.properties), (True, jeans.sku_properties))
        for one in group
        if one.is_enum_prop
    }
    assert schema_cache.keys(synced.db, synced.account.id, "values") == expected
    assert schema_cache.keys(synced.db, synced.account.id, "size_charts") == {JEANS}


def test_what_listing_sees(synced: Shop) -> None:
    view: SchemaView = StoredSchema(synced.db, synced.account)
    assert view.limits.max_price == 5_000_000_00
    category = view.category(JEANS)
    assert category is not None
    assert category.name == "Джинсы"
    assert view.category("1") is None
    values = view.values(JEANS, "284", False)
    assert values is not None
    assert "494" in {value.id for value in values}
    assert view.values(JEANS, "284", True) is None
    assert "24117182098" in {template.id for template in view.templates()}
    assert any(brand.status == "approved" for brand in view.brands())
    assert view.size_charts(JEANS)
    assert view.size_charts("1") is None


def test_an_empty_cache_is_no_error(shop: Shop) -> None:
    view = StoredSchema(shop.db, shop.account)
    assert (view.templates(), view.brands(), view.category(JEANS), view.values(JEANS, "284", False)) == ((), (), None, None)
    assert all(one.documents == 0 and one.oldest is None for one in schema_cache.holdings(shop.db, shop.account.id))


def test_a_second_sync_rewrites_nothing_but_ages(shop: Shop) -> None:
    first = shop.sync(categories=(JEANS,))
    assert first.altered
    assert first.stages["tree"].new == shop.held("categories").documents
    began = shop.held("categories").newest
    shop.clock.now += 60_000
    second = shop.sync()
    assert not second.altered
    assert second.stages["tree"] == Kept(same=first.stages["tree"].new)
    assert second.stages["values"] == Kept(same=first.stages["values"].new), "what is cached stays fresh"
    assert began is not None
    for kind in ("categories", "values", "templates", "brands", "size_charts"):
        oldest = shop.held(kind).oldest
        assert oldest is not None
        assert oldest >= began + 60_000
    assert [event.code for event in events.latest(shop.db)] == ["schema.synced"] * 2


def test_categories_that_are_gone_are_forgotten_and_changed_ones_renewed(shop: Shop) -> None:
    shop.sync()
    jeans = schema_cache.category(shop.db, shop.account.id, JEANS)
    assert jeans is not None
    stale = (Category("999", "Gone", "200000345"), Category(JEANS, "Old name", jeans.parent_id))
    schema_cache.put_categories(shop.db, shop.account.id, stale, shop.clock.now_ms())
    shop.clock.now += 1
    report = shop.sync()
    assert (report.dropped, report.stages["tree"].changed, report.altered) == (1, 1, True)
    assert schema_cache.category(shop.db, shop.account.id, JEANS) == jeans
    assert schema_cache.category(shop.db, shop.account.id, "999") is None


def test_groups_of_twenty_and_progress(shop: Shop) -> None:
    shop.sync()
    count = shop.held("categories").documents
    asked = shop.sandbox.requests()
    below = count - len(schema_cache.children(shop.db, shop.account.id))
    assert asked["POST /api/v1/categories/top"] == 1
    assert -(-below // 20) <= asked["POST /api/v1/categories/get"] <= below // 20 + 3
    tree = [(done, total) for stage, done, total in shop.progress if stage == "tree"]
    assert tree[-1] == (count, count)
    assert all(done <= total for done, total in tree)
    assert {stage for stage, _, _ in shop.progress} == {"tree", "templates", "brands", "size_charts", "values"}


def test_trouble_in_the_middle_keeps_what_was_there(shop: Shop) -> None:
    shop.sync()
    before = shop.held("categories").documents
    shop.sandbox.set({"fault.http_500": 1, "fault.routes": ["categories"]})
    with pytest.raises(ServerTrouble):
        shop.sync()
    assert shop.held("categories").documents == before
    assert len(schema_cache.leaf_ids(shop.db, shop.account.id)) >= 300


def test_single_dictionaries_on_demand(shop: Shop) -> None:
    with opened(shop.workspace, shop.account) as market:
        sync = SchemaSync(shop.db, shop.account, market, shop.clock)
        assert sync.sync_dictionaries([Need(JEANS, "284", sku=False)] * 2) == Kept(new=1)
        assert sync.sync_size_charts([JEANS]) == Kept(new=1)
    held = shop.held("values")
    assert held.documents == 1
    assert held.entries > 1


def test_what_profiles_need_is_fetched_and_no_more(shop: Shop) -> None:
    profile = Profile(
        code="p",
        name="P",
        account="main",
        attributes=(AttributeMapping("326", "x"),),
        categories=(CategoryMapping("1", target=JEANS), CategoryMapping("2")),
    )
    for code, account in (("p", "main"), ("q", "other")):
        body = msgspec.json.encode(msgspec.structs.replace(profile, code=code, name=code, account=account)).decode()
        with shop.db.write() as tx:
            tx.run(
                "INSERT INTO profile (code, name, account, body, created_at, changed_at) VALUES (?, ?, ?, ?, 0, 0)",
                (code, code, account, body),
            )
    shop.sync()
    jeans = schema_cache.category(shop.db, shop.account.id, JEANS)
    assert jeans is not None
    required = {
        schema_cache.values_key(JEANS, one.id, sku)
        for sku, group in ((False, jeans.properties), (True, jeans.sku_properties))
        for one in group
        if one.is_enum_prop and one.is_required and not one.is_brand
    }
    expected = required | {schema_cache.values_key(JEANS, "326", False)}
    assert schema_cache.keys(shop.db, shop.account.id, "values") == expected
    assert schema_cache.keys(shop.db, shop.account.id, "size_charts") == {JEANS}


def test_a_view_sees_what_a_sync_brings_later(shop: Shop) -> None:
    view = StoredSchema(shop.db, shop.account)
    assert view.values(JEANS, "284", False) is None
    assert view.templates() == ()
    shop.sync(categories=(JEANS,))
    assert view.values(JEANS, "284", False)
    assert view.templates()


def test_an_exported_cache_is_served_by_another_sandbox(synced: Shop, tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    file.write_bytes(b"".join(export_schema(synced.db, synced.account)))
    with Sandbox(schema=load_schema(file)) as twin:
        other = Shop(tmp_path, twin)
        other.sync(categories=(JEANS,))
    for kind in ("categories", "values", "templates", "brands", "size_charts"):
        assert (other.held(kind).documents, other.held(kind).entries) == (
            synced.held(kind).documents,
            synced.held(kind).entries,
        ), kind
    first, second = StoredSchema(synced.db, synced.account), StoredSchema(other.db, other.account)
    for category_id in schema_cache.leaf_ids(synced.db, synced.account.id):
        assert first.category(category_id) == second.category(category_id)
    assert first.values(JEANS, "284", False) == second.values(JEANS, "284", False)
    assert first.templates() == second.templates()
    other.db.close()
