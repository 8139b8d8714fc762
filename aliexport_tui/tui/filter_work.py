"""What the filter's screen asks of the file: counts, examples, names of categories, why one product is in or out."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from aliexport_tui.engine.planning import why
from aliexport_tui.engine.planning.why import Why
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.model.profile import Profile
from aliexport_tui.store import filter_counts, shop
from aliexport_tui.store.database import Database
from aliexport_tui.store.filter_counts import Counts, Example
from aliexport_tui.tui import offers
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms.fields import Choice

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console

_LISTED = ("category", "brand")
"""Fields whose values can be listed."""


class Found(msgspec.Struct, frozen=True):
    """For one state of a filter. `names`: of the shop's categories, by key. `trouble`: why it can't be counted."""

    wanted: object
    counts: Counts | None = None
    inside: tuple[Example, ...] = ()
    outside: tuple[Example, ...] = ()
    names: Mapping[str, str] = {}
    trouble: AliexportError | None = None


def read(db: Database, profile: Profile, wanted: object) -> Found:
    """In a thread: it grows with the catalogue."""
    source = shop.source_id(db, profile.source)
    if source is None:
        return Found(wanted)
    names = {category.key: category.name for category in shop.categories(db, source)}
    try:
        return Found(
            wanted,
            filter_counts.counted(db, profile, source),
            filter_counts.some(db, profile, source, inside=True),
            filter_counts.some(db, profile, source, inside=False),
            names,
        )
    except AliexportError as error:
        return Found(wanted, names=names, trouble=error)


def choices(console: "Console", profile: Profile, done: Callable[[Mapping[str, Sequence[Choice]]], None]) -> None:
    """Values by field, for those that can be listed."""
    workspace = console.workspace

    def work() -> Mapping[str, Sequence[Choice]]:
        db = workspace.open()
        try:
            source = shop.source_id(db, profile.source)
            return {field: offers.filter_values(db, source, field) for field in _LISTED}
        finally:
            db.close()

    in_background(console, work, done, group="filter-choices")


def ask_why(console: "Console", profile: Profile, code: str, done: Callable[[Sequence[Why]], None]) -> None:
    """By SKU code or key. An unknown code is told with those most like it."""
    workspace = console.workspace

    def work() -> Sequence[Why]:
        db = workspace.open()
        try:
            return why.why_code(db, profile, code)
        finally:
            db.close()

    in_background(console, work, done, group="filter-why")


def ask_why_of(console: "Console", profile: Profile, product: int, done: Callable[[Why | None], None]) -> None:
    workspace = console.workspace

    def work() -> Why | None:
        db = workspace.open()
        try:
            return why.why(db, profile, product)
        except AliexportError:
            return None  # the counts tell what is wrong with the filter
        finally:
            db.close()

    in_background(console, work, done, group="filter-why")
