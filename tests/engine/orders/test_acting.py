"""The outbox towards the marketplace: done once whatever happens on the way, refused with a reason, never doubled."""

import os
import signal
from collections.abc import Callable
from contextlib import closing

import pytest

from aliexport_tui.engine.accounts import opened_orders
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.orders import acting
from aliexport_tui.engine.orders.bench import Bench
from aliexport_tui.engine.orders.emptying import Acted
from aliexport_tui.engine.orders.sync import send_due
from aliexport_tui.engine.workspace import open_workspace
from aliexport_tui.model.errors import BusyError, MarketplaceUnusable
from aliexport_tui.model.order_action import (
    AddToList,
    CallCourier,
    CloseList,
    CountBags,
    Delivered,
    Doing,
    HandOver,
    InTransit,
    PassToday,
    ReadyForPickup,
    RemoveFromList,
    Seen,
    Ship,
    Unship,
)
from aliexport_tui.store import handover_lists, order_actions, orders, shipments
from tests.crash.points import Points
from tests.engine.orders.conftest import ENOUGH_S, Counter, parcels_of
from tests.marketplace.helpers import ManualClock

Prepared = tuple[Doing, Callable[[], object]]
"""What is done, and what of the truth shows it."""


def in_transit(counter: Counter) -> Prepared:
    number = counter.order("DBS")
    return InTransit(number, "T-1", "Demo"), lambda: (counter.truth(number)["state"], len(parcels_of(counter, number)))


def delivered(counter: Counter) -> Prepared:
    number = counter.order("DBS")
    counter.do(InTransit(number, "T-1", "Demo"))
    return Delivered(number), lambda: counter.truth(number)["state"]


def ship(counter: Counter) -> Prepared:
    number = counter.order("FBS", lines=1)
    [parcel] = counter.parcels(number)
    return parcel, lambda: len(parcels_of(counter, number))


def unship(counter: Counter) -> Prepared:
    id = counter.shipment()
    return Unship(id), lambda: [one["status"] for one in every_parcel(counter) if one["id"] == int(id)]


def pass_today(counter: Counter) -> Prepared:
    id = counter.shipment()
    return PassToday(id), lambda: [one["spare"] for one in every_parcel(counter) if one["id"] == int(id)]


def hand_over(counter: Counter) -> Prepared:
    id = counter.shipment()
    return HandOver((id,)), lambda: len({one["handover_list"] for one in every_parcel(counter)} - {0})


def open_list(counter: Counter, *ids: str) -> str:
    [done] = counter.do(HandOver(ids or (counter.shipment(),)))
    assert done.answer is not None
    return done.answer.id


def add_to_list(counter: Counter) -> Prepared:
    list_id, id = open_list(counter), counter.shipment()
    return AddToList(list_id, (id,)), lambda: [one["handover_list"] for one in every_parcel(counter)].count(int(list_id))


def remove_from_list(counter: Counter) -> Prepared:
    first, second = counter.shipment(), counter.shipment()
    list_id = open_list(counter, first, second)
    return RemoveFromList(list_id, (first,)), lambda: [one["handover_list"] for one in every_parcel(counter)].count(
        int(list_id)
    )


def close_list(counter: Counter) -> Prepared:
    list_id = open_list(counter)

    def status() -> object:
        with counter.bench() as bench:
            return bench.list(list_id).status

    return CloseList(list_id), status


def every_parcel(counter: Counter) -> list[dict[str, object]]:
    return [parcel for order in counter.sandbox.orders() for parcel in order["shipments"]]


KINDS: dict[str, tuple[Callable[[Counter], Prepared], str, object]] = {
    "in_transit": (in_transit, "in-transit", ("shipped", 1)),
    "delivered": (delivered, "delivered", "delivered"),
    "ship": (ship, "shipment-create", 1),
    "unship": (unship, "shipment-delete", []),
    "pass_today": (pass_today, "pass-today", [True]),
    "hand_over": (hand_over, "handover-create", 1),
    "add_to_list": (add_to_list, "handover-add", 2),
    "remove_from_list": (remove_from_list, "handover-remove", 1),
    "close_list": (close_list, "handover-transfer", "Transferred"),
}
AFTER = ("http_500_after", "reset_after", "cut_body", "not_json")
BEFORE = ("http_502", "reset_before", "burst_429", "error_in_200")
CASES = [
    *(("ship", fault) for fault in (*AFTER, *BEFORE)),
    *((kind, AFTER[0]) for kind in KINDS if kind != "ship"),
    *((kind, BEFORE[0]) for kind in ("in_transit", "hand_over", "pass_today")),
]


