"""Orders of a real file on their way to real targets."""

import json

import msgspec
import pytest
from starlette.responses import Response

from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.orders.handing import by_hand
from aliexport_tui.engine.orders.handing.outcome import MOST_TRIES
from aliexport_tui.engine.orders.handing.parcels import reference_of
from aliexport_tui.handoff.document import as_json
from aliexport_tui.handoff.target import Parcel
from aliexport_tui.model.errors import BusyError, ConfigError
from aliexport_tui.model.order import Buyer, OrderLine
from aliexport_tui.model.order_action import Failure
from aliexport_tui.model.order_settings import CommandTarget, FileTarget, MagentoTarget, Target, WebhookTarget
from aliexport_tui.store import alerts, events, hand_offs, orders, restoring
from aliexport_tui.store.database import Database
from tests.engine.handing.conftest import Desk
from tests.handoff.parcels import BUYER
from tests.support.shops.magento_orders import TOKEN, MagentoOrders
from tests.support.shops.serving import LOSE, told
from tests.support.shops.webhook import SECRET, Webhook

FILE = FileTarget(folder="")


def _files(desk: Desk, **changes: object) -> dict[str, Target]:
    return {"files": msgspec.structs.replace(FileTarget(folder=str(desk.folder)), **changes)}


def _names(desk: Desk) -> list[str]:
    return sorted(path.name for path in desk.folder.iterdir())


def _numbers(desk: Desk, name: str) -> list[str]:
    return [one["marketplace_number"] for one in json.loads((desk.folder / name).read_text())]


def test_each_order_goes_once(desk: Desk) -> None:
    desk.aim(_files(desk))
    desk.order("1")
    desk.order("2")
    assert desk.go().done == 2
    desk.order("1", status="Finished")
    assert desk.go().done == 0
    assert _names(desk) == ["AE-1.json", "AE-2.json"]
    steps = orders.steps(desk.db, desk.rows()[0].trade_order)
    assert [(step.code, step.args) for step in steps if step.code == "order.handed_over"] == [
        ("order.handed_over", {"target": "files", "reference": "AE-1.json"})
    ]


@pytest.mark.parametrize(
    ("changes", "paid_only", "goes"),
    [
        ({"payment_status": "Hold"}, True, True),
        ({"payment_status": "Paid"}, True, True),
        ({"payment_status": "NotPaid"}, True, False),
        ({"payment_status": "NotPaid"}, False, True),
        ({"payment_status": "Hold", "antifraud_status": "Checking"}, True, False),
        ({"payment_status": "Hold", "antifraud_status": "SomethingNew"}, True, True),
        ({"status": "Cancelled"}, False, False),
        ({"created_at": 0}, False, False),
    ],
)
def test_which_orders_go(desk: Desk, changes: dict[str, object], paid_only: bool, goes: bool) -> None:
    desk.aim(_files(desk), paid_only=paid_only)
    desk.order("1", BUYER, **changes)
    assert desk.go().done == int(goes)


def test_a_new_target_gets_what_is_made_from_then_on(desk: Desk) -> None:
    desk.order("1", created_at=desk.clock.now)
    desk.aim(_files(desk))
    later = {**_files(desk), "later": msgspec.structs.replace(FILE, folder=str(desk.folder), since=desk.clock.now + 1)}
    desk.settings = msgspec.structs.replace(desk.settings, targets=later)
    assert desk.go().done == 1
    desk.order("2", created_at=desk.clock.now + 10)
    assert desk.go().done == 1


def test_a_cancellation_is_told_to_who_has_the_order(desk: Desk) -> None:
    desk.aim(_files(desk))
    desk.order("1")
    desk.go()
    desk.order("1", status="Cancelled", finish_reason="CancelledByBuyer")
    desk.order("2", status="Cancelled")
    assert desk.go().done == 1
    assert _names(desk) == ["AE-1.cancelled.json", "AE-1.json"]
    assert json.loads((desk.folder / "AE-1.cancelled.json").read_text())["finish_reason"] == "CancelledByBuyer"
    assert desk.go().done == 0


