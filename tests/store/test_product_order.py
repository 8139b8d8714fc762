"""Conditions and orders of the grid on a real file: every column up and down, the first rows before the rest."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from aliexport_tui.model.errors import FileTrouble
from aliexport_tui.model.id_set import IdSet
from aliexport_tui.model.wants import Prices, SkuPrice, SkuStock, Stocks
from aliexport_tui.store import docs, product_order, rows, selections
from aliexport_tui.store.database import Database
from aliexport_tui.store.product_terms import Term
from aliexport_tui.store.rows import SORTS, Pending, ProductQuery, ProductRows, SortBy
from tests.support.shop import NOW, fill


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "shop.db")
    fill(database, 40)
    yield database
    database.close()


def count(db: Database, *terms: Term) -> int:
    return len(rows.order(db, ProductQuery(account=1, terms=terms)))


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_has_all_rows_and_turns_round(db: Database, sort: SortBy) -> None:
    up = rows.order(db, ProductQuery(account=1, sort=sort))
    assert len(up) == 40
    assert list(rows.order(db, ProductQuery(account=1, sort=sort, descending=True))) == list(up)[::-1]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", SORTS)
def test_the_first_rows_found_in_two_parts_are_the_first_of_all(
    db: Database, sort: SortBy, descending: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(product_order, "_WORTH_PARTS", 10)
    monkeypatch.setattr(rows, "FIRST", 25)
    query = ProductQuery(account=1, sort=sort, descending=descending)
    assert len(product_order.parts(db, query)) == 2
    assert ProductRows(db, query).first() == rows.order(db, query)[:25]
    searched = ProductQuery(account=1, sort=sort, descending=descending, text="джинсы")
    assert ProductRows(db, searched).first() == rows.order(db, searched)[:25]


def test_parts_are_joined_as_sqlite_compares(db: Database) -> None:
    """Nothing before numbers, numbers before texts, texts by their bytes; what is equal by id."""
    values = [None, None, -3, 0, 7, "", "A", "a", "я", "漢", "👕", "👕"]
    sql = "SELECT value, key FROM json_each(?) ORDER BY value, key"
    places = [(value, int(str(id))) for value, id in db.rows(sql, (json.dumps(values[::-1]),))]
    query = ProductQuery()
    assert list(product_order.joined([places[::2], places[1::2]], query, 99)) == [id for _value, id in places]
    turned = ProductQuery(descending=True)
    assert list(product_order.joined([places[::-2], places[-2::-2]], turned, 5)) == [id for _value, id in places[::-1][:5]]


@pytest.mark.parametrize(
    ("sort", "shown"),
    [
        ("price", lambda row: row.price),
        ("stock", lambda row: row.stock),
        ("category", lambda row: row.category_name.casefold()),
        ("skus", lambda row: row.sku_count),
        ("problems", lambda row: row.problems),
        ("changed", lambda row: row.changed_at),
        ("profile", lambda row: row.profile),
    ],
)
def test_an_order_is_the_columns_own(db: Database, sort: SortBy, shown: "object") -> None:
    assert callable(shown)
    ids = rows.order(db, ProductQuery(account=1, sort=sort))
    found = rows.rows(db, ids, 1)
    values = [shown(found[id]) for id in ids]
    assert values == sorted(values)
    assert len(set(values)) > 1 or sort == "skus"


def test_what_needs_an_eye_stands_first(db: Database) -> None:
    ids = rows.order(db, ProductQuery(account=1, sort="outcome"))
    found = rows.rows(db, ids, 1)
    assert [found[id].outcome for id in ids][:4] == ["rejected", "blocked", "different", "waiting"]
    assert found[ids[-1]].outcome == "live"


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (Term("price", "gt", (102_900,)), 10),
        (Term("price", "gt", (102_900,), negated=True), 30),
        (Term("price", "between", (100_000, 100_400)), 5),
        (Term("price", "empty"), 0),
        (Term("stock", "is", (0,)), 6),
        (Term("skus", "is", (1,)), 40),
        (Term("problems", "gt", (0,)), 2),
        (Term("problems", "empty"), 38),
        (Term("state", "has", ("live", "blocked")), 3),
        (Term("state", "has", ("new",)), 34),
        (Term("state", "has", ("live",), negated=True), 38),
        (Term("brand", "has", ("ЕЛК",)), 40),
        (Term("brand", "is", ("елк",)), 0),
        (Term("brand", "empty"), 0),
        (Term("category", "has", ("одеж",)), 20),
        (Term("category", "is", ("джинсы",)), 10),
        (Term("category", "is", ("21",)), 10),
        (Term("category", "has", ("нет такой",)), 0),
        (Term("category", "empty"), 10),
        (Term("category", "has", ("одежда",), negated=True), 20),
        (Term("key", "is", ("k7",)), 1),
        (Term("key", "has", ("_",)), 0),
        (Term("name", "has", ("Футболка",)), 10),
        (Term("text", "has", ("футболка",), negated=True), 30),
        (Term("text", "has", ("k3",), negated=True), 29),
        (Term("source", "has", ("FEED",)), 40),
        (Term("profile", "is", ("shoes",)), 6),
        (Term("profile", "empty"), 34),
        (Term("changed", "ge", (NOW,)), 34),
        (Term("imported", "ge", (NOW,)), 40),
        (Term("card", "empty"), 40),
        (Term("pending", "has", ()), 0),
        (Term("pending", "empty"), 40),
    ],
)
def test_a_condition_finds_what_it_says(db: Database, term: Term, expected: int) -> None:
    assert count(db, term) == expected


def test_conditions_words_and_filters_meet(db: Database) -> None:
    query = ProductQuery(account=1, text="джинсы", terms=(Term("stock", "gt", (0,)), Term("price", "lt", (101_000,))))
    found = rows.rows(db, rows.order(db, query), 1)
    assert sorted(row.key for row in found.values()) == ["K4", "K8"]


def test_problems_are_found_by_a_piece_of_their_code(db: Database) -> None:
    with db.write() as tx:
        tx.run("INSERT INTO problem (product, stage, severity, code, at) VALUES (3, 'import', 'error', 'price.missing', 1)")
        tx.run("INSERT INTO problem (listing, stage, severity, code, at) VALUES (1, 'draft', 'error', 'brand.missing', 1)")
    assert count(db, Term("problem", "has", ("missing",))) == 2
    assert count(db, Term("problem", "has", ("price",))) == 1
    assert count(db, Term("problem", "has", ("price",), negated=True)) == 39


def _lane(db: Database, lane: str, want: Prices | Stocks, base: Prices | Stocks | None, more: str = "") -> None:
    with db.write() as tx:
        tx.run(
            "INSERT INTO lane (listing, lane, in_builder, in_product, in_recipe, in_overlay, want, base)"
            " VALUES (1, ?, 1, '', '', 0, ?, ?)",
            (lane, docs.put(tx, want), docs.put(tx, base) if base else None),
        )
        if more:
            tx.run(f"UPDATE lane SET {more} WHERE listing = 1 AND lane = ?", (lane,))


def test_a_row_tells_what_the_marketplace_has_and_what_is_to_be_sent(db: Database) -> None:
    old = Prices((SkuPrice("a", 5_000), SkuPrice("b", 4_000, 3_500)))
    _lane(db, "price", Prices((SkuPrice("a", 6_000),)), old)
    same = Stocks((SkuStock("a", 3), SkuStock("b", 4)))
    _lane(db, "stock", same, same)
    market = rows.rows(db, [1, 2], 1)[1].market
    assert market == Pending(price=3_500, new_price=6_000, stock=7, new_stock=None, lanes=("price",))
    assert rows.rows(db, [2], 1)[2].market == Pending()
    assert count(db, Term("pending", "has", ("price",))) == 1
    assert count(db, Term("pending", "has", ("stock",))) == 0


@pytest.mark.parametrize("more", ["verdict = 'blocked'", "open_item = 1, open_state = 'sent'"])
def test_what_is_blocked_or_on_its_way_is_not_to_be_sent(db: Database, more: str) -> None:
    _lane(db, "price", Prices((SkuPrice("a", 6_000),)), Prices((SkuPrice("a", 5_000),)), more)
    market = rows.rows(db, [1], 1)[1].market
    assert (market.price, market.new_price, market.lanes) == (5_000, None, ())


def test_an_order_nobody_waits_for_ends(db: Database) -> None:
    source = ProductRows(db, ProductQuery())
    source.cancel()
    with pytest.raises(FileTrouble, match="interrupted"):
        source.order()


def test_an_order_under_way_is_interrupted(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    source = ProductRows(db, ProductQuery())
    begun = threading.Event()
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n WHERE x < 0"

    def slow(own: Database, query: ProductQuery) -> object:
        begun.set()
        return own.ids(endless)

    monkeypatch.setattr(rows, "order", slow)
    caught: list[FileTrouble] = []

    def work() -> None:
        try:
            source.order()
        except FileTrouble as error:
            caught.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert begun.wait(5)
    while thread.is_alive():
        source.cancel()
        thread.join(0.01)
    assert [error.code for error in caught] == ["file.interrupted"]


def test_a_thread_reads_rows_over_its_own_connection(db: Database) -> None:
    with ProductRows(db, ProductQuery(account=1)).reader() as read:
        assert read([1])[1].key == "K0"


def test_a_selection_is_kept_as_runs(db: Database) -> None:
    chosen = IdSet.run(1, 30) - IdSet.of([5, 6])
    frozen = selections.freeze(db, chosen, NOW, "me")
    assert db.rows("SELECT first, last FROM selection_run WHERE selection = ?", (frozen,)) == [(1, 4), (7, 30)]
    assert selections.size(db, frozen) == 28
    clause = selections.products(frozen)
    assert IdSet.of(db.ids(clause.sql, clause.params)) == chosen


def test_a_selection_passes_over_products_that_are_gone(db: Database) -> None:
    frozen = selections.freeze(db, [39, 40, 41, 5_000], NOW, "me")
    clause = selections.products(frozen)
    assert list(db.ids(clause.sql, clause.params)) == [39, 40]
