from collections.abc import Callable
from decimal import Decimal

import msgspec
import pytest

from aliexport_tui.model.problem import Place
from aliexport_tui.model.product import Param, Product, Sku
from aliexport_tui.sources.hashing import content_hash, price_hash, stock_hash

BASE = Product(
    "1", "Стол", currency="RUB", fields={"b": "2", "a": "1"}, skus=(Sku("x", 100, stock=1), Sku("y", 200, stock=2))
)


def with_sku(**changes: object) -> Product:
    return msgspec.structs.replace(BASE, skus=(msgspec.structs.replace(BASE.skus[0], **changes), BASE.skus[1]))


def changed(product: Product) -> set[str]:
    lanes: dict[str, Callable[[Product], str]] = {"content": content_hash, "price": price_hash, "stock": stock_hash}
    return {lane for lane, digest in lanes.items() if digest(product) != digest(BASE)}


@pytest.mark.parametrize(
    ("product", "lanes"),
    [
        (with_sku(price=101), {"price"}),
        (with_sku(old_price=150), {"price"}),
        (msgspec.structs.replace(BASE, currency="USD"), {"price"}),
        (with_sku(stock=0), {"stock"}),
        (with_sku(stock=None), {"stock"}),
        (with_sku(available=False), {"stock"}),
        (with_sku(barcode="1"), {"content"}),
        (with_sku(params=(Param("a", "b"),)), {"content"}),
        (with_sku(pictures=("u",)), {"content"}),
        (with_sku(code="z"), {"content", "price", "stock"}),
        (msgspec.structs.replace(BASE, skus=BASE.skus[:1]), {"content", "price", "stock"}),
        *(
            (msgspec.structs.replace(BASE, **{name: value}), {"content"})
            for name, value in (
                ("name", "Стул"),
                ("category", "2"),
                ("brand", "b"),
                ("article", "b"),
                ("description", "b"),
                ("url", "b"),
                ("country", "b"),
                ("pictures", ("u",)),
                ("params", (Param("a", "b"),)),
                ("weight", Decimal(1)),
                ("length", Decimal(1)),
                ("width", Decimal(1)),
                ("height", Decimal(1)),
                ("tnved", ("1",)),
                ("fields", {}),
            )
        ),
        (msgspec.structs.replace(BASE, fields={"a": "1", "b": "2"}), set()),
        (msgspec.structs.replace(BASE, skus=BASE.skus[::-1]), set()),
        (msgspec.structs.replace(BASE, place=Place("x", 5, "k")), set()),
        (with_sku(place=Place("x", 5, "k")), set()),
    ],
)
def test_each_change_moves_the_digests_of_its_lanes_alone(product: Product, lanes: set[str]) -> None:
    assert changed(product) == lanes


def test_digests_are_the_same_in_every_process() -> None:
    assert stock_hash(BASE) == "38388a0b25d7f7d6e24053a932b4783e"
    assert price_hash(BASE) == "d427623eef190cc45c25f76afa1e3329"
