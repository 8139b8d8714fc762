"""What others have changed is told with sent and live, restored only where the profile says so, and nothing is sent."""

import pytest

from aliexport_tui.engine.planning.document import changes
from aliexport_tui.engine.reconciling.drift import DriftReport, drift
from aliexport_tui.engine.runs.previewing import preview
from aliexport_tui.model.errors import ExitCode
from aliexport_tui.model.profile import Drift, Verify
from tests.support.export import PROFILE, Goods, Shop
from tests.support.sandbox import Sandbox

ALL_IN_FULL = Verify(in_full=100)


def _check(shop: Shop, sandbox: Sandbox) -> DriftReport:
    before = _writes(sandbox)
    found = drift(shop.workspace, "shop")
    assert _writes(sandbox) == before, "a check sends nothing"
    return found


def _writes(sandbox: Sandbox) -> int:
    reads = ("scroll", "get-seller-product", "tasks", "categories", "control")
    return sum(count for path, count in sandbox.requests().items() if not any(word in path for word in reads))


def _told(found: DriftReport) -> dict[str, tuple[str | None, str | None]]:
    """key.field -> (sent, seen)"""
    return {
        f"{one.key}.{field.field}": (field.before, field.after)
        for one in found.drifted
        for fields in one.fields.values()
        for field in fields
    }


def test_untouched_cards_are_as_sent(shop: Shop, sandbox: Sandbox) -> None:
    shop.profile(verify=ALL_IN_FULL)
    shop.run()
    found = _check(shop, sandbox)
    assert (found.exit_code, found.checked, found.in_full, found.passed_over) == (ExitCode.DONE, 5, 5, 0)
    assert _told(found) == {}
    assert found.gone == ()


@pytest.mark.parametrize(
    ("order", "told"),
    [
        ({"price": "9.90"}, {"G1.sku[G1].price": ("1000.00", "9.90")}),
        ({"inventory": 50}, {"G1.sku[G1].inventory": ("10", "50")}),
        ({"subject": "Иное"}, {"G1.texts[ru].subject": ("Зарядное устройство G1", "Иное")}),
        ({"weight": "1.5"}, {"G1.weight": ("0.3", "1.5")}),
        ({"online": False}, {"G1.online": ("True", "False")}),
        ({"sold": 4}, {}),
        ({"lead_time": 30}, {}),
        ({"lead_time": 7}, {"G1.shipping_lead_time": ("3", "7")}),
        ({"rehost": "https://cdn.example.org"}, {}),
    ],
    ids=str,
)
def test_what_somebody_changed(
    shop: Shop, sandbox: Sandbox, order: dict[str, object], told: dict[str, tuple[str, str]]
) -> None:
    shop.profile(verify=ALL_IN_FULL)
    shop.run()
    sandbox.alter("G1", **order)
    found = _check(shop, sandbox)
    assert _told(found) == told
    assert found.exit_code == (ExitCode.REJECTED if told else ExitCode.DONE)
    assert shop.outcomes()["G1"] == ("different" if told else "live")
    assert shop.run().requests["write"] == 0, "reported, not restored"


def test_weights_are_seen_on_the_share_alone(shop: Shop, sandbox: Sandbox) -> None:
    shop.profile(verify=Verify(in_full=0))
    shop.run()
    sandbox.alter("G1", weight="1.5")
    sandbox.alter("G2", price="5.00")
    found = _check(shop, sandbox)
    assert (list(_told(found)), found.in_full) == (["G2.sku[G2].price"], 0)


def test_lanes_that_the_profile_restores_are_planned_with_the_live_value(shop: Shop, sandbox: Sandbox) -> None:
    shop.profile(verify=ALL_IN_FULL, drift=Drift(restore=("price", "stock", "content", "visibility", "images")))
    shop.run()
    sandbox.alter("G1", price="900.00")
    sandbox.alter("G2", online=False)
    sandbox.alter("G3", subject="Иное")
    sandbox.alter("G4", inventory=99)
    found = _check(shop, sandbox)
    assert found.lanes == {"content": 1, "price": 1, "stock": 1, "visibility": 1}
    assert found.restored == ("content", "price", "stock", "visibility")
    with shop.db() as db:
        plan = preview(db, shop.workspace, "shop", "export", None)
        planned = {(one.key, field.field): (field.before, field.after) for one in changes(db, plan) for field in one.fields}
    assert planned == {
        ("G1", "sku[G1].price"): ("900.00", "1000.00"),
        ("G2", "online"): ("False", "True"),
        ("G3", "texts[ru].subject"): ("Иное", "Зарядное устройство G3"),
        ("G4", "sku[G4].inventory"): ("99", "10"),
    }
    summary = shop.run()
    assert (summary.outcomes["live"], summary.exit_code) == (5, 0)
    assert _check(shop, sandbox).exit_code == ExitCode.DONE


