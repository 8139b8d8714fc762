"""The order list: its shape, its filters, its pages (local-orders.md §3.1, §6)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from tests.sandbox.api import Json
from tests.sandbox.order_api import LIST, OrderApi
from tests.support.sandbox import Sandbox

DAY_S = 86_400
LOGISTIC = (
    "cut_off_date", "cut_off_date_histories", "shipping_deadline", "next_cut_off_date", "pre_split_postings",
    "logistic_orders", "commission",
)  # fmt: skip


def stamp(moment: int, form: str = "%Y-%m-%dT%H:%M:%SZ") -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).strftime(form)


def test_an_order_has_the_documented_members_and_types(desk: OrderApi, sandbox: Sandbox) -> None:
    sandbox.set({"generator.promotion_share": 1})
    [order_id] = sandbox.make_orders(lines=2, model="FBS")
    order = desk.order(order_id)
    assert type(order["id"]) is int
    assert len(str(order["id"])) == 16
    [line, other] = order["order_lines"]
    assert (type(line["item_id"]), type(line["sku_id"]), type(line["sku_code"])) == (str, str, str)
    assert (type(line["quantity"]), type(line["weight"]), type(line["length"])) == (float, float, float)
    assert type(line["item_price"]) is type(line["total_amount"]) is int
    [promotion] = line["promotions"]
    assert line["total_amount"] == line["item_price"] * line["quantity"] - promotion["discount"]
    fees = sum(posting["delivery_fee"] for posting in order["pre_split_postings"])
    assert order["total_amount"] == line["total_amount"] + other["total_amount"] + fees
    assert order["delivery_info"]["receiver"]["name"] == order["buyer_name"]
    assert order["delivery_info"]["city"] in order["delivery_address"]
    assert order["disputes"] == []
    assert set(order["commission"]) == {"platform_fee", "affiliate_fee", "estimate_revenue"}
    assert {line["sku_id"] for line in order["order_lines"]} == {
        line["sku_id"] for posting in order["pre_split_postings"] for line in posting["posting_lines"]
    }


def test_the_logistic_part_is_null_unless_asked_for_and_its_lists_are_empty_then(desk: OrderApi, sandbox: Sandbox) -> None:
    sandbox.make_orders()
    [common] = desk.data(LIST, page=1, page_size=20)["orders"]
    assert {name: common[name] for name in LOGISTIC} == dict.fromkeys(LOGISTIC)
    [asked] = desk.data(LIST, trade_order_info="LogisticInfo")["orders"]
    assert asked["logistic_orders"] == []
    assert all(asked[name] is not None for name in LOGISTIC)
    assert desk.code(LIST, trade_order_info="Everything")[0] == 400


def test_dates_have_the_forms_that_were_seen(desk: OrderApi, sandbox: Sandbox) -> None:
    """Offsets differ between the dates of one order, and between orders."""
    sandbox.make_orders(40)
    orders = desk.orders()
    for order in orders:
        for name in ("created_at", "updated_at", "paid_at"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00", order[name])
        assert re.fullmatch(r"[\dT:-]{19}\+00:00", order["cut_off_date"])
    offsets = {order["shipping_deadline"][-6:] for order in orders}
    assert {"+07:00", "+03:00"} <= offsets
    moments = {datetime.fromisoformat(order["shipping_deadline"]) for order in orders}
    assert len(moments) == 1, "the same moment in each of them"


def test_total_count_is_the_whole_match_and_pages_end_short_and_then_empty(desk: OrderApi, sandbox: Sandbox) -> None:
    made = sandbox.make_orders(7)
    pages = [desk.data(LIST, page=number, page_size=3) for number in (1, 2, 3, 4)]
    assert [page["total_count"] for page in pages] == [7] * 4
    assert [len(page["orders"]) for page in pages] == [3, 3, 1, 0]
    assert sorted(order["id"] for page in pages for order in page["orders"]) == made
    assert len(desk.data(LIST)["orders"]) == 7, "page 1 of 20 unless told"


@pytest.mark.parametrize("size", [101, 0, -1, "x", 1.5])
def test_page_sizes(desk: OrderApi, sandbox: Sandbox, size: object) -> None:
    assert desk.code(LIST, page_size=size) == (400, "ErrorCode.InvalidArgument")
    assert desk.data(LIST, page_size="100")["total_count"] == 0


def test_other_page_sizes(desk: OrderApi, sandbox: Sandbox) -> None:
    sandbox.make_orders(3)
    sandbox.set({"orders.page_size_max": 2, "orders.page_size_over": "clamp"})
    assert len(desk.orders(page_size=100)) == 2


def test_newest_first_unless_asked(desk: OrderApi, sandbox: Sandbox) -> None:
    now = sandbox.now_ms()
    made = sandbox.make_orders(20, start=now - 1_000_000)
    assert desk.ids() == made[::-1]
    for word in ("Desc", "DESC", "NONE", "none", None):
        assert desk.ids(sorting_order=word, sorting_field="whatever") == made[::-1]
    assert desk.ids(sorting_order="asc") == made
    assert desk.code(LIST, sorting_order="sideways")[0] == 400
    sandbox.set({"orders.sort_case": "exact", "orders.sorting_field": "400", "orders.default_order": "asc"})
    assert desk.ids() == made
    assert desk.ids(sorting_order="Desc") == made[::-1]
    assert desk.code(LIST, sorting_order="DESC")[0] == 400
    assert desk.code(LIST, sorting_field="created_at")[0] == 400


FORMS = ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S+00:00", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.000Z")


@pytest.mark.parametrize("form", FORMS)
def test_periods_of_creation_in_every_form(desk: OrderApi, sandbox: Sandbox, form: str) -> None:
    now = sandbox.now_ms() // 1000 * 1000
    early, late = now - 10 * DAY_S * 1000, now - 5 * DAY_S * 1000
    [first] = sandbox.make_orders(start=early, end=early)
    [second] = sandbox.make_orders(start=late, end=late)
    assert desk.ids(date_start=stamp(early, form), date_end=stamp(late, form)) == [second, first], "both ends inclusive"
    assert desk.ids(date_start=stamp(early + 1000, form)) == [second]
    assert desk.ids(date_end=stamp(late - 1000, form)) == [first]
    sandbox.set({"orders.end_inclusive": "off"})
    assert desk.ids(date_end=stamp(late, form)) == [first]


def test_an_offset_is_obeyed_and_nonsense_refused(desk: OrderApi, sandbox: Sandbox) -> None:
    now = sandbox.now_ms() // 1000 * 1000
    [made] = sandbox.make_orders(start=now, end=now)
    assert desk.ids(date_start=stamp(now + 3 * 3_600_000, "%Y-%m-%dT%H:%M:%S+03:00")) == [made]
    assert desk.ids(date_start=stamp(now, "%Y-%m-%dT%H:%M:%S-03:00")) == []
    for nonsense in ("yesterday", 5, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", ["x"]):
        assert desk.code(LIST, date_start=nonsense) == (400, "ErrorCode.InvalidArgument")
    assert desk.ids(date_start=None, date_end="") == [made]


def test_the_longest_period_is_a_switch(desk: OrderApi, sandbox: Sandbox) -> None:
    period = {"date_start": "2026-01-01T00:00:00Z", "date_end": "2026-03-01T00:00:00Z"}
    assert desk.orders(**period) == []
    sandbox.set({"orders.max_span_days": 30})
    assert desk.code(LIST, **period)[0] == 400


@pytest.mark.parametrize("upper", ["update_at_to", "updated_at_to"])
def test_polling_by_update_time(desk: OrderApi, sandbox: Sandbox, upper: str) -> None:
    """Those that poll twice, by creation and by update, see what they ask for; either name of the upper bound works."""
    old, new = sandbox.make_orders(2, "ordered")
    sandbox.advance(1000)
    sandbox.pay(old)
    now = sandbox.now_ms()
    since = stamp(now - 500_000)
    assert desk.ids(update_at_from=since) == [old]
    assert desk.ids(date_start=since) == []
    assert desk.ids(**{upper: since}) == [new]
    sandbox.set({"orders.update_to": upper})
    assert desk.ids(**{upper: since}) == [new]
    other = {"update_at_to": "updated_at_to", "updated_at_to": "update_at_to"}[upper]
    assert len(desk.ids(**{other: since})) == 2, "the other name is one more unknown field"


def test_shipping_days(desk: OrderApi, sandbox: Sandbox) -> None:
    [made] = sandbox.make_orders()
    order = desk.order(made)
    assert desk.ids(shipping_day_from=order["cut_off_date"], shipping_day_to=order["cut_off_date"]) == [made]
    assert desk.ids(shipping_day_from=order["next_cut_off_date"]) == []
    sandbox.set({"orders.shipping_day": "deadline"})
    assert desk.ids(shipping_day_from=order["next_cut_off_date"], shipping_day_to=order["shipping_deadline"]) == [made]


FILTERS = (
    ("order_statuses", "status", ["Created", "InProgress", "Finished", "Cancelled"]),
    ("payment_statuses", "payment_status", ["NotPaid", "Hold", "Paid", "Cancelled"]),
    ("delivery_statuses", "delivery_status", ["Init", "PartialShipped", "Shipped", "Delivered", "Cancelled"]),
    ("antifraud_statuses", "antifraud_status", ["NotChecked", "Checking", "Passed"]),
)
STATES = ("ordered", "paid", "waiting", "partial", "shipped", "delivered", "cancelled")


@pytest.mark.parametrize(("field", "member", "words"), FILTERS)
def test_filters_by_state(desk: OrderApi, sandbox: Sandbox, field: str, member: str, words: list[str]) -> None:
    for state in STATES:
        sandbox.make_orders(2, state)
    everything = desk.orders()
    assert {order[member] for order in everything} == set(words)
    for word in words:
        fit = [order["id"] for order in everything if order[member] == word]
        assert fit
        assert desk.ids(**{field: [word]}) == fit
    assert len(desk.ids(**{field: words})) == len(desk.ids(**{field: []})) == len(desk.ids(**{field: None})) == 14
    assert desk.code(LIST, **{field: ["Unheard"]}) == (400, "ErrorCode.InvalidArgument")
    assert desk.code(LIST, **{field: "Hold"})[0] == 400
    sandbox.set({"orders.unknown_enum": "empty"})
    assert desk.ids(**{field: ["Unheard"]}) == []


def test_filters_by_ids_and_track_numbers(desk: OrderApi, sandbox: Sandbox) -> None:
    first, second, third = sandbox.make_orders(3, "shipped")
    tracks = {order["id"]: order["logistic_orders"][0]["track_number"] for order in desk.orders()}
    assert desk.ids(order_ids=[str(first), third]) == [third, first]
    assert desk.ids(tracking_numbers=[tracks[second], "nobody's"]) == [second]
    assert desk.ids(order_ids=[first], tracking_numbers=[tracks[second]]) == []
    assert len(desk.ids(order_ids=[], tracking_numbers=[])) == 3
    assert desk.code(LIST, order_ids=["x"])[0] == 400


def test_what_clients_send_besides_is_ignored(desk: OrderApi, sandbox: Sandbox) -> None:
    """A locale in every body, a limit as text, nulls left out or not, no Accept."""
    [made] = sandbox.make_orders()
    body: Json = {"locale": "ru_RU", "limit": "50", "page": "1", "page_size": "20", "order_statuses": None}
    answer = desk.client.post(f"/seller-api/v1/{LIST}", json=body, headers={"accept": ""})
    assert [order["id"] for order in answer.json()["data"]["orders"]] == [made]


def test_orders_of_before_the_newer_members(desk: OrderApi, sandbox: Sandbox) -> None:
    [made] = sandbox.make_orders()
    new = desk.order(made)
    sandbox.set({"orders.vintage": "2022"})
    old = desk.order(made)
    assert set(new) - set(old) == {"delivery_info", "disputes"}
    assert set(new["order_lines"][0]) - set(old["order_lines"][0]) == {"sku_code", "properties_map"}
    assert set(new["pre_split_postings"][0]) - set(old["pre_split_postings"][0]) == {"logistics_type"}


def test_the_buyers_country_is_a_code_or_a_name(desk: OrderApi, sandbox: Sandbox) -> None:
    [made] = sandbox.make_orders()
    assert desk.order(made)["buyer_country_code"] == "RU"
    sandbox.set({"orders.country": "name"})
    assert desk.order(made)["buyer_country_code"] == "Россия"


def test_units_of_money_are_switches(desk: OrderApi, sandbox: Sandbox) -> None:
    while not (order := desk.order(sandbox.make_orders()[0]))["pre_split_postings"][0]["delivery_fee"]:
        pass
    sandbox.set({"orders.total_includes_delivery": "off", "fees.unit": "rouble"})
    other = desk.order(order["id"])
    fees = sum(posting["delivery_fee"] for posting in order["pre_split_postings"])
    assert order["total_amount"] - other["total_amount"] == fees
    kopecks, roubles = (each["order_lines"][0]["order_line_fees"] for each in (order, other))
    assert kopecks["line_fee"] == roubles["line_fee"] * 100


def test_orders_of_others_are_not_seen(desk: OrderApi, sandbox: Sandbox) -> None:
    [mine] = sandbox.make_orders()
    [theirs] = sandbox.make_orders(seller_id=700000002)
    assert desk.ids() == [mine]
    with OrderApi(sandbox, sandbox.issue_token(700000002)) as other:
        assert other.ids() == [theirs]
        assert other.ids(order_ids=[mine]) == []


def test_a_month_of_orders_is_spread_and_read_page_by_page(desk: OrderApi, sandbox: Sandbox) -> None:
    now = sandbox.now_ms()
    made = sandbox.make_orders(1000, "mixed", start=now - 30 * DAY_S * 1000)
    found = [order for page in range(1, 11) for order in desk.orders(page=page, sorting_order="asc")]
    assert [order["id"] for order in found] == made
    created = [order["created_at"] for order in found]
    assert all(early <= late for early, late in pairwise(created))
    assert len({moment[:10] for moment in created}) > 28
    assert all(order["created_at"] <= order["updated_at"] <= stamp(now + 1000) for order in found)
    models = {posting["logistics_type"] for order in found for posting in order["pre_split_postings"]}
    assert models == {"DBS", "FBS"}
    assert {len(order["pre_split_postings"]) for order in found} == {1, 2}
    assert {len(order["order_lines"]) for order in found} == {1, 2, 3}
