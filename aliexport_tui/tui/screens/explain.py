"""Why is a SKU in or out, why does it cost that much, why is it held or blocked, what comes next?"""

import textwrap
from collections.abc import Iterator, Sequence

import msgspec
from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from aliexport_tui.engine.planning.explain import COVERED, Explanation, of_product
from aliexport_tui.store.database import Database
from aliexport_tui.telling.explain_text import explanation_text
from aliexport_tui.tui.screens.sku_story import SkuScreen
from aliexport_tui.tui.widgets.lines_pane import LinesPane
from aliexport_tui.tui.words import _


class ExplainScreen(SkuScreen[Explanation | None]):
    """From today's feed, profile and cached schema; nothing is stored, no request leaves."""

    help_lines = (
        _("Profile by profile: ✓ ✗ each condition, the category, price and stock step by step, each part of the card,"),
        _("what blocks or holds it, and what the next export would do. Nothing is sent by looking."),
        _("c chooses one of the product's SKUs, / searches."),
    )
    DEFAULT_CSS = """
    ExplainScreen .body { height: 1fr; }
    ExplainScreen #sku-title { height: 1; padding: 0 1; text-style: bold; background: $surface; }
    """
    pane = getters.query_one(LinesPane)

    def __init__(self, product_id: int, code: str = "") -> None:
        super().__init__(product_id, code)
        self._lines: Sequence[str] = ()

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(id="sku-title", markup=False)
            yield LinesPane(id="lines")

    def on_mount(self) -> None:
        super().on_mount()
        self.pane.focus()

    def read(self, db: Database) -> Explanation | None:
        return of_product(db, self.product_id, self.code, now=self.workspace.clock.now_ms())

    def draw(self, found: Explanation | None) -> None:
        """Profiles that cover the product first."""
        lines = [_("This product is no longer there.")]
        if found is not None:
            self.product = found.product
            ordered = tuple(sorted(found.profiles, key=lambda one: one.verdict not in COVERED))
            shown = msgspec.structs.replace(found, profiles=ordered)
            lines = list(explanation_text(shown, self.workspace.clock.now_ms()))[1:]
        self.query_one("#sku-title", Static).update(self.title_text)
        if lines != self._lines:
            self._lines = lines
            self._lay_out()

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        """Broken at the width there is: nothing of a reason is out of sight."""
        width = max(30, self.size.width - 2)
        self.pane.show([part for line in self._lines for part in _broken(line, width)])


def _broken(line: str, width: int) -> Iterator[str]:
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    yield from textwrap.wrap(line, width, subsequent_indent=indent, drop_whitespace=True) or [""]
