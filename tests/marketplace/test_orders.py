"""Every call of local-orders.md §3.1 to §3.8 against the simulated marketplace over HTTP, and what it may answer instead."""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest

from aliexport_tui.marketplace.local.orders import LocalOrders
from aliexport_tui.marketplace.order_port import Dispatch, OrderFilter, Parcel, ParcelItem
from aliexport_tui.marketplace.port import (
    AuthError,
    Fate,
    InvalidRequest,
    MarketplaceError,
    NetworkTrouble,
    ProtocolTrouble,
    RateError,
    ServerTrouble,
)
from aliexport_tui.model.order import Order
from tests.marketplace.helpers import TOKEN, EvenChance, Kept, ManualClock
from tests.marketplace.order_sample import ORDER, page
from tests.marketplace.peer import Peer, answer
from tests.support.sandbox import Sandbox


def orders(desk: LocalOrders, where: OrderFilter | None = None) -> list[Order]:
    return [read.order for page in desk.orders(where or OrderFilter()) for read in page.orders]


def one(desk: LocalOrders, id: int | str) -> Order:
    (found,) = orders(desk, OrderFilter(ids=(str(id),)))
    return found


def parcel_of(order: Order) -> Parcel:
    items = tuple(ParcelItem(line.sku_id, line.quantity, line.source_id) for line in order.postings[0].lines)
    return Parcel(order.id, 30, 20, 10, Decimal("0.9"), items)


def test_pages(sandbox: Sandbox, desk: LocalOrders) -> None:
    """One request more than there are full pages, whatever the size; each order once."""
    made = {str(id) for id in sandbox.make_orders(7, "mixed")}
    for size, requests in ((7, 1), (100, 1), (3, 3), (1, 8)):
        before = sandbox.requests().get("POST /seller-api/v1/order/get-order-list", 0)
        found = orders(desk, OrderFilter(page_size=size))
        assert {order.id for order in found} == made
        assert len(found) == 7
        spent = sandbox.requests()["POST /seller-api/v1/order/get-order-list"] - before
        assert spent == requests + (size == 7), size


def test_filters(sandbox: Sandbox, desk: LocalOrders, clock: ManualClock) -> None:
    sandbox.make_orders(2, "ordered")
    (waiting,) = sandbox.make_orders(1, "waiting")
    sandbox.make_orders(1, "delivered")
    every = {order.id: order for order in orders(desk)}
    chosen = [
        OrderFilter(statuses=("Created",)),
        OrderFilter(payment_statuses=("NotPaid",)),
        OrderFilter(delivery_statuses=("Init",), statuses=("InProgress",)),
        OrderFilter(antifraud_statuses=("Passed",), ids=(str(waiting),)),
        OrderFilter(statuses=("Cancelled",)),
        OrderFilter(created_from=max(order.created_at for order in every.values()) + 60_000),
        OrderFilter(updated_to=min(order.created_at for order in every.values()) - 60_000),
    ]
    assert [len(orders(desk, where)) for where in chosen] == [2, 2, 1, 1, 0, 0, 0]
    shipped = next(order for order in every.values() if order.status == "Finished")
    if shipped.shipments:
        assert [order.id for order in orders(desk, OrderFilter(tracks=(shipped.shipments[0].track,)))] == [shipped.id]


@pytest.mark.parametrize("name", ["update_at_to", "updated_at_to"])
def test_either_name_of_the_upper_bound(sandbox: Sandbox, desk: LocalOrders, name: str) -> None:
    sandbox.set({"orders.update_to": name})
    sandbox.make_orders(1)
    (order,) = orders(desk)
    assert orders(desk, OrderFilter(updated_to=order.updated_at - 120_000)) == []
    assert orders(desk, OrderFilter(updated_to=order.updated_at + 1_000)) == [order]


@pytest.mark.parametrize(
    "switches",
    [
        {"orders.page_size_max": 2, "orders.page_size_over": "clamp"},
        {"fault.wrong_total": 1},
        {"fault.null_lists": 1},
        {"orders.vintage": "2022"},
        {"orders.default_order": "asc"},
    ],
    ids=str,
)
def test_lists_as_they_may_be(sandbox: Sandbox, desk: LocalOrders, switches: dict[str, object]) -> None:
    made = {str(id) for id in sandbox.make_orders(5, "mixed")}
    sandbox.set(switches)
    assert {order.id for order in orders(desk, OrderFilter(page_size=3))} == made


