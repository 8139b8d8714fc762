"""The shop's text -> a value of the marketplace's dictionary."""

import msgspec

from aliexport_tui.listing.fold import fold
from aliexport_tui.listing.target import Dictionary
from aliexport_tui.model.profile import ValueMatch


class Match(msgspec.Struct, frozen=True):
    """`id` "-1": an own text, in `name`. `name` may be "" when no dictionary knows the id."""

    id: str
    name: str


def match_value(text: str, rows: tuple[ValueMatch, ...], dictionary: Dictionary | None) -> Match | None:
    """The value map comes first, then a dictionary value of the same name."""
    folded = fold(text)
    for row in rows:
        if row.id and fold(row.shop) == folded:
            known = dictionary.names.get(row.id, "") if dictionary else ""
            return Match(row.id, known or row.name)
    if dictionary is not None and folded in dictionary.ids:
        value_id = dictionary.ids[folded]
        return Match(value_id, dictionary.names[value_id])
    return None
