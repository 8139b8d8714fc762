"""What a read-back sees after success: in the list, on the share in full, and where the list tells too little."""

import pytest

from aliexport_tui.engine.accounts import opened
from aliexport_tui.engine.holds import approve, waiting
from aliexport_tui.engine.reconciling.live import read_live
from aliexport_tui.engine.reconciling.share import read_in_full
from aliexport_tui.model.profile import Drift, Verify
from aliexport_tui.model.wants import LANES, Prices, SkuPrice, SkuStock, Stocks
from aliexport_tui.store import accounts
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox


@pytest.mark.parametrize(
    ("what", "percent", "lane"),
    [
        ("price", 0, "price"),
        ("stock", 0, "stock"),
        ("subject", 0, "content"),
        ("images", 0, "images"),
        ("weight", 0, None),
        ("weight", 100, "content"),
    ],
)
def test_an_altered_field_is_named_where_it_can_be_seen(
    shop: Shop, sandbox: Sandbox, what: str, percent: int, lane: str | None
) -> None:
    sandbox.set({"fault.alter_field": 1, "fault.alter_what": what})
    shop.profile(verify=Verify(in_full=percent))
    summary = shop.run()
    assert summary.outcomes["different"] == (5 if lane else 0)
    assert {group.example.args["lane"] for group in summary.groups} == ({lane} if lane else set())
    for group in summary.groups:
        assert {"what", "sent", "seen"} <= group.example.args.keys()
        assert group.example.args["sent"] != group.example.args["seen"]
    assert sandbox.requests().get("POST /api/v1/product/get-seller-product", 0) == (5 if percent else 0)
    with shop.db() as db:
        assert {str(how) for (how,) in db.rows("SELECT DISTINCT seen_how FROM lane")} == {"in_full" if percent else "listed"}


def test_a_list_without_skus_is_completed_by_single_reads(shop: Shop, sandbox: Sandbox) -> None:
    sandbox.set({"fault.no_sku": 1, "fault.alter_field": 1, "fault.alter_what": "price"})
    shop.profile(verify=Verify(in_full=0))
    assert shop.run().outcomes["different"] == 5


def test_placeholders_and_a_card_in_full_are_no_difference(shop: Shop, sandbox: Sandbox) -> None:
    sandbox.set({"fault.no_name": 1})
    shop.profile(verify=Verify(in_full=100))
    assert shop.run().outcomes["live"] == 5


def test_a_single_read_that_fails_is_no_end(shop: Shop, sandbox: Sandbox) -> None:
    sandbox.set({"fault.http_500": 1, "fault.routes": ["product"]})
    shop.profile(verify=Verify(in_full=100))
    summary = shop.run()
    assert (summary.outcomes["live"], summary.exit_code) == (5, 0)
    with shop.db() as db:
        assert db.value("SELECT count(*) FROM event WHERE code = 'look.missed'") == 5


@pytest.mark.parametrize(
    ("percent", "least", "most"), [(0, 0, 0), (2, 1_500, 2_500), (50, 49_000, 51_000), (100, 10**5, 10**5)]
)
def test_the_share_is_the_same_ones_always(percent: int, least: int, most: int) -> None:
    chosen = {listing for listing in range(1, 100_001) if read_in_full(listing, percent)}
    assert least <= len(chosen) <= most
    assert chosen <= {listing for listing in range(1, 100_001) if read_in_full(listing, min(100, percent + 10))}


def test_live_cards_in_the_words_of_wants(shop: Shop, sandbox: Sandbox) -> None:
    shop.run()
    sandbox.alter("G1", price="9.90", sold=3)
    sandbox.alter("G2", delete=True)
    sandbox.alter("G3", online=False)
    with shop.db() as db, opened(shop.workspace, accounts.get(db, "main")) as market:
        listings = {str(key): int(str(listing)) for listing, key in db.rows("SELECT id, product FROM v_listings")}
        found = read_live(market, db, accounts.get(db, "main").id, listings.values(), "ru_RU")
    live = {key: found[listing] for key, listing in listings.items()}
    assert live["G1"].wants["price"] == Prices((SkuPrice("G1", 990),))
    assert live["G1"].wants["stock"] == Stocks((SkuStock("G1", 7),))
    assert {key: one.presence for key, one in live.items()} == {
        "G0": "on_sale", "G1": "on_sale", "G2": "gone", "G3": "off_sale", "G4": "on_sale",
    }  # fmt: skip
    assert live["G2"].wants == {}


def test_what_is_sent_anew_meanwhile_is_not_judged_by_the_older_value(shop: Shop, sandbox: Sandbox) -> None:
    """A price is on its way while the stock that was sent before is being verified."""
    shop.run()
    sandbox.set({"tasks.queue_s": 20})
    shop.supply([Goods("G0", price="1300", count=4), *(Goods(f"G{number}") for number in range(1, 5))])
    assert shop.run().outcomes["live"] == 5
    with shop.db() as db:
        assert db.value("SELECT count(*) FROM event WHERE code = 'listing.different'") == 0


@pytest.mark.parametrize("what", ["price", "stock", "subject", "images", "weight"])
def test_what_was_altered_after_success_is_restored_where_the_profile_says_so(
    shop: Shop, sandbox: Sandbox, what: str
) -> None:
    for restore in (LANES, ()):
        shop.profile(verify=Verify(in_full=100), drift=Drift(restore=restore))
        sandbox.set({"fault.alter_field": 1, "fault.alter_what": what})
        shop.supply([Goods("G1", name=f"Зарядка {len(restore)}")])
        assert shop.run(selection=["G1"]).exit_code == 3
        sandbox.set({"fault.alter_field": 0})
        assert shop.outcomes()["G1"] == "different"
        sent = shop.run().requests["write"]
        assert (shop.outcomes()["G1"], sent > 0) == (("live", True) if restore else ("different", False))


def test_what_is_altered_each_time_is_parked_in_the_end(shop: Shop, sandbox: Sandbox) -> None:
    """Sent again by each run and never as it should be: the third time a person is asked."""
    shop.profile(drift=Drift(restore=("price",)))
    sandbox.set({"fault.alter_field": 1, "fault.alter_what": "price"})
    shop.supply([Goods("G1")])
    writes = [shop.run().requests["write"] for _ in range(5)]
    assert writes == [1, 1, 1, 0, 0]
    assert shop.outcomes()["G1"] == "held"
    sandbox.set({"fault.alter_field": 0})
    with shop.db() as db:
        approve(db, shop.workspace, waiting(db, "shop"))
    shop.run()
    assert shop.outcomes()["G1"] == "live"
    with shop.db() as db:
        assert db.value("SELECT max(fails) FROM lane") == 0
