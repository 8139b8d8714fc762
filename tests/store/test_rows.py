"""The product grid's rows: order, filters, blocks, marks; on a real file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aliexport_tui.store import rows, shop_tree
from aliexport_tui.store.database import Database
from aliexport_tui.store.rows import ProductQuery, ProductRows, Scope
from tests.support.shop import fill


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "shop.db")
    fill(database, 40)
    yield database
    database.close()


def keys(db: Database, query: ProductQuery) -> list[str]:
    ids = rows.order(db, query)
    found = rows.rows(db, ids, query.account)
    return [found[id].key for id in ids]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (ProductQuery(), 40),
        (ProductQuery(source=1, sort="price", descending=True), 40),
        (ProductQuery(text="ПОЛОТЕНЦЕ"), 20),
        (ProductQuery(text="елка модель 00007"), 1),
        (ProductQuery(text="sku-39"), 1),
        (ProductQuery(text="k3"), 11),
        (ProductQuery(text='"; DROP'), 0),
        (ProductQuery(text="100%"), 0),
        (ProductQuery(text="%"), 0),
        (ProductQuery(category="1"), 20),
        (ProductQuery(category="11"), 10),
        (ProductQuery(category=""), 10),
        (ProductQuery(account=1, outcome="live"), 2),
        (ProductQuery(account=1, outcome="new"), 34),
        (ProductQuery(account=2, outcome="new"), 40),
        (ProductQuery(account=1, problems_only=True), 2),
        (ProductQuery(account=1, profile=1), 6),
        (ProductQuery(scope=Scope("p.price > ?", (102_900,))), 10),
    ],
)
def test_a_query_finds_what_it_says(db: Database, query: ProductQuery, count: int) -> None:
    assert len(keys(db, query)) == count


def test_order_follows_the_column_and_turns_round(db: Database) -> None:
    cheap_first = keys(db, ProductQuery(sort="price"))
    assert cheap_first == [f"K{number}" for number in range(40)]
    assert keys(db, ProductQuery(sort="price", descending=True)) == cheap_first[::-1]


def test_names_sort_without_regard_to_case_and_alphabet_traps(db: Database) -> None:
    names = [rows.rows(db, [id], 1)[id].name for id in rows.order(db, ProductQuery(sort="name"))]
    assert names == sorted(names)
    assert names[0].startswith("Джинсы")


def test_a_row_shows_the_listing_of_the_asked_account_only(db: Database) -> None:
    first = rows.order(db, ProductQuery(sort="key"))[0]
    assert rows.rows(db, [first], 1)[first].outcome == "live"
    assert rows.rows(db, [first], 2)[first].outcome == ""


def test_a_product_that_is_gone_is_missing_from_its_block(db: Database) -> None:
    assert set(rows.rows(db, [1, 2, 999_999], 1)) == {1, 2}


def test_the_source_reads_its_order_over_a_connection_of_its_own(db: Database) -> None:
    source = ProductRows(db, ProductQuery(text="футболка"))
    assert len(source.order()) == 10
    assert {row.category_name for row in source.rows(source.order()).values()} == {"Футболки"}


def test_the_shop_tree_counts_what_lies_below(db: Database) -> None:
    nodes = {node.key: node for node in shop_tree.flat(db, 1)}
    assert (nodes["1"].products, nodes["1"].own) == (20, 0)
    assert nodes["11"].products == 10
    assert nodes["11"].depth == 1
    assert nodes[""].products == 10


def test_a_shop_tree_that_bites_its_tail_is_cut(db: Database) -> None:
    with db.write() as tx:
        tx.run("UPDATE shop_category SET parent = '11' WHERE key = '1'")
    assert {node.key for node in shop_tree.flat(db, 1)} == {"", "1", "11", "12", "2", "21"}
