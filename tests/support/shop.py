"""A small shop in a real file, made through the tables themselves, for tests of screens and of read queries."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.product import Param, Product, Sku
from aliexport_tui.model.profile import CategoryMapping, Profile
from aliexport_tui.model.schema import Category
from aliexport_tui.store.database import Database, Transaction, fold

NOW = 1_700_000_000_000


@dataclass
class FixedClock:
    """Stands still unless told otherwise."""

    now: int = NOW

    def now_ms(self) -> int:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += round(seconds * 1000)


def make_workspace(folder: Path) -> Workspace:
    return Workspace(file=folder / "shop.db", clock=FixedClock())


CATEGORIES = (
    ("1", "Одежда", ""),
    ("11", "Джинсы", "1"),
    ("12", "Футболки", "1"),
    ("2", "Дом", ""),
    ("21", "Полотенца", "2"),
)
SEEDED_OUTCOMES = ("live", "blocked", "", "rejected", "live", "waiting", "", "different")


def fill(db: Database, products: int = 40) -> None:
    """One account with a small tree, one source with `products` products, one active profile, a few listings."""
    with db.write() as tx:
        tx.run(
            "INSERT INTO account (id, code, kind, base_url, created_at)"
            " VALUES (1, 'main', 'local', 'http://127.0.0.1:9', ?)",
            (NOW,),
        )
        tx.run(
            "INSERT INTO source (id, code, location, settings, created_at) VALUES (1, 'feed', '/tmp/feed.yml', '{}', ?)",
            (NOW,),
        )
        for key, name, parent in CATEGORIES:
            tx.run("INSERT INTO shop_category VALUES (1, ?, ?, ?, ?)", (key, name, fold(name), parent))
        for category in market_tree():
            tx.run(
                "INSERT INTO schema_category VALUES (1, ?, ?, ?, ?, ?, ?, 'h', ?)",
                (
                    category.id,
                    category.parent_id,
                    category.name,
                    fold(category.name),
                    int(category.is_leaf),
                    msgspec.json.encode(category).decode(),
                    NOW,
                ),
            )
        profile = Profile(
            code="shoes", name="Обувь", account="main", source="feed", active=True,
            categories=(CategoryMapping(shop="11", target="200000361"),),
        )  # fmt: skip
        tx.run(
            "INSERT INTO profile (id, code, name, account, source, active, body, created_at, changed_at)"
            " VALUES (1, 'shoes', 'Обувь', 'main', 'feed', 1, ?, ?, ?)",
            (msgspec.json.encode(profile).decode(), NOW, NOW),
        )
    for start in range(0, products, 1000):
        with db.write() as tx:
            for number in range(start, min(products, start + 1000)):
                _add_product(tx, number)
    with db.write() as tx:
        for number, outcome in enumerate(SEEDED_OUTCOMES[:products], start=1):
            if outcome:
                tx.run(
                    "INSERT INTO listing (account, product, profile, firm, outcome, problem_count, changed_at)"
                    " VALUES (1, ?, 1, 1, ?, ?, ?)",
                    (number, outcome, int(outcome in ("blocked", "rejected")), NOW - 60_000 * number),
                )


def _add_product(tx: Transaction, number: int) -> None:
    leaf = ("11", "12", "21", "")[number % 4]
    name = f"{'Джинсы' if leaf == '11' else 'Футболка' if leaf == '12' else 'Полотенце'} модель {number:05d}"
    product = Product(
        key=f"K{number}", name=name, category=leaf, brand="Ёлка", description="Описание", pictures=("https://img.example/1.jpg",),
        params=(Param("Цвет", "синий"),),
        skus=(Sku(code=f"SKU-{number}", price=100_000 + number * 100, old_price=150_000, stock=number % 7),),
    )  # fmt: skip
    tx.run(
        "INSERT INTO product (source, key, name, name_fold, category, brand, picture_count, price, stock, available,"
        " content_hash, price_hash, stock_hash, body, search, first_seen_at, changed_at)"
        " VALUES (1, ?, ?, ?, ?, 'Ёлка', 1, ?, ?, ?, 'c', 'p', 's', ?, ?, ?, ?)",
        (
            product.key,
            name,
            fold(name),
            leaf,
            100_000 + number * 100,
            number % 7,
            int(number % 7 > 0),
            msgspec.json.encode(product).decode(),
            fold(f"{name} {product.key} ёлка SKU-{number}"),
            NOW,
            NOW,
        ),
    )
    tx.run(
        "INSERT INTO sku SELECT max(id), 0, ?, ?, 150000, ?, ? FROM product",
        (f"SKU-{number}", 100_000 + number * 100, number % 7, int(number % 7 > 0)),
    )


def market_tree() -> tuple[Category, ...]:
    return (
        Category(id="200000345", name="Одежда для мужчин", children_ids=("200000361", "200000362")),
        Category(id="200000361", name="Джинсы", parent_id="200000345"),
        Category(id="200000362", name="Футболки", parent_id="200000345"),
        Category(id="15", name="Дом и сад", children_ids=("151",)),
        Category(id="151", name="Полотенца", parent_id="15"),
    )


def log(db: Database, *texts: str, level: str = "info") -> None:
    """Events with a code that carries its own text."""
    assert level in ("debug", "info", "warning", "error")
    with db.write() as tx:
        for text in texts:
            tx.run(
                "INSERT INTO event (at, level, code, args) VALUES (?, ?, 'test.note', ?)",
                (NOW, level, msgspec.json.encode({"text": text}).decode()),
            )
