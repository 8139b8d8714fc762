"""Options of OpenCart -> variants of a product (`sources.md` §1.6): price = base ± option, or what the option sets."""

import itertools
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from aliexport_tui.model.money import to_minor
from aliexport_tui.model.problem import Problem, Severity
from aliexport_tui.model.product import Param, Product, Sku
from aliexport_tui.sources.numbers import parse_price
from aliexport_tui.sources.text import one_line

MOST_VARIANTS = 200
_CHOICES = ("", "select", "radio", "image")
_TYPES = (*_CHOICES[1:], "checkbox", "text", "textarea", "file", "date", "time", "datetime")
_SIGNS = ("+", "-", "=")
_FLAGS = ("0", "1", "yes", "no", "true", "false")


class Option(msgspec.Struct, frozen=True):
    """One value of one option. `change`: minor units added (sign +), taken off (-) or set (=). `quantity` None: not
    counted. `kind` "" where the file does not say it."""

    name: str
    value: str
    kind: str = ""
    quantity: int | None = None
    sign: str = "+"
    change: int = 0


def parse_option(line: str) -> Option | None:
    """A line of _OPTIONS_: `type|name|required|value|quantity|subtract|±price|…`; type and required may be missing, the
    sign may stand apart. None when it names no option."""
    parts = [one_line(part) for part in line.split("|")]
    kind = parts.pop(0).casefold() if parts[0].casefold() in _TYPES else ""
    if not parts or not parts[0]:
        return None
    name = parts.pop(0)
    if len(parts) > 1 and parts[0].casefold() in _FLAGS:
        parts.pop(0)
    value = parts.pop(0) if parts else ""
    quantity, counted = [*parts, "", ""][:2]
    sign, change = _signed(parts[2:])
    return Option(name, value, kind, _count(quantity, counted), sign, change)


def option_of(name: str, value: str, kind: str, quantity: str, counted: str, sign: str, price: str) -> Option:
    """Of the columns of a sheet."""
    return Option(
        one_line(name), one_line(value), kind.strip().casefold(), _count(quantity, counted), *_signed([sign, price])
    )


def first_of_each(options: Sequence[Option]) -> tuple[Option, ...]:
    """The options of the first variant."""
    first: dict[str, Option] = {}
    for option in options:
        if option.kind in _CHOICES and option.value:
            first.setdefault(option.name, option)
    return tuple(first.values())


def variant_code(code: str, combination: Sequence[Option]) -> str:
    return ":".join((code, *(option.value.replace(" ", "_") for option in combination)))


def with_variants(product: Product, options: Sequence[Option]) -> tuple[Product, tuple[Problem, ...]]:
    """The product, of one SKU, with one SKU for each combination of what a buyer chooses among. What he types in, or may
    take besides, makes no variants and is told."""
    problems: list[Problem] = []
    (base,) = product.skus

    def tell(code: str, severity: Severity = "warning", **args: str) -> None:
        problems.append(Problem(code, "options", args, product.place, severity))

    for name in dict.fromkeys(option.name for option in options if option.kind not in _CHOICES or not option.value):
        tell("feed.option_no_variant", option=name[:60])
    axes: dict[str, list[Option]] = {}
    for option in options:
        if option.kind in _CHOICES and option.value:
            axes.setdefault(option.name, []).append(option)
    count = 1
    for values in axes.values():
        count *= len(values)
    if count > MOST_VARIANTS:
        tell("feed.options_many", "error", count=str(count), limit=str(MOST_VARIANTS))
        return product, tuple(problems)
    if not axes:
        return product, tuple(problems)
    if len(axes) > 1 and any(option.quantity is not None for values in axes.values() for option in values):
        tell("feed.options_stock", options=", ".join(axes)[:100])
    skus = tuple(_sku(base, combination) for combination in itertools.product(*axes.values()))
    if any(sku.price is None for sku in skus) and base.price is not None:
        tell("feed.option_price", "error")
    return msgspec.structs.replace(product, skus=skus), tuple(problems)


def _sku(base: Sku, combination: tuple[Option, ...]) -> Sku:
    counts = [option.quantity for option in combination if option.quantity is not None]
    stock = min(counts) if counts else base.stock
    code = variant_code(base.code, combination)
    price = _changed(base.price, combination)
    old_price = _changed(base.old_price, combination)
    return msgspec.structs.replace(
        base,
        code=code,
        price=price,
        old_price=old_price if old_price and price and old_price > price else None,
        stock=stock if base.available else 0,
        barcode="",
        params=tuple(Param(option.name, option.value) for option in combination),
        place=msgspec.structs.replace(base.place, key=code),
    )


def _changed(price: int | None, combination: tuple[Option, ...]) -> int | None:
    """None when nothing is left of it."""
    if price is None:
        return None
    for option in combination:
        match option.sign:
            case "=":
                price = option.change or price
            case "-":
                price -= option.change
            case _:
                price += option.change
    return price if price > 0 else None


def _signed(parts: Sequence[str]) -> tuple[str, int]:
    """("+", "100.00") and ("+100.00",) alike."""
    parts = [part.strip() for part in parts]
    if not parts:
        return "+", 0
    if parts[0] in _SIGNS:
        sign, text = parts[0], parts[1] if len(parts) > 1 else ""
    else:
        text = parts[0] or (parts[1] if len(parts) > 1 else "")
        sign = text[0] if text[:1] in _SIGNS else "+"
        text = text.lstrip("+-=")
    return sign, parse_price(text.strip()) or to_minor(Decimal(0))


def _count(quantity: str, counted: str) -> int | None:
    whole = quantity.partition(".")[0].lstrip("-")
    if not whole.isdecimal() or len(whole) > 12 or counted.strip().casefold() in ("0", "no", "false"):
        return None
    return 0 if quantity.startswith("-") else int(whole)
