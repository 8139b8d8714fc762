"""Orders in the console: lists, what is told before it is done, why a key does nothing; nobody's data but on a key."""

from pathlib import Path
from typing import get_args

import msgspec
import pytest

from aliexport_tui.engine.orders import possible
from aliexport_tui.engine.runs import launching
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.order_action import CloseList, Delivered, Failure, InTransit, Ship
from aliexport_tui.store import hand_offs, order_actions, order_lists, shipping_lists
from aliexport_tui.store.database import Database
from aliexport_tui.tui import order_words
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.exporting import Export
from aliexport_tui.tui.pasted_rows import understood
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.failed_orders import FailedOrdersScreen
from aliexport_tui.tui.screens.form_screen import FormScreen
from aliexport_tui.tui.screens.handover import HandoverScreen
from aliexport_tui.tui.screens.handovers import HandoversScreen
from aliexport_tui.tui.screens.order import OrderScreen
from aliexport_tui.tui.screens.order_columns import order_columns
from aliexport_tui.tui.screens.order_list import ListedRows
from aliexport_tui.tui.screens.orders import OrdersScreen
from aliexport_tui.tui.screens.parcels import ParcelsScreen
from aliexport_tui.tui.screens.paste_tracks import PasteScreen
from aliexport_tui.tui.screens.shipments import ShipmentsScreen
from aliexport_tui.tui.screens.told_actions import ToldActionsScreen
from aliexport_tui.tui.widgets.grid.source import Readable
from tests.support.shop import NOW, FixedClock
from tests.tui.order_shop import HOUR, fill_orders, order
from tests.tui.test_screens import SMALL, seen, settle, showing
from tests.tui.test_story import until


@pytest.fixture
def rows(db: Database) -> dict[str, int]:
    return fill_orders(db)


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """No process is started; the commands of those that would have been."""
    started: list[list[str]] = []
    monkeypatch.setattr(launching, "_launch", lambda workspace, told, arguments: started.append(arguments))
    return started


def asked(db: Database) -> list[object]:
    return [one.doing for one in reversed(order_actions.listed(db, None, ("waiting",)))]


# ---- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "told"),
    [
        (None, ""), (30 * HOUR, "30 h"), (24 * HOUR, "24 h"), (23 * HOUR, "! 23 h"), (90_000, "! 1 min"), (0, "! 0 min"),
        (-1, "✗ -0 min"), (-50 * HOUR, "✗ -50 h"),
    ],
)  # fmt: skip
def test_time_left_by_sign(due: int | None, told: str) -> None:
    assert order_words.left_cell(None if due is None else NOW + due, NOW)[0] == told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("Created", "NotPaid", "Init", "NotChecked"), "· not paid"),
        (("Created", "Hold", "Init", "Checking"), "· being checked"),
        (("InProgress", "Hold", "Init", "Passed"), "› to be sent"),
        (("InProgress", "Hold", "PartialShipped", "Passed"), "› sent in part"),
        (("InProgress", "Hold", "Shipped", "Passed"), "… on its way"),
        (("Finished", "Paid", "Delivered", "Passed"), "● delivered"),
        (("Cancelled", "Cancelled", "Cancelled", ""), "○ cancelled"),
        (("Frozen", "", "Thaw\x1bing", ""), "? Frozen Thaw␛ing"),
    ],
)
def test_an_orders_state_in_words(words: tuple[str, str, str, str], told: str) -> None:
    assert order_words.stage_cell(*words)[0] == told


@pytest.mark.parametrize(
    ("kind", "change", "code"),
    [
        ("in_transit", {}, ""),
        ("in_transit", {"status": "Cancelled"}, "order.cancelled"),
        ("in_transit", {"payment_status": "NotPaid"}, "order.unpaid"),
        ("in_transit", {"antifraud_status": "Blocked"}, "order.blocked"),
        ("in_transit", {"delivery_status": "Shipped"}, "order.already_sent"),
        ("delivered", {}, "order.not_sent"),
        ("delivered", {"delivery_status": "Shipped"}, ""),
        ("delivered", {"delivery_status": "Delivered"}, "order.already_delivered"),
        ("ready_for_pickup", {"status": "Finished"}, "order.finished"),
        ("ship", {}, "order.by_seller"),
    ],
)
def test_what_can_not_be_done_with_an_order(kind: str, change: dict[str, str], code: str) -> None:
    assert possible.WHY_NOT[kind](msgspec.structs.replace(order(1), **change)) == code
    if code not in ("order.by_seller", ""):
        assert order_words.reason_word(code) != code


