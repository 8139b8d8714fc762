"""A grid's list as a file: columns and rows as shown, or the marked rows; in a thread, with progress, to be stopped."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from aliexport_tui.engine.sheets import MOST_ROWS, SUFFIXES, Value, sheet
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.id_set import IdSet
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Column, Readable, Row
from aliexport_tui.tui.words import _, ngettext, number

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console

_AT_ONCE = 500


class Export:
    """One at a time; `E` again asks whether to stop it."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._stopped.set()

    def write(
        self,
        path: Path,
        columns: Sequence[Column[Row]],
        source: Readable[Row],
        ids: Sequence[int],
        told: Callable[[int], None] = lambda done: None,
    ) -> int:
        """Rows written; rows that are gone are passed over. -1 when it was stopped: then there is no file."""
        written = 0
        try:
            with source.reader() as read, sheet(path, [column.label or column.title for column in columns]) as write:
                for part in _parts(ids):
                    rows = read(part)
                    for id in part:
                        if (row := rows.get(id)) is not None:
                            write([value_of(column, row) for column in columns])
                            written += 1
                    if self._stopped.is_set():
                        raise _StoppedError
                    told(written)
        except _StoppedError:
            return -1
        return written


class _StoppedError(Exception):
    pass


def value_of(column: Column[Row], row: Row) -> Value:
    """What a file gets: the column's own value for it, else the cell's text."""
    return column.value(row) if column.value is not None else neutral(column.cell(row)[0]).strip()


def default_path(name: str, now: int) -> Path:
    """`products-2026-11-22-0512.xlsx` in the folder where the console was started."""
    return Path.cwd() / f"{name}-{datetime.fromtimestamp(now / 1000, UTC):%Y-%m-%d-%H%M}.xlsx"


def ask(console: "Console", grid: Grid[Row]) -> None:
    """Where to, then write. While one is being written: stop it?"""
    from aliexport_tui.tui.screens.ask import AskText, Confirm

    source = grid.source
    if console.export is not None:
        running = console.export

        def stop(answer: object) -> None:
            if answer == "yes":
                running.stop()

        console.push_screen(Confirm(_("Stop writing the file?"), [_("Nothing of it is kept.")], yes=_("stop")), stop)
        return
    if not isinstance(source, Readable):
        console.notify(_("This list can't be saved."), severity="warning")
        return
    if not grid.is_whole:
        console.notify(_("The list is still being read."), severity="warning")
        return
    is_marked = grid.marks is not None and grid.marks.count() > 0
    what = _("{count} marked") if is_marked else _("all {count} of the list")
    title = _("Save {what}").format(what=what.format(count=number(_count(grid))))
    hint = _("The ending .csv or .xlsx decides. Columns as shown. Enter saves, Esc leaves.")
    suggested = default_path(grid.name or "list", console.workspace.clock.now_ms())

    def named(answer: object) -> None:
        if isinstance(answer, str) and answer.strip():
            _begin(console, grid, source, Path(answer.strip()).expanduser())

    console.push_screen(AskText(title, str(suggested), hint=hint), named)


def _begin(console: "Console", grid: Grid[Row], source: Readable[Row], path: Path) -> None:
    if path.suffix.lower() not in SUFFIXES:
        console.notify(_("The name must end in .csv or .xlsx."), severity="warning")
        return
    count = _count(grid)
    if path.suffix.lower() == ".xlsx" and count > MOST_ROWS:
        console.notify(_("An .xlsx file holds {count} rows at most; .csv takes all.").format(count=number(MOST_ROWS)))
        return
    if path.exists():
        from aliexport_tui.tui.screens.ask import Confirm

        def sure(answer: object) -> None:
            if answer == "yes":
                _write(console, grid, source, path)

        console.push_screen(Confirm(_("Replace the file?"), [str(path)], yes=_("replace")), sure)
        return
    _write(console, grid, source, path)


def _write(console: "Console", grid: Grid[Row], source: Readable[Row], path: Path) -> None:
    export = console.export = Export()
    columns, total = grid.shown, _count(grid)
    order, members, marked = grid.order, grid.members, grid.marks.picked if grid.marks is not None else IdSet()

    def told(done: int) -> None:
        text = _("saving {done} of {total}, E stops it").format(done=number(done), total=number(total))
        console.call_from_thread(console.busy_with, text, ends_with_us=True)

    def ended() -> None:
        console.export = None
        console.busy_with("")

    def done(written: int) -> None:
        ended()
        if written < 0:
            console.notify(_("Stopped; no file was written."))
            return
        rows = ngettext("{count} row", "{count} rows", written).format(count=number(written))
        console.notify(f"{rows}: {path}", markup=False, timeout=10)

    told_every = max(_AT_ONCE, total // 40)
    last = 0

    def told_now_and_then(count: int) -> None:
        nonlocal last
        if count - last >= told_every:
            last = count
            told(count)

    console.busy_with(_("saving…"), ends_with_us=True)

    def write() -> int:
        return export.write(path, columns, source, chosen(order, members, marked), told_now_and_then)

    in_background(console, write, done, group="export", failed=ended)


def chosen(order: Sequence[int], members: IdSet, marked: IdSet) -> Sequence[int]:
    """All of the list, or what is marked: as it stands in the list, then what the list does not show."""
    if not marked:
        return order
    return [*(id for id in order if id in marked), *(marked - members)]


def _count(grid: Grid[Row]) -> int:
    return (grid.marks.count() if grid.marks is not None else 0) or len(grid.order)


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
