"""Three runs to be killed: an export of new products, a price run, a delete run; on a small shop, and on the demo's."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources

import msgspec

from aliexport_tui.demo import write_demo_feed
from aliexport_tui.listing.profile_text import profile_from_toml
from aliexport_tui.model.change import Action
from aliexport_tui.model.profile import Chunks, PriceStep
from tests.support.export import Goods, Shop

BAD_PICTURE = "https://img.demo.invalid/1.jpg"
"""The sandbox refuses it late, in its queue."""
_SMALL = 20


@dataclass(frozen=True)
class Scenario:
    """`prepare` leaves a shop in which `action` has much to do; `approve`: the run comes with a yes."""

    name: str
    action: Action
    prepare: Callable[[Shop], None]
    approve: bool = False


def goods(count: int = _SMALL, *, price: str = "1000") -> list[Goods]:
    """Products of which one has no picture and one a bad one."""
    odd = {3: "", 5: BAD_PICTURE}
    return [Goods(f"G{number:02d}", price=price, picture=odd.get(number, Goods.picture)) for number in range(count)]


def _new(shop: Shop) -> None:
    shop.supply(goods())
    shop.profile(chunks=Chunks(upload=6, price=6, inventory=6))


def _exported(shop: Shop) -> None:
    _new(shop)
    shop.run()


def _dearer(shop: Shop) -> None:
    _exported(shop)
    shop.supply(goods(price="1100"))


def _demo(shop: Shop) -> None:
    feed = shop.folder / "feed.yml"
    write_demo_feed(feed)
    shop.supply_file(feed)
    shop.profile(_demo_profile(), code="shop", account="main", source="shop")


def _demo_exported(shop: Shop) -> None:
    _demo(shop)
    shop.run()


def _demo_dearer(shop: Shop) -> None:
    _demo_exported(shop)
    rule = profile_from_toml(_demo_profile()).price
    dearer = msgspec.structs.replace(rule, steps=(PriceStep("add_percent", "5"), *rule.steps))
    shop.profile(_demo_profile(), code="shop", account="main", source="shop", price=dearer)


def _demo_profile() -> str:
    return (resources.files("aliexport_tui.demo") / "profile.toml").read_text(encoding="utf-8")


SMALL = (
    Scenario("export", "export", _new),
    Scenario("price", "price", _dearer),
    Scenario("delete", "delete", _exported, approve=True),
)
DEMO = (
    Scenario("demo-export", "export", _demo),
    Scenario("demo-price", "price", _demo_dearer),
    Scenario("demo-delete", "delete", _demo_exported, approve=True),
)
BY_NAME = {scenario.name: scenario for scenario in (*SMALL, *DEMO)}
