"""Answers of the order side -> records, read tolerantly: null lists, ids as number or text, floats for units, any offset,
unknown words (local-orders.md §1.7 to §1.9, §3, §6)."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, InvalidOperation

from aliexport_tui.marketplace.local.moments import moment_of
from aliexport_tui.marketplace.local.node import Node
from aliexport_tui.marketplace.order_port import Created, OrderPage, Refused
from aliexport_tui.model.order import Buyer, HandoverList, Order, OrderLine, Posting, PostingLine, Read, Shipment

_MOST = 10**15
"""A larger number than this is none of money, weight or units; SQLite could not hold it."""


def order_page(answer: Node) -> OrderPage:
    """§3.1. Records without an id can't be kept: they are counted."""
    data = answer.get("data")
    found = data.children("orders")
    read = tuple(read for node in found if (read := _read(node)) is not None)
    return OrderPage(read, data.count("total_count") or 0, len(found) - len(read))


def created(answer: Node) -> Created:
    """§3.3. `errors` may be filled though `error` is null (§6.13)."""
    data = answer.get("data")
    made = [
        (_id(order, "trade_order_id", "id"), _shipment(shipment))
        for order in data.children("orders")
        for shipment in order.children("logistic_orders")
    ]
    return Created(tuple((order, one) for order, one in made if one.id), tuple(refusals(answer)))


def refusals(answer: Node) -> Iterator[Refused]:
    """`data.errors[]`, whose form nobody documents (§8.10): of records, texts, or by the order's id."""
    errors = answer.get("data").get("errors")
    for error in errors.items():
        yield Refused(
            _id(error, "trade_order_id", "order_id", "logistic_order_id", "id"),
            error.text("code", "error_code"),
            error.text("message", "description", "error_message") or error.loose_text(),
        )
    for order, error in errors.members():
        yield Refused(order, error.text("code"), error.loose_text())


def shipments(answer: Node) -> tuple[Shipment, ...]:
    """§3.4."""
    found = map(_shipment, answer.get("data").children("logistic_orders"))
    return tuple(one for one in found if one.id)


def handover_lists(answer: Node) -> tuple[HandoverList, ...]:
    """§3.8."""
    found = (
        HandoverList(
            id=_id(node, "handover_list_id", "id"),
            status=node.text("status"),
            shipments=tuple(filter(None, (_plain_id(part) for part in node.children("logistic_order_ids")))),
            arrival_at=_moment(node, "arrival_date"),
            made_at=_moment(node, "gmt_create"),
            shipment_type=node.text("shipment_type"),
        )
        for node in answer.get("data").children("data_source")
    )
    return tuple(one for one in found if one.id)


def new_list(answer: Node) -> str:
    """Its id, "" when the answer has none."""
    return _id(answer.get("data"), "handover_list_id", "id")


def label_address(answer: Node) -> str:
    """§3.7; "" when the answer has none."""
    return answer.get("data").text("label_url").strip()


def _read(node: Node) -> Read | None:
    number = _id(node, "id")
    return Read(_order(node, number), _buyer(node)) if number else None


def _order(node: Node, number: str) -> Order:
    commission = node.get("commission")
    created_at = _moment(node, "created_at")
    return Order(
        id=number,
        status=node.text("status"),
        created_at=created_at,
        updated_at=_moment(node, "updated_at") or created_at,
        paid_at=_moment(node, "paid_at"),
        payment_status=node.text("payment_status"),
        delivery_status=node.text("delivery_status"),
        antifraud_status=node.text("antifraud_status"),
        display_status=node.text("order_display_status"),
        total=_kopecks(node, "total_amount") or 0,
        currency=next(filter(None, (line.text("currency") for line in node.children("order_lines"))), "RUB"),
        country_code=node.text("buyer_country_code"),
        lines=tuple(_lines(node.children("order_lines"))),
        postings=tuple(_posting(one) for one in node.children("pre_split_postings")),
        shipments=tuple(one for one in map(_shipment, node.children("logistic_orders")) if one.id),
        fully_prepared=node.flag("fully_prepared"),
        seller_comment=node.text("seller_comment"),
        finish_reason=node.text("finish_reason"),
        cut_off_at=_moment(node, "cut_off_date"),
        deadline_at=_moment(node, "shipping_deadline"),
        next_cut_off_at=_moment(node, "next_cut_off_date"),
        platform_fee=_kopecks(commission, "platform_fee"),
        affiliate_fee=_kopecks(commission, "affiliate_fee"),
        revenue=_kopecks(commission, "estimate_revenue"),
        disputes=len(node.children("disputes")),
    )


