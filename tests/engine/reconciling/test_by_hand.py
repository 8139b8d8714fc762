"""Links made and broken by a person: refused in clear words, never re-made behind the person's back."""

import pytest

from aliexport_tui.engine.reconciling.adopt import adopt
from aliexport_tui.engine.reconciling.by_hand import link, unlink
from aliexport_tui.engine.reconciling.drift import drift
from aliexport_tui.engine.timeline import timeline
from aliexport_tui.model.errors import ConfigError
from tests.support.export import PROFILE, Goods, Shop
from tests.support.sandbox import Sandbox


def _card(shop: Shop, key: str) -> str:
    with shop.db() as db:
        found = db.value("SELECT card_id FROM v_listings WHERE product = ?", (key,))
    return str(found)


def test_a_broken_link_is_not_made_again_and_not_doubled(shop: Shop, sandbox: Sandbox) -> None:
    shop.run()
    card = _card(shop, "G1")
    assert unlink(shop.workspace, "shop", "G1").card_id == card
    assert shop.outcomes()["G1"] == "ready"
    assert adopt(shop.workspace, "shop", apply=True).linked == 0, "a person broke it"
    summary = shop.run()
    assert {group.code for group in summary.groups} == {"card.collision"}
    assert len(sandbox.cards()) == 5
    assert link(shop.workspace, "shop", "G1", card, force=False).card_id == card
    mended = shop.run()
    assert (mended.outcomes["live"], mended.exit_code) == (5, 0)
    with shop.db() as db:
        codes = [moment.event.code for moment in timeline(db, "G1", limit=100)[0].moments if moment.event]
    assert [code for code in codes if code.startswith("card.")] == ["card.unlinked", "card.linked"]


def test_unlink_of_a_deleted_card_lets_it_be_created_again(shop: Shop, sandbox: Sandbox) -> None:
    shop.run()
    sandbox.alter("G1", delete=True)
    drift(shop.workspace, "shop")
    assert unlink(shop.workspace, "shop", "G1").card_id == ""
    summary = shop.run()
    assert (summary.planned["create"], summary.outcomes["live"]) == (1, 5)


def test_refusals(shop: Shop, sandbox: Sandbox) -> None:
    shop.run()
    card = _card(shop, "G1")
    extra = sandbox.alter("G2", copy=True)
    shop.supply([*(Goods(f"G{number}") for number in range(5)), Goods("N1")])
    for key, to, code in (
        ("nothing", card, "link.product_unknown"),
        ("G2", extra, "link.has_card"),
        ("N1", card, "link.card_taken"),
        ("N1", "77", "link.card_unknown"),
        ("N1", "x", "link.card_unknown"),
        ("N1", extra, "link.codes_differ"),
    ):
        with pytest.raises(ConfigError, match=code.replace(".", r"\.")):
            link(shop.workspace, "shop", key, to, force=False)
    with pytest.raises(ConfigError, match=r"link\.none"):
        unlink(shop.workspace, "shop", "N1")
    assert link(shop.workspace, "shop", "N1", extra, force=True).card_id == extra


def test_what_is_in_the_air_is_left_alone(shop: Shop, sandbox: Sandbox) -> None:
    sandbox.set({"tasks.queue_s": 600})
    shop.run(verify_s=5)
    with pytest.raises(ConfigError, match=r"link\.in_the_air"):
        unlink(shop.workspace, "shop", "G1")


def test_a_product_of_another_profile_is_left_alone(shop: Shop) -> None:
    shop.run()
    shop.profile(PROFILE.replace('code = "shop"', 'code = "other"').replace("Зарядные устройства", "Другие"))
    with pytest.raises(ConfigError, match=r"link\.foreign"):
        unlink(shop.workspace, "other", "G1")
