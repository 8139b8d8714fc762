"""Every route of local-products.md §3.1-3.17 against the simulated marketplace over HTTP."""

from collections.abc import Iterator

import msgspec
import pytest

from aliexport_tui.marketplace.local.adapter import LocalMarketplace
from aliexport_tui.marketplace.port import (
    CardDraft,
    CardFilter,
    CardImages,
    CardPrices,
    CardStocks,
    CardSummary,
    WriteAnswer,
)
from aliexport_tui.model.wants import Draft, Images, Prices, SkuPrice, SkuStock, Stocks
from tests.marketplace.helpers import EvenChance, Kept, ManualClock, seed_draft
from tests.support.sandbox import Sandbox


def settled(sandbox: Sandbox, market: LocalMarketplace, answer: WriteAnswer) -> list[str]:
    """The states of the answer's tasks once the queue has run."""
    sandbox.advance(30)
    return [task.state for task in market.tasks(answer.group_id)]


def drafts(count: int) -> list[Draft]:
    return [seed_draft(f"SKU-{number}", f"ext-{number}") for number in range(count)]


@pytest.fixture
def cards(sandbox: Sandbox, market: LocalMarketplace) -> list[CardSummary]:
    answer = market.create(drafts(3))
    assert settled(sandbox, market, answer) == ["success"] * 3
    return list(market.scroll(CardFilter()))


def only(sandbox: Sandbox, market: LocalMarketplace, card_id: str) -> CardSummary:
    (card,) = market.scroll(CardFilter(ids=(card_id,)))
    return card


def test_the_cheap_test(market: LocalMarketplace, sandbox: Sandbox) -> None:
    market.check()
    assert sandbox.requests() == {"POST /api/v1/scroll-short-product-by-filter": 1}


def test_create_queue_and_list(sandbox: Sandbox, market: LocalMarketplace) -> None:
    answer = market.create(drafts(2))
    assert [result.external_id for result in answer.results] == ["ext-0", "ext-1"]
    assert all(result.ok and result.task_id for result in answer.results)
    fresh = market.tasks(answer.group_id)
    assert [(task.state, task.product_id) for task in fresh] == [("queued", "")] * 2
    assert [task.id for task in fresh] == [result.task_id for result in answer.results]
    sandbox.advance(2)
    assert {task.state for task in market.tasks(answer.group_id)} == {"processing"}
    sandbox.advance(10)
    done = market.tasks(answer.group_id)
    assert [(task.state, task.sku_codes, task.external_id) for task in done] == [
        ("success", ("SKU-0",), "ext-0"),
        ("success", ("SKU-1",), "ext-1"),
    ]
    found = list(market.scroll(CardFilter(status="ONLINE")))
    assert [card.id for card in found] == [task.product_id for task in done]
    assert found[0].skus[0].price == 999_999_00
    assert found[0].image_urls == drafts(1)[0].images.urls
    assert found[0].created_at > 0


def test_an_item_refused_at_once_names_its_field(market: LocalMarketplace) -> None:
    good = seed_draft("A", "a")
    bad = msgspec.structs.replace(seed_draft("B", "b"), images=Images(("https://a.example/1.jpg",) * 7))
    results = market.create([good, bad]).results
    assert [result.ok for result in results] == [True, False]
    assert results[1].task_id == ""
    assert any("main_image_urls_list" in field for field in results[1].errors)


def test_a_late_failure_is_told_by_its_task(sandbox: Sandbox, market: LocalMarketplace, cards: list[CardSummary]) -> None:
    answer = market.set_stocks([CardStocks(cards[0].id, Stocks((SkuStock("NOBODY", 1),)))])
    sandbox.advance(30)
    (task,) = market.tasks(answer.group_id)
    assert task.state == "error"
    assert task.error_code
    assert task.error_text