def test_no_cancellation_where_the_settings_say_so_and_none_for_what_never_left(desk: Desk) -> None:
    desk.aim(_files(desk, folder=str(desk.folder / "none")), cancellations=False)
    desk.order("1")
    assert desk.go().again == 1
    desk.order("1", status="Cancelled")
    assert desk.go().dropped == 1
    assert desk.states() == [("1", "files", "new", "dropped")]


def test_a_file_for_each_day_in_the_zone_of_the_settings(desk: Desk) -> None:
    """NOW is 14 November 2023, 22:13 UTC: in Moscow it is the 15th."""
    desk.aim(_files(desk, each="day"))
    desk.order("1")
    desk.order("2")
    desk.go()
    desk.order("3")
    desk.go()
    desk.wait(86_400)
    desk.order("4")
    desk.go()
    assert _names(desk) == ["main-2023-11-15.json", "main-2023-11-16.json"]
    assert [_numbers(desk, name) for name in _names(desk)] == [["1", "2", "3"], ["4"]]


def test_a_days_file_is_written_anew_by_who_comes_after_a_death(desk: Desk) -> None:
    """Whether or not the dead one had written it: each order stands in it once, on the day of the first try."""
    desk.aim(_files(desk, each="day"))
    desk.order("1")
    desk.go()
    desk.order("2")
    desk.go()
    with desk.db.write() as tx:
        tx.run("UPDATE hand_off SET state = 'sending' WHERE id = 2")
    desk.wait(86_400)
    desk.order("3")
    desk.go()
    days = {
        name: [one["marketplace_number"] for one in json.loads((desk.folder / name).read_text())] for name in _names(desk)
    }
    assert days == {"main-2023-11-15.json": ["1", "2"], "main-2023-11-16.json": ["3"]}


def test_a_folder_that_is_not_there_holds_nothing_else_up_and_all_goes_once_it_is(desk: Desk) -> None:
    gone = desk.folder / "none"
    desk.aim({"broken": FileTarget(folder=str(gone)), **_files(desk)})
    for number in "12345":
        desk.order(number)
    ended = desk.go()
    assert (ended.done, ended.failed, ended.again, ended.waiting) == (5, 0, 1, 5)
    assert [row.failure.code for row in hand_offs.in_trouble(desk.db) if row.failure] == ["handoff.no_folder"]
    assert desk.go().again == 0  # not before its time
    gone.mkdir()
    desk.wait(16)
    assert desk.go().done == 5


