"""The queue: states and delays, late failures, what each kind of write does to a card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.sandbox.api import Api, Json, example_product, put
from tests.support.sandbox import Sandbox

GONE = "https://pictures.invalid/1.jpg"
PRICE = "product/update-sku-price"
STOCK = "product/update-sku-stock"
FIELD = "product/update-field"


def prices(card_id: str, *skus: Mapping[str, object]) -> Json:
    return {"products": [{"product_id": card_id, "skus": list(skus)}]}


def sku(**members: object) -> Json:
    return {"sku_code": "123456789", **members}


def brand(value_id: str) -> Callable[[Json], None]:
    entry = {"attribute_name": "x", "attribute_name_id": "2", "attribute_value_id": value_id}
    return lambda product: product["attribute_list"].append(entry)


def brand_id(api: Api, status: str) -> str:
    body = {"offset": "0", "limit": "1", "filters": {"status": [status]}}
    return str(api.post("brand/get-brand-list", body)["data"]["list"][0]["id"])


def show_sku(api: Api, card_id: str) -> Json:
    first: Json = api.product(card_id)["sku"][0]
    return first


def test_delays_follow_their_switches(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"tasks.queue_s": 100, "tasks.process_s": 1000})
    group = api.create(example_product())["group_id"]
    states = []
    for seconds in (99, 2, 998, 2):
        sandbox.advance(seconds)
        states.append(api.tasks(group)[0]["status"])
    assert states == [1, 2, 2, 3]


def test_times_of_a_task_are_those_of_the_marketplace(api: Api, sandbox: Sandbox) -> None:
    group = api.create(example_product())["group_id"]
    sandbox.advance(86_400)
    [task] = api.tasks(group)
    assert task["updated_at"] > task["created_at"]
    assert task["created_at"].endswith("Z")
    assert api.scroll()[0]["ali_created_at"] == task["updated_at"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda p: p["main_image_urls_list"].append(GONE), "1001"),
        (lambda p: p["main_image_urls_list"].append("https://img.example.com/a/unreachable/1.jpg"), "1001"),
        (lambda p: p["sku_info_list"][0]["sku_attributes_list"][0].update(sku_image_url=GONE), "1001"),
        (lambda p: p["video"].update(preview_url=GONE), "1001"),
        (lambda p: p["attribute_list"].pop(1), "1004"),
    ],
)
def test_late_failures_leave_no_card(api: Api, sandbox: Sandbox, change: Callable[[Json], object], code: str) -> None:
    product = example_product(change, external_id="late")
    [task] = api.write("product/create", {"products": [product]})
    assert (task["status"], task["error"]["code"], task["product_id"]) == (4, code, "0")
    assert (task["external_id"], task["sku_codes"]) == ("late", [])
    assert api.scroll() == []
    assert sandbox.cards() == []


@pytest.mark.parametrize("path", ["unreachable.jpg", "unreachable-1/1.jpg", "invalid/1.jpg"])
def test_only_the_rule_makes_a_picture_unreachable(api: Api, path: str) -> None:
    product = example_product(main_image_urls_list=[f"https://img.example.com/{path}"])
    assert len(api.created(product)) == 1


def test_pictures_may_tell_their_size(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"images.min_px": 800})
    products = [
        example_product(main_image_urls_list=[f"https://img.example.com/{size}/1.jpg"])
        for size in ("800x800", "800x799", "x")
    ]
    assert [task["status"] for task in api.write("product/create", {"products": products})] == [3, 4, 3]


@pytest.mark.parametrize(("status", "state"), [("approved", 3), ("pending", 4), ("declined", 4)])
def test_a_brand_must_be_approved(api: Api, status: str, state: int) -> None:
    product = example_product(brand(brand_id(api, status)))
    [task] = api.write("product/create", {"products": [product]})
    assert task["status"] == state
    if state == 4:
        assert task["error"]["code"] == "1003"


def test_brands_of_the_dictionary_are_ours_or_fail_late(api: Api) -> None:
    body = {"category_id": "200000361", "property_id": "2", "is_sku_property": False}
    values = api.post("categories/values-dictionary", body)["values"]
    none = next(value["id"] for value in values if value["name"] == "Без бренда")
    listed = {each["name"] for each in api.post("brand/get-brand-list", {"limit": 100})["data"]["list"]}
    own = next(value["id"] for value in values if value["name"] in listed)
    foreign = next(value["id"] for value in values if value["name"] not in {*listed, "Без бренда"})
    products = [example_product(brand(value_id)) for value_id in (none, own, foreign)]
    assert [task["status"] for task in api.write("product/create", {"products": products})] == [3, 3, 4]


@pytest.mark.parametrize(("kind", "accepted"), [("list", "id"), ("biz", "bizId")])
def test_which_brand_id_counts_is_a_switch(api: Api, sandbox: Sandbox, kind: str, accepted: str) -> None:
    sandbox.set({"brand.id_kind": kind})
    [row] = api.post("brand/get-brand-list", {"limit": 1, "filters": {"status": "approved"}})["data"]["list"]
    results = api.create(*(example_product(brand(row[key])) for key in ("id", "bizId")))["results"]
    assert [result["ok"] for result in results] == [key == accepted for key in ("id", "bizId")]


def test_a_sent_brand_value_is_warned_of(api: Api) -> None:
    product = example_product(brand(brand_id(api, "approved")))
    product["attribute_list"][-1]["attribute_value"] = "Северница"
    [task] = api.write("product/create", {"products": [product]})
    assert (task["status"], len(task["warnings"])) == (3, 1)


@pytest.mark.parametrize("path", [PRICE, STOCK, FIELD, "product/online", "product/edit"])
def test_a_foreign_card_fails_late(api: Api, path: str) -> None:
    foreign = "1005999999999999"
    bodies: dict[str, object] = {
        PRICE: prices(foreign, sku(price="1")),
        STOCK: prices(foreign, sku(inventory=1)),
        FIELD: {"fields": [{"product_id": foreign, "key": "delivery_time", "value": 3}]},
        "product/online": {"productIds": [foreign]},
        "product/edit": {"products": [example_product(product_id=foreign)]},
    }
    body = bodies[path]
    assert isinstance(body, dict)
    [task] = api.write(path, body)
    assert (task["status"], task["error"]["code"], task["product_id"]) == (4, "1005", foreign)


def test_another_sellers_card_is_foreign_and_unseen(api: Api, sandbox: Sandbox) -> None:
    [card_id] = api.created()
    with Api(sandbox, sandbox.issue_token(700000002)) as other:
        assert other.scroll() == []
        [task] = other.write(STOCK, prices(card_id, sku(inventory=1)))
        assert task["status"] == 4
        group = other.post(STOCK, prices(card_id, sku(inventory=1)))["group_id"]
    assert api.tasks(group) == [], "nor are another seller's groups"
    assert show_sku(api, card_id)["ipm_sku_stock"] == "999"


@pytest.mark.parametrize("path", [PRICE, STOCK])
def test_an_unknown_sku_code_fails_the_whole_item_late(api: Api, path: str) -> None:
    [card_id] = api.created()
    members = {"price": "5"} if path == PRICE else {"inventory": 5}
    [task] = api.write(path, prices(card_id, sku(**members), {"sku_code": "nobody", **members}))
    assert (task["status"], task["error"]["code"]) == (4, "1006")
    assert (show_sku(api, card_id)["price"], show_sku(api, card_id)["ipm_sku_stock"]) == ("999999", "999")


@pytest.mark.parametrize(
    ("name", "request_of"),
    [
        ("image_unreachable", lambda card: ("product/create", {"products": [example_product(main_image_urls_list=[GONE])]})),
        (
            "attribute_missing",
            lambda card: ("product/create", {"products": [example_product(lambda p: p["attribute_list"].pop(1))]}),
        ),
        ("foreign_product", lambda card: (STOCK, prices("1005999999999999", sku(inventory=1)))),
        ("unknown_sku", lambda card: (STOCK, prices(card, {"sku_code": "nobody", "inventory": 1}))),
    ],
)
def test_late_checks_can_be_made_at_once(
    api: Api, sandbox: Sandbox, name: str, request_of: Callable[[str], tuple[str, Json]]
) -> None:
    [card_id] = api.created()
    path, body = request_of(card_id)
    assert api.post(path, body)["results"][0]["ok"] is True
    sandbox.set({"tasks.late_failures": "brand_not_approved"})
    [result] = api.post(path, body)["results"]
    assert result["ok"] is False, name
    assert len(result["errors"]) == 1


def test_stock_and_price_answer_without_task_ids(api: Api, sandbox: Sandbox) -> None:
    [card_id] = api.created()
    for path, members, action in ((STOCK, {"inventory": "7"}, 3), (PRICE, {"price": "10.50"}, 4)):
        answer = api.post(path, prices(card_id, sku(**members)))
        [result] = answer["results"]
        assert result == {"ok": True, "task_id": "0", "errors": {}, "external_id": ""}
        sandbox.advance(60)
        [task] = api.tasks(answer["group_id"])
        assert (task["action"], task["status"], task["product_id"]) == (action, 3, card_id)
        assert task["sku_codes"] == ["123456789"]
    shown = show_sku(api, card_id)
    assert (shown["price"], shown["discount_price"], shown["ipm_sku_stock"]) == ("10.50", "", "7")
    sandbox.set({"tasks.zero_id_stock": "off"})
    answer = api.post(STOCK, prices(card_id, sku(inventory=1)))
    assert answer["results"][0]["task_id"] == api.tasks(answer["group_id"])[0]["id"]


def test_a_discount_left_out_is_cleared_or_kept(api: Api, sandbox: Sandbox) -> None:
    [card_id] = api.created()
    sandbox.set({"price.omit_discount": "keep"})
    api.write(PRICE, prices(card_id, sku(price="999000")))
    assert show_sku(api, card_id)["discount_price"] == "888888"
    api.write(PRICE, prices(card_id, sku(price="100", discount_price="90")))
    assert show_sku(api, card_id)["discount_price"] == "90"
    zero = prices(card_id, sku(price="100", discount_price="0"))
    assert api.post(PRICE, zero)["results"][0]["errors"].keys() == {"skus[0].discount_price"}
    sandbox.set({"price.zero_discount": "clear"})
    api.write(PRICE, zero)
    assert show_sku(api, card_id)["discount_price"] == ""


@pytest.mark.parametrize(
    ("path", "members", "field"),
    [
        (PRICE, {"price": "0"}, "skus[0].price"),
        (PRICE, {"price": "5000001"}, "skus[0].price"),
        (PRICE, {"price": "5", "discount_price": "5"}, "skus[0].discount_price"),
        (PRICE, {}, "skus[0].price"),
        (STOCK, {"inventory": -1}, "skus[0].inventory"),
        (STOCK, {"inventory": "1000000"}, "skus[0].inventory"),
        (STOCK, {}, "skus[0].inventory"),
        (STOCK, {"inventory": 1, "sku_code": ""}, "skus[0].sku_code"),
    ],
)
def test_offers_are_checked_at_once(api: Api, path: str, members: Json, field: str) -> None:
    [result] = api.post(path, prices("1005000000000001", sku(**members)))["results"]
    assert field in result["errors"]


@pytest.mark.parametrize("item", [{}, {"product_id": "x"}, {"product_id": "0"}, {"product_id": "-5"}, "x"])
def test_offers_name_their_card(api: Api, item: Any) -> None:
    body = {**item, "skus": [sku(inventory=1)]} if isinstance(item, dict) else item
    [result] = api.post(STOCK, {"products": [body]})["results"]
    assert result["ok"] is False


def test_tasks_of_a_card_keep_their_order(api: Api, sandbox: Sandbox) -> None:
    [card_id] = api.created()
    for number in (1, 2, 3):
        api.post(STOCK, prices(card_id, sku(inventory=number)))
    sandbox.advance(4)
    assert show_sku(api, card_id)["ipm_sku_stock"] == "1"
    sandbox.advance(60)
    assert show_sku(api, card_id)["ipm_sku_stock"] == "3"


def test_rows_per_sku_are_a_switch(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"tasks.stock_rows": "sku"})
    product = example_product()
    second = {
        **product["sku_info_list"][0],
        "sku_code": "b",
        "sku_attributes_list": [{"sku_attribute_name_id": "5", "sku_attribute_value_id": "4183"}],
    }
    product["sku_info_list"].append(second)
    [card_id] = api.created(product)
    tasks = api.write(STOCK, prices(card_id, sku(inventory=1), {"sku_code": "b", "inventory": 2}))
    assert [task["sku_codes"] for task in tasks] == [["123456789"], ["b"]]
    assert [each["ipm_sku_stock"] for each in api.product(card_id)["sku"]] == ["1", "2"]


def test_edit_replaces_the_card_and_keeps_ids_of_known_skus(api: Api, sandbox: Sandbox) -> None:
    [card_id] = api.created()
    before = show_sku(api, card_id)
    product = example_product(product_id=card_id, weight="3", external_id="e")
    size = {"sku_attribute_name_id": "5", "sku_attribute_value_id": "4183"}
    product["sku_info_list"].append({"sku_code": "new", "price": "5", "inventory": 1, "sku_attributes_list": [size]})
    [task] = api.write("product/edit", {"products": [product]})
    assert (task["action"], task["status"], task["external_id"], task["product_id"]) == (2, 3, "e", card_id)
    card = api.product(card_id)
    assert card["gross_weight"] == 3
    assert [each["code"] for each in card["sku"]] == ["123456789", "new"]
    assert card["sku"][0]["sku_id"] == before["sku_id"]
    product["sku_info_list"].pop(0)
    api.write("product/edit", {"products": [product]})
    assert sandbox.sku_codes() == [("new",)]
    assert api.post("stocks", {"stocks": [{"sku": before["sku_id"]}]})["data"]["skus_info"] == []
    sandbox.set({"edit.missing_skus": "keep"})
    api.write("product/edit", {"products": [example_product(product_id=card_id)]})
    assert sandbox.sku_codes() == [("123456789", "new")]


@pytest.mark.parametrize(("field", "value"), [("language", "en"), ("package_type", True), ("aliexpress_category_id", 1)])
def test_some_fields_cannot_be_edited(api: Api, sandbox: Sandbox, field: str, value: object) -> None:
    [card_id] = api.created()
    product = example_product(put(field, value), product_id=card_id, lot_num="2")
    [result] = api.post("product/edit", {"products": [product]})["results"]
    assert set(result["errors"]) == {field}


def test_an_edit_needs_its_card(api: Api) -> None:
    [result] = api.post("product/edit", {"products": [example_product()]})["results"]
    assert set(result["errors"]) == {"product_id"}


def test_edit_during_an_open_task_may_be_refused(api: Api, sandbox: Sandbox) -> None:
    [card_id] = api.created()
    sandbox.set({"edit.while_pending": "reject"})
    edit = {"products": [example_product(product_id=card_id)]}
    assert api.post("product/edit", edit)["results"][0]["ok"] is True
    assert api.post("product/edit", edit)["results"][0]["ok"] is False
    sandbox.advance(60)
    assert api.post("product/edit", edit)["results"][0]["ok"] is True


def test_sku_codes_may_be_unique_in_the_shop(api: Api, sandbox: Sandbox) -> None:
    [card_id] = api.created()
    sandbox.set({"sku_code.unique": "shop"})
    assert api.create(example_product())["results"][0]["errors"].keys() == {"sku_info_list[0].sku_code"}
    edit = {"products": [example_product(product_id=card_id)]}
    assert api.post("product/edit", edit)["results"][0]["ok"] is True


@pytest.mark.parametrize(
    ("key", "value", "seen"),
    [
        ("image_urls", ["https://img.example.com/9.jpg"], lambda card: card["main_image_url"].endswith("9.jpg")),
        ("delivery_time", 7, lambda card: card["delivery_time"] == "7"),
        ("delivery_time", "8", lambda card: card["delivery_time"] == "8"),
        ("subject", "Новое имя", lambda card: card["subject"][0]["name"] == "Новое имя"),
        (
            "subject",
            '[{"language": "en", "subject": "New name"}]',
            lambda card: [each["name"] for each in card["subject"]][1] == "New name",
        ),
        ("freight_template_id", "24117182114", lambda card: card["freight_template_id"] == "24117182114"),
    ],
)
def test_update_field(api: Api, sandbox: Sandbox, key: str, value: object, seen: Callable[[Json], bool]) -> None:
    [card_id] = api.created()
    answer = api.post(FIELD, {"fields": [{"product_id": card_id, "key": key, "value": value}]})
    [result] = answer["results"]
    assert set(result) == {"ok", "task_id", "error"}
    assert (result["ok"], result["error"]) == (True, "")
    sandbox.advance(60)
    assert seen(api.product(card_id))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("weight", "5"),
        ("", "5"),
        ("image_urls", []),
        ("image_urls", ["https://img.example.com/1.jpg"] * 7),
        ("image_urls", "https://img.example.com/1.jpg"),
        ("image_urls", ["x"]),
        ("delivery_time", 0),
        ("delivery_time", 31),
        ("delivery_time", "soon"),
        ("subject", ""),
        ("subject", "я" * 219),
        ("subject", '[{"language": "en"}]'),
        ("subject", "[{"),
        ("freight_template_id", "5"),
    ],
)
def test_update_field_refuses(api: Api, key: str, value: object) -> None:
    fields = [{"product_id": "1005000000000001", "key": key, "value": value}]
    [result] = api.post(FIELD, {"fields": fields})["results"]
    assert (result["ok"], result["task_id"]) == (False, "0")
    assert result["error"].startswith("value" if key not in ("", "weight") else "key")


@pytest.mark.parametrize(("kind", "wrong"), [("number", "7"), ("string", 7)])
def test_type_of_delivery_time_is_a_switch(api: Api, sandbox: Sandbox, kind: str, wrong: object) -> None:
    sandbox.set({"update_field.delivery_time": kind})
    fields = [{"product_id": "1005000000000001", "key": "delivery_time", "value": value} for value in (7, "7")]
    results = api.post(FIELD, {"fields": fields})["results"]
    assert [result["ok"] for result in results] == [wrong != 7, wrong != "7"]


def test_offline_online_delete(api: Api, sandbox: Sandbox) -> None:
    first, second = api.created(example_product(), example_product())
    online = {"status": "ONLINE"}
    tasks = api.write("product/offline", {"productIds": [first, int(second)]})
    assert [(task["product_id"], task["status"]) for task in tasks] == [(first, 3), (second, 3)]
    assert api.scroll(filter=online) == []
    assert api.product(first)["status_type"] == "offline"
    api.write("product/online", {"productIds": [first]})
    assert [row["id"] for row in api.scroll(filter=online)] == [first]
    assert [row["id"] for row in api.scroll(filter={"status": "OFFLINE"})] == [second]
    api.write("product/delete", {"productIds": [first]})
    assert [row["id"] for row in api.scroll()] == [second]
    assert api.raw("product/get-seller-product", {"product_id": first}).status_code == 404
    assert len(sandbox.cards()) == 1
    assert len(sandbox.cards(deleted=True)) == 2


def test_delete_may_need_an_offline_card_and_answer_nothing(api: Api, sandbox: Sandbox) -> None:
    [card_id] = api.created()
    sandbox.set({"delete.requires_offline": "on"})
    [task] = api.write("product/delete", {"productIds": [card_id]})
    assert (task["status"], task["error"]["code"]) == (4, "1007")
    sandbox.set({"delete.requires_offline": "off", "delete.answer": "empty"})
    assert api.post("product/delete", {"productIds": [card_id]}) == {}
    sandbox.advance(60)
    assert api.scroll() == []


def test_one_result_per_request_has_batch_results(api: Api, sandbox: Sandbox) -> None:
    [card_id] = api.created()
    sandbox.set({"onoff.results": "per_request"})
    answer = api.post("product/offline", {"productIds": [card_id, "1005999999999999"]})
    assert len(answer["results"]) == 1
    sandbox.advance(60)
    [task] = api.tasks(answer["group_id"])
    assert task["status"] == 3
    assert {key: each["success"] for key, each in task["batch_results"].items()} == {
        card_id: True,
        "1005999999999999": False,
    }


def test_reading_groups(api: Api, sandbox: Sandbox) -> None:
    group = api.create(*[example_product(external_id=str(number)) for number in range(3)])["group_id"]
    assert api.tasks("999") == []
    sandbox.set({"tasks.page_size": 2, "tasks.order": "newest"})
    assert [task["external_id"] for task in api.tasks(group)] == ["2", "1"]
    sandbox.set({"tasks.unknown_group": "404"})
    assert api.client.get("/api/v1/tasks", params={"group_id": "999"}).status_code == 404
    assert api.client.get("/api/v1/tasks", params={"group_id": "x"}).status_code == 400
    assert api.client.get("/api/v1/tasks").status_code == 400
    sandbox.set({"tasks.unknown_group": "empty", "tasks.retention_s": 100, "tasks.data_missing": "on"})
    sandbox.advance(101)
    assert api.get("tasks", group_id=group) == {}


def test_a_fresh_group_may_be_unreadable_for_a_while(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"tasks.visible_after_s": 10})
    group = api.create(example_product())["group_id"]
    assert api.tasks(group) == []
    sandbox.advance(11)
    assert api.tasks(group)[0]["status"] == 3


def test_errors_of_tasks_follow_the_readers_language_and_the_code_switch(api: Api, sandbox: Sandbox) -> None:
    group = api.create(example_product(main_image_urls_list=[GONE]))["group_id"]
    sandbox.advance(60)
    assert "не удалось" in api.tasks(group)[0]["error"]["message"]
    with Api(sandbox, locale="en_US") as english:
        assert "could not be fetched" in english.tasks(group)[0]["error"]["message"]
    sandbox.set({"errors.task_code_style": "global"})
    assert not api.tasks(group)[0]["error"]["code"].isdigit()


def test_pending_tasks_are_listed(api: Api, sandbox: Sandbox) -> None:
    api.create(example_product(external_id="p"))
    [task] = sandbox.open_tasks()
    assert (task["external_id"], task["status"]) == ("p", 1)
    sandbox.advance(60)
    assert sandbox.open_tasks() == []
