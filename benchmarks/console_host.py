"""What the console's benchmark runs in its terminals: the console with a watch on its loop, Textual's own table, an empty
app. `python -m benchmarks.console_host console FILE REPORT | table ROWS REPORT | empty REPORT`."""

import asyncio
import json
import statistics
import sys
import time
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.coordinate import Coordinate
from textual.widgets import DataTable

_TICK_S = 0.01
_COLUMNS = ("Ключ", "Название", "Категория", "Цена", "Остаток", "Состояние", "!", "Давно")


async def watch(report: Path) -> None:
    """How late the loop comes round, every 10 ms; what was seen is written every second."""
    late: list[float] = []
    written = time.perf_counter()
    while True:
        began = time.perf_counter()
        await asyncio.sleep(_TICK_S)
        late.append(max(0.0, time.perf_counter() - began - _TICK_S) * 1000)
        if time.perf_counter() - written > 1:
            written = time.perf_counter()
            kept = sorted(late[-6_000:])
            told = {"p50": statistics.median(kept), "p95": kept[int(len(kept) * 0.95)], "most": kept[-1], "ticks": len(late)}
            report.write_text(json.dumps(told), encoding="utf-8")


class TableApp(App[None]):
    """The same kind of rows in Textual's DataTable. Space changes a cell, t sorts by the next column."""

    BINDINGS: ClassVar[list[BindingType]] = [("space", "change", "Change"), ("t", "sort", "Sort")]

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows
        self._sorted_by = 0

    def compose(self) -> ComposeResult:
        yield DataTable[str](cursor_type="row")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        self._columns = table.add_columns(*_COLUMNS)
        for row in range(self._rows):
            name = f"Джинсы Ромашка синий модель {row:07d}"
            table.add_row(f"K{row}", name, "Джинсы 11", "1 990", "12", "● live", "", "1 d", key=str(row))
        table.focus()

    def action_change(self) -> None:
        table = self.query_one(DataTable)
        old = table.get_cell_at(Coordinate(table.cursor_row, 4))
        table.update_cell_at(Coordinate(table.cursor_row, 4), "13" if old == "12" else "12")

    def action_sort(self) -> None:
        self._sorted_by += 1
        self.query_one(DataTable).sort(self._columns[self._sorted_by], reverse=True)


class EmptyApp(App[None]):
    """What Textual costs without us."""


def main() -> None:
    kind, *rest = sys.argv[1:]
    report = Path(rest[-1])
    app: App[int] | App[None]
    match kind:
        case "console":
            from aliexport_tui.engine.workspace import open_workspace
            from aliexport_tui.tui.app import Console

            app = Console(open_workspace(Path(rest[0])))
        case "table":
            app = TableApp(int(rest[0]))
        case _:
            app = EmptyApp()

    async def run() -> None:
        watching = asyncio.create_task(watch(report))
        try:
            await app.run_async(mouse=True)
        finally:
            watching.cancel()

    asyncio.run(run())


if __name__ == "__main__":
    main()
