"""One request and its answer, laid out to be read."""

import json
from collections.abc import Sequence
from contextlib import closing

from rich.text import Text
from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.words import failure_name
from aliexport_tui.store import exchanges
from aliexport_tui.store.exchanges import Recorded
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.widgets.lines_pane import LinesPane
from aliexport_tui.tui.words import _, neutral, number


class ExchangeScreen(PushedScreen):
    """`lines`: request and answer, one below the other."""

    help_lines = (
        _("The request stands first, after > ; the answer follows, after < ."),
        _("/ searches, n goes to the next place, ← → show the ends of long lines."),
    )
    DEFAULT_CSS = """
    ExchangeScreen .body { height: 1fr; }
    ExchangeScreen #title { height: 2; padding: 0 1; background: $surface; }
    """
    pane = getters.query_one(LinesPane)

    def __init__(self, exchange: Recorded, lines: Sequence[str]) -> None:
        super().__init__()
        self._exchange = exchange
        self._lines = lines

    def body(self) -> ComposeResult:
        one = self._exchange
        told = f"{one.status or '-'} {failure_name(one.failure)}" if one.failure else str(one.status)
        sizes = _("sent {sent} B, came {came} B in {took} ms").format(
            sent=number(one.request_size), came=number(one.response_size), took=number(one.milliseconds)
        )
        with Vertical(classes="body"):
            yield Static(
                Text.assemble(
                    (f"{_('Exchange')} {one.id} · {neutral(one.account)} · {neutral(told)}\n", "bold"),
                    neutral(f"{one.method} {one.path} · {sizes}"),
                    no_wrap=True,
                    overflow="ellipsis",
                ),
                id="title",
            )
            yield LinesPane(id="lines")

    def on_mount(self) -> None:
        self.pane.show(self._lines)
        self.pane.focus()


def read(workspace: Workspace, number_: int) -> tuple[Recorded, Sequence[str]] | None:
    """The exchange with its bodies as lines; None when it is gone. For a thread: a body may have megabytes."""
    with closing(workspace.open()) as db:
        one = exchanges.get(db, number_)
        if one is None:
            return None
        request, response = exchanges.bodies(db, number_)
    return one, [f"> {one.method} {one.path}", *_pretty(request), "", f"< {one.status or '-'}", *_pretty(response)]


def _pretty(body: bytes) -> list[str]:
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except ValueError:
        text = body.decode(errors="replace")
    return text.splitlines()
