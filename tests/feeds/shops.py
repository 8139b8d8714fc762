"""Real feeds with a profile of ours each, and a plain look at them that is not our reader's."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tests.support.export import Shop

SHARED = Path(__file__).parents[3] / "shared" / "data" / "sources" / "open" / "yml"
PROFILES = Path(__file__).parents[1] / "data" / "profiles"


def profile_text(name: str) -> str:
    return (PROFILES / f"{name}.toml").read_text(encoding="utf-8")


def offers(name: str) -> dict[str, ElementTree.Element]:
    """Offer id -> offer, as a plain XML parser sees them."""
    found = ElementTree.parse(SHARED / name).getroot().iter("offer")
    return {offer.attrib["id"]: offer for offer in found}


def with_feed(shop: Shop, feed: str, profile: str) -> Shop:
    shop.supply_file(SHARED / feed)
    shop.profile(profile_text(profile))
    return shop


def contents(shop: Shop) -> Mapping[str, Mapping[str, Any]]:
    """External id -> content of every card that the sandbox holds; fails when two cards share one."""
    cards: list[Any] = [card["card"] for card in shop.sandbox.cards()]
    found = {card["external_id"]: card for card in cards}
    assert len(found) == len(cards), "a product stands twice in the sandbox"
    return found
