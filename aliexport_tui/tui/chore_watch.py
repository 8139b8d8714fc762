"""Chores as the console sees them: those at work, how the newest of each ended, and what follows on those begun here."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from aliexport_tui.engine.chores import lives
from aliexport_tui.messages.import_words import counts_words
from aliexport_tui.messages.registry import render, render_event
from aliexport_tui.store import browse, chores, events, sources
from aliexport_tui.store import order_results as outbox
from aliexport_tui.store.chores import Chore, ChoreKind
from aliexport_tui.store.database import Database
from aliexport_tui.tui import order_results
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.widgets.grid.source import Cell
from aliexport_tui.tui.words import _, neutral, number

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console

_ORDER_CHORES = {
    "orders": _("fetching orders…"),
    "hand_off": _("handing orders to the shop…"),
    "order_actions": _("telling the marketplace…"),
    "labels": _("saving labels…"),
}
_COMES_UP_MS = 30_000
"""A process that was started tells of itself within this time, or never."""


@dataclass(frozen=True)
class _Begun:
    """Started here. `after`: the id of the chore of that name before it."""

    after: int
    at: int
    then: Callable[[], None]


class ChoreWatch:
    """`look` after each change of the file; `has_died` as often as you like."""

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._newest: dict[tuple[str, str], Chore] = {}
        self._alive: set[int] = set()
        self._begun: dict[tuple[str, str], _Begun] = {}
        self._once_more: dict[tuple[ChoreKind, str, tuple[str, ...]], Callable[[], None]] = {}

    # ---- begin -------------------------------------------------------------------------------------------------

    def start(
        self,
        kind: ChoreKind,
        code: str,
        then: Callable[[], None] = lambda: None,
        *,
        arguments: Sequence[str] = (),
        again: bool = False,
    ) -> None:
        """A process of its own, which goes on without the console. How it ends is told; `then` follows on a good end.
        `arguments`: of its command, where that is not the same each time. `again`: when it is at work already, it begins
        once more at its end, for what has come too late for it."""
        console = self._console
        if self.is_at_work(kind, code):
            if again:
                self._once_more[kind, code, tuple(arguments)] = then
            else:
                console.notify(_("{code}: that is at work already.").format(code=neutral(code)), markup=False)
            return
        before = self._newest.get((kind, code))
        now = console.workspace.clock.now_ms()
        self._begun[kind, code] = _Begun(before.id if before else 0, now, then)
        workspace = console.workspace

        def launch() -> None:
            from aliexport_tui.engine.runs import launching

            start = {
                "import": launching.start_import,
                "sync": launching.start_sync,
                "rehearse": launching.start_rehearse,
                "pictures": launching.start_pictures,
                "orders": launching.start_orders,
                "hand_off": launching.start_hand_off,
                "order_actions": launching.start_order_actions,
            }
            if kind == "labels":
                launching.start_labels(workspace, code, list(arguments))
            else:
                start[kind](workspace, code)

        def failed() -> None:
            self._begun.pop((kind, code), None)
            console.refresh_from_file()

        in_background(console, launch, lambda _made: console.refresh_from_file(), group=f"{kind}-{code}", failed=failed)
        console.refresh_from_file()

    # ---- look --------------------------------------------------------------------------------------------------

    def look(self, db: Database) -> None:
        workspace = self._console.workspace
        self._newest = {(one.kind, one.code): one for one in chores.newest(db)}
        self._alive = {one.id for one in self._newest.values() if lives(workspace, one)}
        for name, begun in tuple(self._begun.items()):
            found = self._newest.get(name)
            if found is None or found.id <= begun.after:
                if workspace.clock.now_ms() - begun.at > _COMES_UP_MS:
                    del self._begun[name]
                    told = _("{code}: it did not start. See {path}")
                    path = workspace.chore_output(*name)
                    self._console.notify(told.format(code=name[1], path=path), severity="error", markup=False, timeout=10)
            elif found.id not in self._alive:
                del self._begun[name]
                self._tell(db, found, begun.then)
        for kind, code, arguments in [one for one in self._once_more if not self.is_at_work(one[0], one[1])]:
            then = self._once_more.pop((kind, code, arguments))
            if kind == "order_actions" and not outbox.waits(db, code):
                continue  # it was in time for what came late
            self._console.call_later(self.start, kind, code, then, arguments=arguments, again=True)

    def has_died(self) -> bool:
        """Is one gone that was at work when we looked last? It can't tell the file of its death."""
        at_work = [one for one in self._newest.values() if one.id in self._alive]
        return any(not lives(self._console.workspace, one) for one in at_work)

    def is_at_work(self, kind: ChoreKind, code: str) -> bool:
        found = self._newest.get((kind, code))
        return (kind, code) in self._begun or (found is not None and found.id in self._alive)

    def header(self) -> str:
        """What is at work, in a few words; "" when nothing is."""
        for kind, code in self._begun:
            if self._newest.get((kind, code), None) is None:
                return f"▶ {neutral(code)}: {_('starting…')}"
        for one in self._newest.values():
            if one.id in self._alive or (one.kind, one.code) in self._begun:
                return f"▶ {neutral(one.code)}: {self._doing(one)}"
        return ""

    def cell(self, kind: ChoreKind, code: str) -> Cell | None:
        """How far it is, or how it failed; None when it ended well or never was."""
        found = self._newest.get((kind, code))
        begun = self._begun.get((kind, code))
        if begun is not None and (found is None or found.id <= begun.after):
            return f"▶ {_('starting…')}", "info"
        if found is None:
            return None
        if found.id in self._alive:
            return f"▶ {self._doing(found)}", "info"
        if found.error_code:
            return f"✗ {_('failed: {reason}').format(reason=neutral(render(found.error_code, found.error_args)))}", "bad"
        return (f"✗ {_('it was stopped')}", "bad") if found.ended_at is None else None

    def _doing(self, one: Chore) -> str:
        if one.kind == "import":
            return _("reading, {count} products").format(count=number(one.done)) if one.done else _("reading…")
        if one.kind == "sync":
            far = f" {number(one.done)}/{number(one.total)}" if one.total else "…"
            return _("fetching categories{far}").format(far=far)
        if one.kind == "pictures":
            far = f" {number(one.done)}/{number(one.total)}" if one.total else "…"
            return _("looking at pictures{far}").format(far=far)
        if one.kind in _ORDER_CHORES:
            far = f" {number(one.done)}/{number(one.total)}" if one.total else ""
            return f"{_ORDER_CHORES[one.kind]}{far}"
        return _("preparing the rehearsal…")

    def _tell(self, db: Database, one: Chore, then: Callable[[], None]) -> None:
        amiss = self.cell(cast("ChoreKind", one.kind), one.code)
        if amiss is not None:
            self._console.notify(f"{neutral(one.code)}: {amiss[0]}", severity="error", markup=False, timeout=10)
            return
        if one.kind in order_results.KINDS:
            self._tell_orders(one)
        elif words := _result(db, one):
            told = words if one.kind == "pictures" else f"{neutral(one.code)}: {words}"
            self._console.notify(told, markup=False)
        self._console.call_later(then)

    def _tell_orders(self, one: Chore) -> None:
        """Read off the loop: orders are many."""
        console = self._console
        workspace = console.workspace

        def read() -> tuple[str, bool]:
            with closing(workspace.open()) as db:
                return order_results.result(workspace, db, one)

        def tell(found: tuple[str, bool]) -> None:
            console.notify(found[0], severity="warning" if found[1] else "information", markup=False, timeout=8)

        in_background(console, read, tell, group=f"result-{one.id}")


def _result(db: Database, one: Chore) -> str:
    if one.kind == "sync":
        count = next((line.categories for line in browse.account_lines(db) if line.code == one.code), 0)
        return _("{count} categories.").format(count=number(count))
    if one.kind == "pictures":
        return _pictures(db, one)
    source = sources.find(db, one.code) if one.kind == "import" else None
    newest = sources.imports(db, source.id, 1) if source else ()
    if not newest:
        return ""
    if newest[0].state == "unchanged":
        return _("unchanged since the last time")
    return counts_words(newest[0].counts, brief=True)


def _pictures(db: Database, one: Chore) -> str:
    """What the check itself wrote into the log, its gravest line."""
    own = [
        event
        for event in events.latest(db, limit=50)
        if event.code.startswith("pictures.") and event.at >= one.began_at and event.args.get("source") == one.code
    ]
    return neutral(render_event(max(own, key=lambda event: event.level != "info"))) if own else ""