@pytest.mark.parametrize(("kind", "fault"), CASES)
def test_done_once_whatever_becomes_of_the_answer(counter: Counter, kind: str, fault: str) -> None:
    prepare, route, truth = KINDS[kind]
    doing, shown = prepare(counter)
    counter.sandbox.set({"fault.routes": [route], f"fault.{fault}": 1, "fault.times": 1})
    [done] = counter.do(doing)
    assert (done.state, done.failure) == ("done", None)
    assert done.answer is not None
    assert done.answer.found == (fault in AFTER)
    assert shown() == truth


def test_of_two_equal_parcels_each_is_found_once(counter: Counter) -> None:
    number = counter.order("FBS", lines=1, quantity=2)
    [both] = counter.parcels(number)
    [line] = both.lines
    halves = [Ship(number, 10, 10, 10, both.weight_kg, (type(line)(line.sku_id, 1),), copy=copy) for copy in (0, 1)]
    counter.sandbox.set({"fault.routes": ["shipment-create"], "fault.http_500_after": 1, "fault.times": 2})
    first, second = counter.do(*halves)
    assert (first.state, second.state) == ("done", "done")
    assert first.answer is not None
    assert second.answer is not None
    assert {first.answer.id, second.answer.id} == {str(one["id"]) for one in parcels_of(counter, number)}


def test_said_twice_is_asked_once(counter: Counter) -> None:
    number = counter.order("DBS")
    asked = [counter.ask(InTransit(number, "T-1", "Demo")) for _ in range(2)]
    assert asked[0] == asked[1]
    assert counter.act().done == tuple(asked[0])


def test_a_token_that_is_refused_ends_it_and_keeps_the_rest(counter: Counter) -> None:
    first, second = counter.order("DBS"), counter.order("DBS")
    ids = counter.ask(InTransit(first, "T-1", "Demo"), InTransit(second, "T-2", "Demo"))
    counter.sandbox.set({"fault.routes": ["in-transit"], "fault.http_401": 1, "fault.times": 1})
    with pytest.raises(MarketplaceUnusable, match="token_refused"):
        counter.act()
    assert {one.state for one in order_actions.by_ids(counter.db, ids)} == {"waiting"}
    assert len(counter.act(ENOUGH_S).done) == 2


def test_nobody_answers_for_a_while(counter: Counter) -> None:
    """Patience that ends before: it waits for the next go."""
    number = counter.order("DBS")
    counter.sandbox.set({"fault.routes": ["in-transit"], "fault.http_502": 1, "fault.times": 1})
    ids = counter.ask(InTransit(number, "T-1", "Demo"))
    assert counter.act(30).unknown == tuple(ids)
    assert counter.act(ENOUGH_S).done == tuple(ids)


def refusals(counter: Counter) -> list[tuple[Doing, str]]:
    dbs, fbs, unpaid, cancelled = (
        counter.order("DBS"),
        counter.order("FBS", lines=1, quantity=1),
        str(counter.sandbox.make_orders(state="ordered", model="DBS")[0]),
        counter.order("DBS"),
    )
    counter.sandbox.cancel(cancelled)
    [parcel] = counter.parcels(fbs)
    listed, loose, deleted = counter.shipment(), counter.shipment(), counter.shipment()
    list_id = open_list(counter, listed)
    closed = open_list(counter)
    counter.do(CloseList(closed), parcel, Unship(deleted))
    return [
        (InTransit(unpaid, "T", "Demo"), "order.unpaid"),
        (InTransit(cancelled, "T", "Demo"), "order.cancelled"),
        (InTransit(fbs, "T", "Demo"), "order.by_platform"),
        (InTransit("4000000000000000", "T", "Demo"), "order.not_there"),
        (ReadyForPickup(dbs), "order.not_sent"),
        (Delivered(dbs), "order.not_sent"),
        (Ship(dbs, 1, 1, 1, parcel.weight_kg, parcel.lines), "order.by_seller"),
        (parcel, "shipment.too_many"),
        (Unship(deleted), "shipment.not_there"),
        (HandOver((listed,)), "shipment.in_list"),
        (HandOver((deleted,)), "shipment.not_there"),
        (AddToList(closed, (loose,)), "handover.not_open"),
        (RemoveFromList(list_id, (loose,)), "shipment.not_in_list"),
        (CloseList(closed), "handover.not_open"),
        (CloseList("999"), "handover.not_there"),
        (CallCourier("999"), "handover.not_there"),
    ]


