"""Answers of the order side as records: the document's own sample, and what may stand in its place."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.marketplace.local import order_answers as answers
from aliexport_tui.marketplace.local.moments import moment_of, written
from aliexport_tui.marketplace.local.node import Node
from aliexport_tui.marketplace.order_port import OrderPage, Refused
from aliexport_tui.model.order import Buyer, HandoverList, Order, OrderLine, Posting, PostingLine, Read, Shipment
from tests.marketplace.order_sample import ORDER, RECEIVER, page

FEBRUARY = 1_769_904_000_000
"""2026-02-01T00:00:00Z."""
HOUR = 3_600_000
MINUTE = 60_000


def read(order: Mapping[str, object]) -> Read:
    node = Node.parse(json.dumps(page(order)).encode())
    assert node is not None
    found = answers.order_page(node)
    assert found.total == 1
    assert found.nameless == 0
    return found.orders[0]


def test_the_sample_of_the_document() -> None:
    """§3.1, member by member."""
    line = PostingLine("12000000000000011", 1, "DEMO-001-RED")
    assert read(ORDER) == Read(
        Order(
            id="5000000000000001",
            status="InProgress",
            created_at=FEBRUARY + 8 * HOUR + 15 * MINUTE + 30_123,
            updated_at=FEBRUARY + 9 * HOUR,
            paid_at=FEBRUARY + 8 * HOUR + 16 * MINUTE + 2_000,
            payment_status="Hold",
            delivery_status="Init",
            antifraud_status="Passed",
            display_status="WaitSendGoods",
            total=165_000,
            country_code="RU",
            lines=(
                OrderLine(
                    id="5000000000000002",
                    item_id="1005000000000001",
                    sku_id="12000000000000011",
                    sku_code="DEMO-001-RED",
                    name="Учебный чайник",
                    image="https://img.example.com/1.jpg",
                    price=150_000,
                    quantity=1,
                    total=145_000,
                    properties=("Алый",),
                    weight_g=850,
                    length_mm=250,
                    width_mm=200,
                    height_mm=220,
                    issue="NoDispute",
                ),
            ),
            postings=(Posting("5000000000000003", (line,), 20_000, "Dropoff", "", "DEMO_METHOD"),),
            cut_off_at=FEBRUARY + 2 * 24 * HOUR + 12 * HOUR,
            deadline_at=FEBRUARY + 5 * 24 * HOUR - 7 * HOUR - 1_000,
            next_cut_off_at=FEBRUARY + 3 * 24 * HOUR + 12 * HOUR,
            platform_fee=11_600,
            affiliate_fee=0,
            revenue=133_400,
        ),
        Buyer(
            name=RECEIVER["name"],
            phone=RECEIVER["phone"],
            address="Россия, Учебная область, Пример, ул. Тестовая 1, 2, 000000",
            country="Россия",
            region="Учебная область",
            city="Пример",
            street_house="ул. Тестовая 1",
            flat="2",
            index="000000",
            receiver_name=RECEIVER["name"],
            receiver_phone=RECEIVER["phone"],
        ),
    )


TOLERANT: tuple[tuple[str, dict[str, object], str, object], ...] = (
    ("id as text", {"id": "5000000000000001"}, "id", "5000000000000001"),
    ("id as a float", {"id": 5000000000000001.0}, "id", "5000000000000001"),
    ("unknown word", {"status": "Frozen"}, "status", "Frozen"),
    ("no status", {"status": None}, "status", ""),
    (
        "null lists",
        {"order_lines": None, "pre_split_postings": None, "logistic_orders": None, "disputes": None},
        "lines",
        (),
    ),
    ("a list that is none", {"order_lines": {"a": 1}}, "lines", ()),
    ("no change told", {"updated_at": None}, "updated_at", FEBRUARY + 8 * HOUR + 15 * MINUTE + 30_123),
    ("money as text", {"total_amount": "165000"}, "total", 165_000),
    ("money as a float", {"total_amount": 165000.0}, "total", 165_000),
    ("money beyond reason", {"total_amount": 1e30}, "total", 0),
    ("null commission", {"commission": None}, "platform_fee", None),
    ("not prepared", {"fully_prepared": None}, "fully_prepared", False),
    ("disputes", {"disputes": [{}, {}]}, "disputes", 2),
    ("2022", {"delivery_info": None, "cut_off_date": None}, "cut_off_at", 0),
    ("country in words", {"buyer_country_code": "Россия"}, "country_code", "Россия"),
)


@pytest.mark.parametrize(("change", "member", "wanted"), [row[1:] for row in TOLERANT], ids=[row[0] for row in TOLERANT])
def test_whatever_stands_there(change: dict[str, object], member: str, wanted: object) -> None:
    assert getattr(read({**ORDER, **change}).order, member) == wanted


QUANTITIES = ((1.0, 1), (3, 3), ("2.0", 2), (1.2, 2), (None, 1), ("many", 1), (-1, 0), (0, 0), (float(10**18), 1))


@pytest.mark.parametrize(("told", "wanted"), QUANTITIES)
def test_units(told: object, wanted: int) -> None:
    line = {**ORDER["order_lines"][0], "quantity": told}
    assert read({**ORDER, "order_lines": [line]}).order.lines[0].quantity == wanted


def test_lines_without_an_id_of_their_own_go_by_their_place() -> None:
    line = {"sku_code": "A", "buyer_comment": "быстрее"}
    lines = [line, {**line, "id": 7}, {**line, "id": 7}, {"id": 8}]
    found = read({**ORDER, "order_lines": lines})
    assert [one.id for one in found.order.lines] == ["#1", "7", "#3", "8"]


def test_orders_without_a_number_are_counted() -> None:
    found = answers.order_page(
        Node({"data": {"orders": [{"id": 0}, {"status": "Created"}, 5, {"id": 9}], "total_count": "4"}})
    )
    assert [one.order.id for one in found.orders] == ["9"]
    assert (found.nameless, found.total) == (3, 4)


@pytest.mark.parametrize("answer", [{}, {"data": None}, {"data": []}, {"data": {"orders": None, "total_count": None}}])
def test_no_orders(answer: dict[str, object]) -> None:
    assert answers.order_page(Node(answer)) == OrderPage((), 0)


def test_shipments_by_both_names() -> None:
    """§6.5: an order says `id`, the shipment's own call `logistic_order_id`."""
    told = {
        "id": 6, "track_number": "T", "status": "New", "lines": [{"sku_id": 12000000000000011, "quantity": 2}],
        "creation_error": {"code": "E", "description": "нет места"},
    }  # fmt: skip
    wanted = Shipment("6", "T", "New", (PostingLine("12000000000000011", 2),), error_code="E", error_text="нет места")
    assert read({**ORDER, "logistic_orders": [told, None, {"id": None}]}).order.shipments == (wanted,)
    own = {
        "logistic_order_id": "6",
        "platform_tracking_code": "T",
        "handover_list_id": 0,
        "cut_off_date": "2026-02-01T00:00:00Z",
    }
    found = answers.shipments(Node({"data": {"logistic_orders": [own]}}))
    assert found == (Shipment("6", "T", cut_off_at=FEBRUARY),)


