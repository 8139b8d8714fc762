"""A profile's conditions as SQL, against a real file."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aliexport_tui.listing.profile_check import check_profile
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.product import Product, Sku
from aliexport_tui.model.profile import Condition, FilterField, FilterOp, Profile
from aliexport_tui.store import expert_filter, filter_counts
from aliexport_tui.store.database import Database, as_text, fold
from aliexport_tui.store.filters import clause, membership

PRODUCTS = (
    Product("1", "Джинсы Синие", "11", "Ёлка", "A-1", skus=(Sku("j-1", 99_990, stock=3), Sku("j-2", 120_000, stock=0))),
    Product("2", "Футболка", "12", "Nike", pictures=("x",), skus=(Sku("t-1", 50_000, stock=0, available=False),)),
    Product("3", "Полотенце", "21", "", "B-2", pictures=("x", "y"), skus=(Sku("p-1", None),)),
    Product("4", "Без категории", "", "Nike", skus=()),
    Product("5", "Ушёл", "11", "Nike", skus=(Sku("g-1", 100, stock=1),)),
)
TREE = (("1", ""), ("11", "1"), ("12", "1"), ("2", ""), ("21", "2"), ("3", "4"), ("4", "3"))


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path: Path = tmp_path_factory.mktemp("filters") / "shop.db"
    with closing(Database.open(path)) as opened:
        _fill(opened)
        yield opened


def _fill(db: Database) -> None:
    with db.write() as tx:
        for number, code in ((1, "s"), (2, "t")):
            row = (number, code)
            tx.run("INSERT INTO source (id, code, location, settings, created_at) VALUES (?, ?, 'x', '{}', 0)", row)
        for key, parent in TREE:
            tx.run("INSERT INTO shop_category VALUES (1, ?, ?, ?, ?)", (key, key, key, parent))
            tx.run("INSERT INTO shop_category VALUES (2, ?, ?, ?, '1')", (f"x{key}", key, key))
        for number, product in enumerate(PRODUCTS, start=1):
            prices = [sku.price for sku in product.skus if sku.price]
            stocks = [sku.stock for sku in product.skus if sku.stock is not None]
            tx.run(
                "INSERT INTO product (id, source, key, name, name_fold, category, brand, article, picture_count, price,"
                " stock, available, content_hash, price_hash, stock_hash, body, first_seen_at, changed_at, vanished_at)"
                " VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', '{}', 0, 0, ?)",
                (
                    number,
                    product.key,
                    product.name,
                    fold(product.name),
                    product.category,
                    product.brand,
                    product.article,
                    len(product.pictures),
                    min(prices, default=None),
                    sum(stocks) if stocks else None,
                    int(any(sku.available for sku in product.skus)),
                    1 if product.name == "Ушёл" else None,
                ),
            )
            for position, sku in enumerate(product.skus):
                tx.run("INSERT INTO sku (product, position, code) VALUES (?, ?, ?)", (number, position, sku.code))


def keys(db: Database, profile: Profile) -> str:
    inside = membership(profile, 1)
    rows = db.rows(f"SELECT key FROM product WHERE id IN ({inside.sql}) ORDER BY id", inside.params)
    return "".join(as_text(row[0]) for row in rows)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("category", "is", "11"), "1"),
        (Condition("category", "is_not", "11"), "234"),
        (Condition("category", "is", ""), "4"),
        (Condition("category", "empty"), "4"),
        (Condition("category", "not_empty"), "123"),
        (Condition("category", "in", values=("11", "21")), "13"),
        (Condition("category", "not_in", values=("11", "21")), "24"),
        (Condition("category", "under", "1"), "12"),
        (Condition("category", "under", values=("1", "21")), "123"),
        (Condition("category", "under", "11"), "1"),
        (Condition("category", "under", "3"), ""),
        (Condition("category", "under", "x1"), ""),
        (Condition("name", "contains", "СИН"), "1"),
        (Condition("name", "contains", "%"), ""),
        (Condition("name", "is", "Футболка"), "2"),
        (Condition("brand", "empty"), "3"),
        (Condition("brand", "is", "Nike"), "24"),
        (Condition("key", "in", values=("1", "4", "5")), "14"),
        (Condition("article", "not_empty"), "13"),
        (Condition("sku", "is", "j-2"), "1"),
        (Condition("sku", "is_not", "j-2"), "234"),
        (Condition("sku", "in", values=("j-1", "t-1")), "12"),
        (Condition("sku", "not_in", values=("j-1", "t-1")), "34"),
        (Condition("sku", "contains", "-1"), "123"),
        (Condition("sku", "empty"), "4"),
        (Condition("sku", "not_empty"), "123"),
        (Condition("price", "lt", "999.90"), "2"),
        (Condition("price", "le", "999,90"), "12"),
        (Condition("price", "is", "500"), "2"),
        (Condition("price", "empty"), "34"),
        (Condition("price", "in", values=("500", "999.9")), "12"),
        (Condition("stock", "gt", "0"), "1"),
        (Condition("stock", "is", "0"), "2"),
        (Condition("stock", "empty"), "34"),
        (Condition("pictures", "ge", "1"), "23"),
        (Condition("pictures", "is", "0"), "14"),
        (Condition("available", "is", "yes"), "13"),
        (Condition("available", "is", "нет"), "24"),
        (Condition("available", "is_not", "1"), "24"),
    ],
)
def test_conditions(db: Database, condition: Condition, expected: str) -> None:
    assert keys(db, Profile(code="a", name="A", filter=(condition,))) == expected


def test_membership(db: Database) -> None:
    every = Profile(code="a", name="A")
    assert keys(db, every) == "1234"
    narrow = msgspec.structs.replace(every, filter=(Condition("brand", "is", "Nike"), Condition("category", "under", "1")))
    assert keys(db, narrow) == "2"
    assert keys(db, msgspec.structs.replace(narrow, include=("3", "5", "none"), exclude=("2", "4"))) == "3"
    assert keys(db, msgspec.structs.replace(narrow, include=("3",), exclude=("3",))) == "2"


def test_clauses_can_be_asked_one_by_one(db: Database) -> None:
    wanted = (Condition("brand", "is", "Nike"), Condition("price", "gt", "100"))
    parts = [clause(condition) for condition in wanted]
    columns = ", ".join(part.sql for part in parts)
    params = tuple(value for part in parts for value in part.params)
    assert db.row(f"SELECT {columns} FROM product p WHERE p.key = '1'", params) == (0, 1)


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (Condition("name", "lt", "5"), "filter.bad_condition"),
        (Condition("price", "contains", "5"), "filter.bad_condition"),
        (Condition("brand", "under", "5"), "filter.bad_condition"),
        (Condition("price", "lt", "cheap"), "filter.not_a_number"),
    ],
)
def test_refusals(condition: Condition, code: str) -> None:
    with pytest.raises(ConfigError) as caught:
        clause(condition)
    assert caught.value.code == code


VALUES = st.sampled_from(
    ["", "1", "0", "yes", "нет", "9.5", "-3", "cheap", "'; DROP TABLE product; --", "%", "NaN", "1e400"]
)
CONDITIONS = st.builds(
    Condition,
    field=st.sampled_from(get_args(FilterField)),
    op=st.sampled_from(get_args(FilterOp)),
    value=VALUES,
    values=st.lists(VALUES, max_size=2).map(tuple),
)


@settings(max_examples=400)
@given(CONDITIONS)
def test_what_the_check_lets_pass_can_be_asked(db: Database, condition: Condition) -> None:
    profile = Profile(code="a", name="A", filter=(condition,))
    if not check_profile(profile):
        assert set(keys(db, profile)) <= set("1234")


# ---- the owner's own SQL -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("p.stock > 2", "1"),
        ("p.stock > 2 OR p.brand = 'Nike'", "124"),
        ("p.key = '3' -- only this", "3"),
        ("EXISTS (SELECT 1 FROM sku s WHERE s.product = p.id AND s.code LIKE 't-%');", "2"),
        ("1) OR (1", "1234"),
    ],
)
def test_the_owners_sql_is_one_more_condition(db: Database, sql: str, expected: str) -> None:
    assert keys(db, Profile(code="p", name="P", filter_sql=sql)) == expected


def test_the_owners_sql_narrows_the_conditions_and_spares_what_is_picked_by_hand(db: Database) -> None:
    profile = Profile(
        code="p", name="P", filter=(Condition("category", "not_empty"),), filter_sql="p.brand = ''", include=("2",)
    )
    assert keys(db, profile) == "23"


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("p.nope > 1", "filter.sql_invalid"),
        ("(SELECT 1", "filter.sql_invalid"),
        ("1); DELETE FROM product; --", "sql.several"),
        ("load_extension('x')", "filter.sql_invalid"),
        ("p.id IN (SELECT 1 FROM pragma_database_list)", "filter.sql_invalid"),
        ("length(zeroblob(2000000)) > 0", "sql.too_large"),
    ],
)
def test_sql_that_is_no_question_about_products_is_refused_in_words(db: Database, sql: str, code: str) -> None:
    """By the query that needs it, by the check at saving and for one product alike; the file stays usable."""
    asks: tuple[Callable[[], object], ...] = (
        lambda: keys(db, Profile(code="p", name="P", filter_sql=sql)),
        lambda: expert_filter.check(db.path, sql),
        lambda: expert_filter.holds(db.path, sql, 1),
    )
    for ask in asks if code != "sql.too_large" else (asks[0], asks[2]):
        with pytest.raises(ConfigError) as refused:
            ask()
        assert refused.value.code == code
    assert keys(db, Profile(code="p", name="P")) == "1234"


def test_sql_without_an_end_is_stopped(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expert_filter, "SECONDS", 0)
    endless = "p.id IN (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c)"
    with pytest.raises(ConfigError) as refused:
        keys(db, Profile(code="p", name="P", filter_sql=endless))
    assert refused.value.code == "filter.sql_slow"


@pytest.mark.parametrize("empty", [Condition("category", "under"), Condition("category", "under", values=("",))])
def test_under_nothing_is_refused(db: Database, empty: Condition) -> None:
    """It used to cover the products without a category."""
    profile = Profile(code="p", name="P", filter=(empty,))
    assert [problem.code for problem in check_profile(profile)] == ["profile.condition_empty"]
    with pytest.raises(ConfigError) as refused:
        keys(db, profile)
    assert refused.value.code == "profile.condition_empty"


# ---- counts ------------------------------------------------------------------------------------------------------


def test_every_condition_is_counted_alone_and_all_together(db: Database) -> None:
    profile = Profile(
        code="p",
        name="P",
        filter=(Condition("category", "under", "1"), Condition("brand", "is", "Nike")),
        filter_sql="p.stock >= 0",
        exclude=("1",),
    )
    found = filter_counts.counted(db, profile, 1)
    assert found == filter_counts.Counts(products=4, covered=1, each=(2, 2), expert=2)
    shown = [[row.key for row in filter_counts.some(db, profile, 1, inside=inside)] for inside in (True, False)]
    assert shown == [["2"], ["1", "3", "4"]]


@given(
    st.lists(
        st.sampled_from(
            [Condition("category", "under", "1"), Condition("stock", "gt", "0"), Condition("sku", "contains", "-")]
        )
    )
)
def test_counts_agree_with_the_lists(db: Database, conditions: list[Condition]) -> None:
    profile = Profile(code="p", name="P", filter=tuple(conditions))
    found = filter_counts.counted(db, profile, 1)
    inside, outside = (filter_counts.some(db, profile, 1, inside=one) for one in (True, False))
    assert (found.covered, found.products) == (len(inside), len(inside) + len(outside))
    alone = [filter_counts.counted(db, Profile(code="p", name="P", filter=(one,)), 1).covered for one in conditions]
    assert list(found.each) == alone
