"""The one registry: code of a problem, error or event -> text, hint and the screen that mends it."""

from collections.abc import Mapping

from aliexport_tui.messages.field_words import field_word
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.message import Message
from aliexport_tui.messages.subjects import (
    accounts,
    alerts,
    commerceml,
    console,
    engine,
    events,
    feeds,
    files,
    handoffs,
    holds,
    listing,
    looking,
    marketplace,
    operations,
    orders,
    pictures,
    profiles,
    reconciling,
    rows,
    runs,
    schedules,
    shipping,
)
from aliexport_tui.messages.text import neutral
from aliexport_tui.messages.words import worded
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.model.event import Event
from aliexport_tui.model.problem import Problem

_SUBJECTS = (
    accounts,
    alerts,
    commerceml,
    console,
    engine,
    feeds,
    files,
    handoffs,
    holds,
    listing,
    looking,
    marketplace,
    operations,
    orders,
    pictures,
    profiles,
    reconciling,
    rows,
    runs,
    schedules,
    shipping,
)


def _joined() -> dict[str, Message]:
    joined: dict[str, Message] = {}
    for subject in _SUBJECTS:
        doubled = joined.keys() & subject.MESSAGES.keys()
        if doubled:
            raise ValueError(f"codes with two texts: {sorted(doubled)}")
        joined.update(subject.MESSAGES)
    return joined


MESSAGES: Mapping[str, Message] = _joined()
"""Problems, errors and reasons of holds."""

EVENTS: Mapping[str, Message] = {**events.MESSAGES, **handoffs.EVENTS, **orders.EVENTS, **shipping.EVENTS}


def render_problem(problem: Problem) -> tuple[str, str]:
    """What is wrong, and what to do about it ("" when nothing is known)."""
    return render(problem.code, problem.args), hint(problem.code, problem.args)


def render_error(error: AliexportError) -> str:
    """What is wrong, where, and what to do: one line each."""
    place = neutral(str(error.place))
    lines = (render(error.code, error.args_by_name), place, hint(error.code, error.args_by_name))
    return "\n".join(line for line in lines if line)


def render_event(event: Event) -> str:
    """One line."""
    message = EVENTS.get(event.code)
    args = _with_inner_texts(event.args)
    return message.filled(args) if message else _unknown(event.code, args)


def render(code: str, args: Mapping[str, str]) -> str:
    """An unknown code shows itself and its args: better than nothing, and never a crash."""
    message = MESSAGES.get(code)
    return message.filled(_with_inner_texts(args)) if message else _unknown(code, args)


def hint(code: str, args: Mapping[str, str]) -> str:
    message = MESSAGES.get(code)
    return message.filled_hint(args) if message else ""


def screen(code: str) -> str:
    """Where it is mended: categories, attributes, values, profile, texts, price, stock, schema, account, source, product;
    or ""."""
    message = MESSAGES.get(code)
    if message is None:
        return ""
    return message.screen or _SCREENS.get(code.partition(".")[0], "")


_SCREENS = {"feed": "source", "source": "source", "import": "source", "account": "account"}
"""Of what a message does not say itself."""


def failing_way(way: str) -> str:
    """`task task.failed/1001/sku_info_list[].price` (store.failing) -> what was said, the number, the field."""
    _stage, *faults = way.split(" ")
    return "; ".join(_fault(*fault.split("/")) for fault in faults) or neutral(way)


def _fault(code: str, *more: str) -> str:
    message = MESSAGES.get(code)
    said = message.beginning() if message else ""
    fields = ", ".join(field_word(one) for one in more if not one.isdecimal())
    numbers = "".join(f" [{one}]" for one in more if one.isdecimal())
    return f"{said or neutral(code)}{numbers}{f' ({fields})' if fields else ''}"


def _with_inner_texts(args: Mapping[str, str]) -> Mapping[str, str]:
    """A `reason` or `problem` that is a code itself is shown by its text, filled from the same args; actions and lanes
    by their names; the `way` in which something failed again and again in words."""
    args = worded(args)
    if args.get("way"):
        args = {**args, "way": failing_way(args["way"])}
    inner = {}
    for name in ("reason", "problem"):
        message = MESSAGES.get(args.get(name, ""))
        if message is not None:
            inner[name] = message.filled(args) if message.needs() <= args.keys() else message.beginning()
    return {**args, **inner} if inner else args


def _unknown(code: str, args: Mapping[str, str]) -> str:
    details = ", ".join(f"{neutral(name)}={neutral(value)}" for name, value in args.items())
    shown = f"{neutral(code)} ({details})" if details else neutral(code)
    return _("No text is known for {code}").replace("{code}", shown)
