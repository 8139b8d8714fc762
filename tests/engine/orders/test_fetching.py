"""Orders into the file: each once in its newest reading, whatever the list does meanwhile and whenever it is killed."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.orders import settings as order_settings
from aliexport_tui.engine.orders.dates import moment_of
from aliexport_tui.engine.orders.erasing import erase
from aliexport_tui.engine.orders.fetching import Period, alone, fetch_news, fetch_period
from aliexport_tui.engine.orders.settings import zone
from aliexport_tui.engine.workspace import Workspace, open_workspace
from aliexport_tui.marketplace.port import MarketplaceError
from aliexport_tui.model.errors import BusyError, ConfigError
from aliexport_tui.model.order_settings import OrderSettings
from aliexport_tui.store import alerts, events, exchanges, order_lists, order_reach, orders
from aliexport_tui.store.database import Database
from aliexport_tui.store.order_lists import OrdersWanted
from tests.engine.shop import account_on
from tests.marketplace.helpers import ManualClock
from tests.support.sandbox import Sandbox

HOUR = 3_600_000
LIST = "POST /seller-api/v1/order/get-order-list"


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.reset()
    return running


@pytest.fixture
def workspace(tmp_path: Path, sandbox: Sandbox) -> Workspace:
    made = open_workspace(tmp_path / "shop.db", clock=ManualClock(int(time.time() * 1000), on_sleep=sandbox.advance))
    with closing(made.open()) as db:
        account_on(made, db, sandbox)
    return made


@pytest.fixture
def db(workspace: Workspace) -> Iterator[Database]:
    with closing(workspace.open()) as opened:
        yield opened


def choose(workspace: Workspace, db: Database, **changes: object) -> None:
    loaded = order_settings.load(db, "main")
    fetch = msgspec.structs.replace(loaded.settings.fetch, **changes)
    order_settings.save(workspace, db, "main", msgspec.structs.replace(loaded.settings, fetch=fetch), loaded.version)


def stored(db: Database) -> list[str]:
    return sorted(row.number for row in order_lists.rows(db, order_lists.order_ids(db, OrdersWanted())).values())


def truth(sandbox: Sandbox) -> list[str]:
    return sorted(str(order["id"]) for order in sandbox.orders())


def test_the_first_fetch_and_the_news(workspace: Workspace, db: Database, sandbox: Sandbox) -> None:
    seen: list[tuple[int, int]] = []
    ids = sandbox.make_orders(45, "waiting")
    first = fetch_news(workspace, db, "main", progress=lambda read, total: seen.append((read, total)))
    assert (first.new, first.changed, first.read, first.complete) == (45, 0, 45, True)
    assert seen[-1] == (45, 45)
    assert stored(db) == truth(sandbox)

    again = fetch_news(workspace, db, "main")
    assert (again.new, again.changed) == (0, 0)

    sandbox.advance(5)
    sandbox.deliver(ids[0])
    sandbox.cancel(ids[1])
    sandbox.make_orders(3, "ordered")
    news = fetch_news(workspace, db, "main")
    assert (news.new, news.changed) == (3, 2)
    assert stored(db) == truth(sandbox)
    (delivered,) = orders.named(db, str(ids[0]))
    assert delivered.order.status == "Finished"
    assert delivered.ended_at is not None
    told = [step.code for step in orders.steps(db, delivered.id)]
    assert told[0] == "order.came"
    assert {"order.status_changed", "order.delivery_changed"} <= set(told)
    lines = [(event.code, event.args.get("new"), event.args.get("changed")) for event in events.latest(db)]
    assert lines[-3:] == [("orders.fetched", "45", "0"), ("orders.fetched", "0", "0"), ("orders.fetched", "3", "2")]
    assert next(alert.args["count"] for alert in alerts.latest(db, limit=9) if alert.kind == "new_orders") == "3"


def test_what_the_settings_leave_out_is_followed_once_it_is_here(
    workspace: Workspace, db: Database, sandbox: Sandbox
) -> None:
    (waiting,) = sandbox.make_orders(1, "waiting")
    (unpaid,) = sandbox.make_orders(1, "ordered")
    choose(workspace, db, statuses=("InProgress",), payment_statuses=("Hold", "Paid"))
    first = fetch_news(workspace, db, "main")
    assert (first.new, first.passed) == (1, 1)
    assert stored(db) == [str(waiting)]
    sandbox.advance(5)
    sandbox.cancel(waiting)
    sandbox.pay(unpaid)
    assert fetch_news(workspace, db, "main").new == 1
    assert stored(db) == sorted([str(waiting), str(unpaid)])
    assert order_lists.counts_by_status(db) == {"Cancelled": 1, "InProgress": 1}


def test_any_period(workspace: Workspace, db: Database, sandbox: Sandbox) -> None:
    """By making or by change; it does not move the reach of the news."""
    now = int(time.time() * 1000)
    day = 24 * HOUR
    sandbox.make_orders(4, "delivered", start=now - 90 * day, end=now - 60 * day)
    sandbox.make_orders(2, "waiting")
    fetch_news(workspace, db, "main")
    reached = order_reach.find(db, 1)
    assert len(stored(db)) == 2
    fetched = fetch_period(workspace, db, "main", Period(created_from=now - 100 * day, created_to=now - 50 * day))
    assert (fetched.read, fetched.new, fetched.reached) == (4, 4, None)
    assert stored(db) == truth(sandbox)
    assert fetch_period(workspace, db, "main", Period(updated_to=now - 200 * day)).read == 0
    assert fetch_period(workspace, db, "main", Period(updated_from=0, updated_to=now + day)).read == 6
    assert order_reach.find(db, 1) == reached


FAULTS: tuple[dict[str, object], ...] = (
    {"fault.empty_page": 0.3},
    {"fault.wrong_total": 1},
    {"fault.wrong_total": 0.5, "fault.null_lists": 1, "fault.unknown_word": 0.5},
    {"fault.http_502": 0.3},
    {"fault.cut_body": 0.3},
    {"fault.burst_429": 0.2, "fault.burst_length": 2},
    {"orders.page_size_max": 3, "orders.page_size_over": "clamp"},
    {"orders.default_order": "asc"},
    {"orders.vintage": "2022"},
)


@pytest.mark.parametrize("faults", FAULTS, ids=str)
def test_every_order_once_whatever_the_list_does(
    workspace: Workspace, db: Database, sandbox: Sandbox, faults: dict[str, object]
) -> None:
    sandbox.make_orders(23, "mixed")
    choose(workspace, db, page_size=5)
    sandbox.set(faults)
    fetched = fetch_news(workspace, db, "main")
    assert fetched.complete
    assert stored(db) == truth(sandbox)
    assert fetched.new == 23


def test_orders_that_come_while_the_list_is_read(workspace: Workspace, db: Database, sandbox: Sandbox) -> None:
    """Each page is pushed on by three new orders; one is cancelled under our hands."""
    ids = sandbox.make_orders(20, "waiting")
    choose(workspace, db, page_size=5)
    left = [2, 2, 2]

    def more(read: int, total: int) -> None:
        if left:
            sandbox.make_orders(left.pop(), "waiting")
            sandbox.cancel(ids[len(left)])

    fetch_news(workspace, db, "main", progress=more)
    fetch_news(workspace, db, "main")
    assert stored(db) == truth(sandbox)
    assert order_lists.counts_by_status(db) == {"Cancelled": 3, "InProgress": 23}


def test_a_trouble_leaves_the_reach_where_it_was(workspace: Workspace, db: Database, sandbox: Sandbox) -> None:
    sandbox.make_orders(12, "waiting")
    choose(workspace, db, page_size=5)
    fetch_news(workspace, db, "main")
    before = order_reach.find(db, 1)
    sandbox.make_orders(3, "waiting")
    sandbox.set({"fault.http_500": 1})
    with pytest.raises(MarketplaceError):
        fetch_news(workspace, db, "main")
    assert order_reach.find(db, 1) == before
    assert events.latest(db)[-1].code == "orders.fetch_failed"
    sandbox.set({"fault.http_500": 0})
    assert fetch_news(workspace, db, "main").new == 3


def test_a_clock_that_was_wrong(workspace: Workspace, db: Database, sandbox: Sandbox) -> None:
    """A reach in the future hides nothing."""
    sandbox.make_orders(1, "waiting")
    fetch_news(workspace, db, "main")
    now = workspace.clock.now_ms()
    with db.write() as tx:
        order_reach.keep(tx, 1, now + 10 * 365 * 24 * HOUR, now)
    sandbox.make_orders(1, "waiting")
    assert fetch_news(workspace, db, "main").new == 1


def test_nothing_of_a_buyer_stays_outside_their_table(workspace: Workspace, db: Database, sandbox: Sandbox) -> None:
    """Through answers that are cut off, repeated and refused; what is left once they are forgotten is looked through byte by
    byte, recorded requests unpacked."""
    sandbox.set({"generator.comment_share": 1})
    sandbox.make_orders(12, "delivered")
    choose(workspace, db, page_size=5)
    for faults in ({"fault.cut_body": 0.5}, {"fault.http_502_after": 0.5}, {"fault.not_json": 0.5}, {"fault.cut_body": 0}):
        sandbox.set({**faults, "fault.times": 2})
        fetch_news(workspace, db, "main")
        sandbox.set(dict.fromkeys(faults, 0))
    planted = {
        str(value) for order in sandbox.orders() for value in texts(order["buyer"]) if len(str(value)) > 6
    }  # a town is called as goods begin
    assert len(planted) > 12
    assert erase(workspace, db, "main", days=0).orders == 12
    kept = b"".join(path.read_bytes() for path in sorted(workspace.file.parent.glob("shop.db*")))
    recorded = exchanges.latest(db, limit=1000)
    assert len(recorded) > 8
    kept += b"".join(body for one in recorded for body in exchanges.bodies(db, one.id))
    assert [value for value in planted if value.encode() in kept] == []


def texts(value: object) -> Iterator[object]:
    """The leaves of a record."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)
    else:
        yield value


