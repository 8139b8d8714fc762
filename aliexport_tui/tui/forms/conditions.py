"""Filter conditions and price steps as rows of texts, and back."""

from collections.abc import Mapping, Sequence

import msgspec

from aliexport_tui.model.problem import Problem
from aliexport_tui.model.profile import Condition, PriceStep
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.words import _

FIELD_CHOICES: Sequence[Choice] = tuple(
    Choice(name, text)
    for name, text in (
        ("category", _("category")),
        ("name", _("name")),
        ("brand", _("brand")),
        ("key", _("key")),
        ("sku", _("SKU code")),
        ("price", _("price")),
        ("stock", _("stock")),
        ("available", _("available")),
        ("pictures", _("pictures")),
        ("article", _("article")),
    )
)
OP_CHOICES: Sequence[Choice] = tuple(
    Choice(name, text)
    for name, text in (
        ("is", "="),
        ("is_not", "≠"),
        ("in", _("one of")),
        ("not_in", _("none of")),
        ("under", _("is or below")),
        ("contains", _("contains")),
        ("lt", "<"),
        ("le", "≤"),
        ("gt", ">"),
        ("ge", "≥"),
        ("empty", _("is empty")),
        ("not_empty", _("is filled")),
    )
)
STEP_CHOICES: Sequence[Choice] = tuple(
    Choice(name, text)
    for name, text in (
        ("add_percent", _("+ per cent")),
        ("subtract_percent", _("− per cent")),
        ("add", _("+ amount")),
        ("subtract", _("− amount")),
        ("round", _("round to")),
        ("min", _("at least")),
        ("max", _("at most")),
    )
)
MODE_CHOICES: Sequence[Choice] = (Choice("nearest", _("nearest")), Choice("up", _("up")), Choice("down", _("down")))
_LISTS = ("in", "not_in", "under")


def condition_problem(problem: Problem) -> Problem:
    """With field and operator as their lists name them."""
    names = {choice.value: choice.text for choice in (*FIELD_CHOICES, *OP_CHOICES)}
    args = {name: names.get(text, text) if name in ("field", "op") else text for name, text in problem.args.items()}
    return msgspec.structs.replace(problem, args=args)


def condition_row(condition: Condition) -> dict[str, str]:
    """Several values are written with "; " between them."""
    return {"field": condition.field, "op": condition.op, "value": "; ".join(condition.values) or condition.value}


def condition_from(row: Mapping[str, str]) -> Condition:
    text = row["value"].strip()
    values: tuple[str, ...] = ()
    if row["op"] in _LISTS:
        values = tuple(part.strip() for part in text.split(";") if part.strip())
        text = ""
    return msgspec.convert({"field": row["field"], "op": row["op"], "value": text, "values": values}, Condition)


def step_problem(problem: Problem) -> Problem:
    """With the step's name as its list gives it."""
    names = {choice.value: choice.text for choice in STEP_CHOICES}
    args = {name: names.get(text, text) if name == "op" else text for name, text in problem.args.items()}
    return msgspec.structs.replace(problem, args=args)


def step_row(step: PriceStep) -> dict[str, str]:
    return {"op": step.op, "value": step.value, "mode": step.mode}


def step_from(row: Mapping[str, str]) -> PriceStep:
    """An unreadable amount stays as it was typed: the profile's check names it."""
    mode = row["mode"] if row["op"] == "round" else "nearest"
    return msgspec.convert({"op": row["op"], "value": row["value"].strip().replace(",", "."), "mode": mode}, PriceStep)
