"""What a card shows against what it was sent."""

import msgspec
import pytest

from aliexport_tui.engine.sending.compare import differences
from aliexport_tui.marketplace.port import CardSku, CardSummary
from aliexport_tui.model.wants import Content, Images, Prices, SkuContent, SkuPrice, SkuStock, Stocks, Text, Visibility

CONTENT = Content(
    external_id="1",
    external_category_id="",
    category_id="10",
    language="ru",
    texts=(Text("ru", "Чайник", "о", "о"),),
    attributes=(),
    freight_template_id="1",
    package_length=1,
    package_width=1,
    package_height=1,
    weight="1",
    product_unit=100000015,
    shipping_lead_time=3,
    skus=(SkuContent("A"),),
)
IMAGES = Images(("https://img.example.com/1.jpg", "https://img.example.com/2.jpg"))
PRICES = Prices((SkuPrice("A", 10_000, 9_000),))
STOCKS = Stocks((SkuStock("A", 7),))
CARD = CardSummary(
    id="1",
    title="Чайник",
    category_id="10",
    image_urls=IMAGES.urls,
    skus=(CardSku("A", price=10_000, discount=9_000, stock=7),),
)
KNOWN = {"content": CONTENT, "images": IMAGES, "price": PRICES, "stock": STOCKS, "visibility": Visibility(True)}


def _with(**changes: object) -> CardSummary:
    card: CardSummary = msgspec.structs.replace(CARD, **changes)
    return card


def _sku(**changes: object) -> CardSummary:
    return _with(skus=(msgspec.structs.replace(CARD.skus[0], **changes),))


@pytest.mark.parametrize(
    ("card", "different"),
    [
        (CARD, set()),
        (_with(title="Другое"), {"content"}),
        (_with(category_id="11"), {"content"}),
        (_with(skus=(*CARD.skus, CardSku("B"))), {"content"}),
        (_with(image_urls=IMAGES.urls[:1]), {"images"}),
        (_with(image_urls=IMAGES.urls[::-1]), {"images"}),
        (_with(image_urls=("https://cdn.example.org/a.jpg", "https://cdn.example.org/b.jpg")), set()),
        (_with(image_urls=()), set()),
        (_sku(price=9_900), {"price"}),
        (_sku(discount=None), {"price"}),
        (_sku(discount=0), {"price"}),
        (_sku(price=None), set()),
        (_sku(stock=3), set()),
        (_sku(stock=8), {"stock"}),
        (_sku(stock=None), set()),
    ],
)
def test_differences(card: CardSummary, different: set[str]) -> None:
    found = differences(card, dict(KNOWN), "ru_RU")  # type: ignore[arg-type]
    assert {lane for lane, differs in found.items() if differs} == different


def test_a_machine_translation_is_no_difference() -> None:
    found = differences(_with(title="Kettle"), {"content": CONTENT}, "en_US")
    assert found == {"content": False}