def test_one_at_a_time(workspace: Workspace, db: Database, sandbox: Sandbox) -> None:
    with alone(workspace, "main"):
        other = Lock(workspace.lock("orders-main"))
        assert not other.acquire(who="x", now=0)
        with pytest.raises(BusyError):
            fetch_news(workspace, db, "main")
    fetch_news(workspace, db, "main")


# ---- killed -----------------------------------------------------------------------------------------------------------

_VICTIM = """
import os, signal, sys
from pathlib import Path
from aliexport_tui.engine.orders import fetching
from aliexport_tui.engine.workspace import open_workspace
from aliexport_tui.store import orders, order_reach
left = int(sys.argv[2])
def dying(function):
    def called(*args, **kwargs):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **kwargs)
        return result
    return called
orders.put = dying(orders.put)
order_reach.keep = dying(order_reach.keep)
workspace = open_workspace(Path(sys.argv[1]))
fetching.fetch_news(workspace, workspace.open(), "main")
"""


def test_killed_in_the_middle(workspace: Workspace, db: Database, sandbox: Sandbox) -> None:
    """In the middle of a page, and when all is read but the reach: each order stands there once afterwards."""
    sandbox.make_orders(12, "waiting")
    choose(workspace, db, page_size=5)
    order_settings.load(db, "main")
    for deaths, there in ((8, 5), (13, 12)):
        process = subprocess.run([sys.executable, "-c", _VICTIM, str(workspace.file), str(deaths)], check=False)
        assert process.returncode == -signal.SIGKILL
        assert len(stored(db)) == there
        assert order_reach.find(db, 1) is None
    assert fetch_news(workspace, db, "main").new == 0
    assert stored(db) == truth(sandbox)
    assert [len(orders.steps(db, id)) for id in order_lists.order_ids(db, OrdersWanted())] == [1] * 12


# ---- dates -----------------------------------------------------------------------------------------------------------

FEBRUARY = 1_769_904_000_000
DATES = (
    ("2026-02-01", False, FEBRUARY - 3 * HOUR),
    ("2026-02-01", True, FEBRUARY + 21 * HOUR - 1),
    ("01.02.2026", False, FEBRUARY - 3 * HOUR),
    ("1.2.2026 3:00", False, FEBRUARY),
    ("2026-02-01 03:00", True, FEBRUARY + 59_999),
    ("2026-02-01 03:00:00", True, FEBRUARY + 999),
    ("2026-02-01T00:00:00Z", False, FEBRUARY),
    ("2026-02-01T07:00:00+07:00", False, FEBRUARY),
)


@pytest.mark.parametrize(("text", "end", "wanted"), DATES)
def test_dates_in_the_zone_of_the_settings(text: str, end: bool, wanted: int) -> None:
    assert moment_of(text, zone(OrderSettings()), end=end) == wanted


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-02-30", "32.01.2026", "2026"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ConfigError) as refused:
        moment_of(text, zone(OrderSettings()))
    assert refused.value.code == "orders.date_malformed"
