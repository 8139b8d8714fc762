"""A shop's file of any size for measuring the console, written through the tables: an import and a plan of a million
products would take half an hour.

`python -m benchmarks.console_shop FILE [PRODUCTS]`"""

import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click
import msgspec

from aliexport_tui.model.outcome import Outcome
from aliexport_tui.model.product import Param, Product, Sku
from aliexport_tui.model.profile import CategoryMapping, Profile
from aliexport_tui.model.wants import Lane, Prices, SkuPrice, SkuStock, Stocks, Want
from aliexport_tui.store import docs
from aliexport_tui.store.database import Database, Transaction, fold

PRODUCTS = 1_000_000
SHELVES = 300
_KINDS = ("Джинсы", "Футболка", "Полотенце", "Кроссовки", "Куртка", "Платье", "Рюкзак", "Чайник", "Лампа", "Коврик", "Ёлка")
_COLOURS = ("синий", "красный", "чёрный", "белый", "зелёный", "серый", "бежевый")
_BRANDS = ("Nike", "Adidas", "Ёлка", "Ромашка", "Tefal", "Puma", "Восход", "Acme", "Север", "Lotus", "漢字")
_OUTCOMES: tuple[Outcome, ...] = ("live", "live", "live", "different", "blocked", "waiting", "offline", "rejected", "ready")
_NOTE = "Лёгкая и прочная вещь на каждый день: ровные швы, ткань без усадки, цвет не линяет после тридцати стирок. " * 6
_PORTION = 20_000
_BEGAN = 1_780_000_000_000
_LANES: tuple[Lane, ...] = ("price", "stock")


def make_shop(path: Path, products: int = PRODUCTS) -> None:
    """One account, one source, one profile; of ten products nine have a listing, of twenty one has a price to be sent."""
    db = Database.open(path)
    db.execute("PRAGMA synchronous=OFF")
    try:
        with db.write() as tx:
            _frame(tx)
        numbers = iter(range(1, products + 1))
        while portion := list(islice(numbers, _PORTION)):
            with db.write() as tx:
                _portion(tx, portion)
    finally:
        db.close()


def _frame(tx: Transaction) -> None:
    profile = Profile(
        code="bench", name="Bench", account="bench", source="bench", active=True,
        categories=(CategoryMapping(shop="s1", target="200000361"),),
    )  # fmt: skip
    tx.run(
        "INSERT INTO account (id, code, kind, base_url, created_at) VALUES (1, 'bench', 'local', 'http://127.0.0.1:9', ?)",
        (_BEGAN,),
    )
    tx.run("INSERT INTO source (id, code, location, settings, created_at) VALUES (1, 'bench', '/f.yml', '{}', ?)", (_BEGAN,))
    tx.run(
        "INSERT INTO profile (id, code, name, account, source, active, body, created_at, changed_at)"
        " VALUES (1, 'bench', 'Bench', 'bench', 'bench', 1, ?, ?, ?)",
        (msgspec.json.encode(profile).decode(), _BEGAN, _BEGAN),
    )
    tx.many(
        "INSERT INTO shop_category VALUES (1, ?, ?, ?, ?)",
        [
            (f"s{shelf}", name, fold(name), f"s{shelf // 10}" if shelf >= 10 else "")
            for shelf in range(1, SHELVES + 1)
            for name in (f"{_KINDS[shelf % len(_KINDS)]} {shelf}",)
        ],
    )


