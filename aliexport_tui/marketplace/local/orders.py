"""One account's orders over the local API: every call of local-orders.md §3.1 to §3.8 behind the `OrderDesk` port."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from aliexport_tui.marketplace.local import order_answers as answers
from aliexport_tui.marketplace.local import order_bodies as bodies
from aliexport_tui.marketplace.local.address import checked_address
from aliexport_tui.marketplace.local.labels import Labels
from aliexport_tui.marketplace.local.moments import written
from aliexport_tui.marketplace.local.node import Node
from aliexport_tui.marketplace.local.retrying import retried
from aliexport_tui.marketplace.local.transport import Call, Timeouts, Transport
from aliexport_tui.marketplace.order_port import Created, Dispatch, OrderFilter, OrderPage, Parcel
from aliexport_tui.marketplace.pacing import Pacer
from aliexport_tui.marketplace.port import (
    Fate,
    InvalidRequest,
    MarketplaceError,
    ProtocolTrouble,
    QuotaError,
    RateError,
    Recorder,
    ServerTrouble,
)
from aliexport_tui.marketplace.tokens import masked, plausible_token
from aliexport_tui.model.clock import Chance, Clock, Wait
from aliexport_tui.model.order import HandoverList, Shipment

Found = TypeVar("Found")

_SELLER = "/seller-api/v1/"
_DELIVERY = "/api/v1/offline-ship/"
_IDS_PER_CALL = 50
_ROWS_PER_PAGE = 50
_MOST_STILL = 5
"""Pages in a row without anything new: the server pays no heed to the page's number."""
_MOST_EMPTY = 3
"""Empty pages in a row while the marketplace counts more: either that is wrong, or the page."""
_PASSING = ("internal", "unavailable", "timeout", "unknown")
"""In the words of an error that tells nothing of the request itself."""


