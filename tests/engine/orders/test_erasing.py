"""Buyers are forgotten in time, to the last byte, and stay so."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.engine.orders import settings as order_settings
from aliexport_tui.engine.orders.erasing import Erased, erase
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.order import Buyer, Order, OrderLine, Read, Shipment
from aliexport_tui.store import events, orders
from aliexport_tui.store.database import Database
from tests.support.shop import NOW, FixedClock, fill

DAY = 86_400_000
PLANTED = "Тайна-9Qz"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "shop.db", FixedClock())


@pytest.fixture
def db(workspace: Workspace) -> Iterator[Database]:
    with closing(workspace.open()) as opened:
        fill(opened, 4)
        yield opened


def order(number: int, status: str, days_ago: int) -> Read:
    at = NOW - days_ago * DAY
    line = OrderLine(str(number), sku_code="SKU-1", name="Чайник", quantity=1)
    made = Order(str(number), status, at, at, lines=(line,), seller_comment=f"{PLANTED} {number}")
    return Read(
        made, Buyer(name=f"{PLANTED} {number}", phone=f"{PLANTED} {number}", comments={"1": f"{PLANTED} {number}" * 30})
    )


def keep(db: Database, *reads: Read) -> None:
    with db.write() as tx:
        for read in reads:
            orders.put(tx, 1, read, NOW)


def everything(workspace: Workspace) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(workspace.file.parent.glob("shop.db*")))


def test_only_of_orders_that_ended_long_ago(workspace: Workspace, db: Database) -> None:
    keep(db, order(1, "Finished", 91), order(2, "Cancelled", 89), order(3, "InProgress", 500), order(4, "Frozen", 500))
    assert erase(workspace, db, "main") == Erased(1, 0)
    known = [bool(one.buyer) for number in "1234" for one in orders.named(db, number)]
    assert known == [False, True, True, True]
    assert erase(workspace, db, "main") == Erased(0, 0)
    assert erase(workspace, db, "main", days=0) == Erased(1, 0)
    assert [event.args["count"] for event in events.latest(db) if event.code == "orders.erased"] == ["1", "1"]


def test_never_where_the_settings_say_so(workspace: Workspace, db: Database) -> None:
    keep(db, order(1, "Finished", 5000))
    order_settings.change(workspace, db, "main", {"erase_after_days": "0"})
    assert erase(workspace, db, "main") == Erased(0, 0)
    order_settings.change(workspace, db, "main", {"erase_after_days": "10"})
    assert erase(workspace, db, "main").orders == 1


def test_no_later_reading_brings_it_back(workspace: Workspace, db: Database) -> None:
    read = order(1, "Finished", 100)
    keep(db, read)
    erase(workspace, db, "main")
    for again in (
        read,
        msgspec.structs.replace(read, order=msgspec.structs.replace(read.order, updated_at=NOW, disputes=1)),
    ):
        keep(db, again)
        (stored,) = orders.named(db, "1")
        assert stored.buyer is None
        assert PLANTED not in str(stored)
    assert stored.order.disputes == 1
    with db.write() as tx:
        assert orders.put(tx, 1, again, NOW).news == "same"


def test_to_the_last_byte(workspace: Workspace, db: Database) -> None:
    """In the file, its log and what was replaced on the way: hundreds of them, so that pages split and join."""
    keep(db, *[order(number, "InProgress", 200) for number in range(1, 300)])
    keep(db, *[order(number, "Finished", 150) for number in range(1, 300, 2)])
    keep(db, *[order(number, "Finished", 140) for number in range(2, 300, 2)])
    assert PLANTED.encode() in everything(workspace)
    assert erase(workspace, db, "main").orders == 299
    assert PLANTED.encode() not in everything(workspace)
    assert len(orders.named(db, "7")) == 1


def test_saved_labels_go_too(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    """They show whom a parcel goes to. One that somebody has moved is nobody's trouble."""
    read = order(1, "Finished", 100)
    sent = msgspec.structs.replace(read.order, shipments=(Shipment("61", "T"), Shipment("62", "T")))
    keep(db, Read(sent, read.buyer))
    label = tmp_path / "61.pdf"
    label.write_bytes(b"%PDF-")
    with db.write() as tx:
        tx.run("UPDATE shipment SET label = ? WHERE number = '61'", (str(label),))
        tx.run("UPDATE shipment SET label = ? WHERE number = '62'", (str(tmp_path / "gone.pdf"),))
    assert erase(workspace, db, "main") == Erased(1, 1)
    assert not label.exists()
    assert db.rows("SELECT DISTINCT label FROM shipment") == [("",)]
