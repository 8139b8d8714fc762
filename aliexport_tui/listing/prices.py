"""The price lane: the profile's steps over the selling price and the old price."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation

import msgspec

from aliexport_tui.listing.recipe import Recipe
from aliexport_tui.listing.sku_codes import sku_code
from aliexport_tui.listing.trace import Step
from aliexport_tui.model.money import to_decimal, to_minor
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Product, Sku
from aliexport_tui.model.profile import PriceRule, PriceStep
from aliexport_tui.model.wants import Prices, SkuPrice

BUILDER_VERSION = 2

_SAME_CURRENCY = {"RUR": "RUB", "": ""}
_ROUNDING = {"nearest": ROUND_HALF_UP, "up": ROUND_CEILING, "down": ROUND_FLOOR}


class PriceTrace(msgspec.Struct, frozen=True):
    """`result` in currency units, rounded to hundredths at the very end."""

    steps: tuple[Step, ...]
    result: Decimal


def price_trace(price: Decimal, rule: PriceRule) -> PriceTrace:
    """100 + 5 % = 105, 100 - 5 % = 95. Steps that are no numbers are refused by profile_check beforehand and
    leave the price as it is here."""
    steps = [Step("start", "", format(price, "f"))]
    for step in rule.steps:
        price = apply_step(price, step)
        by = f"{step.value} {step.mode}" if step.op == "round" else step.value
        steps.append(Step(step.op, by, format(price, "f")))
    return PriceTrace(tuple(steps), to_decimal(to_minor(price)))


def step_amount(step: PriceStep) -> Decimal | None:
    """The step's number; None when it is none, or one that the step can't use."""
    try:
        amount = Decimal(step.value.strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not amount.is_finite() or amount < 0 or (step.op == "round" and amount == 0) or amount > 10**12:
        return None
    return amount


def apply_step(price: Decimal, step: PriceStep) -> Decimal:
    amount = step_amount(step)
    if amount is None:
        return price
    match step.op:
        case "add":
            return price + amount
        case "subtract":
            return price - amount
        case "add_percent":
            return price * (100 + amount) / 100
        case "subtract_percent":
            return price * (100 - amount) / 100
        case "round":
            return (price / amount).quantize(Decimal(1), _ROUNDING[step.mode]) * amount
        case "min":
            return max(price, amount)
        case "max":
            return min(price, amount)


def assemble_prices(product: Product, recipe: Recipe) -> tuple[Prices, list[Problem]]:
    """A SKU without a price gets 0, which the validator names."""
    problems = []
    currency = product.currency.strip().upper()
    ours = recipe.target.limits.currency
    if currency and _SAME_CURRENCY.get(currency, currency) != _SAME_CURRENCY.get(ours, ours):
        problems.append(Problem("price.currency", "sku_info_list", {"currency": currency, "account": ours}))
    rows = tuple(_sku_price(sku, product, recipe) for sku in product.skus)
    return Prices(rows), problems


def _sku_price(sku: Sku, product: Product, recipe: Recipe) -> SkuPrice:
    return priced(sku_code(sku, product, recipe.card), sku.price, sku.old_price, recipe.price)


def priced(code: str, price: int | None, old_price: int | None, rule: PriceRule) -> SkuPrice:
    """What one SKU is sent with. Minor units; a price of None or 0 gives 0."""
    if not price:
        return SkuPrice(code, 0)
    selling = _through(price, rule)
    old = _through(old_price, rule) if old_price and rule.old_price else selling
    return SkuPrice(code, old, selling) if old > selling else SkuPrice(code, selling)


def _through(minor: int, rule: PriceRule) -> int:
    return to_minor(price_trace(to_decimal(minor), rule).result)