def test_what_can_not_be_is_refused_before_it_is_sent(counter: Counter) -> None:
    """With its reason, one after another; nothing of it leaves."""
    wanted = refusals(counter)
    before = counter.sandbox.requests()
    found = counter.do(*(doing for doing, _code in wanted))
    assert [(one.state, one.failure.code if one.failure else "") for one in found] == [
        ("refused", code) for _doing, code in wanted
    ]
    reads = ("get-order-list", "logistic-order/get", "get-by-filter")
    sent = {name for name, count in counter.sandbox.requests().items() if count > before.get(name, 0)}
    assert all(name.endswith(reads) for name in sent), sent


def test_what_the_marketplace_refuses_is_told_in_our_words(counter: Counter) -> None:
    """And leaves again when a person has mended the cause."""
    number = counter.order("DBS")
    counter.sandbox.set({"fault.routes": ["in-transit"], "fault.poison": [number], "fault.poison_how": "400"})
    [refused] = counter.do(InTransit(number, "T-1", "Demo"))
    assert refused.state == "refused"
    assert refused.failure is not None
    assert refused.failure.code in ("refused.other", "marketplace.invalid")
    assert acting.again(counter.db, counter.workspace, [refused.id]) == 1
    counter.sandbox.set({"fault.poison": []})
    counter.act(ENOUGH_S)
    assert order_actions.by_ids(counter.db, [refused.id])[0].state == "done"


def test_what_is_done_is_known_in_the_file(counter: Counter) -> None:
    first, second = counter.shipment(), counter.shipment()
    list_id = open_list(counter, first, second)
    counter.do(RemoveFromList(list_id, (second,)), CountBags(list_id, 3), CallCourier(list_id), CloseList(list_id))
    [kept] = handover_lists.find(counter.db, counter.account.id, list_id)
    assert kept.list.shipments == (first,)
    [told] = shipments.find(counter.db, counter.account.id, first)
    assert told.shipment.handover_list == list_id
    stored = orders.find(counter.db, counter.account.id, told.order)
    assert stored is not None
    assert stored.order.delivery_status == "Shipped"  # read again, as the list was closed
    codes = [step.code for step in orders.steps(counter.db, stored.id)]
    assert "shipment.made" in codes


def test_a_storm(counter: Counter) -> None:
    """Everything goes wrong at random, on reads too, until it is all done once."""
    own = [counter.order("DBS") for _ in range(3)]
    theirs = [counter.order("FBS", lines=1) for _ in range(3)]
    doings: list[Doing] = [*(InTransit(one, f"T-{one}", "Demo") for one in own), *(Delivered(one) for one in own[:2])]
    doings += [parcel for one in theirs for parcel in counter.parcels(one)]
    writes = ["in-transit", "delivered", "shipment-create", "handover-create", "handover-transfer"]
    faults = ("http_500_after", "reset_after", "http_502", "burst_429", "cut_body")
    storm = {f"fault.{name}": 0.12 for name in faults}
    counter.sandbox.set({"fault.routes": [*writes, "orders"], "fault.seed": 3, "fault.empty_page": 0.3, **storm})
    found = counter.do(*doings, patience_s=40_000)
    assert {one.state for one in found} == {"done"}
    made = tuple(one.answer.id for one in found if one.kind == "ship" and one.answer)
    [listed] = counter.do(HandOver(made), patience_s=40_000)
    assert listed.answer is not None
    [closed] = counter.do(CloseList(listed.answer.id), patience_s=40_000)
    assert closed.state == "done"
    counter.sandbox.set({f"fault.{name}": 0 for name in (*faults, "empty_page")})
    assert [counter.truth(one)["state"] for one in own] == ["delivered", "delivered", "shipped"]
    assert [len(parcels_of(counter, one)) for one in (*own, *theirs)] == [1] * 6
    assert {one["handover_list"] for number in theirs for one in parcels_of(counter, number)} == {int(listed.answer.id)}


