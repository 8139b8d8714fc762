"""Orders in a real file for tests of screens: one of each kind that a screen tells apart."""

import msgspec

from aliexport_tui.model.order import Buyer, HandoverList, Order, OrderLine, Posting, PostingLine, Read, Shipment
from aliexport_tui.model.order_action import Failure
from aliexport_tui.store import hand_offs, handover_lists, orders, shipments
from aliexport_tui.store.database import Database
from tests.support.shop import NOW

HOUR = 3_600_000
ACCOUNT = 1
BUYER = Buyer(name="Тест Тестов", phone="+70000000000", address="Учебная область, ул. Тестовая 1", index="000000")


def order(
    number: int, model: str = "DBS", *, due_h: int | None = 30, lines: int = 1, lines_named: str = "Чайник", **more: object
) -> Order:
    """Paid and checked, waiting to be sent, unless `more` says otherwise."""
    goods = tuple(
        OrderLine(
            id=f"{number}{place}", sku_id=f"120{place}", sku_code=f"A-{place}", name=f"{lines_named} {place}", price=150_000,
            quantity=place, total=145_000 * place, weight_g=850, length_mm=250, width_mm=200, height_mm=220,
        )
        for place in range(1, lines + 1)
    )  # fmt: skip
    inside = tuple(PostingLine(line.sku_id, line.quantity, line.sku_code) for line in goods)
    made = Order(
        id=f"50000000000000{number:02}",
        status="InProgress",
        created_at=NOW - 5 * HOUR,
        updated_at=NOW - HOUR,
        paid_at=NOW - 4 * HOUR,
        payment_status="Hold",
        delivery_status="Init",
        antifraud_status="Passed",
        total=sum(line.total for line in goods) + 20_000,
        lines=goods,
        postings=(Posting(id=f"7{number}", lines=inside, delivery_fee=20_000, model=model, method="DEMO"),),
        cut_off_at=0 if due_h is None else NOW + due_h * HOUR,
        platform_fee=11_600,
    )
    return msgspec.structs.replace(made, **more)


FOUND = (
    order(1, due_h=5),
    order(2, due_h=-3, lines=2),
    order(3, "FBS", lines=2),
    order(4, "FBS", delivery_status="Shipped"),
    order(5, payment_status="NotPaid", status="Created", antifraud_status="NotChecked"),
    order(6, delivery_status="Shipped"),
    order(7, status="Finished", delivery_status="Delivered", payment_status="Paid"),
    order(8, status="Fro\x1b[31mzen", delivery_status="Thawing", lines_named="Чай\x1b]0;owned\x07ник"),
)


def fill_orders(db: Database) -> dict[str, int]:
    """Orders by their last digit -> their rows: 1 DBS, near its deadline; 2 DBS, late, two lines, not taken by the shop;
    3 FBS to be sent; 4 FBS on its way with a shipment in list 800 and a free one; 5 not paid; 6 DBS on its way; 7 delivered;
    8 in words that we don't know."""
    rows = {}
    with db.write() as tx:
        for one in FOUND:
            rows[one.id[-1]] = orders.put(tx, ACCOUNT, Read(one, BUYER), NOW).id
        parcels = [
            (rows["4"], Shipment("600", "TRACK-600", "AwaitingDispatch", handover_list="800", cut_off_at=NOW + 9 * HOUR)),
            (rows["4"], Shipment("601", "TRACK-601", "AwaitingHandoverList")),
            (rows["4"], Shipment("602", "", "ProviderPostingDelivered")),
        ]
        shipments.keep(tx, ACCOUNT, parcels, NOW, in_full=True)
        lists = (HandoverList("800", "Created", ("600",), NOW + HOUR, NOW), HandoverList("801", "Accepted", ("9",)))
        handover_lists.keep(tx, ACCOUNT, lists, NOW)
        for target in ("crm", "files"):
            hand_offs.enqueue(tx, ACCOUNT, "main", target, since=0, paid_only=True, now=NOW)
        for row in tx.rows("SELECT id FROM hand_off WHERE target = 'crm' AND trade_order IN (?, ?)", (rows["2"], rows["3"])):
            failure = Failure("order.unpaid", {"order": "2"})
            hand_offs.failed(tx, int(str(row[0])), failure, doubt=False, now=NOW)
        for row in tx.rows("SELECT id FROM hand_off WHERE target = 'files' AND trade_order = ?", (rows["1"],)):
            hand_offs.done(tx, int(str(row[0])), "000000017", NOW)
    return rows
