"""Right before a plan is applied the cards are read: what has moved there since is refused, row by row (PRODUCT, row 3)."""

from collections.abc import Mapping

import pytest

from aliexport_tui.model.change import Action
from aliexport_tui.store import plans
from tests.engine.undo.helpers import COUNT, apply, goods, on_sale, plan_of, prices, refused_by, stocks
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox


def test_a_price_changed_live_is_refused_with_what_was_planned_and_what_is_there(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply(goods("1100"))
    plan = plan_of(shop)
    sandbox.alter("G1", price="950.00")
    summary = apply(shop, plan)
    moved = {"what": "sku[G1].price", "before": "1000.00", "now": "950.00"}
    assert refused_by(shop, summary) == {"G1": ("row.moved", moved)}
    assert prices(sandbox) == {**{f"G{number}": "1100.00" for number in range(COUNT)}, "G1": "950.00"}
    assert (shop.outcomes()["G1"], shop.outcomes()["G0"]) == ("ready", "live")
    assert [group.code for group in summary.groups] == ["card.differs"], "what is there now is on record"


def test_what_the_next_plan_is_made_of_is_no_surprise_to_it(shop: Shop, sandbox: Sandbox) -> None:
    """Else a card that somebody has changed could never be put right through a plan."""
    shop.supply(goods("1100"))
    sandbox.alter("G1", price="950.00")
    apply(shop, plan_of(shop))
    again = plan_of(shop)
    with shop.db() as db:
        assert plans.counts(db, again)["price"] == 1
    summary = apply(shop, again)
    assert refused_by(shop, summary) == {}
    assert set(prices(sandbox).values()) == {"1100.00"}
    assert set(shop.outcomes().values()) == {"live"}


@pytest.mark.parametrize(
    ("action", "wanted", "altered", "refused"),
    [
        ("stock", Goods("G1", count=4), {"sold": 3}, False),
        ("stock", Goods("G1", count=4), {"inventory": 30}, True),
        ("update", Goods("G1", name="Новое имя"), {"subject": "Другое имя"}, True),
        ("update", Goods("G1", name="Новое имя"), {"price": "950.00"}, False),
        ("price", Goods("G1", price="1100"), {"subject": "Другое имя"}, False),
        ("price", Goods("G1", price="1100"), {"delete": True}, True),
    ],
    ids=["sold", "restocked", "retitled", "other lane", "title at a price", "deleted"],
)
def test_each_lane_looks_at_its_own(
    shop: Shop, sandbox: Sandbox, action: Action, wanted: Goods, altered: Mapping[str, object], refused: bool
) -> None:
    shop.supply(goods(G1=wanted))
    plan = plan_of(shop, action)
    sandbox.alter("G1", **altered)
    summary = apply(shop, plan)
    assert set(refused_by(shop, summary)) == ({"G1"} if refused else set())
    assert bool(summary.requests["write"]) is not refused


def test_a_card_taken_off_sale_by_hand_is_not_put_there_again_by_an_old_plan(shop: Shop, sandbox: Sandbox) -> None:
    plan = plan_of(shop, "offline")
    sandbox.alter("G1", online=False)
    summary = apply(shop, plan)
    assert refused_by(shop, summary) == {"G1": ("row.moved", {"what": "online", "before": "True", "now": "False"})}
    assert set(on_sale(sandbox).values()) == {False}


def test_a_price_in_doubt_has_nothing_to_be_compared_with(shop: Shop, sandbox: Sandbox) -> None:
    with shop.db() as db, db.write() as tx:
        tx.run("UPDATE lane SET base = NULL WHERE lane = 'price'")
    plan = plan_of(shop)
    sandbox.alter("G1", price="950.00")
    assert refused_by(shop, apply(shop, plan)) == {}
    assert set(prices(sandbox).values()) == {"1000.00"}


def test_an_unreachable_marketplace_leaves_the_plan_to_be_applied(shop: Shop, sandbox: Sandbox) -> None:
    from aliexport_tui.model.errors import AliexportError

    shop.supply(goods("1100", G2=Goods("G2", price="1100", count=3)))
    plan = plan_of(shop)
    shop.supply(goods("1100", G0=Goods("G0", price="1200")))
    sandbox.set({"fault.http_500": 1, "fault.routes": ["scroll"]})
    with pytest.raises(AliexportError):
        apply(shop, plan)
    sandbox.set({"fault.http_500": 0})
    assert set(refused_by(shop, apply(shop, plan))) == {"G0"}
    assert prices(sandbox)["G1"] == "1100.00"
    assert stocks(sandbox)["G2"] == 10