def test_edit(sandbox: Sandbox, market: LocalMarketplace, cards: list[CardSummary]) -> None:
    content = msgspec.structs.replace(
        seed_draft("SKU-1", "ext-1").content,
        texts=(msgspec.structs.replace(seed_draft().content.texts[0], subject="Другие джинсы"),),
    )
    draft = msgspec.structs.replace(seed_draft("SKU-1", "ext-1"), content=content)
    assert settled(sandbox, market, market.edit([CardDraft(cards[1].id, draft)])) == ["success"]
    assert only(sandbox, market, cards[1].id).title == "Другие джинсы"


def test_fields_one_by_one(sandbox: Sandbox, market: LocalMarketplace, cards: list[CardSummary]) -> None:
    images = Images(("https://img.example.com/new.jpg",))
    for answer in (
        market.set_images([CardImages(cards[0].id, images), CardImages(cards[1].id, images)]),
        market.set_titles([(cards[0].id, "Новое имя")]),
        market.set_lead_times([(cards[0].id, 4)]),
    ):
        assert set(settled(sandbox, market, answer)) == {"success"}
    card = only(sandbox, market, cards[0].id)
    assert (card.image_urls, card.title) == (images.urls, "Новое имя")
    refused = market.set_images([CardImages(cards[0].id, Images(("https://a.example/1.jpg",) * 7))]).results
    assert not refused[0].ok
    assert list(refused[0].errors) == ["image_urls"]


def test_prices_and_stocks(sandbox: Sandbox, market: LocalMarketplace, cards: list[CardSummary]) -> None:
    prices = market.set_prices([CardPrices(cards[0].id, Prices((SkuPrice("SKU-0", 1990_00, 1490_50),)))])
    stocks = market.set_stocks([CardStocks(cards[0].id, Stocks((SkuStock("SKU-0", 0),)))])
    for answer in (prices, stocks):
        assert answer.group_id
        assert [(result.ok, result.task_id) for result in answer.results] == [(True, "")]
        assert settled(sandbox, market, answer) == ["success"]
    (sku,) = only(sandbox, market, cards[0].id).skus
    assert (sku.price, sku.discount) == (1990_00, 1490_50)
    assert market.stocks([sku.sku_id, "12000000099999999"]) == {sku.sku_id: 0}


@pytest.mark.parametrize("shape", ["per_id", "per_request"])
def test_visibility(sandbox: Sandbox, market: LocalMarketplace, cards: list[CardSummary], shape: str) -> None:
    sandbox.set({"onoff.results": shape})
    ids = [card.id for card in cards]
    answer = market.offline(ids[:2])
    assert [result.ok for result in answer.results] == [True, True]
    assert set(settled(sandbox, market, answer)) == {"success"}
    assert [card.id for card in market.scroll(CardFilter(status="OFFLINE"))] == ids[:2]
    detail = market.card(ids[0])
    assert detail is not None
    assert detail.status == "offline"
    settled(sandbox, market, market.online(ids[:1]))
    assert [card.id for card in market.scroll(CardFilter(status="ONLINE"))] == [ids[0], ids[2]]


@pytest.mark.parametrize("shape", ["results", "empty"])
def test_delete(sandbox: Sandbox, market: LocalMarketplace, cards: list[CardSummary], shape: str) -> None:
    sandbox.set({"delete.answer": shape})
    answer = market.delete([cards[0].id, cards[2].id])
    assert [result.ok for result in answer.results] == [True, True]
    sandbox.advance(30)
    assert [card.id for card in market.scroll(CardFilter())] == [cards[1].id]
    assert market.card(cards[0].id) is None


def test_scroll_over_pages_and_searches(sandbox: Sandbox, market: LocalMarketplace) -> None:
    settled(sandbox, market, market.create(drafts(101)))
    found = list(market.scroll(CardFilter()))
    assert len(found) == 101
    assert [int(card.id) for card in found] == sorted(int(card.id) for card in found)
    assert [card.skus[0].code for card in market.scroll(CardFilter(sku_codes=("SKU-7", "SKU-50")))] == ["SKU-7", "SKU-50"]
    assert [card.id for card in market.scroll(CardFilter(ids=(found[3].id,)))] == [found[3].id]
    # The server's page size may be smaller than what we ask for: nothing is missed.
    sandbox.set({"limits.scroll": 20, "limits.reaction": "clamp"})
    assert len(list(market.scroll(CardFilter()))) == 101


