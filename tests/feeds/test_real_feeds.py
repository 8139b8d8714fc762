"""Feeds of other people's shops from the file to verified cards: read, mapped by a profile of ours, sent, seen on sale."""

from collections import Counter
from collections.abc import Collection, Iterator
from decimal import Decimal
from math import ceil
from xml.etree.ElementTree import Element

import pytest

from tests.feeds.rules import broken_rules
from tests.feeds.shops import SHARED, contents, offers, with_feed
from tests.support.export import Shop
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder shared beside the project is absent")

SIMPLE = "yandex_ecom_simple.xml"
MODELS = "yandex_ecom_vendor_model.xml"
DOORS = "wp_yml_creator_doors.yml"


def _pictures(offer: Element) -> list[str]:
    return [picture.text or "" for picture in offer.findall("picture")]


@pytest.mark.parametrize(("feed", "profile"), [(SIMPLE, "yandex_simple"), (MODELS, "yandex_vendor_model")])
def test_every_offer_of_a_clean_feed_goes_live(shop: Shop, feed: str, profile: str) -> None:
    wanted = offers(feed)
    with_feed(shop, feed, profile)
    code = "yandex" if profile == "yandex_simple" else "yandex_models"
    summary = shop.run(code=code)
    assert summary.exit_code == 0
    assert {(group.code, group.severity): group.count for group in summary.groups} == _warnings(wanted.values())
    assert summary.outcomes["live"] == len(wanted) == 36
    assert shop.outcomes() == dict.fromkeys(wanted, "live")

    cards = contents(shop)
    assert cards.keys() == wanted.keys()
    assert {key: broken for key, card in cards.items() if (broken := broken_rules(card))} == {}
    for key, offer in wanted.items():
        card = cards[key]
        assert card["images"] == _pictures(offer)[:6]
        [sku] = card["skus"]
        assert sku["code"] == offer.findtext("vendorCode")
        assert Decimal(sku["price"]) == _asked(offer, rule=profile == "yandex_simple")
        assert sku["inventory"] == 5
        for part in ("name", "typePrefix", "model"):
            assert (offer.findtext(part) or "").strip() in card["subjects"]["ru"]
        assert card["category_id"] == {"10101": "300322138", "10103": "608368596"}[offer.findtext("categoryId") or ""]

    again = shop.run(code=code)
    assert (again.exit_code, again.requests["write"], again.planned["unchanged"]) == (0, 0, 36)


def _warnings(feed: Collection[Element]) -> dict[tuple[str, str], int]:
    """What deserves a word in the clean feeds: a brand that the seller has not, pictures over six, params without a name."""
    counts = {
        "brand.not_approved": sum(bool(offer.findtext("vendor")) for offer in feed),
        "images.limited": sum(len(_pictures(offer)) > 6 for offer in feed),
        "feed.param_nameless": sum(any(not param.get("name") for param in offer.findall("param")) for offer in feed),
    }
    return {(code, "warning"): count for code, count in counts.items() if count}


def _asked(offer: Element, *, rule: bool) -> Decimal:
    """The feed's price, with 7 % more and up to whole tens where the profile says so."""
    price = Decimal(offer.findtext("price") or "0")
    return Decimal(ceil(price * 107 / 1000) * 10) if rule else price


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Exported once."""
    with Sandbox() as sandbox:
        shop = with_feed(Shop(sandbox, tmp_path_factory.mktemp("doors")), DOORS, "doors")
        shop.run(code="doors")
        yield shop


def test_doors_without_a_picture_are_blocked_and_named(shop: Shop) -> None:
    wanted = offers(DOORS)
    bare = {key for key, offer in wanted.items() if not _pictures(offer)}
    assert len(bare) == 13
    with_feed(shop, DOORS, "doors")
    summary = shop.run(code="doors")
    assert summary.exit_code == 3
    assert (summary.outcomes["live"], summary.outcomes["blocked"]) == (len(wanted) - 13, 13)
    outcomes = shop.outcomes()
    assert {key for key, outcome in outcomes.items() if outcome == "blocked"} == bare
    assert {outcome for key, outcome in outcomes.items() if key not in bare} == {"live"}
    [group] = [group for group in summary.groups if group.severity == "error"]
    assert (group.field, group.count) == ("main_image_urls_list", 13)
    with shop.db() as db:
        named = db.rows("SELECT DISTINCT product FROM v_problems WHERE field = 'main_image_urls_list'")
    assert {row[0] for row in named} == bare

    cards = contents(shop)
    assert cards.keys() == wanted.keys() - bare
    assert {key: broken for key, card in cards.items() if (broken := broken_rules(card))} == {}
    again = shop.run(code="doors")
    assert (again.exit_code, again.requests["write"]) == (3, 0)


def test_doors_without_a_category_go_where_the_bucket_says(doors: Shop) -> None:
    wanted = offers(DOORS)
    cards = contents(doors)
    homeless = [key for key, offer in wanted.items() if not offer.findtext("categoryId") and _pictures(offer)]
    assert len(homeless) == 45
    assert Counter(cards[key]["category_id"] for key in homeless) == {"1133042772": 45}
    assert cards["90"]["category_id"] == "671331165", "70 stands below 67 and takes its mapping"
    assert cards["1013"]["category_id"] == "499879947", "115 stands below 84 and has a mapping of its own"


def test_doors_get_their_missing_descriptions_from_the_template(doors: Shop) -> None:
    card = contents(doors)["1575"]
    name = "Металлодетектор Блокпост Z 600 1200 1800"
    assert card["descriptions"]["ru"]["web"] == f"<p>{name}. Изготовление по размерам заказчика.</p>"
    assert contents(doors)["607"]["subjects"]["ru"] == "Касса Бр-1.I «под ключ»", "escaped twice in the feed"
