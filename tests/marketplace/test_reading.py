"""Tolerant reading: the shapes of local-products.md §3 and what clients have seen beside them."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aliexport_tui.marketplace.local import answers, results
from aliexport_tui.marketplace.local.faults import fault_of, group_id_in
from aliexport_tui.marketplace.local.node import Node
from aliexport_tui.marketplace.port import (
    AuthError,
    CardSku,
    Fate,
    InvalidRequest,
    ItemResult,
    MarketplaceError,
    ProtocolTrouble,
    QuotaError,
    RateError,
    ServerTrouble,
    Task,
)
from aliexport_tui.model.schema import Brand, SizeChart, Template, Unit, Value

NOW = 1_780_000_000_000


def node(value: object) -> Node:
    found = Node.parse(json.dumps(value).encode())
    assert found is not None
    return found


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=6,
)
members = st.sampled_from(
    [
        "data",
        "error",
        "results",
        "errors",
        "group_id",
        "categories",
        "values",
        "products",
        "id",
        "sku",
        "status",
        "templates",
        "list",
    ]
)


@settings(max_examples=60, deadline=None)
@given(value=st.dictionaries(members, st.dictionaries(members, json_values) | st.lists(json_values) | json_values))
def test_no_object_breaks_a_reader(value: dict[str, Any]) -> None:
    answer = node(value)
    for read in (
        answers.tasks,
        answers.short_cards,
        answers.full_cards,
        answers.sellable,
        answers.categories,
        answers.values,
        answers.templates,
        answers.brands,
    ):
        with contextlib.suppress(ProtocolTrouble):
            read(answer)
    with contextlib.suppress(ProtocolTrouble):
        results.write_answer(answer, 1)
    with contextlib.suppress(ProtocolTrouble):
        assert len(results.ids_answer(answer, 1).results) == 1
    fault_of(200, json.dumps(value).encode(), "", NOW)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"ok": True, "task_id": "500", "errors": {}, "external_id": "a"}, ItemResult(True, "500", {}, "a")),
        ({"ok": True, "task_id": 500, "errors": None}, ItemResult(True, "500")),
        ({"ok": True, "task_id": "0", "errors": {}, "external_id": ""}, ItemResult(True)),
        ({"ok": True, "task_id": ""}, ItemResult(True)),
        ({"task_id": 0}, ItemResult(False)),
        ({"ok": False, "errors": {"weight": "too much"}}, ItemResult(False, errors={"weight": "too much"})),
        ({"ok": False, "errors": {"a": ["x", "y"], "b": {"message": "z", "code": 7}, "c": 1, "d": None}},
         ItemResult(False, errors={"a": "x; y", "b": "z [7]", "c": "1"})),
        ({"ok": False, "errors": {"code": "1001", "message": "bad"}}, ItemResult(False, errors={"": "bad [1001]"})),
        ({"ok": True, "errors": {"code": "0", "message": ""}}, ItemResult(True)),
        ({"ok": False, "errors": ["bad", "worse"]}, ItemResult(False, errors={"": "bad; worse"})),
        ({"ok": False, "error": "text"}, ItemResult(False, errors={"": "text"})),
        ({"ok": True, "error": ""}, ItemResult(True)),
        ({"ok": False, "errors": {"a": True}}, ItemResult(False, errors={"a": "true"})),
        ({"ok": False, "errors": {"a": 1.5}, "surprise": []}, ItemResult(False, errors={"a": "1.5"})),
    ],
)  # fmt: skip
def test_item_results(entry: dict[str, object], expected: ItemResult) -> None:
    assert results.write_answer(node({"group_id": 7, "results": [entry]}), 1).results == (expected,)


def test_results_go_by_position_unless_every_external_id_is_echoed() -> None:
    answer = node({"group_id": "9", "results": [{"ok": True, "external_id": "b"}, {"ok": False, "external_id": "a"}]})
    assert [r.ok for r in results.write_answer(answer, 2, external_ids=["a", "b"]).results] == [False, True]
    assert [r.ok for r in results.write_answer(answer, 2, external_ids=["a", "c"]).results] == [True, False]
    assert [r.ok for r in results.write_answer(answer, 2).results] == [True, False]


@pytest.mark.parametrize(
    "body", [{"group_id": "9"}, {"group_id": "9", "results": [{"ok": True}]}, {"group_id": 9, "results": None}]
)
def test_results_that_do_not_match_keep_their_group(body: dict[str, object]) -> None:
    with pytest.raises(ProtocolTrouble) as trouble:
        results.write_answer(node(body), 2)
    assert (trouble.value.fate, trouble.value.group_id) == (Fate.UNKNOWN, "9")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"group_id": "9", "results": [{"ok": True}, {"ok": False}]}, [True, False]),
        ({"group_id": "9", "results": [{"ok": True}]}, [True, True]),
        ({"group_id": "9", "results": [{"ok": False}]}, [False, False]),
        ({}, [True, True]),
    ],
)
def test_visibility_answers_per_id_per_request_or_not_at_all(body: dict[str, object], expected: list[bool]) -> None:
    assert [r.ok for r in results.ids_answer(node(body), 2).results] == expected


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"id": "5", "group_id": "9", "status": 3, "product_id": "1005", "sku_codes": ["A"], "external_id": "x"},
         Task("5", "9", "success", "1005", ("A",), "x")),
        ({"id": 5, "group_id": 9, "status": "3", "product_id": 1005}, Task("5", "9", "success", "1005")),
        ({"id": "0", "group_id": "9", "status": 1, "product_id": "0", "error": None}, Task("", "9", "queued")),
        ({"id": "5", "group_id": "9", "status": 0}, Task("5", "9", "queued")),
        ({"id": "5", "group_id": "9", "status": 8}, Task("5", "9", "processing")),
        ({"id": "5", "group_id": "9", "status": 4, "error": {"code": "1001", "message": "no"}},
         Task("5", "9", "error", error_code="1001", error_text="no")),
        ({"id": "5", "group_id": "9", "status": 4, "error": {"code": 0, "message": ""}}, Task("5", "9", "error")),
        ({"id": "5", "group_id": "9", "status": 4, "error": "text"}, Task("5", "9", "error", error_text="text")),
        ({"id": "5", "group_id": "9", "status": 3, "warnings": ["w"], "batch_results":
          {"1": {"success": True, "error": ""}, "2": {"success": False, "error": "gone"}}},
         Task("5", "9", "success", warnings=("w",), item_errors={"2": "gone"})),
    ],
)  # fmt: skip
def test_tasks(entry: dict[str, object], expected: Task) -> None:
    assert answers.tasks(node({"data": [entry]})) == (expected,)


def test_a_group_without_data_has_no_tasks_yet() -> None:
    assert answers.tasks(node({})) == answers.tasks(node({"data": None})) == answers.tasks(node({"data": []})) == ()


@pytest.mark.parametrize("title", ["Subject", "subject"])
def test_the_short_row(title: str) -> None:
    row = {
        "id": 1005000000000001,
        title: "Чайник",
        "category_id": "900100200",
        "currency_code": "RUB",
        "ali_created_at": "2026-01-10T09:00:07Z",
        "ali_updated_at": "0001-01-01T00:00:00Z",
        "main_image_url": "https://a/1.jpg",
        "sku": [{"sku_id": 12000000000000011, "code": "A", "price": "1990.00", "discount_price": "0", "ipm_sku_stock": "7"}],
    }
    (card,) = answers.short_cards(node({"data": [row], "error": None}))
    assert (card.id, card.title, card.image_urls) == ("1005000000000001", "Чайник", ("https://a/1.jpg",))
    assert card.created_at == 1768035607000
    assert card.skus == (CardSku("A", "12000000000000011", 1990_00, None, 7),)


def test_a_card_without_variations_and_dates() -> None:
    (card,) = answers.short_cards(node({"data": [{"id": "1"}]}))
    assert (card.skus, card.created_at, card.title) == ((), 0, "")


def test_a_page_that_lost_its_data_is_not_the_end() -> None:
    with pytest.raises(ProtocolTrouble):
        answers.short_cards(node({"error": None}))


def test_the_full_card_and_its_placeholders() -> None:
    data = {
        "id": "1005",
        "category_id": 9,
        "status_type": "online",
        "gross_weight": 0.85,
        "subject": [{"locale": "ru_RU", "name": "Чайник"}, {"locale": "en_US", "name": "Kettle"}],
        "descriptions": [{"locale": "ru_RU", "detail": "<p>d</p>"}],
        "property": [{"name_id": "10", "name": "NO_NAME_10", "value_id": 11, "value": "NO_NAME_11"}],
        "sku": [{"code": "A", "sku_id": "12", "price": "1.10", "discount_price": "1.01", "ipm_sku_stock": 3}],
    }
    card = answers.full_card(node({"data": data}).get("data"))
    assert card is not None
    assert card.titles == {"ru_RU": "Чайник", "en_US": "Kettle"}
    assert card.descriptions == {"ru_RU": "<p>d</p>"}
    assert [(p.name_id, p.name, p.value_id, p.value) for p in card.properties] == [("10", "", "11", "")]
    assert card.skus == (CardSku("A", "12", 1_10, 1_01, 3),)
    assert answers.full_card(node({"data": None}).get("data")) is None


def test_schema_reads() -> None:
    category = {
        "id": 900,
        "name": "Чайники",
        "parent_id": "1",
        "is_visible": True,
        "properties": [
            {"id": "10", "name": "Вес", "has_unit": True, "units": [{"rate": 0.001, "name": "g"}, {"name": "kg"}]}
        ],
    }
    (found,) = answers.categories(node({"categories": [category]}))
    assert (found.id, found.parent_id, found.is_leaf) == ("900", "1", True)
    assert found.properties[0].units == (Unit("g", "0.001"), Unit("kg"))
    assert answers.values(node({"values": [{"id": 11, "name": "Сталь"}], "error": None})) == (Value("11", "Сталь"),)
    for key in ("templateId", "template_id"):
        assert answers.templates(node({"data": {"templates": [{key: 7, "templateName": "T"}]}})) == (Template("7", "T"),)
    assert answers.templates(node({})) == ()
    brand = {"id": "8", "name": "B", "status": "APPROVED"}
    assert answers.brands(node({"data": {"total": "1", "list": [brand]}})) == (Brand("8", "B"),)
    assert answers.size_charts(node({"data": [{"id": "3", "name": "S"}]}), "900") == (SizeChart("3", "S", "900"),)
    sold = {"skus_info": [{"sku": 12, "max_sellable_quantity": "7"}, {"sku": "13"}]}
    assert answers.sellable(node({"data": sold, "error": None})) == {"12": 7}


def shape1(code: object, message: str = "m") -> dict[str, object]:
    return {"data": None, "error": {"code": code, "message": message, "details": None}}


@pytest.mark.parametrize(
    ("status", "body", "kind", "fate"),
    [
        (401, shape1("401"), AuthError, Fate.REFUSED),
        (403, {}, AuthError, Fate.REFUSED),
        (500, shape1("13", "rpc: cannot GetToken by id"), AuthError, Fate.REFUSED),
        (200, shape1("2", "GetTokenByID: no rows"), AuthError, Fate.REFUSED),
        (429, shape1(429), QuotaError, Fate.REFUSED),
        (429, shape1("429"), QuotaError, Fate.REFUSED),
        (200, shape1(429), QuotaError, Fate.REFUSED),
        (429, shape1("8"), RateError, Fate.REFUSED),
        (429, {"code": 429, "message": "m"}, RateError, Fate.REFUSED),
        (429, "<html>", RateError, Fate.REFUSED),
        (400, {"code": 7, "message": "m"}, InvalidRequest, Fate.REFUSED),
        (404, shape1("5"), InvalidRequest, Fate.REFUSED),
        (200, shape1("400"), InvalidRequest, Fate.REFUSED),
        (200, shape1("ErrorCode.Internal"), ServerTrouble, Fate.UNKNOWN),
        (200, {"code": 7, "message": "m"}, ServerTrouble, Fate.UNKNOWN),
        (200, {"errors": {"a": "b"}}, ServerTrouble, Fate.UNKNOWN),
        (200, {"error": "text"}, ServerTrouble, Fate.UNKNOWN),
        (500, shape1("13"), ServerTrouble, Fate.UNKNOWN),
        (502, "<html>Bad gateway</html>", ServerTrouble, Fate.UNKNOWN),
        (302, {}, ProtocolTrouble, Fate.UNKNOWN),
        (200, "<html>", ProtocolTrouble, Fate.UNKNOWN),
        (200, [1], ProtocolTrouble, Fate.UNKNOWN),
        (204, "", ProtocolTrouble, Fate.UNKNOWN),
    ],
)
def test_every_class_of_error(status: int, body: object, kind: type[MarketplaceError], fate: Fate) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    fault = fault_of(status, text.encode(), "", NOW)
    assert (type(fault), fault and fault.fate, fault and fault.status) == (kind, fate, status)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"data": [], "error": None},
        {"error": {}},
        {"error": {"code": "0", "message": "", "details": None}},
        {"group_id": "1", "results": [], "errors": {}, "code": 0},
        {"error": ""},
    ],
)
def test_zero_values_are_no_error(body: object) -> None:
    assert fault_of(200, json.dumps(body).encode(), "", NOW) is None


def test_an_error_inside_an_accepted_write_keeps_the_group() -> None:
    fault = fault_of(200, json.dumps({"group_id": "77", "results": [], **shape1("13")}).encode(), "", NOW)
    assert fault is not None
    assert (fault.group_id, fault.server_code, fault.said) == ("77", "13", "m")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"group_id": "100000001", "resul', "100000001"),
        (b'{"group_id":100000001,"resul', "100000001"),
        (b'{"results": [{"ok"', ""),
        (b'{"group_id": "1000', ""),
        (b'{"group_id": 1000', ""),
        (b'{"group_id": "0", "results"', ""),
        (b"", ""),
    ],
)
def test_the_group_of_a_cut_off_answer(body: bytes, expected: str) -> None:
    assert group_id_in(body) == expected


@given(group=st.integers(1, 10**12), quoted=st.booleans(), cut=st.integers(0, 60))
def test_a_cut_never_invents_a_group(group: int, quoted: bool, cut: int) -> None:
    body = json.dumps({"group_id": str(group) if quoted else group, "results": [{"ok": True}]}).encode()
    assert group_id_in(body[:cut]) in ("", str(group))


@pytest.mark.parametrize(
    ("header", "code", "expected"),
    [
        ("", 8, None),
        ("7", 8, 7),
        ("99999999", 8, 900),
        ("99999999", 429, 4 * 3600),
        ("Thu, 28 May 2026 20:27:20 GMT", 8, 40),
        ("Thu, 28 May 2020 20:27:20 GMT", 8, 0),
        ("soon", 8, None),
    ],
)
def test_retry_after_is_read_and_capped(header: str, code: int, expected: float | None) -> None:
    fault = fault_of(429, json.dumps(shape1(code)).encode(), header, NOW)
    assert fault is not None
    assert fault.retry_after == expected


@pytest.mark.parametrize("body", [b"<html>", b"[1]", b'{"a": "\x82"}', b'{"a": ' * 100_000])
def test_what_is_no_object_of_json_is_none(body: bytes) -> None:
    assert Node.parse(body) is None