def _lines(found: Iterable[Node]) -> Iterator[OrderLine]:
    """A line without an id, or with one that was there, goes by its place."""
    seen: set[str] = set()
    for place, node in enumerate(found, 1):
        id = _id(node, "id")
        if not id or id in seen:
            id = f"#{place}"
        seen.add(id)
        yield OrderLine(
            id=id,
            item_id=_id(node, "item_id"),
            sku_id=_id(node, "sku_id"),
            sku_code=node.text("sku_code").strip(),
            name=node.text("name"),
            image=node.text("img_url"),
            price=_kopecks(node, "item_price") or 0,
            quantity=_units(node),
            total=_kopecks(node, "total_amount") or 0,
            properties=node.texts("properties"),
            weight_g=_whole(node, "weight"),
            length_mm=_whole(node, "length", 10),
            width_mm=_whole(node, "width", 10),
            height_mm=_whole(node, "height", 10),
            issue=node.text("issue_status"),
            source_id=_id(node, "product_source_id"),
        )


def _posting(node: Node) -> Posting:
    return Posting(
        id=_id(node, "id"),
        lines=tuple(_posting_line(line) for line in node.children("posting_lines")),
        delivery_fee=_kopecks(node, "delivery_fee") or 0,
        first_mile=node.text("first_mile_type"),
        model=node.text("logistics_type"),
        method=node.text("logistic_method"),
    )


def _posting_line(node: Node) -> PostingLine:
    return PostingLine(
        sku_id=_id(node, "sku_id"),
        quantity=_units(node),
        sku_code=node.text("sku_code").strip(),
        source_id=_id(node, "product_source_id"),
    )


def _shipment(node: Node) -> Shipment:
    """Of an order (`id`, `track_number`) or read on its own (§6.5: `logistic_order_id`, `platform_tracking_code`)."""
    error = node.get("creation_error")
    return Shipment(
        id=_id(node, "logistic_order_id", "id"),
        track=node.text("platform_tracking_code", "track_number").strip(),
        status=node.text("status"),
        lines=tuple(_posting_line(line) for line in node.children("lines")),
        handover_list=_id(node, "handover_list_id"),
        cut_off_at=_moment(node, "cut_off_date"),
        error_code=error.text("code"),
        error_text=error.text("description", "message"),
    )


def _buyer(node: Node) -> Buyer:
    info = node.get("delivery_info")
    receiver = info.get("receiver")
    comments = {}
    for place, line in enumerate(node.children("order_lines"), 1):
        if comment := line.text("buyer_comment").strip():
            comments[_id(line, "id") or f"#{place}"] = comment
    return Buyer(
        name=node.text("buyer_name"),
        phone=node.text("buyer_phone"),
        address=node.text("delivery_address"),
        country=info.text("country"),
        region=info.text("region"),
        city=info.text("city"),
        street_house=info.text("street_house"),
        flat=info.text("flat"),
        index=info.text("index"),
        receiver_name=receiver.text("name"),
        receiver_phone=receiver.text("phone"),
        comments=comments,
    )


def _moment(node: Node, name: str) -> int:
    return moment_of(node.text(name))


def _id(node: Node, *names: str) -> str:
    """The first of these that is an id: digits or words, "" for none; a number may have come with a point."""
    return next((found for name in names if (found := _plain_id(node.get(name)))), "")


def _plain_id(node: Node) -> str:
    number = node.value
    if isinstance(number, Decimal) and number.is_finite() and abs(number) < 10**20 and number == number.to_integral_value():
        return str(int(number)) if number else ""
    text = node.plain().strip()
    return "" if text == "0" else text


def _number(node: Node, name: str) -> Decimal | None:
    try:
        number = Decimal(node.text(name).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < _MOST else None


def _kopecks(node: Node, name: str) -> int | None:
    """§1.6: whole kopecks on this side of the API."""
    number = _number(node, name)
    return None if number is None else int(number.to_integral_value(ROUND_HALF_UP))


def _units(node: Node) -> int:
    """A float on the wire; what can't be read is one, a part of a piece a whole one."""
    number = _number(node, "quantity")
    return 1 if number is None else max(0, int(number.to_integral_value(ROUND_CEILING)))


def _whole(node: Node, name: str, times: int = 1) -> int:
    """Rounded up, 0 for none."""
    number = _number(node, name)
    return 0 if number is None else max(0, int((number * times).to_integral_value(ROUND_CEILING)))