def test_a_platforms_order_takes_shipments_alone() -> None:
    assert possible.not_parcelled(order(1, "FBS")) == ""
    assert possible.not_set_out(order(1, "FBS")) == "order.by_platform"
    assert possible.not_parcelled(msgspec.structs.replace(order(1, "FBS"), postings=())) == "order.no_postings"


# ---- reading ----------------------------------------------------------------------------------------------------------


def test_every_column_gives_an_order(db: Database, rows: dict[str, int]) -> None:
    assert {column.name for column in order_columns(FixedClock())} == set(OrdersScreen.sorts)
    for sort in get_args(order_lists.SortBy):
        up = order_lists.order_ids(db, order_lists.OrdersWanted(sort=sort))
        down = order_lists.order_ids(db, order_lists.OrdersWanted(sort=sort, descending=True))
        assert sorted(up) == sorted(down) == sorted(rows.values())


def test_a_row_tells_what_the_shop_has_and_the_track(db: Database, rows: dict[str, int]) -> None:
    found = order_lists.rows(db, list(rows.values()))
    assert found[rows["2"]].hand_offs == {"crm": "failed", "files": "waiting"}
    assert found[rows["1"]].hand_offs["files"] == "done"
    late = order_lists.order_ids(db, order_lists.OrdersWanted(due_before=NOW))
    assert list(late) == [rows["2"]]
    with db.write() as tx:
        doing = InTransit(found[rows["1"]].number, "T-1", "СДЭК")
        order_actions.ask(tx, 1, doing, trade_order=rows["1"], origin="by_hand", who="me", now=NOW)
        order_actions.ask(tx, 1, Delivered(found[rows["6"]].number), trade_order=rows["6"], origin="", who="", now=NOW)
        refused = order_actions.ask(
            tx, 1, Delivered(found[rows["2"]].number), trade_order=rows["2"], origin="", who="", now=NOW
        )
        order_actions.refused(tx, refused.id, Failure("order.not_sent", {"order": "2"}), NOW)
    found = order_lists.rows(db, list(rows.values()))
    assert found[rows["1"]].tracks == ("T-1",)
    assert [found[rows[digit]].asked for digit in "162"] == ["waiting", "waiting", "refused"]
    state = next(column for column in order_columns(FixedClock()) if column.name == "status")
    assert [state.cell(found[rows[digit]]) for digit in "62"] == [("… on its way", "info"), ("✗ to be sent", "bad")]


def test_a_pasted_list_is_understood_line_by_line(db: Database, rows: dict[str, int]) -> None:
    text = "5000000000000001; T-1; СДЭК\n5000000000000003; T-3; СДЭК\n99; T; СДЭК\n5000000000000002;;\n5000000000000006; ; ;"
    found = understood(db, text)
    assert [(row.line, row.number, row.news is not None) for row in found] == [
        (1, "5000000000000001", True),
        (2, "5000000000000003", False),
        (3, "", False),
        (4, "", False),
        (5, "", False),
    ]
    assert all(row.trouble for row in found[1:])


# ---- by keyboard ------------------------------------------------------------------------------------------------------


async def test_the_grid_and_one_order(workspace: Workspace, rows: dict[str, int], tmp_path: Path) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("0")
        await settle(pilot)
        screen = showing(app, OrdersScreen)
        assert [rows[digit] for digit in "2135846"][:2] == list(screen.grid.order)[:2]
        assert "✗ -3 h" in seen(app)
        assert "! 5 h" in seen(app)
        await pilot.press("f", *"la", "enter")
        await settle(pilot)
        assert list(screen.grid.order) == [rows["2"]]
        await pilot.press("x", "/", *"a-2", "enter")
        await settle(pilot)
        assert sorted(screen.grid.order) == sorted([rows["2"], rows["3"]])
        await pilot.press("t")
        await settle(pilot)
        assert screen.grid.sorted_by == ("number", False)
        await pilot.press("enter")
        await settle(pilot)
        detail = showing(app, OrderScreen)
        assert "Тестов" not in detail._shown
        assert "b shows the buyer" in seen(app)
        await pilot.press("b")
        assert "Тест Тестов" in detail._shown
        assert "+70000000000" in detail._shown
        await pilot.press("b", "escape")
        assert "Тестов" not in seen(app)