def test_the_seller_delivers(sandbox: Sandbox, desk: LocalOrders, kept: Kept) -> None:
    (id,) = sandbox.make_orders(1, "waiting", model="DBS")
    with pytest.raises(InvalidRequest) as refused:
        desk.delivered(str(id))
    assert refused.value.fate is Fate.REFUSED
    desk.in_transit(Dispatch(str(id), "TRACK-1", "Курьер", "https://track.example.com/TRACK-1", "+70001112233"))
    assert one(desk, id).delivery_status == "Shipped"
    desk.ready_for_pickup(str(id))
    desk.delivered(str(id))
    assert one(desk, id).status == "Finished"
    assert "+70001112233" not in str(kept.exchanges)


def test_the_marketplace_delivers(sandbox: Sandbox, desk: LocalOrders, kept: Kept) -> None:
    """Shipments, labels, a handover list, a spare day: from the posting to the carrier."""
    ids = sandbox.make_orders(3, "waiting", model="FBS", lines=1, method="DEMO_STANDARD")
    found = [one(desk, id) for id in ids]
    made = desk.create_shipments([parcel_of(order) for order in found])
    assert {order for order, _ in made.shipments} == {str(id) for id in ids}
    assert made.refused == ()
    again = desk.create_shipments([parcel_of(found[0])])
    assert again.shipments == ()
    assert [refused.order for refused in again.refused] == [str(ids[0])]

    shipments = [shipment.id for _, shipment in made.shipments]
    sandbox.advance(10)
    read = desk.shipments(shipments)
    assert [shipment.id for shipment in read] == shipments
    assert all(shipment.track for shipment in read)
    assert {shipment.id for id in ids for shipment in one(desk, id).shipments} == set(shipments)
    pdf = desk.shipment_labels(shipments)
    assert pdf.startswith(b"%PDF-")

    first, second, third = shipments
    handover = desk.create_handover_list([first, second], None)
    desk.add_to_handover_list(handover, [third])
    desk.remove_from_handover_list(handover, [second])
    desk.set_big_bag_count(handover, 2)
    (seen,) = desk.handover_lists(ids=[handover])
    assert (seen.status, set(seen.shipments)) == ("Created", {first, third})
    assert desk.handover_lists(statuses=["Created"], shipments=[first]) == (seen,)
    desk.pass_today(third)
    assert desk.handover_lists(ids=[handover])[0].shipments == (first,)
    assert desk.handover_label(handover).startswith(b"%PDF-")
    desk.transfer(handover)
    assert desk.handover_lists(ids=[handover])[0].status != "Created"
    with pytest.raises(InvalidRequest) as refused:
        desk.add_to_handover_list(handover, [second])
    assert refused.value.server_code == "ErrorCode.WrongHandoverListStatusError"
    desk.delete_shipments([second])
    assert {shipment.id for shipment in desk.shipments(shipments)} == {first, third}
    told = str(kept.exchanges)
    assert "%PDF" not in told
    assert all(str(buyer["name"]) not in told for order in sandbox.orders() if (buyer := order["buyer"]))


def test_an_error_inside_a_success(sandbox: Sandbox, desk: LocalOrders, clock: ManualClock) -> None:
    """§6.13, and whatever its code is made of: nothing was done, and reading it again would be vain."""
    sandbox.set({"errors.http_status": "200"})
    for style in ("word", "digits", "int"):
        sandbox.set({"errors.code_style": style})
        with pytest.raises(InvalidRequest) as refused:
            desk.pass_today("77")
        assert refused.value.fate is Fate.REFUSED, style
    assert sum(clock.slept) < 0.01


def test_tokens(sandbox: Sandbox, desk: LocalOrders) -> None:
    sandbox.set({"auth.error_status": "200"})
    other = sandbox.issue_token(77)
    sandbox.delete_token(other)
    stranger = LocalOrders(sandbox.address, other, "ru_RU", ManualClock(), EvenChance(), Kept())
    with pytest.raises(AuthError):
        orders(stranger)
    stranger.close()


def test_a_burst_of_429_is_waited_out(sandbox: Sandbox, desk: LocalOrders, clock: ManualClock) -> None:
    sandbox.make_orders(1)
    sandbox.set({"fault.burst_429": 1, "fault.times": 1, "fault.burst_length": 3})
    assert len(orders(desk)) == 1
    assert sum(clock.slept) > 10