def test_what_was_created_and_what_was_refused() -> None:
    """§6.13: errors beside results, whatever their form."""
    made = {"trade_order_id": 1, "logistic_orders": [{"id": 6, "track_number": ""}]}
    forms: list[tuple[Any, tuple[Refused, ...]]] = [
        ([], ()),
        (None, ()),
        ([{"trade_order_id": 2, "code": "C", "message": "m"}], (Refused("2", "C", "m"),)),
        ([{"order_id": "2", "error_code": "C", "description": "m"}], (Refused("2", "C", "m"),)),
        (["m"], (Refused("", "", "m"),)),
        ({"2": {"code": "C", "message": "m"}}, (Refused("2", "C", "m [C]"),)),
    ]
    for errors, refused in forms:
        created = answers.created(Node({"data": {"orders": [made], "errors": errors}, "error": None}))
        assert created.shipments == (("1", Shipment("6")),)
        assert created.refused == refused


def test_handover_lists() -> None:
    told = {
        "handover_list_id": 8,
        "arrival_date": "2026-02-01 00:00:00",
        "status": "Half",
        "logistic_order_ids": [6, "7", None],
    }
    found = answers.handover_lists(Node({"data": {"data_source": [told, {}]}}))
    assert found == (HandoverList("8", "Half", ("6", "7"), FEBRUARY),)


MOMENTS = (
    ("2026-02-01T00:00:00Z", FEBRUARY),
    ("2026-02-01T00:00:00.000000+00:00", FEBRUARY),
    ("2026-02-01T00:00:00.123456789+00:00", FEBRUARY + 123),
    ("2026-02-01T07:00:00+07:00", FEBRUARY),
    ("2026-01-31T21:30:00-0230", FEBRUARY),
    ("2026-02-01T03:00:00+03", FEBRUARY),
    ("2026-02-01 00:00:00", FEBRUARY),
    ("2026-02-01 00:00", FEBRUARY),
    ("2026-02-01", FEBRUARY),
    (" 2026-02-01t00:00:00,5z ", FEBRUARY + 500),
    ("2026-02-01T00:00:60Z", FEBRUARY + 59_000),
    ("2026-02-01 00:00:00 UTC", FEBRUARY),
    ("1769904000", FEBRUARY),
    ("1769904000000", FEBRUARY),
    ("", 0),
    ("0", 0),
    ("soon", 0),
    ("0001-01-01T00:00:00Z", 0),
    ("2026-13-01T00:00:00Z", 0),
    ("2026-02-01T00:00:00+99:99", 0),
    ("9999-12-31T23:59:59-23:00", 253_402_300_799_000 + 23 * HOUR),
)


@pytest.mark.parametrize(("text", "wanted"), MOMENTS)
def test_moments(text: str, wanted: int) -> None:
    assert moment_of(text) == wanted


@given(st.integers(0, 4_000_000_000_000), st.integers(-14 * 60, 14 * 60))
def test_any_offset_means_the_same_moment(at: int, east: int) -> None:
    local = written(at + east * MINUTE)[:-1]
    hours, minutes = divmod(abs(east), 60)
    assert moment_of(f"{local}{'-' if east < 0 else '+'}{hours:02}:{minutes:02}") == at // 1000 * 1000
    assert moment_of(written(at, up=True)) == -(-at // 1000) * 1000


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from([*ORDER, "orders", "data", "order_lines", "lines", "id"]), inner)
        ),
        max_leaves=20,
    )
)
def test_no_answer_breaks_the_reader(value: object) -> None:
    node = Node({"data": value})
    for understand in (answers.order_page, answers.created, answers.shipments, answers.handover_lists, answers.new_list):
        understand(node)
    for one in answers.order_page(Node({"data": {"orders": [value, {"id": 1, "order_lines": [value]}]}})).orders:
        msgspec.json.encode(one)
        assert abs(one.order.total) < 1 << 62
