"""Orders in the file: the newest reading of each, what it takes from the stock, lists of them."""

from collections.abc import Iterator
from contextlib import closing
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aliexport_tui.model.order import Buyer, Order, OrderLine, Posting, PostingLine, Read, Shipment
from aliexport_tui.model.order_settings import OrderSettings
from aliexport_tui.store import order_lists, order_settings, orders, reserved
from aliexport_tui.store.database import Database
from aliexport_tui.store.order_lists import OrdersWanted, SortBy
from tests.support.shop import NOW, fill

replace = msgspec.structs.replace


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with closing(Database.open(tmp_path_factory.mktemp("orders") / "shop.db")) as db:
        fill(db, 8)
        yield db


@pytest.fixture
def db(file: Database) -> Database:
    with file.write() as tx:
        tx.run("DELETE FROM trade_order")
        tx.run("DELETE FROM order_settings")
    return file


def an_order(number: str = "1", /, **changes: object) -> Order:
    lines = (OrderLine("1", sku_code="A", quantity=2), OrderLine("2", sku_code="B"), OrderLine("3", sku_code="A"))
    return replace(Order(number, "InProgress", NOW, NOW, delivery_status="Init", lines=lines), **changes)


def put(db: Database, order: Order, buyer: Buyer = Buyer(name="Н"), now: int = NOW) -> str:  # noqa: B008 (frozen)
    with db.write() as tx:
        return orders.put(tx, 1, Read(order, buyer), now).news


def test_news(db: Database) -> None:
    order = an_order()
    assert put(db, order) == "new"
    assert put(db, order) == "same"
    assert put(db, replace(order, updated_at=NOW - 1, status="Cancelled")) == "older"
    assert put(db, replace(order, disputes=1)) == "changed"
    assert put(db, replace(order, disputes=1), Buyer(name="Другой")) == "changed"
    stored = orders.find(db, 1, "1")
    assert stored is not None
    assert (stored.order.disputes, stored.buyer, stored.account_code) == (1, Buyer(name="Другой"), "main")
    assert orders.get(db, stored.id) == stored
    assert orders.find(db, 1, "2") is None


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["Created", "InProgress", "Finished"])), min_size=1, max_size=6)
)
def test_the_newest_reading_stands_whatever_the_order_they_come_in(file: Database, readings: list[tuple[int, str]]) -> None:
    with file.write() as tx:
        tx.run("DELETE FROM trade_order")
    newest = (-1, "")
    for at, status in readings:
        put(file, an_order(updated_at=NOW + at, status=status))
        newest = (at, status) if at >= newest[0] else newest
    stored = orders.find(file, 1, "1")
    assert stored is not None
    assert (stored.order.updated_at - NOW, stored.order.status) == newest
    assert (stored.ended_at is not None) == stored.order.ended


def test_steps_tell_what_changed(db: Database) -> None:
    put(db, an_order(payment_status="NotPaid"))
    sent = Shipment("6", "", "New")
    put(db, an_order(payment_status="Hold", shipments=(sent,), updated_at=NOW + 1))
    put(db, an_order(payment_status="Hold", shipments=(replace(sent, track="T"),), updated_at=NOW + 2))
    put(db, an_order(status="Cancelled", finish_reason="CancelledByBuyer", payment_status="Hold", updated_at=NOW + 3))
    (stored,) = orders.named(db, "1")
    assert [(step.code, step.args) for step in orders.steps(db, stored.id)] == [
        ("order.came", {"status": "InProgress", "payment": "NotPaid"}),
        ("order.payment_changed", {"before": "NotPaid", "after": "Hold"}),
        ("order.shipment_changed", {"shipment": "6", "before": "", "after": "New", "track": ""}),
        ("order.shipment_changed", {"shipment": "6", "before": "New", "after": "New", "track": "T"}),
        ("order.status_changed", {"before": "InProgress", "after": "Cancelled", "reason": "CancelledByBuyer"}),
    ]


TAKES: tuple[tuple[str, dict[str, object], bool], ...] = (
    ("waits", {}, True),
    ("unpaid", {"status": "Created", "payment_status": "NotPaid"}, True),
    ("in part", {"delivery_status": "PartialShipped"}, True),
    ("unknown words", {"status": "Thawing", "delivery_status": "Floating"}, True),
    ("sent", {"delivery_status": "Shipped"}, False),
    ("delivered", {"delivery_status": "Delivered"}, False),
    ("cancelled", {"status": "Cancelled"}, False),
    ("finished", {"status": "Finished"}, False),
)


