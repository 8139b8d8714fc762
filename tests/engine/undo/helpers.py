"""What the tests of plans as documents share."""

from collections.abc import Mapping
from dataclasses import replace

from aliexport_tui.engine.runs.applying import order
from aliexport_tui.engine.runs.previewing import preview
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.engine.runs.summary import Summary
from aliexport_tui.engine.runs.undoing import Undone, undo
from aliexport_tui.model.change import Action
from aliexport_tui.store import refusals, runs
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox

COUNT = 6


def goods(price: str = "1000", **changes: Goods) -> list[Goods]:
    """G0 … G5 at one price; `changes`: key -> another one."""
    made = [Goods(f"G{number}", price=price) for number in range(COUNT)]
    return [replace(changes[one.id]) if one.id in changes else one for one in made]


def plan_of(shop: Shop, action: Action = "price") -> int:
    with shop.db() as db:
        return preview(db, shop.workspace, "shop", action, None)


def apply(shop: Shop, plan: int) -> Summary:
    ordered = order(shop.workspace, plan, verify_s=60)
    with shop.db() as db:
        row = runs.get(db, ordered.run)
    assert row is not None
    return run_profile(shop.workspace, ordered.profile, action=ordered.action, selection=row.selection, run_id=ordered.run)


def take_back(shop: Shop, run: int) -> tuple[Undone, Mapping[str, str]]:
    """The plan that undoes a run, and product key -> code of the reason for what it leaves out."""
    made = undo(shop.workspace, run)
    with shop.db() as db:
        return made, {one.key: one.reason for one in refusals.refused_of(db, "plan", made.plan)}


def refused_by(shop: Shop, summary: Summary) -> Mapping[str, tuple[str, Mapping[str, str]]]:
    """Product key -> reason and figures of what a run refused."""
    with shop.db() as db:
        return {one.key: (one.reason, one.args) for one in refusals.refused_of(db, "run", summary.run)}


def skus(sandbox: Sandbox) -> dict[str, Mapping[str, object]]:
    """SKU code -> the SKU as the card has it."""
    found: dict[str, Mapping[str, object]] = {}
    for one in sandbox.cards():
        card = one["card"]
        assert isinstance(card, dict)
        for sku in card["skus"]:
            found[str(sku["code"])] = sku
    return found


def prices(sandbox: Sandbox) -> dict[str, str]:
    return {code: str(sku["price"]) for code, sku in skus(sandbox).items()}


def stocks(sandbox: Sandbox) -> dict[str, object]:
    return {code: sku["inventory"] for code, sku in skus(sandbox).items()}


def on_sale(sandbox: Sandbox) -> dict[str, bool]:
    found = {}
    for one in sandbox.cards():
        card = one["card"]
        assert isinstance(card, dict)
        found[str(card["skus"][0]["code"])] = bool(one["online"])
    return found