class LocalOrders:
    """Thread-safe. No request leaves before the first call. `tries`: of a read, between which `wait` passes the time.

    Raises ConfigError: `account.address_malformed`, `account.address_plain`, `account.token_malformed`."""

    def __init__(
        self,
        base_url: str,
        token: str,
        locale: str,
        clock: Clock,
        chance: Chance,
        recorder: Recorder,
        *,
        per_second: float = 8,
        tries: int = 5,
        wait: Wait | None = None,
        timeouts: Timeouts | None = None,
    ) -> None:
        self._address = checked_address(base_url)
        token = plausible_token(token)
        self._shown_token = masked(token)
        self._wait = wait or clock.sleep
        self._chance = chance
        self._tries = tries
        self._timeouts = timeouts or Timeouts()
        pacer = Pacer(per_second, clock)
        self._transport = Transport(self._address, token, locale, clock, recorder, pacer, self._timeouts.connect)
        self._labels = Labels(self._address, token, clock, recorder, self._timeouts.connect, self._timeouts.slow)

    def __repr__(self) -> str:
        return f"LocalOrders({self._address!r}, token {self._shown_token})"

    def close(self) -> None:
        self._transport.close()
        self._labels.close()

    @property
    def ahead_ms(self) -> int | None:
        return self._transport.ahead_ms

    # Reads: tried again while the trouble may pass.

    def orders(self, where: OrderFilter) -> Iterator[OrderPage]:
        """Until an empty page, or a short one, when as many were seen as the marketplace counts: a server may give smaller
        pages than it was asked for, and may count wrongly (§3.1)."""
        seen: set[str] = set()
        size = where.page_size
        number = still = empty = 0
        while True:
            number += 1
            call = self._call(_SELLER + "order/get-order-list", bodies.order_page(where, number))
            page = self._read(call, answers.order_page)
            yield page
            rows = len(page.orders) + page.nameless
            fresh = {read.order.id for read in page.orders} - seen
            seen |= fresh
            empty = 0 if rows else empty + 1
            if empty >= _MOST_EMPTY or (rows < size and len(seen) >= page.total):
                return
            still = still + 1 if rows and not fresh else 0
            if still >= _MOST_STILL:
                raise ProtocolTrouble("marketplace.pages_stuck", Fate.UNKNOWN, status=200, said=str(number))

    def shipments(self, ids: Sequence[str]) -> tuple[Shipment, ...]:
        found: dict[str, Shipment] = {}
        for start in range(0, len(ids), _IDS_PER_CALL):
            wanted = bodies.numbers(ids[start : start + _IDS_PER_CALL])
            for page in range(1, len(wanted) + 1):
                asked = bodies.members(logistic_order_ids=wanted, page=page, page_size=_IDS_PER_CALL)
                read = self._read(self._call(_SELLER + "logistic-order/get", asked), answers.shipments)
                fresh = {one.id: one for one in read if one.id not in found}
                found |= fresh
                if not fresh or all(str(id) in found for id in wanted):
                    break
        return tuple(found.values())

    def shipment_labels(self, ids: Sequence[str]) -> bytes:
        return self._label(_SELLER + "labels/orders/get", bodies.members(logistic_order_ids=bodies.numbers(ids)))

    def handover_label(self, list_id: str) -> bytes:
        asked = bodies.members(handover_list_id=bodies.number(list_id))
        return self._label(_SELLER + "labels/handover-lists/get", asked)

    def handover_lists(
        self, *, statuses: Sequence[str] = (), ids: Sequence[str] = (), shipments: Sequence[str] = ()
    ) -> tuple[HandoverList, ...]:
        """Until a page brings nothing new: what its page object counts, nobody knows (§8.10)."""
        where: dict[str, object] = {}
        if statuses:
            where["statuses"] = tuple(statuses)
        if ids:
            where["handover_list_ids"] = bodies.numbers(ids)
        if shipments:
            where["logistic_order_ids"] = bodies.numbers(shipments)
        found: dict[str, HandoverList] = {}
        number = 0
        while True:
            number += 1
            asked = bodies.members(page_number=number, page_size=_ROWS_PER_PAGE, **where)
            read = self._read(self._call(_SELLER + "handover-list/get-by-filter", asked), answers.handover_lists)
            fresh = {one.id: one for one in read if one.id not in found}
            found |= fresh
            if not fresh or (ids and len(found) >= len(set(ids))):
                return tuple(found.values())

    # Writes: one request, one try.

    def in_transit(self, dispatch: Dispatch) -> None:
        self._write(_DELIVERY + "to-in-transit", bodies.in_transit(dispatch))

    def ready_for_pickup(self, order: str) -> None:
        self._write(_DELIVERY + "to-ready-for-pickup", bodies.members(trade_order_id=bodies.number(order)))

    def delivered(self, order: str) -> None:
        self._write(_DELIVERY + "to-delivered", bodies.members(trade_order_id=bodies.number(order)))

    def create_shipments(self, parcels: Sequence[Parcel]) -> Created:
        made = answers.created(self._sent(_SELLER + "logistic-order/create", bodies.parcels(parcels)))
        if not made.shipments and not made.refused:
            raise ProtocolTrouble("marketplace.member_missing", Fate.UNKNOWN, status=200, said="data.orders")
        return made

    def delete_shipments(self, ids: Sequence[str]) -> None:
        asked = bodies.members(logistic_order_ids=bodies.numbers(ids))
        self._write(_SELLER + "logistic-order/delete", asked, several=len(ids) > 1)

    def pass_today(self, shipment: str) -> None:
        """§6.7: the shipment's id goes as `order_id`."""
        self._write(_SELLER + "logistic-order/pass-today", bodies.members(order_id=bodies.number(shipment)))

    def create_handover_list(self, shipments: Sequence[str], arrival_at: int | None) -> str:
        where: dict[str, object] = {} if arrival_at is None else {"arrival_date": written(arrival_at)}
        asked = bodies.members(logistic_order_ids=bodies.numbers(shipments), **where)
        made = answers.new_list(answer := self._sent(_SELLER + "handover-list/create", asked))
        if not made:
            self._refuse_errors(answer, several=True)
            raise ProtocolTrouble("marketplace.member_missing", Fate.UNKNOWN, status=200, said="data.handover_list_id")
        return made

    def add_to_handover_list(self, list_id: str, shipments: Sequence[str]) -> None:
        self._change_list("add-logistic-orders", list_id, shipments)

    def remove_from_handover_list(self, list_id: str, shipments: Sequence[str]) -> None:
        self._change_list("remove-logistic-orders", list_id, shipments)

    def transfer(self, list_id: str) -> None:
        self._write(_SELLER + "handover-list/transfer", bodies.members(handover_list_id=bodies.number(list_id)))

    def ready_for_courier(self, list_id: str) -> None:
        self._write(_SELLER + "handover-list/ready-for-pickup", bodies.members(handover_list_id=bodies.number(list_id)))

    def set_big_bag_count(self, list_id: str, count: int) -> None:
        asked = bodies.members(handover_list_id=bodies.number(list_id), big_bag_count=count)
        self._write(_SELLER + "handover-list/set-big-bag-count", asked)

    def _change_list(self, route: str, list_id: str, shipments: Sequence[str]) -> None:
        """§6.7: the shipments' ids go as `order_ids`."""
        asked = bodies.members(handover_list_id=bodies.number(list_id), order_ids=bodies.numbers(shipments))
        self._write(_SELLER + "handover-list/" + route, asked, several=len(shipments) > 1)

    def _call(self, path: str, body: bytes, *, write: bool = False) -> Call:
        read_s = self._timeouts.slow if write else self._timeouts.read
        return Call("POST", path, read_s, body, fresh=write, write=write, personal=True)

    def _read(self, call: Call, understand: Callable[[Node], Found]) -> Found:
        return retried(lambda: understand(self._send(call)), self._tries, self._wait, self._chance)

    def _label(self, path: str, body: bytes) -> bytes:
        """The address may live for a moment only: each try asks for it anew."""

        def attempt() -> bytes:
            address = answers.label_address(answer := self._send(self._call(path, body)))
            if not address:
                self._refuse_errors(answer, several=False)
                raise ProtocolTrouble("marketplace.member_missing", Fate.UNKNOWN, status=200, said="data.label_url")
            return self._labels.fetch(address)

        return retried(attempt, self._tries, self._wait, self._chance)

    def _sent(self, path: str, body: bytes) -> Node:
        return self._send(self._call(path, body, write=True))

    def _write(self, path: str, body: bytes, *, several: bool = False) -> None:
        self._refuse_errors(self._sent(path, body), several=several)

    def _refuse_errors(self, answer: Node, *, several: bool) -> None:
        """§6.13. Of `several` things some may have been done."""
        refused = list(answers.refusals(answer))
        if refused:
            said = "; ".join(dict.fromkeys(one.said or one.code for one in refused))
            fate = Fate.UNKNOWN if several else Fate.REFUSED
            raise InvalidRequest("marketplace.invalid", fate, status=200, said=said[:500], server_code=refused[0].code)

    def _send(self, call: Call) -> Node:
        try:
            return self._transport.send(call)
        except QuotaError as error:
            raise _told(error, RateError, "marketplace.rate") from None  # §1.5: there is no quota on this side
        except ServerTrouble as error:
            if _is_refusal(error):
                raise _told(error, InvalidRequest, "marketplace.invalid") from None
            raise


def _is_refusal(error: ServerTrouble) -> bool:
    """§1.4: a word (`ErrorCode.OrderNotFound`) inside a 200 says no; a number, or trouble of the server's, says nothing."""
    word = error.server_code
    inside = 200 <= error.status < 300
    return inside and bool(word) and not word.isdecimal() and not any(part in word.lower() for part in _PASSING)


def _told(error: MarketplaceError, kind: type[MarketplaceError], code: str) -> MarketplaceError:
    return kind(
        code,
        Fate.REFUSED,
        status=error.status,
        said=error.said,
        retry_after=error.retry_after,
        server_code=error.server_code,
    )
