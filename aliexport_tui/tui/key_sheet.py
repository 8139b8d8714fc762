"""Every key of the console in one table, made from the bindings themselves: for the settings, and for `docs/keys.md`."""

import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from textual.binding import Binding
from textual.dom import DOMNode

from aliexport_tui.tui import screens, widgets
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.keys import binding_id, is_ours, writes
from aliexport_tui.tui.places import SUBJECTS, key_of
from aliexport_tui.tui.words import _

_COMMON = {
    "Console": _("Everywhere"),
    "Grid": _("In every list"),
    "LogPane": _("In the log"),
    "LinesPane": _("In a long text"),
    "ProfileScreen": _("On every screen about the profile being worked on"),
    "PushedScreen": _("On a screen that lies on top of another"),
    "Dialog": _("In a dialog"),
    "Confirm": _("In a question"),
    "Form": _("In a form"),
    "FormScreen": _("On a screen with a form"),
    "RowsEditor": _("In a list of rules"),
    "ListPane": _("In a list of mappings"),
    "RuleScreen": _("On the screens of prices and stocks"),
    "ScopedScreen": _("Where lists are of one profile or of all"),
    "ChangesScreen": _("In a list of changes"),
    "OrderListScreen": _("In the lists about orders"),
    "OrderKeys": _("Where orders are chosen"),
    "LogScreen": _("In the records: exchanges, jobs, activity"),
}
"""By the name of the class; a screen that is a place goes by the place's title, any other by its docstring's subject."""


@dataclass(frozen=True)
class KeyLine:
    """`keys` as they are shown; `id` by which a person gives the action other keys."""

    keys: tuple[str, ...]
    id: str
    what: str
    writes: bool


@dataclass(frozen=True)
class Section:
    title: str
    lines: tuple[KeyLine, ...]


def sections() -> tuple[Section, ...]:
    """What holds everywhere first, then the places in their order, then all else by title."""
    found = {owner: lines for owner in _owners() if (lines := tuple(_lines(owner)))}
    places = {place.made_by.partition(":")[2]: place for subject in SUBJECTS for place in subject.places}
    order = [*_COMMON, *places]

    def rank(owner: type[DOMNode]) -> tuple[int, str]:
        name = owner.__name__
        return (order.index(name) if name in order else len(order), name)

    made = []
    for owner in sorted(found, key=rank):
        name = owner.__name__
        if name in _COMMON:
            title = _COMMON[name]
        elif name in places:
            place = places[name]
            title = f"{key_of(place.name)} · {place.title}"
        else:
            title = str(getattr(owner, "sheet_title", "") or name)
        made.append(Section(title, found[owner]))
    return tuple(made)


def _owners() -> Iterator[type[DOMNode]]:
    """The console and every class of ours that binds keys of its own."""
    yield Console
    seen: set[type[DOMNode]] = set()
    for package in (screens, widgets):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for one in vars(import_module(module.name)).values():
                ours = isinstance(one, type) and issubclass(one, DOMNode) and one.__module__ == module.name
                if ours and one not in seen and "BINDINGS" in vars(one):
                    seen.add(one)
                    yield one


def _lines(owner: type[DOMNode]) -> Iterator[KeyLine]:
    """One for each action that has a name."""
    bindings = [one for one in vars(owner)["BINDINGS"] if isinstance(one, Binding)]
    named: dict[str, Binding] = {}
    for one in bindings:
        if is_ours(one):
            named.setdefault(binding_id(one.action), one)
    for id, first in named.items():
        shown = dict.fromkeys(str(one.key_display) for one in bindings if binding_id(one.action) == id)
        yield KeyLine(tuple(shown), id, first.description, writes(first))