@pytest.mark.parametrize(("change", "takes"), [row[1:] for row in TAKES], ids=[row[0] for row in TAKES])
def test_what_an_order_takes(db: Database, change: dict[str, object], takes: bool) -> None:
    put(db, an_order(**change))
    assert reserved.units(db, 1, ["A", "B", "C"]) == ({"A": 3, "B": 1} if takes else {})
    assert reserved.any_of(db, 1) == takes


def test_by_the_settings(db: Database) -> None:
    """Until the shop has it; not at all."""
    put(db, an_order())
    put(db, an_order("2"))
    (first,) = orders.named(db, "1")

    def taken(mode: str) -> int:
        with db.write() as tx:
            tx.run("DELETE FROM order_settings")
            order_settings.save(tx, 1, msgspec.convert({"open_orders": mode}, OrderSettings), 0, NOW)
            for id in reserved.unsettled(db, 1):
                reserved.settle(tx, id)
        return reserved.units(db, 1, ["A"]).get("A", 0)

    assert [taken("until_shipped"), taken("off"), taken("until_taken")] == [6, 0, 6]
    with db.write() as tx:
        tx.run(
            "INSERT INTO hand_off (trade_order, target, kind, state, delivery, made_at)"
            " VALUES (?, 't', 'new', 'done', 'd', 1)",
            (first.id,),
        )
        assert reserved.settle(tx, first.id)
        assert not reserved.settle(tx, first.id)
    assert reserved.units(db, 1, ["A"]) == {"A": 3}
    assert [one.number for one in reserved.takers(db, 1, "A")] == ["2"]
    assert [taken("until_shipped"), taken("until_taken")] == [6, 3]


def test_codes_that_the_marketplace_does_not_name(db: Database) -> None:
    """By the card as it was scanned; by the only SKU of its product; else nobody knows."""
    with db.write() as tx:
        skus = '{"skus": [{"code": "RED", "sku_id": "71"}, {"code": "BLUE", "sku_id": "72"}]}'
        tx.run("INSERT INTO card VALUES (1, '7', 'ONLINE', '', 0, ?, 0)", (skus,))
        listing = tx.value("SELECT min(id) FROM listing")
        tx.run("UPDATE listing SET card_id = '8' WHERE id = ?", (listing,))
        tx.run("INSERT INTO listing_sku VALUES (?, 'ALONE')", (listing,))
    told = (("7", "72"), ("8", "81"), ("9", "91"), ("7", "73"))
    lines = tuple(OrderLine(sku, item_id=item, sku_id=sku) for item, sku in told)
    put(db, an_order(lines=lines))
    assert reserved.units(db, 1, ["RED", "BLUE", "ALONE", ""]) == {"BLUE": 1, "ALONE": 1}


def test_lists(db: Database) -> None:
    posting = Posting("9", (PostingLine("1", 1),), model="FBS")
    line = OrderLine("1", sku_code="KETTLE-7", name="Ёлка зелёная")
    put(db, an_order("10", deadline_at=NOW + 50, total=300, lines=(line,)))
    put(db, an_order("9", deadline_at=NOW + 90, cut_off_at=NOW + 40, postings=(posting,), created_at=NOW - 5, total=200))
    put(db, an_order("11", status="Finished", deadline_at=NOW + 1, shipments=(Shipment("61", "TRACK/1"),)))
    put(db, an_order("12", delivery_status="Shipped", deadline_at=NOW + 1, total=100))

    def found(**wanted: object) -> list[str]:
        ids = order_lists.order_ids(db, msgspec.convert(wanted, OrdersWanted))
        rows = order_lists.rows(db, ids)
        assert order_lists.count(db, msgspec.convert(wanted, OrdersWanted)) == len(ids)
        return [rows[id].number for id in ids]

    assert found() == ["9", "10", "12", "11"]
    assert found(text="елка kettle") == ["10"]
    assert found(text="track/1") == ["11"]
    assert found(text="%") == found(text="ничего") == []
    assert found(statuses=["Finished"]) == ["11"]
    assert found(delivery_statuses=["Init"], model="FBS") == ["9"]
    assert found(open_only=True, sort="total") == ["12", "9", "10"]
    assert found(due_only=True, descending=True) == ["10", "9"]
    assert found(sort="number") == ["9", "10", "11", "12"]
    assert found(created_to=NOW - 1) == ["9"]
    assert found(accounts=[2]) == []
    for sort in get_args(SortBy):
        assert sorted(found(sort=sort)) == sorted(found(sort=sort, descending=True)) == ["10", "11", "12", "9"]
    row = order_lists.rows(db, order_lists.order_ids(db, OrdersWanted(text="61")))
    assert [(one.tracks, one.goods, one.lines, one.due_at) for one in row.values()] == [(("TRACK/1",), "", 3, None)]
    assert order_lists.counts_by_status(db) == {"Finished": 1, "InProgress": 3}
