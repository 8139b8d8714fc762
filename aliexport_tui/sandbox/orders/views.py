"""An order as the order list shows it (local-orders.md §3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from aliexport_tui.sandbox.faults import Faults
from aliexport_tui.sandbox.orders.dates import DAY_MS, microseconds, with_offset
from aliexport_tui.sandbox.orders.packing import open_units
from aliexport_tui.sandbox.orders.records import Line, Order, Parcel, Posting, Promotion
from aliexport_tui.sandbox.orders.words import BEING_MADE, CANCELLED, STATES, TO_BE_LISTED
from aliexport_tui.sandbox.switches import Switches
from aliexport_tui.sandbox.wire import JsonObject

_NEW_MEMBERS = ("delivery_info", "disputes")
_PLATFORM_FEE = Decimal("0.08")
_STRANGE = "SomethingNew"


class OrderView:
    """Orders as the switches and faults want them told, at a moment; `logistic` asks for the logistic part too."""

    def __init__(self, switches: Switches, faults: Faults, now: int, *, logistic: bool) -> None:
        self._switches, self._faults, self._now, self._logistic = switches, faults, now, logistic
        self._is_new = switches.word("orders.vintage") == "new"

    def order(self, order: Order, parcels: Sequence[Parcel], list_states: dict[int, str]) -> JsonObject:
        """One member of `orders`."""
        strange = self._faults.of_card("fault.unknown_word", str(order.id))
        words = STATES[order.state]
        buyer = order.buyer
        view: JsonObject = {
            "id": order.id,
            "created_at": microseconds(order.created_ms, order.id),
            "paid_at": microseconds(order.paid_ms, order.id) if order.paid_ms else None,
            "updated_at": microseconds(order.updated_ms, order.id),
            "status": _STRANGE if strange else words.status,
            "payment_status": _STRANGE if strange else words.payment,
            "delivery_status": _STRANGE if strange else words.delivery,
            "antifraud_status": _STRANGE if strange else order.antifraud,
            "order_display_status": _STRANGE if strange else words.display,
            "delivery_address": buyer.address,
            "delivery_info": {
                "country": buyer.country,
                "region": buyer.region,
                "city": buyer.city,
                "street_house": buyer.street,
                "flat": buyer.flat,
                "index": buyer.index,
                "receiver": {"name": buyer.name, "phone": buyer.phone},
            },
            "buyer_country_code": "RU" if self._switches.word("orders.country") == "code" else buyer.country,
            "buyer_name": buyer.name,
            "buyer_phone": buyer.phone,
            "order_lines": [self._line(order, line) for line in order.lines],
            "total_amount": self._total(order),
            "seller_comment": None,
            "finish_reason": order.finish_reason or None,
            "fully_prepared": self._is_prepared(order, parcels),
            **self._logistics(order, parcels, list_states),
            "disputes": [],
        }
        if not self._is_new:
            view = {name: value for name, value in view.items() if name not in _NEW_MEMBERS}
        if self._faults.of_card("fault.null_lists", str(order.id)):
            view = {name: None if value == [] else value for name, value in view.items()}
        return view

    def _logistics(self, order: Order, parcels: Sequence[Parcel], list_states: dict[int, str]) -> JsonObject:
        if not self._logistic:
            names = ("cut_off_date", "cut_off_date_histories", "shipping_deadline", "next_cut_off_date")
            return dict.fromkeys((*names, "pre_split_postings", "logistic_orders", "commission"))
        return {
            "cut_off_date": with_offset(order.cut_offs[-1]),
            "cut_off_date_histories": [
                {"shift_number": number, "cut_off_date": with_offset(moment)} for number, moment in enumerate(order.cut_offs)
            ],
            "shipping_deadline": with_offset(order.deadline_ms, order.hours),
            "next_cut_off_date": with_offset(order.cut_offs[-1] + DAY_MS, order.hours),
            "pre_split_postings": [self._posting(order, posting) for posting in order.postings],
            "logistic_orders": [self._parcel(parcel, list_states) for parcel in parcels],
            "commission": _fees(sum(line.total for line in order.lines), "platform_fee"),
        }

    def _line(self, order: Order, line: Line) -> JsonObject:
        view: JsonObject = {
            "id": line.id,
            **self._goods(line, line.quantity),
            "total_amount": line.total,
            "issue_status": line.issue,
            "promotions": [_promotion(each, order.currency) for each in line.promotions],
            "order_line_fees": self._line_fees(line) if order.paid_ms else None,
            "currency": order.currency,
        }
        if self._is_new:
            view["properties_map"] = line.properties
        if self._faults.of_card("fault.null_lists", str(order.id)):
            view["promotions"] = view["promotions"] or None
        return view

    def _posting(self, order: Order, posting: Posting) -> JsonObject:
        lines: list[JsonObject] = []
        for number, share in enumerate(posting.lines, 1):
            line = order.line(share.of)
            lines.append({"id": number, "order_line_id": line.id, **self._goods(line, share.quantity)})
        view: JsonObject = {
            "id": posting.id,
            "delivery_fee": posting.fee,
            "first_mile_type": posting.first_mile,
            "logistic_method": posting.method,
            "posting_lines": lines,
        }
        if self._is_new:
            view["logistics_type"] = posting.model
        return view

    def _goods(self, line: Line, quantity: int) -> JsonObject:
        view: JsonObject = {
            "item_id": line.item_id,
            "sku_id": line.sku_id,
            "sku_code": line.sku_code,
            "name": line.name,
            "img_url": line.image,
            "item_price": line.price,
            "quantity": float(quantity),
            "properties": list(line.properties.values()),
            "buyer_comment": line.comment or None,
            "height": float(line.height),
            "width": float(line.width),
            "length": float(line.length),
            "weight": float(line.weight),
            "product_source_id": 0,
        }
        if not self._is_new:
            del view["sku_code"]
        return view

    def _parcel(self, parcel: Parcel, list_states: dict[int, str]) -> JsonObject:
        return {
            "id": parcel.id,
            "trade_order_id": parcel.order_id,
            "track_number": shown_track(parcel, self._now),
            "status": shown_status(parcel, self._now),
            "creation_error": None,
            "lines": [{"sku_id": share.of, "quantity": share.quantity} for share in parcel.contents],
            "handover_list_id": parcel.list_id or None,
            "handover_list_status": list_states.get(parcel.list_id),
            "shipped_at": microseconds(parcel.shipped_ms, parcel.id) if parcel.shipped_ms else None,
            "actual_ship_at": microseconds(parcel.shipped_ms, parcel.id) if parcel.shipped_ms else None,
        }

    def _total(self, order: Order) -> int:
        delivery = sum(posting.fee for posting in order.postings)
        return sum(line.total for line in order.lines) + (
            delivery if self._switches.flag("orders.total_includes_delivery") else 0
        )

    def _line_fees(self, line: Line) -> dict[str, int] | dict[str, float]:
        fees = _fees(line.total, "line_fee")
        if self._switches.word("fees.unit") == "kopeck":
            return fees
        return {name: float(Decimal(fee) / 100) for name, fee in fees.items()}

    def _is_prepared(self, order: Order, parcels: Sequence[Parcel]) -> bool:
        if self._switches.word("orders.fully_prepared") == "off":
            return False
        if order.model == "DBS":
            return any(parcel.status != CANCELLED for parcel in parcels)
        left = open_units(order, parcels)
        return not any(units > 0 for posting in left.values() for units in posting.values())


def shown_track(parcel: Parcel, now: int) -> str:
    """The track number; nothing until it is there."""
    return parcel.track if now >= parcel.track_ms else ""


def shown_status(parcel: Parcel, now: int) -> str:
    """The marketplace's word for where a parcel is."""
    return BEING_MADE if now < parcel.track_ms and parcel.status == TO_BE_LISTED else parcel.status


def _fees(total: int, name: str) -> dict[str, int]:
    fee = int(total * _PLATFORM_FEE)
    return {name: fee, "affiliate_fee": 0, "estimate_revenue": total - fee}


def _promotion(promotion: Promotion, currency: str) -> JsonObject:
    return {
        "ae_promotion_id": promotion.promotion_id,
        "ae_activity_id": promotion.activity_id,
        "code": None,
        "promotion_type": promotion.kind,
        "discount": promotion.discount,
        "discount_currency": currency,
        "original_discount": promotion.discount,
        "original_discount_currency": currency,
        "promotion_target": "Sale",
        "budget_sponsor": "Seller",
    }