def _portion(tx: Transaction, numbers: list[int]) -> None:
    made = [(number, _product(number)) for number in numbers]
    tx.many(
        "INSERT INTO product (id, source, key, name, name_fold, category, brand, article, picture_count, price, stock,"
        " available, content_hash, price_hash, stock_hash, body, search, problem_count, first_seen_at, changed_at,"
        " vanished_at) VALUES (?, 1, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, 'c', 'p', 's', ?, ?, ?, ?, ?, ?)",
        [
            (
                number,
                one.key,
                one.name,
                fold(one.name),
                one.category,
                one.brand,
                one.article,
                one.skus[0].price,
                sum(sku.stock or 0 for sku in one.skus),
                int(number % 7 > 0),
                msgspec.json.encode(one).decode(),
                fold(" ".join((one.name, one.key, one.article, one.brand, *(sku.code for sku in one.skus)))),
                int(number % 50 == 0),
                _BEGAN,
                _BEGAN + number * 7919 % 86_400_000,
                _BEGAN if number % 100 == 0 else None,
            )
            for number, one in made
        ],
    )
    tx.many(
        "INSERT INTO sku VALUES (?, ?, ?, ?, ?, ?, 1)",
        [
            (number, place, sku.code, sku.price, sku.old_price, sku.stock)
            for number, one in made
            for place, sku in enumerate(one.skus)
        ],
    )
    listed = [(number, one) for number, one in made if number % 10]
    tx.many(
        "INSERT INTO listing (id, account, product, profile, firm, card_id, presence, outcome, problem_count, changed_at)"
        " VALUES (?, 1, ?, 1, 1, ?, 'on_sale', ?, ?, ?)",
        [
            (
                number,
                number,
                str(1_005_000_000_000 + number),
                _OUTCOMES[number % len(_OUTCOMES)],
                int(_OUTCOMES[number % len(_OUTCOMES)] in ("blocked", "rejected")),
                _BEGAN + number * 104_729 % 86_400_000,
            )
            for number, _one in listed
        ],
    )
    lanes = [(number, lane, want, base) for number, one in listed for lane, want, base in _lanes(number, one)]
    docs.put_all(tx, (doc for _number, _lane, want, base in lanes for doc in (want, base)))
    tx.many(
        "INSERT INTO lane (listing, lane, in_builder, in_product, in_recipe, in_overlay, want, base)"
        " VALUES (?, ?, 1, 'p', 'r', 0, ?, ?)",
        [(number, lane, want.name, base.name) for number, lane, want, base in lanes],
    )


def _product(number: int) -> Product:
    kind = _KINDS[number * 31 % len(_KINDS)]
    colour = _COLOURS[number * 17 % len(_COLOURS)]
    brand = _BRANDS[number * 13 % len(_BRANDS)]
    price = 10_000 + number * 7_919 % 9_000_000
    return Product(
        key=f"K{number * 7_919 % 9_999_991}",
        name=f"{kind} {brand} {colour} модель {number:07d}",
        category=f"s{number % SHELVES + 1}" if number % 40 else "",
        brand=brand,
        article=f"A-{number:07d}",
        description=_NOTE,
        pictures=(f"https://img.example/{number}.jpg",),
        params=(Param("Цвет", colour), Param("Материал", "хлопок")),
        skus=tuple(
            Sku(code=f"{number}-{one}", price=price + one * 100, old_price=price * 2, stock=(number + one) % 9)
            for one in range(1, number % 3 + 2)
        ),
    )


def _lanes(number: int, product: Product) -> Iterator[tuple[Lane, docs.Doc, docs.Doc]]:
    for lane, turn in zip(_LANES, (20, 33), strict=True):
        want = docs.pack(_want(lane, product, 0))
        yield lane, want, docs.pack(_want(lane, product, 1)) if number % turn == 1 else want


def _want(lane: Lane, product: Product, off: int) -> Want:
    if lane == "price":
        return Prices(tuple(SkuPrice(sku.code, (sku.price or 0) + off * 5_000) for sku in product.skus))
    return Stocks(tuple(SkuStock(sku.code, (sku.stock or 0) + off) for sku in product.skus))


def main() -> None:
    path = Path(sys.argv[1])
    products = int(sys.argv[2]) if len(sys.argv) > 2 else PRODUCTS
    began = time.perf_counter()
    make_shop(path, products)
    click.echo(f"{products:,} products in {path}: {path.stat().st_size / 1e6:,.0f} MB, {time.perf_counter() - began:,.0f} s")


if __name__ == "__main__":
    main()
