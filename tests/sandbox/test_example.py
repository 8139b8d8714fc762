"""The example request of the official page is accepted as it stands, and its task succeeds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.sandbox.api import EXAMPLE_FILE, Api, example_body, example_product
from tests.support.sandbox import Sandbox

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"


def test_our_copy_equals_the_page() -> None:
    pages = list(SEEDS.glob("001_*.txt")) if SEEDS.is_dir() else []
    if not pages:
        pytest.skip("../shared is absent")
    found = re.search(r"--data-raw '(\{.*?\n\})'", pages[0].read_text(encoding="utf-8"), re.DOTALL)
    assert found
    assert json.loads(found[1]) == json.loads(EXAMPLE_FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("prefix", ["/api/v1/", "/public/api/v1/"])
def test_example_goes_through_all_states_to_success(api: Api, sandbox: Sandbox, prefix: str) -> None:
    answer = api.raw("product/create", example_body(), prefix).json()
    [result] = answer["results"]
    assert (result["ok"], result["errors"], result["external_id"]) == (True, {}, "")
    assert answer["group_id"].isdigit()
    [task] = api.tasks(answer["group_id"])
    assert (task["status"], task["id"], task["product_id"]) == (1, result["task_id"], "0")
    assert task["sku_codes"] == []
    sandbox.advance(2)
    assert api.tasks(answer["group_id"])[0]["status"] == 2
    assert api.scroll() == [], "a card shows only when its task has succeeded"
    sandbox.advance(3)
    [task] = api.tasks(answer["group_id"])
    assert (task["status"], task["error"], task["sku_codes"]) == (3, None, ["123456789"])
    assert re.fullmatch(r"1005\d{12}", task["product_id"])
    [row] = api.scroll()
    assert row["id"] == task["product_id"]
    assert re.fullmatch(r"12000\d{12}", row["sku"][0]["sku_id"])


def test_the_card_holds_what_was_sent(api: Api) -> None:
    [card_id] = api.created(example_product())
    card = api.product(card_id)
    assert card["category_id"] == "200000361"
    assert {each["locale"]: each["name"] for each in card["subject"]} == {
        "ru_RU": "Джинсы прямого кроя с необработанным краем",
        "en_US": "Straight cut jeans with a raw edge",
    }
    assert {each["locale"] for each in card["descriptions"]} == {"ru_RU", "en_US"}, "English is added by translation"
    assert card["main_image_urls"] == example_product()["main_image_urls_list"]
    [sku] = card["sku"]
    assert (sku["code"], sku["price"], sku["discount_price"]) == ("123456789", "999999", "888888")
    assert sku["ipm_sku_stock"] == "999"
    assert [each["value_definition"] for each in sku["property"]] == ["Беленькие", "Большие"]
    length = next(each for each in card["property"] if each["name_id"] == "380")
    assert (length["name"], length["unit_name"]) == ("Длина", "inch")


def test_the_same_product_twice_makes_two_cards(api: Api, sandbox: Sandbox) -> None:
    first, second = api.created(example_product(), example_product())
    assert first != second
    assert len(sandbox.cards()) == 2
    assert sandbox.sku_codes() == [("123456789",), ("123456789",)]