def test_the_pauses_grow_and_end_one_day(desk: Desk) -> None:
    desk.aim(_files(desk, folder=str(desk.folder / "none")))
    desk.order("1")
    pauses = []
    for _ in range(MOST_TRIES):
        ended = desk.go()
        if ended.next_at is not None:
            pauses.append((ended.next_at - desk.clock.now) // 1000)
            desk.wait(pauses[-1])
    assert pauses[:4] == [15, 30, 60, 120]
    assert (max(pauses), len(pauses)) == (3600, MOST_TRIES - 1)
    assert desk.states() == [("1", "files", "new", "failed")]
    assert alerts.newest_id(desk.db) > 0


def test_another_process_is_at_it(desk: Desk) -> None:
    desk.aim(_files(desk))
    lock = Lock(desk.workspace.lock(f"hand-off-{desk.account.id}"))
    assert lock.acquire(who="other", now=0)
    with pytest.raises(BusyError, match=r"handoff\.at_work"):
        desk.go()
    lock.release()
    desk.go()


def test_an_unknown_target_is_named(desk: Desk) -> None:
    desk.aim(_files(desk))
    with pytest.raises(ConfigError, match=r"handoff\.target_unknown"):
        desk.go(only=["shop"])


def test_nobody_foresaw_it_and_the_others_go_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(parcel: Parcel) -> bytes:
        return bytes(1 // 0) if parcel.order.id == "1" else as_json(parcel)

    monkeypatch.setattr("aliexport_tui.handoff.files.as_json", broken)
    desk.aim(_files(desk))
    desk.order("1")
    desk.order("2")
    ended = desk.go()
    assert (ended.done, ended.failed) == (1, 1)
    assert [row.failure.args for row in hand_offs.in_trouble(desk.db) if row.failure] == [{"reason": "ZeroDivisionError"}]


# ---- goods --------------------------------------------------------------------------------------------------------


def _catalogue(db: Database, stock: int | None, *, gone: bool = False, available: bool = True) -> None:
    with db.write() as tx:
        tx.run("DELETE FROM product")
        tx.run("INSERT OR IGNORE INTO source (id, code, location, settings, created_at) VALUES (1, 'feed', '/x', '{}', 1)")
        tx.run(
            "INSERT INTO product (id, source, key, name, name_fold, content_hash, price_hash, stock_hash, body,"
            " first_seen_at, changed_at, vanished_at) VALUES (1, 1, 'cup', 'Кружка', 'кружка', '', '', '', '{}', 1, 1, ?)",
            (1 if gone else None,),
        )
        row = (stock, int(available))
        tx.run("INSERT INTO sku (product, position, code, stock, available) VALUES (1, 0, 'CUP-1', ?, ?)", row)


@pytest.mark.parametrize(
    ("stock", "gone", "available", "code"),
    [
        (5, False, True, ""),
        (2, False, True, ""),
        (1, False, True, "handoff.out_of_stock"),
        (0, False, True, "handoff.out_of_stock"),
        (None, False, True, ""),
        (None, False, False, "handoff.out_of_stock"),
        (5, True, True, "handoff.disabled"),
    ],
)
@pytest.mark.parametrize("each", ["order", "day"])
def test_goods_that_the_shop_has_no_longer(
    desk: Desk, each: str, stock: int | None, gone: bool, available: bool, code: str
) -> None:
    """Two of CUP-1 are ordered; the other SKU is nothing that the catalogue knows."""
    desk.aim(_files(desk, each=each))
    _catalogue(desk.db, stock, gone=gone, available=available)
    desk.order("1")
    ended = desk.go()
    assert (ended.done, ended.failed) == ((0, 1) if code else (1, 0))
    assert desk.reason() == code
    if code:
        by_hand.retry(desk.workspace, desk.db, [1])
        desk.aim(_files(desk, each=each), out_of_stock=True, disabled=True)
        assert desk.go().done == 1


def test_mended_stock_and_a_retry(desk: Desk) -> None:
    desk.aim(_files(desk))
    _catalogue(desk.db, 0)
    desk.order("1")
    desk.go()
    assert desk.go() == msgspec.structs.replace(desk.go(), done=0, failed=0)  # nothing by itself
    _catalogue(desk.db, 9)
    assert by_hand.retry(desk.workspace, desk.db, hand_offs.troubled_ids(desk.db)) == 1
    assert desk.go().done == 1
    assert hand_offs.in_trouble(desk.db) == ()


def test_never_mind(desk: Desk) -> None:
    desk.aim(_files(desk))
    _catalogue(desk.db, 0)
    desk.order("1")
    desk.go()
    assert by_hand.drop(desk.workspace, desk.db, [1]) == 1
    assert (hand_offs.in_trouble(desk.db), desk.go().done) == ((), 0)
    assert by_hand.retry(desk.workspace, desk.db, [1]) == 1
    with pytest.raises(ConfigError, match=r"handoff\.unknown_row"):
        by_hand.drop(desk.workspace, desk.db, [77])


# ---- over HTTP ----------------------------------------------------------------------------------------------------


def test_a_webhook_whose_answer_was_lost_takes_it_once(desk: Desk) -> None:
    with Webhook() as shop:
        desk.aim({"hook": WebhookTarget(url=shop.address)})
        desk.keys("hook", secret=SECRET)
        desk.order("1")
        shop.faults = [LOSE]
        assert desk.go().again == 1
        assert desk.rows()[0].doubt
        desk.wait(16)
        assert desk.go().done == 1
        assert (len(shop.taken), len(shop.repeated)) == (1, 1)
        assert desk.rows()[0].reference == "WAE-1"


def test_a_shop_that_asks_to_come_later_is_left_alone_until_then(desk: Desk) -> None:
    with Webhook() as shop:
        desk.aim({"hook": WebhookTarget(url=shop.address)})
        desk.keys("hook", secret=SECRET)
        desk.order("1")
        desk.order("2")
        shop.faults = [told("later", 429, Retry_After="900")]
        assert (desk.go().again, len(shop.asked)) == (1, 1)
        desk.wait(899)
        assert (desk.go().again, len(shop.asked)) == (0, 1)
        desk.wait(1)
        assert desk.go().done == 2


def test_a_server_in_trouble_is_not_asked_for_each_of_thousands(desk: Desk) -> None:
    with Webhook() as shop:
        desk.aim({"hook": WebhookTarget(url=shop.address)})
        desk.keys("hook", secret=SECRET)
        for number in range(10):
            desk.order(str(number))
        shop.faults = [Response(status_code=500) for _ in range(20)]
        assert (desk.go().again, len(shop.asked)) == (3, 3)


def test_missing_keys_are_told_and_once_given_all_go(desk: Desk) -> None:
    with MagentoOrders() as shop:
        shop.any_sku = True
        desk.aim({"shop": MagentoTarget(url=shop.address)})
        desk.order("1")
        desk.go()
        assert desk.reason() == "handoff.keys_missing"
        desk.keys("shop", access_token="wrong-token-17")
        desk.wait(16)
        desk.go()
        assert desk.reason() == "handoff.keys_refused"
        desk.keys("shop", access_token=TOKEN)
        desk.wait(31)
        assert desk.go().done == 1
        desk.order("1", status="Cancelled")
        assert desk.go().done == 1
        assert shop.orders[1]["state"] == "canceled"


def test_an_order_without_a_code_fails_alone(desk: Desk) -> None:
    with MagentoOrders() as shop:
        shop.any_sku = True
        desk.aim({"shop": MagentoTarget(url=shop.address, quote=True)})
        desk.keys("shop", access_token=TOKEN)
        desk.order("1", lines=(OrderLine(id="1", name="Безымянный"),))
        desk.order("2")
        ended = desk.go()
        assert (ended.done, ended.failed) == (1, 1)
        (row,) = hand_offs.in_trouble(desk.db)
        assert row.failure == Failure("handoff.no_sku", {"name": "Безымянный"})


# ---- what is kept and told ----------------------------------------------------------------------------------------


def test_a_target_that_quotes_the_buyer_puts_nothing_personal_into_the_file(desk: Desk) -> None:
    said = f"no customer {BUYER.name.upper()} at {BUYER.street_house}, tel. {BUYER.phone} / 70000000017"
    (desk.folder / "said").write_text(said)
    desk.aim({"shell": CommandTarget(argv=("/bin/sh", "-c", f"cat {desk.folder}/said >&2; exit 4"))})
    desk.order("1")
    desk.go()
    dump = "\n".join(
        str(desk.db.rows(f"SELECT * FROM {table}")) for table in ("hand_off", "event", "order_step", "alert", "activity")
    )
    for word in ("тестов", "пётр", "70000000017", "тестовая"):
        assert word not in dump.casefold()
    assert "no customer …" in dump


@pytest.mark.parametrize(
    ("told_number", "kept"),
    [
        ("000000240", "000000240"),  # holds the buyer's index, 000000
        ("N-1", "N-1"),
        ("for Пётр", ""),
        ("70000000017", ""),
        ("тел. 0000000017", ""),
    ],
)
def test_the_shops_number_stays_as_it_is_unless_it_names_the_buyer(told_number: str, kept: str) -> None:
    assert reference_of(told_number, BUYER) == kept
    assert reference_of(told_number, None) == told_number


def test_what_a_command_was_given_is_gone_when_it_is_settled(desk: Desk) -> None:
    desk.aim({"good": CommandTarget(argv=("true",)), "bad": CommandTarget(argv=("false",))})
    desk.order("1")
    desk.go()
    (kept,) = desk.workspace.file.parent.glob("shop.db.orders-*")
    assert list(kept.iterdir()) == []
    (kept / "left-behind").mkdir()
    desk.go()
    assert list(kept.iterdir()) == []


def test_a_death_is_told(desk: Desk) -> None:
    desk.aim(_files(desk))
    desk.order("1")
    desk.go()
    with desk.db.write() as tx:
        tx.run("UPDATE hand_off SET state = 'sending', memory = '{}'")
    (desk.folder / "AE-1.json").unlink()
    assert desk.go().done == 1
    assert "handoff.recovered" in [event.code for event in events.latest(desk.db)]


def test_an_erased_buyer_is_no_obstacle(desk: Desk) -> None:
    desk.aim(_files(desk))
    desk.order("1", Buyer())
    with desk.db.write() as tx:
        tx.run("DELETE FROM buyer")
    assert desk.go().done == 1
    assert json.loads((desk.folder / "AE-1.json").read_text())["buyer"] is None


# ---- a file brought back from a backup ----------------------------------------------------------------------------


def _restore(desk: Desk) -> None:
    """As if all that was handed over had happened after the backup."""
    with desk.db.write() as tx:
        tx.run("DELETE FROM hand_off")
        restoring.doubt_what_is_told_of_orders(tx, desk.clock.now)


def test_after_a_restore_who_can_tell_is_asked_and_who_cannot_waits_for_a_person(desk: Desk) -> None:
    """No target gets an order of before again, but the person's word; new ones go as ever."""
    with Webhook() as hook, MagentoOrders() as shop:
        shop.any_sku = True
        days = FileTarget(folder=str(desk.folder), each="day")
        out = {name: desk.folder / name for name in ("files", "commands")}
        for folder in out.values():
            folder.mkdir()
        desk.aim(
            {
                "files": FileTarget(folder=str(out["files"])),
                "days": days,
                "shell": CommandTarget(argv=("/bin/sh", "-c", f"cat >> {out['commands']}/taken")),
                "hook": WebhookTarget(url=hook.address),
                "direct": MagentoTarget(url=shop.address),
                "cart": MagentoTarget(url=shop.address, quote=True, store="other"),
            }
        )
        for name, keys in (
            ("hook", {"secret": SECRET}),
            ("direct", {"access_token": TOKEN}),
            ("cart", {"access_token": TOKEN}),
        ):
            desk.keys(name, **keys)
        desk.order("1", created_at=desk.clock.now - 1_000)
        assert desk.go().done == 6
        (out["files"] / "AE-1.json").unlink()  # the shop has read it
        _restore(desk)
        ended = desk.go()
        assert (ended.done, ended.failed) == (2, 4)
        assert {row.target for row in hand_offs.in_trouble(desk.db)} == {"files", "days", "shell", "cart"}
        assert {row.failure.code for row in hand_offs.in_trouble(desk.db) if row.failure} == {"handoff.restored"}
        assert (len(hook.taken), len(shop.orders), list(out["files"].iterdir())) == (1, 2, [])
        assert (out["commands"] / "taken").read_text().count('"new"') == 1
        desk.order("2", created_at=desk.clock.now + 1)
        assert desk.go().done == 6
        by_hand.retry(desk.workspace, desk.db, [row.id for row in hand_offs.in_trouble(desk.db) if row.target == "files"])
        assert desk.go().done == 1


def test_a_program_that_is_replaced_meanwhile_fails_no_order(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ImportError("cannot import name")

    desk.aim(_files(desk))
    for number in "123":
        desk.order(number)
    with monkeypatch.context() as replaced:
        replaced.setattr("aliexport_tui.engine.orders.handing.targets.open_target", broken)
        ended = desk.go()
    assert (ended.failed, ended.again, ended.waiting) == (0, 1, 3)
    desk.wait(16)
    assert desk.go().done == 3


def test_who_is_asked_to_stop_ends_after_the_order_at_hand(desk: Desk) -> None:
    desk.aim(_files(desk))
    for number in "12345":
        desk.order(number)
    assert desk.go(stop=lambda: len(_names(desk)) == 2).done == 2
    assert {row.state for row in desk.rows()} == {"done", "waiting"}
    assert desk.go().done == 3
