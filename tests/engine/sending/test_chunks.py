"""Chunks grow, halve, and leave the one product alone that makes a request fail."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.engine.sending.chunks import FIRST, ChunkSizes
from aliexport_tui.model.profile import Chunks
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox


def test_few_at_first_then_as_many_as_the_profile_allows() -> None:
    sizes = ChunkSizes()
    seen = []
    for _ in range(6):
        seen.append(sizes.limit("create", 100, 0))
        sizes.went_well("create", seen[-1])
    assert seen == [10, 20, 40, 80, 100, 100]
    assert sizes.limit("price", 100, 0) == FIRST, "each kind by itself"


@given(st.integers(1, 1000), st.lists(st.tuples(st.booleans(), st.integers(1, 1000), st.integers(0, 2))))
def test_sizes_stay_within_reason(most: int, history: list[tuple[bool, int, int]]) -> None:
    sizes = ChunkSizes()
    for well, sent, doubt in history:
        if well:
            sizes.went_well("stock", sent)
        else:
            sizes.failed("stock", sent, doubt)
        assert 1 <= sizes.limit("stock", most, 0) <= most
        assert 1 <= sizes.limit("stock", most, 1) <= max(1, most // 10)
        assert sizes.limit("stock", most, 2) == 1


@given(st.integers(2, 1000))
def test_failures_lead_to_one_product_alone(sent: int) -> None:
    sizes = ChunkSizes()
    for _ in range(10):
        sizes.failed("create", sizes.limit("create", sent, 0), 0)
    assert sizes.limit("create", sent, 0) == 1


def test_the_failure_of_a_doubtful_one_says_nothing_about_the_size() -> None:
    sizes = ChunkSizes()
    sizes.failed("create", 1, 2)
    assert sizes.limit("create", 100, 0) == FIRST


def _goods(count: int, price: str = "1000") -> list[Goods]:
    return [Goods(f"G{number}", price=price) for number in range(count)]


@pytest.mark.parametrize("how", ["400", "500", "500_after", "drop"])
def test_one_product_spoils_its_uploads_and_the_others_go_live(shop: Shop, sandbox: Sandbox, how: str) -> None:
    shop.supply(_goods(30))
    shop.profile(chunks=Chunks(upload=20))
    sandbox.set({"fault.poison": ["G7"], "fault.poison_how": how})
    for _ in range(3):
        shop.run(verify_s=600)
    outcomes = shop.outcomes()
    assert {key for key, word in outcomes.items() if word == "live"} >= set(outcomes) - {"G7"}
    assert outcomes["G7"] == ("live" if how == "500_after" else "rejected")
    codes = [code for codes in sandbox.sku_codes() for code in codes]
    assert sorted(codes) == sorted(set(codes)), "no product has two cards"
    with shop.db() as db:
        alone = db.value(
            "SELECT count(*) FROM item i WHERE i.external_id = 'G7'"
            " AND (SELECT count(*) FROM item o WHERE o.batch = i.batch) = 1"
        )
        tries = db.value("SELECT count(*) FROM item WHERE external_id = 'G7'")
        innocent = db.value(
            "SELECT max(n) FROM (SELECT count(*) AS n FROM item WHERE external_id <> 'G7' AND state <> 'not_sent'"
            " GROUP BY external_id)"
        )
    if how != "500_after":
        assert alone == 1, "settled by name once it was alone"
        assert innocent == 1 if how == "400" else innocent in (1, 2, 3)
    if how in ("500", "drop"):
        assert tries == 3


@pytest.mark.parametrize("how", ["400", "500", "drop"])
@pytest.mark.parametrize("lane", ["price", "stock", "update"])
def test_one_card_spoils_its_changes_and_the_others_are_done(shop: Shop, sandbox: Sandbox, how: str, lane: str) -> None:
    shop.supply(_goods(25))
    shop.profile()
    shop.run()
    with shop.db() as db:
        card = str(db.value("SELECT card_id FROM v_listings WHERE product = 'G3'"))
    sandbox.set({"fault.poison": [card], "fault.poison_how": how})
    price, name, count = {"price": ("1100", "", 10), "stock": ("1000", "", 9), "update": ("1000", "Зарядка", 10)}[lane]
    shop.supply([Goods(f"G{n}", name=name or Goods.name, price=price, count=count) for n in range(25)])
    shop.run(verify_s=600)
    outcomes = shop.outcomes()
    assert {key for key, word in outcomes.items() if word == "live"} == set(outcomes) - {"G3"}
    with shop.db() as db:
        method = "edit" if lane == "update" else lane
        sizes = db.rows(
            "SELECT (SELECT count(*) FROM item o WHERE o.batch = b.id) FROM batch b JOIN item i ON i.batch = b.id"
            " WHERE i.external_id = 'G3' AND b.method = ? ORDER BY b.id",
            (method,),
        )
    assert sizes[-1] == (1,), "alone at last"
    assert len(sizes) <= 8


def test_changes_of_different_doubt_do_not_travel_together(shop: Shop, sandbox: Sandbox) -> None:
    """After a request of unknown fate its members go in tenths, and the fresh ones first."""
    shop.supply(_goods(25))
    shop.profile()
    shop.run()
    sandbox.set({"fault.http_500": 1, "fault.routes": ["price"], "fault.times": 1})
    shop.supply(_goods(25, price="1100"))
    shop.run()
    with shop.db() as db:
        batches = [
            set(json.loads(str(row[0])))
            for row in db.rows(
                "SELECT json_group_array(i.external_id) FROM batch b JOIN item i ON i.batch = b.id WHERE b.method = 'price'"
                " GROUP BY b.id ORDER BY b.id"
            )
        ]
    first, rest = batches[0], batches[1:]
    fresh = [batch for batch in rest if not batch & first]
    doubtful = [batch for batch in rest if batch <= first]
    assert len(first) == FIRST
    assert len(fresh) + len(doubtful) == len(rest), "none is mixed"
    assert rest == fresh + doubtful, "fresh ones first"
    assert set(shop.outcomes().values()) == {"live"}
