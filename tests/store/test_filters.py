"""A profile's conditions as SQL, against a real file."""

from collections.abc import Iterator
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
        (Condition("category", "under", ""), "4"),
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
