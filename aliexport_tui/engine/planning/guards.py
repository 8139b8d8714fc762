"""Guards: what is held until a person says yes. Pure functions over wants and counts; None lets it pass.

Figures of a hold are text, ready for a message: money in currency units, percentages rounded away from zero, so that
what is over a limit never looks like the limit."""

from collections.abc import Callable, Mapping
from decimal import ROUND_UP, Decimal, InvalidOperation

import msgspec

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.money import to_minor, to_wire
from aliexport_tui.model.profile import Guards, Mass
from aliexport_tui.model.wants import Prices, SkuPrice, Stocks

PARKED_AT = 3
"""Failures in the same way, or runners that died over it."""


class Hold(msgspec.Struct, frozen=True):
    """`reason`: a code of messages; `args`: its figures."""

    reason: str
    args: Mapping[str, str] = {}


def selling(price: SkuPrice) -> int:
    """What a buyer pays."""
    return price.price if price.discount is None else price.discount


def price_hold(guards: Guards, known: Prices | None, wanted: Prices) -> Hold | None:
    """The gravest of: a price below the floor, above the ceiling, changed too much, a discount too deep. One SKU holds the
    listing's change; `sku` names the worst, `more` counts the others. `known` None: nothing to compare with, as for a
    create; so for SKUs that it lacks."""
    for judge in (_below_floor, _above_ceiling, _changed(known), _discounted):
        found = [one for sku in wanted.skus if (one := judge(guards, sku)) is not None]
        if found:
            _, hold = max(found, key=lambda one: one[0])
            others = len(found) - 1
            return Hold(hold.reason, {**hold.args, "more": str(others)}) if others else hold
    return None


_Judged = tuple[Decimal, Hold] | None
"""How far beyond the limit, with the hold."""


def _below_floor(guards: Guards, sku: SkuPrice) -> _Judged:
    """The lower of the two prices that the card shows."""
    floor = _minor(guards.price_floor)
    if floor is None or selling(sku) >= floor:
        return None
    args = {"sku": sku.sku_code, "price": to_wire(selling(sku)), "limit": to_wire(floor)}
    return Decimal(floor - selling(sku)), Hold("price.floor", args)


def _above_ceiling(guards: Guards, sku: SkuPrice) -> _Judged:
    """The higher of the two prices that the card shows."""
    ceiling = _minor(guards.price_ceiling)
    if ceiling is None or sku.price <= ceiling:
        return None
    args = {"sku": sku.sku_code, "price": to_wire(sku.price), "limit": to_wire(ceiling)}
    return Decimal(sku.price - ceiling), Hold("price.ceiling", args)


def _changed(known: Prices | None) -> Callable[[Guards, SkuPrice], _Judged]:
    """By what a buyer pays: an old price that is newly shown beside the same selling price changes nothing for him."""
    before = {sku.sku_code: selling(sku) for sku in known.skus} if known else {}

    def judge(guards: Guards, sku: SkuPrice) -> _Judged:
        old, new = before.get(sku.sku_code, 0), selling(sku)
        if not guards.price_change or not old or abs(new - old) * 100 <= guards.price_change * old:
            return None
        share = Decimal((new - old) * 100) / old
        args = {
            "sku": sku.sku_code,
            "before": to_wire(old),
            "after": to_wire(new),
            "percent": signed(share),
            "limit": str(guards.price_change),
        }
        return abs(share), Hold("price.change", args)

    return judge


def _discounted(guards: Guards, sku: SkuPrice) -> _Judged:
    """`percent` is left out where the discount is none: not below the price."""
    if sku.discount is None:
        return None
    args = {"sku": sku.sku_code, "price": to_wire(sku.price), "discount": to_wire(sku.discount)}
    if sku.discount >= sku.price:
        return Decimal(sku.discount - sku.price), Hold("discount.deep", args)
    if not guards.discount or (sku.price - sku.discount) * 100 <= guards.discount * sku.price:
        return None
    share = Decimal((sku.price - sku.discount) * 100) / sku.price
    return share, Hold("discount.deep", {**args, "percent": unsigned(share), "limit": str(guards.discount)})


def signed(share: Decimal) -> str:
    """A percentage: "-90", "+50.1"."""
    return ("+" if share > 0 else "-") + unsigned(abs(share))


def unsigned(share: Decimal) -> str:
    """One place after the point at most, rounded away from zero."""
    rounded = share.quantize(Decimal("0.1"), ROUND_UP)
    return str(rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded)


def _minor(text: str) -> int | None:
    """A limit of the profile. Raises ConfigError `profile.guard_amount`: a guard that can't be read lets nothing pass."""
    if not text.strip():
        return None
    try:
        return to_minor(Decimal(text.strip().replace(",", ".")))
    except (InvalidOperation, ValueError) as error:
        raise ConfigError("profile.guard_amount", value=text) from error


# ---- stocks ------------------------------------------------------------------------------------------------------


def sells_out(known: Stocks | None, wanted: Stocks) -> bool:
    """Does the product as a whole fall to nothing? With nothing known it is taken to."""
    if any(sku.inventory for sku in wanted.skus):
        return False
    return known is None or any(sku.inventory for sku in known.skus)


def only_zeros(known: Stocks | None, wanted: Stocks) -> bool:
    """Does every SKU whose number changes fall to 0? Such a change prevents a sale of what is not there, and old data are
    better than none for it."""
    before = {sku.sku_code: sku.inventory for sku in known.skus} if known else {}
    return all(sku.inventory in (0, before.get(sku.sku_code)) for sku in wanted.skus)


def has_zero(wanted: Stocks) -> bool:
    return any(sku.inventory == 0 for sku in wanted.skus)


def stale_source(limit_min: int, newest: int | None, now: int) -> Hold | None:
    """`newest`: UTC ms of the last import that succeeded. A clock gone back means that no time has passed."""
    if not limit_min:
        return None
    if newest is None:
        return Hold("source.stale", {"limit": str(limit_min)})
    age_ms = max(0, now - newest)
    if age_ms <= limit_min * 60_000:
        return None
    return Hold("source.stale", {"age": str(age_ms // 60_000), "limit": str(limit_min)})


# ---- many at once ------------------------------------------------------------------------------------------------


def over(mass: Mass, count: int, of: int) -> bool:
    """More than `mass.count` and more than `mass.percent` of `of`."""
    return count > mass.count and count * 100 > mass.percent * of


def mass_args(mass: Mass, count: int, of: int) -> dict[str, str]:
    """count, of, and the limits."""
    return {"count": str(count), "of": str(of), "limit": str(mass.count), "percent": str(mass.percent)}


def parked(fails: int, deaths: int, way: str = "") -> Hold | None:
    """`way`: codes and fields of what failed."""
    if deaths >= PARKED_AT:
        return Hold("parked", {"deaths": str(deaths)})
    if fails >= PARKED_AT:
        return Hold("parked", {"times": str(fails), "way": way})
    return None


def as_stocks(body: bytes) -> Stocks:
    return msgspec.json.decode(body, type=Stocks)


def as_prices(body: bytes) -> Prices:
    return msgspec.json.decode(body, type=Prices)