def test_full_reads(market: LocalMarketplace, cards: list[CardSummary]) -> None:
    detail = market.card(cards[0].id)
    assert detail is not None
    assert detail.titles["ru_RU"] == cards[0].title
    listed = [(sku.code, sku.sku_id, sku.price, sku.discount, sku.stock) for sku in cards[0].skus]
    assert [(sku.code, sku.sku_id, sku.price, sku.discount, sku.stock) for sku in detail.skus] == listed
    assert [(one.name_id, one.value_id, one.definition) for one in detail.skus[0].properties] == [
        ("14", "29", "Беленькие"),
        ("5", "4183", "Большие"),
    ]
    assert detail.weight
    assert detail.shipping_lead_time
    assert detail.package_length * detail.package_width * detail.package_height
    assert detail.mobile_descriptions.keys() == detail.descriptions.keys()
    assert {one.name_id for one in detail.properties} >= {"326", "284"}
    assert next(market.scroll_full(CardFilter())) == detail
    assert market.cards_by_id([cards[0].id, "1005000099999999"]) == ((detail,), ("1005000099999999",))


def test_placeholders_and_cards_without_variations(
    sandbox: Sandbox, market: LocalMarketplace, cards: list[CardSummary]
) -> None:
    sandbox.set({"fault.no_sku": 1, "fault.no_name": 1, "scroll.subject_key": "subject"})
    card = only(sandbox, market, cards[0].id)
    assert (card.skus, card.title) == ((), cards[0].title)
    detail = market.card(card.id)
    assert detail is not None
    assert all(one.name_id and not one.name.startswith("NO_NAME_") for one in detail.properties)


def test_the_tree_and_its_dictionaries(market: LocalMarketplace) -> None:
    top = market.top_categories()
    assert "200000345" in {category.id for category in top}
    women = next(category for category in top if category.id == "200000345")
    children = market.categories(women.children_ids)
    assert {child.id for child in children} == set(women.children_ids)
    many = [child for category in top for child in category.children_ids][:45]
    assert {child.id for child in market.categories(many)} == set(many)
    (jeans,) = market.categories(["200000361"])
    assert jeans.is_leaf
    assert {"326", "284", "380"} <= {one.id for one in jeans.properties}
    assert {"14", "5"} <= {one.id for one in jeans.sku_properties}
    assert "494" in {value.id for value in market.values(jeans.id, "284", sku=False)}
    assert "29" in {value.id for value in market.values(jeans.id, "14", sku=True)}


@pytest.mark.parametrize("key", ["both", "template_id", "templateId"])
def test_templates(sandbox: Sandbox, market: LocalMarketplace, key: str) -> None:
    sandbox.set({"templates.key": key})
    templates = market.templates()
    assert "24117182098" in {template.id for template in templates}
    assert all(template.name for template in templates)


def test_brands_whichever_way_offsets_count(sandbox: Sandbox, market: LocalMarketplace) -> None:
    brands = market.brands()
    assert {"approved", "pending"} <= {brand.status for brand in brands}
    assert len({brand.id for brand in brands}) == len(brands) > 1
    sandbox.set({"brand.offset_min": 1})
    assert market.brands() == brands


def test_size_charts(market: LocalMarketplace) -> None:
    charts = market.size_charts("200000361")
    assert charts
    assert {chart.category_id for chart in charts} == {"200000361"}


@pytest.fixture
def prefixed(sandbox: Sandbox) -> Iterator[LocalMarketplace]:
    address = sandbox.address + "/public/"
    opened = LocalMarketplace(address, sandbox.token, "en_US", "RUB", ManualClock(), EvenChance(), Kept(), per_second=1e6)
    yield opened
    opened.close()


def test_a_prefixed_address_and_the_language_of_names(prefixed: LocalMarketplace, market: LocalMarketplace) -> None:
    (english,) = prefixed.categories(["200000361"])
    (russian,) = market.categories(["200000361"])
    assert (english.name, russian.name) == ("Jeans", "Джинсы")
