"""Requests byte by byte against the official sample (001, "Пример запроса") and the examples of local-products.md §3."""

import json
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.marketplace.local import wire
from aliexport_tui.marketplace.port import CardDraft, CardImages, CardPrices, CardStocks, Fate, InvalidRequest
from aliexport_tui.model.wants import Attribute, Draft, Images, Prices, SkuPrice, SkuStock, Stocks
from tests.marketplace.helpers import seed_draft

SAMPLE = json.loads((Path(__file__).parent / "seed_request.json").read_text(encoding="utf-8"))
DEPRECATED = {
    "brand_name",
    "inventory_deduction_strategy",
    "service_policy_id",
    "ae_group_id",
    "web_detail",
    "mobile_detail",
}


def product(draft: Draft) -> dict[str, object]:
    found: dict[str, object] = json.loads(wire.products_body([draft]))["products"][0]
    return found


def flat(value: object, path: str = "") -> dict[str, object]:
    if isinstance(value, dict):
        return {k: v for name, member in value.items() for k, v in flat(member, f"{path}.{name}").items()}
    if isinstance(value, list):
        return {k: v for index, member in enumerate(value) for k, v in flat(member, f"{path}[{index}]").items()}
    return {path: value}


def test_the_official_sample_is_written_field_by_field() -> None:
    ours, theirs = flat(product(seed_draft())), flat(SAMPLE["products"][0])
    assert ours.keys() == theirs.keys()
    for path, expected in theirs.items():
        found = ours[path]
        assert type(found) is type(expected), path
        if path.endswith("price"):
            assert Decimal(str(found)) == Decimal(str(expected)), path
        else:
            assert found == expected, path


def change(draft: Draft, **members: object) -> Draft:
    return msgspec.structs.replace(draft, content=msgspec.structs.replace(draft.content, **members))


@pytest.mark.parametrize(
    ("members", "field", "expected"),
    [
        ({"external_id": "demo-001"}, "external_id", "demo-001"),
        ({"external_category_id": "7"}, "external_category_id", "7"),
        ({"package_type": True, "lot_num": 12}, "lot_num", "12"),
        ({"package_type": True, "lot_num": 12}, "package_type", True),
        ({"size_chart_id": "300001"}, "size_chart_id", 300001),
        ({"bulk_order": None}, "bulk_order", None),
        ({"video_url": "", "preview_url": ""}, "video", None),
        ({"video_url": ""}, "video", {"preview_url": "https://ae01.alicdn.com/kf/S6b61a0ee7d314042bd117b2b4bf49789w.jpg"}),
    ],
)
def test_optional_fields_are_sent_only_when_set(members: dict[str, object], field: str, expected: object) -> None:
    assert product(change(seed_draft(), **members)).get(field) == expected


def test_the_brand_goes_without_its_value_and_an_own_attribute_with_both_ids() -> None:
    attributes = (Attribute("Demo Brand", "2", "Demo Brand", "800001"), Attribute("Упаковка", "-1", "картон", "-1"))
    assert product(change(seed_draft(), attributes=attributes))["attribute_list"] == [
        {"attribute_name": "Demo Brand", "attribute_name_id": "2", "attribute_value_id": "800001"},
        {"attribute_name": "Упаковка", "attribute_name_id": "-1", "attribute_value": "картон", "attribute_value_id": "-1"},
    ]


def test_prices_and_stocks_join_their_variation_by_code() -> None:
    draft = seed_draft()
    second = msgspec.structs.replace(draft.content.skus[0], sku_code="B", gtin="460", tnved_codes=("1",), okpd2_codes=("2",))
    draft = msgspec.structs.replace(
        change(draft, skus=(*draft.content.skus, second)),
        prices=Prices((SkuPrice("B", 1_01), SkuPrice("123456789", 2_00))),
        stocks=Stocks((SkuStock("B", 0), SkuStock("123456789", 7))),
    )
    skus = json.loads(wire.products_body([draft]))["products"][0]["sku_info_list"]
    assert [(sku["sku_code"], sku["price"], sku["inventory"], sku.get("discount_price")) for sku in skus] == [
        ("123456789", "2.00", 7, None),
        ("B", "1.01", 0, None),
    ]
    assert (skus[1]["gtin"], skus[1]["tnved_codes"], skus[1]["okpd2_codes"]) == ("460", ["1"], ["2"])


def test_nothing_deprecated_is_ever_sent() -> None:
    names = {part for path in flat(product(seed_draft("A", "ext"))) for part in path.replace("[", ".").split(".")}
    assert not names & DEPRECATED


@pytest.mark.parametrize(
    "draft",
    [
        change(seed_draft(), category_id=""),
        change(seed_draft(), freight_template_id="12a"),
        change(seed_draft(), size_chart_id="-5"),
        msgspec.structs.replace(seed_draft(), prices=Prices(())),
        msgspec.structs.replace(seed_draft(), stocks=Stocks(())),
        change(seed_draft(), external_id="half \ud83d"),
    ],
)
def test_a_draft_that_can_not_be_written_is_refused_before_anything_leaves(draft: Draft) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        wire.products_body([draft])
    assert (refusal.value.code, refusal.value.fate) == ("marketplace.unsendable", Fate.REFUSED)


def test_the_other_writes() -> None:
    card = "1005000000000001"
    edited = json.loads(wire.edit_body([CardDraft(card, seed_draft())]))["products"][0]
    assert edited.pop("product_id") == card
    assert edited == product(seed_draft())
    assert json.loads(wire.images_body([CardImages(card, Images(("https://a/1.jpg",)))])) == {
        "fields": [{"product_id": card, "key": "image_urls", "value": ["https://a/1.jpg"]}]
    }
    prices = CardPrices(card, Prices((SkuPrice("DEMO-001-RED", 1990_00, 1490_50), SkuPrice("X", 1_00))))
    assert json.loads(wire.prices_body([prices])) == {
        "products": [
            {
                "product_id": card,
                "skus": [
                    {"sku_code": "DEMO-001-RED", "price": "1990.00", "discount_price": "1490.50"},
                    {"sku_code": "X", "price": "1.00"},
                ],
            }
        ]
    }
    assert json.loads(wire.stocks_body([CardStocks(card, Stocks((SkuStock("DEMO-001-RED", 7), SkuStock("Y", 0))))])) == {
        "products": [
            {
                "product_id": card,
                "skus": [{"sku_code": "DEMO-001-RED", "inventory": "7"}, {"sku_code": "Y", "inventory": "0"}],
            }
        ]
    }
    assert json.loads(wire.ids_body([card])) == {"productIds": [card]}


@given(price=st.integers(1, 100_000_000_00))
def test_money_survives_the_wire(price: int) -> None:
    sent = json.loads(wire.prices_body([CardPrices("1", Prices((SkuPrice("A", price),)))]))
    assert Decimal(sent["products"][0]["skus"][0]["price"]) * 100 == price