def test_writes_are_sent_once(sandbox: Sandbox, desk: LocalOrders) -> None:
    for fault, fate in (("http_502", Fate.UNKNOWN), ("burst_429", Fate.REFUSED), ("reset_after", Fate.UNKNOWN)):
        sandbox.reset()
        (id,) = sandbox.make_orders(1, "waiting", model="DBS")
        sandbox.set({f"fault.{fault}": 1})
        with pytest.raises(MarketplaceError) as trouble:
            desk.in_transit(Dispatch(str(id), "T", "C"))
        assert trouble.value.fate is fate
        assert sandbox.requests()["POST /api/v1/offline-ship/to-in-transit"] == 1


UNSENDABLE: tuple[Parcel | Dispatch, ...] = (
    Parcel("x", 1, 1, 1, Decimal(1), (ParcelItem("1", 1),)),
    Parcel("1", 0, 1, 1, Decimal(1), (ParcelItem("1", 1),)),
    Parcel("1", 1, 1, 1, Decimal(0), (ParcelItem("1", 1),)),
    Parcel("1", 1, 1, 1, Decimal(1), ()),
    Parcel("1", 1, 1, 1, Decimal(1), (ParcelItem("", 1),)),
    Parcel("1", 1, 1, 1, Decimal(1), (ParcelItem(str(1 << 63), 1),)),
    Dispatch("1", " ", "C"),
    Dispatch("1", "T", ""),
    Dispatch("-1", "T", "C"),
)


@pytest.mark.parametrize("asked", UNSENDABLE, ids=str)
def test_what_can_not_be_asked_does_not_leave(sandbox: Sandbox, desk: LocalOrders, asked: Parcel | Dispatch) -> None:
    with pytest.raises(InvalidRequest) as refused:
        desk.in_transit(asked) if isinstance(asked, Dispatch) else desk.create_shipments([asked])
    assert refused.value.fate is Fate.NOT_SENT
    assert sandbox.requests() == {}


# ---- a peer that says what no well-behaved server would ---------------------------------------------------------------


def said(*bodies: object) -> Sequence[bytes]:
    return [answer(body if isinstance(body, bytes) else json.dumps(body).encode()) for body in bodies]


@pytest.fixture
def told() -> Kept:
    return Kept()


def asking(peer: Peer, told: Kept, tries: int = 1) -> LocalOrders:
    return LocalOrders(peer.address, TOKEN, "ru_RU", ManualClock(), EvenChance(), told, per_second=1e6, tries=tries)


def list_of(*ids: int, total: int) -> dict[str, object]:
    return {"data": {"total_count": total, "orders": [{**ORDER, "id": id} for id in ids]}, "error": None}


def test_pages_that_move_and_counts_that_are_wrong(told: Kept) -> None:
    """A new order pushes others onto the next page; then the server gives the last page for ever."""
    pages = [list_of(1, 2, total=3), list_of(2, 3, total=1), list_of(4, total=9), list_of(4, total=9)]
    pages += [list_of(total=9)] * 3
    with Peer(said(*pages)) as peer:
        found = [order.id for order in orders(asking(peer, told), OrderFilter(page_size=2))]
    assert found == ["1", "2", "2", "3", "4", "4"]
    with Peer(said(*[list_of(1, 2, total=9)] * 9)) as peer, pytest.raises(ProtocolTrouble) as trouble:
        orders(asking(peer, told), OrderFilter(page_size=2))
    assert trouble.value.code == "marketplace.pages_stuck"


