"""The rows of a value map as the values screen changes them."""

from collections.abc import Iterable

from aliexport_tui.listing.fold import fold
from aliexport_tui.listing.target import OWN_ID
from aliexport_tui.model.profile import ValueMatch

Rows = tuple[ValueMatch, ...]


def with_rows(rows: Rows, new: Iterable[ValueMatch]) -> Rows:
    """Each takes the place of the first row that speaks of the same text; the others are put at the end."""
    fresh = {fold(row.shop): row for row in new}
    kept = [fresh.pop(fold(row.shop), row) for row in rows]
    return (*kept, *fresh.values())


def without(rows: Rows, texts: Iterable[str]) -> Rows:
    """Nothing is said of these texts any more."""
    dropped = {fold(text) for text in texts}
    return tuple(row for row in rows if fold(row.shop) not in dropped)


def to_value(text: str, id: str, name: str) -> ValueMatch:
    return ValueMatch(text, id, name)


def to_own(text: str, own: str) -> ValueMatch:
    return ValueMatch(text, OWN_ID, own)


def left_out(text: str) -> ValueMatch:
    return ValueMatch(text, omit=True)