async def test_one_is_sent_by_a_form_and_many_by_marks_that_are_split_by_what_can_be_done(
    workspace: Workspace, db: Database, rows: dict[str, int], still: list[list[str]]
) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("0")
        await settle(pilot)
        await pilot.press("d")  # it has not set out
        assert asked(db) == []
        await pilot.press("s")
        await settle(pilot)
        showing(app, FormScreen)
        await pilot.press("f2")
        await settle(pilot)
        assert "A track is needed." in seen(app)
        await pilot.press("T", "escape")
        await settle(pilot)
        assert "The marketplace has not been told yet. Tell it?" in seen(app)
        await pilot.press("escape", "enter", "D", "f2")
        await settle(pilot)
        assert asked(db) == [InTransit("5000000000000002", "T", "D")]
        assert [one[:3] for one in still] == [["orders", "sync", "main"]]

        await pilot.press("*", "d")
        await settle(pilot)
        showing(app, Confirm)
        assert "Delivered: 1 order" in seen(app)
        assert "not sent yet: a track first" in seen(app)
        await pilot.press("y")
        await settle(pilot)
        assert asked(db)[1:] == [Delivered("5000000000000006")]
        assert showing(app, OrdersScreen).marks.count() == 0


async def test_a_list_is_pasted_and_parcels_are_shown_before_they_are_made(
    workspace: Workspace, db: Database, rows: dict[str, int], still: list[list[str]]
) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("0")
        await settle(pilot)
        await pilot.press("space", "space", "s")
        await settle(pilot)
        screen = showing(app, PasteScreen)
        assert screen.page.text == "5000000000000002; \n5000000000000001; \n"
        screen.page.text = "5000000000000002; T-2; Demo\n5000000000000001; T-1; Demo\nwhat; is; this"
        await pilot.press("f2")
        await settle(pilot)
        assert "Tell of 2 orders" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert asked(db) == [InTransit("5000000000000002", "T-2", "Demo"), InTransit("5000000000000001", "T-1", "Demo")]
        assert [one[:3] for one in still] == [["orders", "sync", "main"]]
        showing(app, OrdersScreen)

        showing(app, OrdersScreen).grid.go_to(0)
        await pilot.press("space", "down", "space", "n")
        await settle(pilot)
        parcels = showing(app, ParcelsScreen)
        assert "1 shipment to be made" in seen(app)
        assert "1 can't be made" in seen(app)
        made = parcels.drafts[parcels.grid.order[0]].ship
        assert made is not None
        assert (made.order, str(made.weight_kg)) == ("5000000000000003", "2.550")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("ctrl+u", *"40", "f2")
        await settle(pilot)
        showing(app, ParcelsScreen)
        await pilot.press("f2", "enter")
        await settle(pilot)
        assert asked(db)[2:] == [msgspec.structs.replace(made, length_cm=40)]
        assert isinstance(asked(db)[2], Ship)
        showing(app, OrdersScreen)


async def test_what_failed_is_tried_again_or_dropped(
    workspace: Workspace, db: Database, rows: dict[str, int], still: list[list[str]]
) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        app.go("failed_orders")
        await settle(pilot)
        screen = showing(app, FailedOrdersScreen)
        first, second = screen.grid.order
        assert "is not paid" in seen(app)
        await pilot.press("r")  # it waits for its next try, and why it failed is still told
        await until(pilot, lambda: "… The order 2 is not paid" in seen(app))
        assert still == [["orders", "hand-off", "main"]]
        screen.grid.go_to(list(screen.grid.order).index(second))
        await pilot.press("d", "enter")
        await until(pilot, lambda: list(screen.grid.order) == [first])
        assert [hand_offs.by_ids(db, [one])[one].state for one in (first, second)] == ["waiting", "dropped"]


