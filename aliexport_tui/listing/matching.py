"""The shop's text -> a value of the marketplace. The one place that decides it, for what is sent and for what is shown."""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from aliexport_tui.listing.fold import fold
from aliexport_tui.listing.target import OWN_ID, Dictionary, Target
from aliexport_tui.model.profile import AttributeMapping, AxisMapping, BrandRule, ValueMatch
from aliexport_tui.model.schema import Property

How = Literal["row", "same", "text", "fallback", "omitted"]
"""By a row of the value map, by an equal name, as free text, by the axis's fallback value, left out by a row."""


class Match(msgspec.Struct, frozen=True):
    """`id` "-1": an own text, in `name`; "" with a `name`: free text of a property without a dictionary. `name` may be ""
    when no dictionary knows the id. `how` "omitted": nothing is to be sent."""

    id: str
    name: str
    how: How = "row"


_MOST_INDEXED = 256
_indexes: dict[int, tuple[Sequence[ValueMatch], Mapping[str, ValueMatch]]] = {}


def match_value(text: str, rows: tuple[ValueMatch, ...], dictionary: Dictionary | None) -> Match | None:
    """The value map comes first, then a dictionary value of the same name."""
    folded = fold(text)
    row = row_of(text, rows)
    if row is not None:
        if row.omit:
            return Match("", "", "omitted")
        known = dictionary.names.get(row.id, "") if dictionary else ""
        return Match(row.id, known or row.name)
    if dictionary is not None and folded in dictionary.ids:
        value_id = dictionary.ids[folded]
        return Match(value_id, dictionary.names[value_id], "same")
    return None


def row_of(text: str, rows: tuple[ValueMatch, ...]) -> ValueMatch | None:
    """The row of a value map that speaks of this text; rows that say nothing are passed over."""
    return _index(rows).get(fold(text)) if rows else None


def match_attribute(text: str, mapping: AttributeMapping, found: Property, dictionary: Dictionary | None) -> Match | None:
    """None: nothing fits, and `unmatched` lets nothing be sent."""
    own_id = OWN_ID if found.is_enum_prop else ""
    match = match_value(text, mapping.values, dictionary)
    if match is not None:
        return Match(own_id, match.name or text) if match.id == OWN_ID else match
    return None if found.is_enum_prop and mapping.unmatched != "text" else Match(own_id, text, "text")


def match_axis(word: str, axis: AxisMapping, dictionary: Dictionary | None) -> Match | None:
    """A row with an own text leads to the fallback value, which the own text then tells apart."""
    match = match_value(word, axis.values, dictionary)
    if match is not None and match.id != OWN_ID:
        return match
    if not axis.fallback_id:
        return None
    name = dictionary.names.get(axis.fallback_id, "") if dictionary else ""
    return Match(axis.fallback_id, name, "fallback" if match is None else "row")


def match_brand(word: str, rule: BrandRule, target: Target) -> Match | None:
    """Only brands approved in the shop's cabinet."""
    row = row_of(word, rule.values)
    if row is not None:
        if row.omit:
            return Match("", "", "omitted")
        return Match(row.id, target.brand_names[row.id]) if row.id in target.brand_names else None
    brand = target.brands.get(fold(word))
    return Match(brand.id, brand.name, "same") if brand else None


def _index(rows: tuple[ValueMatch, ...]) -> Mapping[str, ValueMatch]:
    """By folded text, the first of equal ones. Kept for as long as the very tuple is in use: a builder comes with the same
    one for every product."""
    kept = _indexes.get(id(rows))
    if kept is not None and kept[0] is rows:
        return kept[1]
    made: dict[str, ValueMatch] = {}
    for row in rows:
        if row.id or row.omit:
            made.setdefault(fold(row.shop), row)
    if len(_indexes) >= _MOST_INDEXED:
        _indexes.clear()
    _indexes[id(rows)] = (rows, made)
    return made
