"""What is wrong with a profile by itself, before any product: steps, templates, picks, conditions, doubled rows."""

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from aliexport_tui.listing.fold import fold
from aliexport_tui.listing.prices import step_amount
from aliexport_tui.listing.sku_codes import SKU_CODE_NAMES
from aliexport_tui.listing.target import OWN_ID
from aliexport_tui.listing.template import faults, names
from aliexport_tui.listing.urls import clean_url
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.profile import (
    AttributeMapping,
    AxisMapping,
    Card,
    Condition,
    FilterField,
    FilterOp,
    Guards,
    Pick,
    Pictures,
    Profile,
    Setting,
)

NUMBER_FIELDS = ("price", "stock", "pictures")
LIST_OPS = ("in", "not_in")
BARE_OPS = ("empty", "not_empty")
YES_OR_NO = ("true", "false", "yes", "no", "да", "нет", "1", "0")

_LARGEST = 10**12

_TEXT_OPS: tuple[FilterOp, ...] = ("is", "is_not", "in", "not_in", "contains")
_NUMBER_OPS: tuple[FilterOp, ...] = ("is", "is_not", "in", "not_in", "lt", "le", "gt", "ge")
_OPS: dict[FilterField, tuple[FilterOp, ...]] = {
    "category": (*_TEXT_OPS, "under"),
    "name": _TEXT_OPS,
    "brand": _TEXT_OPS,
    "key": _TEXT_OPS,
    "sku": _TEXT_OPS,
    "article": _TEXT_OPS,
    "price": _NUMBER_OPS,
    "stock": _NUMBER_OPS,
    "pictures": _NUMBER_OPS,
    "available": ("is", "is_not"),
}


def check_profile(profile: Profile) -> tuple[Problem, ...]:
    """Problems with `field` = path in the profile (`price.steps[0].value`)."""
    return tuple(_problems(profile))


def _problems(profile: Profile) -> Iterator[Problem]:
    for index, step in enumerate(profile.price.steps):
        if step_amount(step) is None:
            yield Problem("profile.step_bad", f"price.steps[{index}].value", {"op": step.op, "value": step.value})
    yield from _guards(profile.guards)
    yield from _pictures(profile.pictures)
    yield from _templates(profile)
    for index, condition in enumerate(profile.filter):
        yield from _condition(condition, f"filter[{index}]")
    yield from _setting(profile.brand.source, "brand.source")
    yield from _level("", profile.card, profile.attributes, profile.axes)
    seen: set[str] = set()
    for index, mapping in enumerate(profile.categories):
        where = f"categories[{index}]."
        if mapping.shop in seen:
            yield Problem("profile.category_twice", f"{where}shop", {"shop": mapping.shop})
        seen.add(mapping.shop)
        yield from _level(where, mapping.card, mapping.attributes, mapping.axes)


def _guards(guards: Guards) -> Iterator[Problem]:
    limits: dict[str, Decimal] = {}
    for name in ("price_floor", "price_ceiling"):
        text: str = getattr(guards, name)
        if text.strip() and (limit := _amount(text)) is not None:
            limits[name] = limit
        elif text.strip():
            yield Problem("profile.guard_amount", f"guards.{name}", {"value": text})
    if len(limits) == 2 and limits["price_floor"] > limits["price_ceiling"]:
        args = {"floor": guards.price_floor, "ceiling": guards.price_ceiling}
        yield Problem("profile.guard_limits", "guards.price_floor", args)
    if guards.canary.live > guards.canary.first:
        args = {"live": str(guards.canary.live), "first": str(guards.canary.first)}
        yield Problem("profile.canary_live", "guards.canary.live", args)


def _pictures(pictures: Pictures) -> Iterator[Problem]:
    """Where copies go, if any are made: cron writes them, wherever it was started."""
    if not pictures.resize:
        return
    if not pictures.folder.startswith("/"):
        yield Problem("profile.pictures_folder", "pictures.folder", {"value": pictures.folder})
    if clean_url(pictures.address) != pictures.address or not pictures.address:
        yield Problem("profile.pictures_address", "pictures.address", {"value": pictures.address})


