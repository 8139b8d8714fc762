"""What a card shows against what it was sent: which field, sent and seen; and what is no difference."""

import msgspec
import pytest

from aliexport_tui.engine.sending.compare import differences
from aliexport_tui.engine.sending.sight import as_wants
from aliexport_tui.marketplace.port import CardDetail, CardProperty, CardSku, CardStatus, CardSummary
from aliexport_tui.model.wants import (
    Attribute,
    Content,
    Images,
    Lane,
    Prices,
    SkuAttribute,
    SkuContent,
    SkuPrice,
    SkuStock,
    Stocks,
    Text,
    Visibility,
    Want,
)

CONTENT = Content(
    external_id="1",
    external_category_id="",
    category_id="10",
    language="ru",
    texts=(Text("ru", "Чайник", "<p>Греет воду</p>", "Греет воду"),),
    attributes=(
        Attribute(name_id="20", value_id="21"),
        Attribute(name_id="22", value="Сталь"),
        Attribute(name_id="-1", value_id="-1", name="Гарантия", value="год"),
    ),
    freight_template_id="1",
    package_length=1,
    package_width=2,
    package_height=3,
    weight="0.3",
    product_unit=100000015,
    shipping_lead_time=3,
    skus=(SkuContent("A", attributes=(SkuAttribute("14", "771", "белый"),)),),
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
SENT: dict[Lane, Want] = {
    "content": CONTENT,
    "images": IMAGES,
    "price": PRICES,
    "stock": STOCKS,
    "visibility": Visibility(True),
}
PROPERTIES = (
    CardProperty("20", value_id="21", name="Материал", value="Сталь"),
    CardProperty("22", value_id="500", value="сталь"),
    CardProperty("-1", value_id="-1", name="Гарантия", value="год"),
)
DETAIL = CardDetail(
    id="1",
    status="online",
    category_id="10",
    titles={"ru_RU": "Чайник", "en_US": "Kettle"},
    descriptions={"ru_RU": "<div><p>Греет  воду</p></div>", "en_US": "Heats water"},
    properties=PROPERTIES,
    skus=(CardSku("A", properties=(CardProperty("14", "771", "Цвет", "белый", "белый"),)),),
    mobile_descriptions={"ru_RU": "Греет воду"},
    freight_template_id="1",
    package_length=1,
    package_width=2,
    package_height=3,
    weight="0.30",
    product_unit=100000015,
    shipping_lead_time=3,
)

Found = dict[str, tuple[str | None, str | None]]


def _found(card: CardSummary = CARD, status: CardStatus = "ONLINE", detail: CardDetail | None = None) -> Found:
    """field -> (sent, seen) of all lanes."""
    seen = as_wants(card, status, SENT, "ru_RU", detail)
    return {one.field: (one.before, one.after) for fields in differences(SENT, seen).values() for one in fields}


def _with(**changes: object) -> CardSummary:
    card: CardSummary = msgspec.structs.replace(CARD, **changes)
    return card


def _sku(**changes: object) -> CardSummary:
    return _with(skus=(msgspec.structs.replace(CARD.skus[0], **changes),))


def _detail(**changes: object) -> CardDetail:
    detail: CardDetail = msgspec.structs.replace(DETAIL, **changes)
    return detail


@pytest.mark.parametrize(
    ("card", "different"),
    [
        (CARD, {}),
        (_with(title="Другое"), {"texts[ru].subject": ("Чайник", "Другое")}),
        (_with(title="Чайник "), {}),
        (_with(title=""), {}),
        (_with(category_id="11"), {"category_id": ("10", "11")}),
        (_with(skus=(*CARD.skus, CardSku("B"))), {"skus[B].sku_code": (None, "B")}),
        (
            _with(skus=(CardSku("B", price=10_000, stock=7),)),
            {
                "skus[A].sku_code": ("A", None),
                "skus[A].attributes[14].name_id": ("14", None),
                "skus[A].attributes[14].value_id": ("771", None),
                "skus[A].attributes[14].definition_name": ("белый", None),
                "skus[B].sku_code": (None, "B"),
            },
        ),
        (_with(skus=()), {}),
        (_with(image_urls=IMAGES.urls[:1]), {"urls[1]": (IMAGES.urls[1], None)}),
        (
            _with(image_urls=IMAGES.urls[::-1]),
            {"urls[0]": (IMAGES.urls[0], IMAGES.urls[1]), "urls[1]": (IMAGES.urls[1], IMAGES.urls[0])},
        ),
        (_with(image_urls=("https://cdn.example.org/a.jpg", "https://cdn.example.org/b.jpg")), {}),
        (_with(image_urls=()), {}),
        (_sku(price=9_900), {"sku[A].price": ("100.00", "99.00")}),
        (_sku(discount=None), {"sku[A].discount_price": ("90.00", None)}),
        (_sku(discount=0), {"sku[A].discount_price": ("90.00", None)}),
        (_sku(price=None), {}),
        (_sku(stock=3), {}),
        (_sku(stock=8), {"sku[A].inventory": ("7", "8")}),
        (_sku(stock=None), {}),
    ],
)
def test_the_list(card: CardSummary, different: Found) -> None:
    assert _found(card) == different


def test_off_sale_is_a_difference_of_visibility() -> None:
    assert _found(status="OFFLINE") == {"online": ("True", "False")}


def test_a_machine_translation_is_no_difference() -> None:
    found = differences({"content": CONTENT}, as_wants(_with(title="Kettle"), "ONLINE", {"content": CONTENT}, "en_US"))
    assert found == {"content": ()}


@pytest.mark.parametrize(
    ("detail", "different"),
    [
        (DETAIL, {}),
        (CardDetail("1", "", "", {}), {}),
        (_detail(weight="1.3"), {"weight": ("0.3", "1.3")}),
        (_detail(weight="0"), {}),
        (_detail(shipping_lead_time=30), {}),
        (_detail(shipping_lead_time=5), {"shipping_lead_time": ("3", "5")}),
        (_detail(package_height=4), {"package_height": ("3", "4")}),
        (_detail(freight_template_id="2"), {"freight_template_id": ("1", "2")}),
        (_detail(titles={"ru_RU": "Самовар", "en_US": "Samovar"}), {"texts[ru].subject": ("Чайник", "Самовар")}),
        (_detail(descriptions={"ru_RU": "<p>Иное</p>"}), {"texts[ru].web": ("<p>Греет воду</p>", "<p>Иное</p>")}),
        (_detail(descriptions={"en_US": "Something else"}), {}),
        (_detail(properties=(*PROPERTIES, CardProperty("99", "1"))), {}),
        (_detail(properties=(CardProperty("20", "999"), *PROPERTIES[1:])), {"attributes[20].value_id": ("21", "999")}),
        (_detail(properties=(CardProperty("20"), CardProperty("22"), CardProperty("-1"))), {}),
        (
            _detail(properties=PROPERTIES[1:]),
            {"attributes[20].name_id": ("20", None), "attributes[20].value_id": ("21", None)},
        ),
        (
            _detail(skus=(CardSku("A", properties=(CardProperty("14", "772"),)),)),
            {"skus[A].attributes[14].value_id": ("771", "772")},
        ),
        (
            _detail(skus=(CardSku("A", properties=(CardProperty("14", "771", definition="серый"),)),)),
            {"skus[A].attributes[14].definition_name": ("белый", "серый")},
        ),
        (_detail(skus=(CardSku("A", properties=(CardProperty("14", "771"),)),)), {}),
    ],
)
def test_in_full(detail: CardDetail, different: Found) -> None:
    found = _found(detail=detail)
    assert {field: pair for field, pair in found.items() if field != "attributes[20].value"} == different


def test_a_card_whose_row_has_no_skus_shows_them_in_full() -> None:
    detail = _detail(skus=(CardSku("A", price=12_000, stock=9),))
    found = _found(_with(skus=()), detail=detail)
    assert found == {
        "sku[A].price": ("100.00", "120.00"),
        "sku[A].discount_price": ("90.00", None),
        "sku[A].inventory": ("7", "9"),
    }