def test_a_cut_off_answer_tells_nothing_of_the_buyer(told: Kept) -> None:
    whole = json.dumps(page(ORDER), ensure_ascii=False).encode()
    with Peer([answer(whole)[: -len(whole) // 2]]) as peer, pytest.raises(MarketplaceError) as trouble:
        orders(asking(peer, told))
    assert isinstance(trouble.value, ProtocolTrouble | NetworkTrouble)
    with Peer(said(whole[: len(whole) // 2])) as peer, pytest.raises(ProtocolTrouble) as unreadable:
        orders(asking(peer, told))
    for text in (str(told.exchanges), unreadable.value.said, str(unreadable.value)):
        assert "Тестов" not in text
        assert '0000000000"' not in text
    assert len(told.exchanges) == 2


REPLIES: tuple[tuple[dict[str, object], type[MarketplaceError] | None, Fate | None], ...] = (
    ({}, None, None),
    ({"data": {}, "error": None}, None, None),
    ({"data": None, "error": {}}, None, None),
    ({"data": {"errors": []}}, None, None),
    ({"data": {"errors": [{"code": "ErrorCode.X", "message": "нет"}]}, "error": None}, InvalidRequest, Fate.REFUSED),
    ({"data": None, "error": {"code": "ErrorCode.OrderNotFound", "message": "нет"}}, InvalidRequest, Fate.REFUSED),
    ({"data": None, "error": {"code": "404", "message": "нет"}}, InvalidRequest, Fate.REFUSED),
    ({"data": None, "error": {"code": "InternalError", "message": "беда"}}, ServerTrouble, Fate.UNKNOWN),
    ({"data": None, "error": {"code": 500, "message": "беда"}}, ServerTrouble, Fate.UNKNOWN),
    ({"data": None, "error": {"code": 429, "message": "часто"}}, RateError, Fate.REFUSED),
    ({"error": {"message": "cannot GetToken"}}, AuthError, Fate.REFUSED),
    ({"error": {"message": "GetTokenByID: no"}}, AuthError, Fate.REFUSED),
)


@pytest.mark.parametrize(("reply", "kind", "fate"), REPLIES, ids=[str(row[0]) for row in REPLIES])
def test_replies_of_a_write(told: Kept, reply: object, kind: type[MarketplaceError] | None, fate: Fate | None) -> None:
    with Peer(said(reply)) as peer:
        if kind is None:
            asking(peer, told).delivered("5")
            return
        with pytest.raises(kind) as trouble:
            asking(peer, told).delivered("5")
    assert trouble.value.fate is fate


def pdf(content: bytes = b"%PDF-1.4 label", head: bytes = b"HTTP/1.1 200 OK\r\n") -> bytes:
    return head + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(content) + content


def label(address: str) -> bytes:
    return answer(json.dumps({"data": {"label_url": address}, "error": None}).encode())


@pytest.fixture
def labels() -> Iterator[Peer]:
    with Peer([pdf()]) as peer:
        yield peer


@pytest.mark.parametrize(
    "address", ["ftp://127.0.0.1/x.pdf", "file:///etc/passwd", "http://u:p@127.0.0.1/x", "http://[", ""]
)
def test_labels_come_over_the_web_alone(told: Kept, address: str) -> None:
    with Peer([label(address)]) as peer, pytest.raises(ProtocolTrouble):
        asking(peer, told).shipment_labels(["6"])
    assert address == "" or address not in str(told.exchanges)


def test_a_label_goes_without_the_token_to_strangers(told: Kept, labels: Peer) -> None:
    stranger = labels.address.replace("127.0.0.1", "localhost")
    with Peer([label(f"{stranger}/s3cret.pdf?sign=1")]) as peer:
        assert asking(peer, told).shipment_labels(["6"]) == b"%PDF-1.4 label"
    assert TOKEN.encode() not in labels.requests[0]
    assert b"s3cret.pdf" in labels.requests[0]
    assert "s3cret" not in str(told.exchanges)
    assert "label" not in str([exchange.response for exchange in told.exchanges[1:]])


def test_a_label_of_its_own_host_is_asked_for_with_the_token(told: Kept) -> None:
    onward = pdf(b"", b"HTTP/1.1 302 Found\r\nLocation: /real.pdf\r\n")
    with Peer([label("/first.pdf"), onward, pdf()]) as peer:
        assert asking(peer, told).shipment_labels(["6"]).startswith(b"%PDF-")
    assert all(TOKEN.encode() in request for request in peer.requests)
    assert b"GET /real.pdf" in peer.requests[2]


@pytest.mark.parametrize(
    ("answers", "kind", "code"),
    [
        ([pdf(b"<html>sorry</html>")], ProtocolTrouble, "marketplace.no_pdf"),
        ([pdf(b"", b"HTTP/1.1 404 Not Found\r\n")], InvalidRequest, "marketplace.invalid"),
        ([pdf(b"", b"HTTP/1.1 403 No\r\n")], AuthError, "marketplace.auth"),
        ([pdf(b"", b"HTTP/1.1 500 No\r\n")], ServerTrouble, "marketplace.server"),
        ([pdf(b"", b"HTTP/1.1 302 Found\r\nLocation: /x\r\n")] * 4, ProtocolTrouble, "marketplace.redirected"),
    ],
)
def test_no_label(told: Kept, answers: list[bytes], kind: type[MarketplaceError], code: str) -> None:
    with Peer([label("/x"), *answers]) as peer, pytest.raises(kind) as trouble:
        asking(peer, told).shipment_labels(["6"])
    assert trouble.value.code == code


def test_a_label_without_end(told: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aliexport_tui.marketplace.local.labels.LARGEST_LABEL", 1000)
    with Peer([label("/x"), pdf(b"%PDF-" + b"x" * 5000)]) as peer, pytest.raises(ProtocolTrouble) as trouble:
        asking(peer, told).shipment_labels(["6"])
    assert trouble.value.code == "marketplace.label_big"
