"""What the console's screens read, on a real file."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.model.schema import Brand, Category, Property, Value
from aliexport_tui.model.wants import Images, Visibility
from aliexport_tui.store import (
    browse,
    docs,
    feed_names,
    market_tree,
    plan_view,
    product_view,
    schema_offers,
    shop_tree,
    sku_samples,
)
from aliexport_tui.store.database import Database
from aliexport_tui.store.filters import Clause
from aliexport_tui.store.plan_view import ChangeRows, Group, Wanted
from tests.support.shop import NOW, fill, log


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "shop.db")
    fill(database, 40)
    yield database
    database.close()


SOME = Clause("SELECT p.id FROM product p WHERE p.category = ?", ("11",))


def test_accounts_and_sources_are_summed_up(db: Database) -> None:
    (account,) = browse.account_lines(db)
    assert (account.code, account.categories, account.enabled, account.cards) == ("main", 5, True, 0)
    (source,) = browse.source_lines(db)
    assert (source.code, source.products, source.state, source.imported_at) == ("feed", 40, "", None)
    figures = browse.shop_figures(db)
    assert (figures.products, figures.profiles, figures.mapped, figures.live) == (40, 1, 1, 2)


def test_the_run_at_work_is_counted_by_its_changes(db: Database) -> None:
    assert browse.run_at_work(db) is None
    with db.write() as tx:
        tx.run("INSERT INTO plan (id, profile, account, action, created_at) VALUES (1, 1, 1, 'export', ?)", (NOW,))
        tx.run(
            "INSERT INTO run (id, profile, profile_code, plan, action, mode, verify_s, state, started_at, heartbeat_at)"
            " VALUES (1, 1, 'shoes', 1, 'export', 'by_hand', 60, 'sending', ?, ?)",
            (NOW, NOW),
        )
        for listing, state in enumerate(("done", "rejected", "sending", "ready"), start=1):
            tx.run(
                "INSERT INTO change (plan, listing, kind, priority, before, after, state, run)"
                " VALUES (1, ?, 'create', 5, '{}', '{}', ?, 1)",
                (listing, state),
            )
    run = browse.run_at_work(db)
    assert run is not None
    assert (run.profile, run.total, run.settled, run.rejected) == ("shoes", 4, 2, 1)


def test_a_plan_is_listed_by_kind_and_state(db: Database) -> None:
    with db.write() as tx:
        tx.run("INSERT INTO plan (id, profile, account, action, created_at) VALUES (1, 1, 1, 'export', ?)", (NOW,))
        for listing, kind, state, priority in (
            (1, "create", "ready", 5),
            (2, "price", "blocked", 2),
            (3, "create", "ready", 5),
        ):
            tx.run(
                "INSERT INTO change (plan, listing, kind, priority, before, after, state)"
                " VALUES (1, ?, ?, ?, '{}', '{}', ?)",
                (listing, kind, priority, state),
            )
    assert plan_view.groups(db, 1) == (Group("create", "ready", "", 2), Group("price", "blocked", "", 1))
    rows = ChangeRows(db, 1)
    order = rows.order()
    assert [rows.rows(order)[id].kind for id in order] == ["price", "create", "create"]
    assert len(ChangeRows(db, 1, Wanted("create", "ready")).order()) == 2
    assert len(ChangeRows(db, 2).order()) == 0


def test_a_product_is_shown_with_its_lanes_and_events(db: Database) -> None:
    view = product_view.product(db, 1)
    assert view is not None
    assert view.category_path == ("Одежда", "Джинсы")
    assert product_view.product(db, 999) is None
    with db.write() as tx:
        want = docs.put(tx, Images(("https://img.example/1.jpg",)))
        base = docs.put(tx, Visibility(online=True))
        tx.run(
            "INSERT INTO lane (listing, lane, in_builder, in_product, in_recipe, in_overlay, want)"
            " VALUES (1, 'images', 1, '', '', 0, ?)",
            (want,),
        )
        tx.run(
            "INSERT INTO lane (listing, lane, in_builder, in_product, in_recipe, in_overlay, want, base)"
            " VALUES (1, 'visibility', 1, '', '', 0, ?, ?)",
            (base, base),
        )
        tx.run("INSERT INTO event (at, level, code, listing) VALUES (?, 'info', 'listing.live', 1)", (NOW,))
    log(db, "of something else")
    listing = product_view.listing(db, 1, 1)
    assert listing is not None
    assert {lane.lane: lane.progress for lane in listing.lanes} == {"images": "ready", "visibility": "in_step"}
    assert [event.code for event in product_view.recent_events(db, listing.id)] == ["listing.live"]
    assert product_view.listing(db, 1, 2) is None


def test_the_marketplace_tree_comes_a_level_at_a_time(db: Database) -> None:
    assert [node.name for node in market_tree.children(db, 1, "")] == ["Дом и сад", "Одежда для мужчин"]
    assert [(node.name, node.leaf) for node in market_tree.children(db, 1, "200000345")] == [
        ("Джинсы", True),
        ("Футболки", True),
    ]
    assert market_tree.path(db, 1, "200000361") == ("Одежда для мужчин", "Джинсы")
    assert market_tree.path(db, 1, "nothing") == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ДЖИНС", ["Джинсы"]),
        ("мужчин", ["Джинсы", "Футболки"]),
        ("футболки мужчин", ["Футболки"]),
        ("сад", ["Полотенца"]),
        ("космос", []),
        ("", []),
        ("%", []),
    ],
)
def test_search_finds_leaves_by_their_own_and_their_parents_words(db: Database, text: str, names: list[str]) -> None:
    assert [node.name for node in market_tree.search(db, 1, text)] == names


def test_counts_of_the_shop_tree_can_be_those_of_a_filter(db: Database) -> None:
    nodes = {node.key: node.products for node in shop_tree.flat(db, 1, SOME)}
    assert nodes == {"1": 10, "11": 10, "12": 0, "2": 0, "21": 0}


def test_samples_come_from_the_covered_products(db: Database) -> None:
    found = sku_samples.taken(db, SOME, 1, "mixed", limit=3)
    assert [sample.product.key for sample in found] == ["K0", "K4", "K8"]
    dear = sku_samples.taken(db, SOME, 1, "dear", limit=2)
    assert [sample.product.key for sample in dear] == ["K36", "K32"]


def test_names_of_params_and_brands_are_offered(db: Database) -> None:
    assert feed_names.param_names(db, 1) == (("Цвет", 40),)
    assert feed_names.field_names(db, 1) == ()
    assert browse.brands(db, None) == (("Ёлка", 40),)


def test_properties_and_values_are_offered_from_the_cached_schema(db: Database) -> None:
    category = Category(
        id="7",
        name="Юбки",
        properties=(Property("10", "Длина"), Property("9", "Состав", is_required=True)),
        sku_properties=(Property("14", "Цвет", is_enum_prop=True),),
    )
    with db.write() as tx:
        tx.run(
            "INSERT INTO schema_category VALUES (1, '7', '', 'Юбки', 'юбки', 1, ?, 'h', ?)",
            (msgspec.json.encode(category).decode(), NOW),
        )
        for kind, key, body in (
            ("values", "7/14/1", (Value("173", "синий"),)),
            ("brands", "", (Brand("1", "Ёлка"),)),
        ):
            tx.run(
                "INSERT INTO schema_item VALUES (1, ?, ?, ?, 'h', ?)", (kind, key, msgspec.json.encode(body).decode(), NOW)
            )
    assert [one.id for one in schema_offers.properties(db, 1, ("7",), sku=False)] == ["9", "10"]
    assert [one.id for one in schema_offers.properties(db, 1, ("7",), sku=True)] == ["14"]
    assert schema_offers.values(db, 1, ("7",), "14", sku=True) == (Value("173", "синий"),)
    assert schema_offers.values(db, 1, ("7",), "14", sku=False) == ()
    assert schema_offers.templates(db, 1) == ()
    assert schema_offers.size_charts(db, 1, ("7",)) == ()