def test_what_nothing_shows_waits_for_a_person(counter: Counter) -> None:
    """A shipment of which no list and no last day was told before its request was lost."""
    id = counter.shipment()
    [action] = counter.ask(PassToday(id))
    with counter.db.write() as tx:
        order_actions.leaves(tx, action, Seen(), counter.workspace.clock.now_ms())
    counter.act(ENOUGH_S)
    [found] = order_actions.by_ids(counter.db, [action])
    assert (found.state, found.next_try_at) == ("unknown", None)
    assert found.failure is not None
    assert found.failure.code == "action.cannot_tell"
    assert acting.drop(counter.db, counter.workspace, [action]) == 1
    assert counter.do(PassToday(id))[0].state == "done"


def test_what_the_marketplace_shows_as_cancelled_is_deleted(counter: Counter) -> None:
    counter.sandbox.set({"shipments.deleted": "cancelled"})
    doing, _shown = unship(counter)
    counter.sandbox.set({"fault.routes": ["shipment-delete"], "fault.http_500_after": 1, "fault.times": 1})
    assert counter.do(doing)[0].state == "done"
    assert shipments.listed(counter.db, None) == ()


def test_on_schedule_what_is_due_leaves(counter: Counter) -> None:
    number = counter.order("DBS")
    ids = counter.ask(InTransit(number, "T-1", "Demo"))
    assert send_due(counter.workspace, counter.db, "main").done == tuple(ids)
    before = counter.sandbox.requests()
    assert send_due(counter.workspace, counter.db, "main") == Acted()
    assert counter.sandbox.requests() == before


def test_one_at_a_time(counter: Counter) -> None:
    lock: Lock = acting.acting_lock(counter.workspace, counter.account)
    assert lock.acquire(who="another", now=0)
    try:
        with pytest.raises(BusyError, match="telling_busy"):
            counter.act()
    finally:
        lock.release()


# ---- deaths -------------------------------------------------------------------------------------------------------

MOMENTS = ("before", "written", "answering", "answered")
COMMITS = ("emptying._send_one:before#1", "emptying._send_one:after#1", "emptying._done:before#1", "emptying._done:after#1")
ROUTES = {
    "ship": "/seller-api/v1/logistic-order/create",
    "in_transit": "offline-ship/to-in-transit",
    "hand_over": "/seller-api/v1/handover-list/create",
}
DEATHS = [
    *(("ship", point) for point in (*COMMITS, *(f"{ROUTES['ship']}:{moment}#1" for moment in MOMENTS))),
    *((kind, f"{ROUTES[kind]}:answering#1") for kind in ("in_transit", "hand_over")),
]


@pytest.mark.parametrize(("kind", "point"), DEATHS)
def test_a_death_doubles_nothing(counter: Counter, kind: str, point: str) -> None:
    prepare, _route, truth = KINDS[kind]
    doing, shown = prepare(counter)
    [id] = counter.ask(doing)
    assert died(counter, point)
    counter.act(ENOUGH_S)
    [done] = order_actions.by_ids(counter.db, [id])
    assert (done.state, done.failure) == ("done", None)
    assert shown() == truth


def died(counter: Counter, point: str) -> bool:
    """A process of its own empties the outbox and kills itself at the point: did it?"""
    clock = ManualClock(counter.workspace.clock.now_ms())
    workspace = open_workspace(counter.workspace.file, clock=clock)
    child = os.fork()
    if child == 0:
        try:
            Points({point: signal.SIGKILL}).install()
            with closing(workspace.open()) as db, opened_orders(workspace, counter.account) as desk:
                acting.act(workspace, Bench(db, counter.account, desk, clock))
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