def test_a_card_deleted_by_hand_is_gone_and_comes_back_on_order_alone(shop: Shop, sandbox: Sandbox) -> None:
    shop.run()
    sandbox.alter("G1", delete=True)
    found = _check(shop, sandbox)
    assert ([one.key for one in found.gone], found.checked, found.exit_code) == (["G1"], 4, ExitCode.REJECTED)
    assert shop.outcomes()["G1"] == "deleted"
    assert shop.run().requests["write"] == 0
    with shop.db() as db:
        assert db.value("SELECT count(*) FROM event WHERE code = 'card.gone'") == 1
        assert db.value("SELECT count(*) FROM lane a JOIN listing l ON l.id = a.listing WHERE l.presence = 'gone'"
                        " AND a.base IS NOT NULL") == 0  # fmt: skip
    assert [one.key for one in _check(shop, sandbox).gone] == ["G1"], "until a person orders otherwise"
    assert shop.run(selection=["G1"]).planned["create"] == 1
    assert (set(shop.outcomes().values()), _check(shop, sandbox).exit_code) == ({"live"}, ExitCode.DONE)


def test_another_product_with_its_codes_does_not_bring_back_what_was_deleted(shop: Shop, sandbox: Sandbox) -> None:
    shop.profile(PROFILE.replace("[card]\n", '[card]\nsku_code = { field = "article" }\n'))
    rest = [Goods(f"G{number}", extra=f"<vendorCode>G{number}</vendorCode>") for number in range(1, 5)]
    shop.supply([Goods("G0", extra="<vendorCode>G0</vendorCode>"), *rest])
    shop.run()
    sandbox.alter("G0", delete=True)
    _check(shop, sandbox)
    shop.supply([Goods("RENAMED", extra="<vendorCode>G0</vendorCode>"), *rest])
    summary = shop.run()
    assert {group.code for group in summary.groups} & {"sku.claimed", "sku.shared"}
    assert len(sandbox.cards()) == 4


def test_nearly_everything_missing_is_not_believed_until_a_person_says_so(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply([Goods(f"G{number}") for number in range(30)])
    shop.run()
    for number in range(25):
        sandbox.alter(f"G{number}", delete=True)
    found = _check(shop, sandbox)
    assert (found.doubted, found.gone, found.exit_code) == (25, (), ExitCode.REJECTED)
    assert shop.outcomes()["G0"] == "live"
    assert len(drift(shop.workspace, "shop", believe=True).gone) == 25


def test_a_card_that_is_not_visible_yet_is_not_gone(shop: Shop, sandbox: Sandbox) -> None:
    sandbox.set({"fault.visible_lag_s": 40})
    assert shop.run(verify_s=10).outcomes["waiting"] == 5
    found = _check(shop, sandbox)
    assert (found.gone, found.passed_over, found.checked) == ((), 5, 0)
    assert shop.run(verify_s=60).outcomes["live"] == 5


def test_what_is_in_the_air_is_not_judged(shop: Shop, sandbox: Sandbox) -> None:
    shop.run()
    sandbox.set({"tasks.queue_s": 600})
    shop.supply([Goods("G0", price="1500"), *(Goods(f"G{number}") for number in range(1, 5))])
    shop.run(verify_s=10)
    sandbox.alter("G0", price="3.00")
    sandbox.alter("G1", price="4.00")
    found = _check(shop, sandbox)
    assert (list(_told(found)), found.passed_over) == (["G1.sku[G1].price"], 1)


def test_two_cards_with_one_code_are_told_and_not_touched(shop: Shop, sandbox: Sandbox) -> None:
    shop.run()
    sandbox.alter("G1", copy=True)
    found = _check(shop, sandbox)
    assert (found.duplicates, found.exit_code) == (1, ExitCode.DONE)
    with shop.db() as db:
        rows = db.rows("SELECT product, severity FROM v_problems WHERE code = 'card.duplicate'")
        assert rows == [("G1", "warning")]
        assert db.value("SELECT count(*) FROM event WHERE code = 'card.shares_codes'") == 1
    _check(shop, sandbox)
    with shop.db() as db:
        assert db.value("SELECT count(*) FROM event WHERE code = 'card.shares_codes'") == 1, "told once"
    assert len(sandbox.cards()) == 6


def test_a_clock_that_was_ahead_keeps_no_dead_cards_alive(shop: Shop, sandbox: Sandbox) -> None:
    """It dated the last scan a year later than it was, and was put right since."""
    shop.run()
    drift(shop.workspace, "shop")
    with shop.db() as db, db.write() as tx:
        tx.run("UPDATE card SET seen_at = seen_at + 31536000000")
        tx.run("UPDATE account SET last_full_scan = last_full_scan + 31536000000")
    sandbox.alter("G1", delete=True)
    shop.clock.sleep(60)
    assert [one.key for one in _check(shop, sandbox).gone] == ["G1"]
    with shop.db() as db:
        assert db.value("SELECT count(*) FROM card WHERE seen_at > ?", (shop.clock.now_ms(),)) == 0
        last = db.value("SELECT last_full_scan FROM account")
        assert isinstance(last, int)
        assert last <= shop.clock.now_ms()