async def test_shipments_and_lists(workspace: Workspace, db: Database, rows: dict[str, int], still: list[list[str]]) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        app.go("shipments")
        await settle(pilot)
        screen = showing(app, ShipmentsScreen)
        found = shipping_lists.shipments(db, screen.grid.order)
        assert [found[one].number for one in screen.grid.order] == ["600", "601", "602"]
        await pilot.press("n")  # in a list already
        await settle(pilot)
        assert showing(app, ShipmentsScreen) is screen
        await pilot.press("*", "n")
        await settle(pilot)
        await pilot.press(*"soon", "enter")
        await settle(pilot)
        assert asked(db) == []
        await pilot.press("n")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "New handover list: 1 shipment" in seen(app)
        assert "in a handover list already" in seen(app)
        await pilot.press("enter", "w")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert [one[:2] for one in still] == [["orders", "sync"], ["shipments", "labels"]]
        app.go("handovers")
        await settle(pilot)
        await pilot.press("down", "enter")
        await settle(pilot)
        inside = showing(app, HandoverScreen)
        assert len(inside.grid.order) == 1
        await pilot.press("d", "enter")
        await settle(pilot)
        await pilot.press("escape", "s", "enter")
        await settle(pilot)
        showing(app, HandoversScreen)
        kinds = [str(type(one).__name__) for one in asked(db)]
        assert kinds == ["HandOver", "RemoveFromList", "CloseList"]


async def test_settings_that_can_not_be_read_stop_no_screen(
    workspace: Workspace, db: Database, rows: dict[str, int]
) -> None:
    with db.write() as tx:
        tx.run("INSERT OR REPLACE INTO order_settings (account, body, version, changed_at) VALUES (1, '{', 1, 0)")
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        app.push_screen(OrderScreen(rows["1"]))
        await settle(pilot)
        assert "Europe/Moscow" in showing(app, OrderScreen)._shown
        await pilot.press("s")
        await settle(pilot)
        showing(app, FormScreen)


async def test_what_is_not_settled_is_listed_and_told_again(
    workspace: Workspace, db: Database, rows: dict[str, int], still: list[list[str]]
) -> None:
    with db.write() as tx:
        one = order_actions.ask(tx, 1, CloseList("800"), trade_order=None, origin="by_hand", who="me", now=NOW)
        order_actions.refused(tx, one.id, Failure("handover.empty", {"list": "800"}), NOW)
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        app.go("handovers")
        await settle(pilot)
        await pilot.press("o")
        await settle(pilot)
        screen = showing(app, ToldActionsScreen)
        assert list(screen.grid.order) == [one.id]
        assert "✗ refused" in seen(app)
        await pilot.press("r")
        await until(pilot, lambda: order_actions.by_ids(db, [one.id])[0].state == "waiting")
        assert [one[:3] for one in still] == [["orders", "sync", "main"]]
        await pilot.press("d")
        await until(pilot, lambda: not screen.grid.order)


def test_a_list_is_saved_as_it_is_shown(db: Database, rows: dict[str, int], tmp_path: Path) -> None:
    order = order_lists.order_ids(db, order_lists.OrdersWanted())
    source = ListedRows(db, order, order_lists.rows)
    assert isinstance(source, Readable)
    columns = [column for column in order_columns(FixedClock()) if column.name in ("due", "number", "total")]
    assert Export().write(tmp_path / "orders.csv", columns, source, order) == len(rows)
    lines = (tmp_path / "orders.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("Hours left")
    assert "5000000000000002" in lines[1]
    assert lines[1].startswith("-3")


async def test_all_tabs_in_a_small_window_and_hostile_words(workspace: Workspace, rows: dict[str, int]) -> None:
    app = Console(workspace)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        for place, sign in (("orders", "50000000"), ("failed_orders", "crm"), ("shipments", "600"), ("handovers", "801")):
            app.go(place)
            await settle(pilot)
            shown = seen(app)
            assert sign in shown
            assert "\x1b" not in shown
            assert "0 Orders" in shown.splitlines()[0]
            assert all(len(line) <= 60 for line in shown.splitlines())
        app.push_screen(OrderScreen(rows["8"]))
        await settle(pilot)
        assert "Чай␛]0;owned" in seen(app)
