"""What the command palette finds: every screen, every key that works here, and the keys of all other screens."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen
from textual.worker import WorkerError

from aliexport_tui.tui.keys import is_ours
from aliexport_tui.tui.places import SUBJECTS, Place, Subject, key_of
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.words import _

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console

_PATIENCE_S = 1.0


def load() -> None:
    """Imports every screen: for a thread, as it takes a moment."""
    for subject in SUBJECTS:
        for place in subject.places:
            place.kind()


def commands(console: "Console", screen: Screen[object]) -> Iterator[SystemCommand]:
    """What can't be done now says why when it is chosen. A key of another screen goes there first."""
    for subject in SUBJECTS:
        for place in subject.places:
            yield SystemCommand(_name(subject, place), _key(key_of(place.name)), partial(console.go, place.name))
    seen = set()
    for node, binding, _enabled, _tooltip in screen.active_bindings.values():
        if is_ours(binding) and binding.action not in seen:
            seen.add(binding.action)
            shown = _key(console.get_key_display(binding))
            yield SystemCommand(binding.description, shown, partial(_do, console, screen, binding, node))
    if isinstance(screen, ShopScreen):
        yield from _elsewhere(console)
    yield SystemCommand(_("Theme"), _("Choose the colours"), console.action_change_theme)


def _elsewhere(console: "Console") -> Iterator[SystemCommand]:
    for subject in SUBJECTS:
        for place in subject.places:
            if place.name == console.current_mode:
                continue
            for binding in _bindings(place.kind()):
                title = f"{_name(subject, place)} › {binding.description}"
                keys = f"{key_of(place.name)} {console.get_key_display(binding)}"
                yield SystemCommand(title, _key(keys), partial(_do_there, console, place.name, binding))


def _bindings(kind: type[ShopScreen]) -> Iterator[Binding]:
    """Those of the screen itself and of what it is made of, each action once; not those that hold everywhere."""
    seen = set()
    for part in kind.__mro__[: kind.__mro__.index(ShopScreen)]:
        for binding in vars(part).get("BINDINGS", ()):
            if isinstance(binding, Binding) and is_ours(binding) and binding.action not in seen:
                seen.add(binding.action)
                yield binding


def _name(subject: Subject, place: Place) -> str:
    return place.title if place.title == subject.title else f"{subject.title}: {place.title}"


def _key(keys: str) -> str:
    return _("key {key}").format(key=keys)


async def _do(console: "Console", screen: Screen[object], binding: Binding, node: DOMNode) -> None:
    """Or say why not."""
    if isinstance(screen, ShopScreen) and node is screen and (reason := screen.why_not(binding)):
        console.notify(reason, severity="warning", markup=False)
    else:
        await console.run_action(binding.action, node)


async def _do_there(console: "Console", place: str, binding: Binding) -> None:
    """When the screen has read what it shows: till then nothing is under the cursor."""
    await console.go(place)
    reading = [worker for worker in console.workers if not worker.is_finished]
    with suppress(TimeoutError, WorkerError):
        await asyncio.wait_for(console.workers.wait_for_complete(reading), _PATIENCE_S)
    screen = console.screen
    console.call_after_refresh(_do, console, screen, binding, screen)
