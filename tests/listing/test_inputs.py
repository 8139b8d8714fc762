"""Staleness: whatever a builder can see, the catalogue's hashes and the recipe's digests watch."""

from decimal import Decimal

import msgspec
import pytest

from aliexport_tui.listing.inputs import narrow
from aliexport_tui.listing.recipe import resolve
from aliexport_tui.model.problem import Place
from aliexport_tui.model.product import Param, Product, Sku
from aliexport_tui.model.profile import (
    AttributeMapping,
    AxisMapping,
    BrandRule,
    Card,
    CategoryMapping,
    Chunks,
    Condition,
    Drift,
    Guards,
    ImportFirst,
    LanguageTexts,
    Pictures,
    PriceRule,
    PriceStep,
    Profile,
    StockRule,
    Texts,
    ValueMatch,
    Verify,
)
from aliexport_tui.model.wants import LANES, Lane
from aliexport_tui.sources.hashing import content_hash, price_hash, stock_hash
from tests.listing.shop import CARD, PRODUCT, PROFILE, TREE, FakeSchema

replace = msgspec.structs.replace

PRODUCT_CHANGES: dict[str, tuple[object, set[str]]] = {
    "key": ("other", set(LANES)),
    "name": ("other", {"content"}),
    "category": ("1", {"content"}),
    "brand": ("other", {"content"}),
    "article": ("other", {"content", "price", "stock"}),
    "description": ("other", {"content"}),
    "url": ("other", {"content"}),
    "currency": ("USD", {"price"}),
    "country": ("other", {"content"}),
    "pictures": (("http://a.ru/x",), {"images"}),
    "params": ((Param("a", "b"),), {"content"}),
    "weight": (Decimal(9), {"content"}),
    "length": (Decimal(9), {"content"}),
    "width": (Decimal(9), {"content"}),
    "height": (Decimal(9), {"content"}),
    "tnved": (("1234",), {"content"}),
    "fields": ({"x": "y"}, {"content"}),
    "skus": ((), {"content", "images", "price", "stock"}),
    "place": (Place("other", 1), set()),
}
SKU_CHANGES: dict[str, tuple[object, set[str]]] = {
    "code": ("other", {"content", "images", "price", "stock"}),  # SKUs, and their pictures, go in the order of codes
    "price": (1, {"price"}),
    "old_price": (1, {"price"}),
    "stock": (1, {"stock"}),
    "available": (False, {"stock"}),
    "barcode": ("other", {"content", "price", "stock"}),
    "params": ((), {"content"}),
    "pictures": ((), {"content", "images"}),
    "place": (Place("other", 1), set()),
}


def hashes(product: Product) -> dict[Lane, str]:
    """What the planner compares (store.listings): price and stock lanes watch the content too."""
    content = content_hash(product)
    return {
        "content": content,
        "images": content,
        "price": price_hash(product) + content,
        "stock": stock_hash(product) + content,
    }


def watch(changed: Product, expected: set[str]) -> None:
    seen = {lane for lane in LANES if narrow(lane, changed) != narrow(lane, PRODUCT)}
    assert seen == expected
    before, after = hashes(PRODUCT), hashes(changed)
    assert seen - {"visibility"} <= {lane for lane in before if before[lane] != after[lane]}


def test_every_member_is_altered() -> None:
    assert set(PRODUCT_CHANGES) == set(Product.__struct_fields__)
    assert set(SKU_CHANGES) == set(Sku.__struct_fields__)
    assert set(PROFILE_CHANGES) == set(Profile.__struct_fields__)


@pytest.mark.parametrize("member", PRODUCT_CHANGES)
def test_product(member: str) -> None:
    value, lanes = PRODUCT_CHANGES[member]
    watch(replace(PRODUCT, **{member: value}), lanes)


@pytest.mark.parametrize("member", SKU_CHANGES)
def test_sku(member: str) -> None:
    value, lanes = SKU_CHANGES[member]
    skus = (replace(PRODUCT.skus[0], **{member: value}), *PRODUCT.skus[1:])
    watch(replace(PRODUCT, skus=skus), lanes)


MATCH = (ValueMatch("x", "1"),)
PROFILE_CHANGES: dict[str, tuple[tuple[object, ...], set[str]]] = {
    "code": (("other",), set()),
    "name": (("other",), set()),
    "account": (("other",), set()),
    "source": (("other",), set()),
    "active": ((False,), set()),
    "language": (("en",), {"content"}),
    "filter": (((Condition("name", "is", "x"),),), set()),
    "filter_sql": (("p.price > 0",), set()),
    "include": ((("x",),), set()),
    "exclude": ((("x",),), set()),
    "categories": (
        (
            (CategoryMapping("1", "200000345"),),
            (CategoryMapping("1", "200000361", card=Card(gtin="1")),),
            (CategoryMapping("1", "200000361", attributes=(AttributeMapping("10", "x"),)),),
            (CategoryMapping("1", "200000361", axes=(AxisMapping("14", "x"),)),),
        ),
        {"content"},
    ),
    "attributes": (
        (
            (AttributeMapping("10", "x"),),
            (AttributeMapping("10", "x", values=MATCH),),
            (AttributeMapping("10", "x", unmatched="block"),),
            (AttributeMapping("10", "x", separator=";"),),
            (AttributeMapping("10", "x", unit="cm"),),
        ),
        {"content"},
    ),
    "axes": (
        (
            (AxisMapping("14", "x"),),
            (AxisMapping("14", "x", values=MATCH),),
            (AxisMapping("14", "x", fallback_id="1"),),
            (AxisMapping("14", "x", own_name=False),),
            (AxisMapping("14", "x", picture=True),),
        ),
        {"content"},
    ),
    "brand": (
        (BrandRule("x"), BrandRule(values=MATCH), BrandRule(missing="block"), BrandRule(unknown="omit")),
        {"content"},
    ),
    "card": (
        tuple(replace(CARD, **{name: "other"}) for name in Card.__struct_fields__ if name != "sku_code"),
        {"content"},
    ),
    "price": ((PriceRule((PriceStep("add", "1"),)), PriceRule(old_price=False)), {"price"}),
    "stock": (
        (StockRule(1), StockRule(reserve=1), StockRule(minimum=1), StockRule(cap=1), StockRule(available_means=1)),
        {"stock"},
    ),
    "texts": (
        (Texts(ru=LanguageTexts("x")), Texts(en=LanguageTexts("x")), Texts(tr=LanguageTexts("x")), Texts(missing="x")),
        {"content"},
    ),
    "image_limit": ((1,), {"images"}),
    "pictures": ((Pictures("warn"), Pictures(resize=True), Pictures(folder="/x"), Pictures(address="x")), {"images"}),
    "chunks": ((Chunks(1),), set()),
    "verify": ((Verify(1),), set()),
    "guards": ((Guards(price_floor="1"),), set()),
    "leavers": (("keep",), set()),
    "drift": ((Drift(("price",)),), set()),
    "import_first": ((ImportFirst("always"),), set()),
}


@pytest.mark.parametrize("member", PROFILE_CHANGES)
def test_profile(member: str) -> None:
    values, lanes = PROFILE_CHANGES[member]
    before = resolve(PROFILE, "10", TREE, FakeSchema())
    told = set()
    for value in values:
        after = resolve(replace(PROFILE, **{member: value}), "10", TREE, FakeSchema())
        assert {lane for lane in LANES if after.digest(lane) != before.digest(lane)} == lanes
        told.add(tuple(after.digest(lane) for lane in LANES))
    assert len(told) == (len(values) if lanes else 1)