def _templates(profile: Profile) -> Iterator[Problem]:
    for language in ("ru", "en", "tr"):
        texts = getattr(profile.texts, language)
        for member in ("subject", "web", "mobile"):
            yield from _template(getattr(texts, member), f"texts.{language}.{member}")
    yield from _template(profile.texts.missing, "texts.missing")


def _template(template: str, where: str) -> Iterator[Problem]:
    if faults(template):
        yield Problem("profile.template_bad", where, {"template": template})


def _level(
    where: str, card: Card, attributes: tuple[AttributeMapping, ...], axes: tuple[AxisMapping, ...]
) -> Iterator[Problem]:
    for name in Card.__struct_fields__:
        setting: Setting | None = getattr(card, name)
        if setting is not None:
            yield from _setting(setting, f"{where}card.{name}")
            if name == "sku_code":
                yield from _sku_code(setting, f"{where}card.sku_code")
    for index, mapping in enumerate(attributes):
        path = f"{where}attributes[{index}]"
        if mapping.id == OWN_ID and not mapping.name.strip():
            yield Problem("profile.own_name_missing", f"{path}.name")
        if not mapping.id:
            yield Problem("profile.id_missing", f"{path}.id")
        yield from _setting(mapping.source, f"{path}.source")
    for index, axis in enumerate(axes):
        path = f"{where}axes[{index}]"
        if not axis.id or axis.id == OWN_ID:
            yield Problem("profile.id_missing", f"{path}.id")
        yield from _setting(axis.source, f"{path}.source")
    yield from _twice(((part.id, fold(part.name) if part.id == OWN_ID else "") for part in attributes), f"{where}attributes")
    yield from _twice(((axis.id, "") for axis in axes), f"{where}axes")


def _twice(keys: Iterable[tuple[str, str]], where: str) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for index, key in enumerate(keys):
        if key in seen:
            yield Problem("profile.mapping_twice", f"{where}[{index}]", {"id": key[0]})
        seen.add(key)


def _setting(setting: Setting, where: str) -> Iterator[Problem]:
    if not isinstance(setting, Pick):
        return
    if not (setting.field or setting.param or setting.const or setting.template or setting.default):
        yield Problem("profile.pick_empty", where)
    yield from _template(setting.template, f"{where}.template")


def _sku_code(setting: Setting, where: str) -> Iterator[Problem]:
    asked = (*names(setting.template), *([setting.field] if setting.field else [])) if isinstance(setting, Pick) else ()
    shared = isinstance(setting, Pick) and bool({"code", "sku", "barcode"} & set(asked))
    if not shared or (isinstance(setting, Pick) and setting.param) or any(name not in SKU_CODE_NAMES for name in asked):
        yield Problem("profile.sku_code_source", where, {"allowed": ", ".join(SKU_CODE_NAMES)})


def _condition(condition: Condition, where: str) -> Iterator[Problem]:
    """An empty rule must never come to mean "everything"."""
    args = {"field": condition.field, "op": condition.op, "value": condition.value}
    if condition.op in BARE_OPS:
        return
    if condition.op not in _OPS[condition.field]:
        yield Problem("profile.condition_op", where, args)
    elif _says_nothing(condition):
        yield Problem("profile.condition_empty", where, args)
    elif condition.field in NUMBER_FIELDS:
        for value in condition.values if condition.op in LIST_OPS else (condition.value,):
            if not _is_number(value):
                yield Problem("profile.condition_number", where, {**args, "value": value})
    elif condition.field == "available" and condition.value.casefold() not in YES_OR_NO:
        yield Problem("profile.condition_flag", where, args)


def _says_nothing(condition: Condition) -> bool:
    if condition.op == "under":
        return not any(condition.values or (condition.value,))
    return (condition.op in LIST_OPS and not condition.values) or (condition.op == "contains" and not condition.value)


def _is_number(text: str) -> bool:
    return _number(text) is not None


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < _LARGEST else None


def _amount(text: str) -> Decimal | None:
    """Of money: not negative."""
    number = _number(text)
    return number if number is not None and number >= 0 else None
