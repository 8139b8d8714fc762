"""What a card shows (`sight.as_wants`) against what it was sent, field by field."""

from collections.abc import Mapping

from aliexport_tui.engine.planning.fields import flatten
from aliexport_tui.model.change import FieldChange
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.wants import Lane, Prices, Stocks, Want

_MOST = 8
"""Fields of one lane that become problems of their own."""
_LONGEST = 120
NOTHING = "—"


def differences(sent: Mapping[Lane, Want], seen: Mapping[Lane, Want]) -> dict[Lane, tuple[FieldChange, ...]]:
    """lane -> the fields that the card shows otherwise: before as sent, after as seen. Lanes that only one side knows are
    left out. A stock below the one sent is no difference: the marketplace sells. A SKU that one side lacks is a
    difference of the content alone."""
    return {lane: _fields(want, seen[lane]) for lane, want in sent.items() if lane in seen}


def problems_of(lane: Lane, fields: tuple[FieldChange, ...]) -> tuple[Problem, ...]:
    """One problem for each field, with what was sent and what was seen."""
    return tuple(_problem(lane, one) for one in fields[:_MOST])


def _problem(lane: Lane, one: FieldChange) -> Problem:
    if lane == "visibility":
        return Problem("card.put_on_sale" if one.after == str(True) else "card.taken_off_sale", one.field, {"lane": lane})
    return Problem(
        "card.differs", one.field, {"lane": lane, "what": one.field, "sent": short(one.before), "seen": short(one.after)}
    )


def short(text: str | None) -> str:
    """A value in words for a line of text."""
    if text is None:
        return NOTHING
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _fields(sent: Want, seen: Want) -> tuple[FieldChange, ...]:
    if sent is seen or sent == seen:
        return ()
    if isinstance(sent, Stocks) and isinstance(seen, Stocks):
        before = {sku.sku_code: sku.inventory for sku in sent.skus}
        return tuple(
            FieldChange(f"sku[{sku.sku_code}].inventory", str(before[sku.sku_code]), str(sku.inventory))
            for sku in seen.skus
            if sku.inventory > before.get(sku.sku_code, sku.inventory)
        )
    if isinstance(sent, Prices) and isinstance(seen, Prices):
        both = {sku.sku_code for sku in sent.skus} & {sku.sku_code for sku in seen.skus}
        return _between(
            Prices(tuple(sku for sku in sent.skus if sku.sku_code in both)),
            Prices(tuple(sku for sku in seen.skus if sku.sku_code in both)),
        )
    return _between(sent, seen)


def _between(sent: Want, seen: Want) -> tuple[FieldChange, ...]:
    if sent == seen:
        return ()
    before, after = _texts(sent), _texts(seen)
    return tuple(
        FieldChange(field, before.get(field), after.get(field))
        for field in dict.fromkeys((*before, *after))
        if before.get(field) != after.get(field)
    )


def _texts(want: Want) -> dict[str, str]:
    """Field -> text; values of one name (an attribute with several) are put together."""
    found: dict[str, list[str]] = {}
    for field, text in flatten(want):
        found.setdefault(field, []).append(text)
    return {field: "; ".join(texts) for field, texts in found.items()}
