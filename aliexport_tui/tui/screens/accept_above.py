"""How sure must a suggestion be to be taken without a look? The figure is typed, what it would do is shown meanwhile."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from aliexport_tui.tui.screens.base import Dialog
from aliexport_tui.tui.widgets.line import Line
from aliexport_tui.tui.words import _, neutral, ngettext, number

START = 90
_EXAMPLES = 5


@dataclass(frozen=True)
class Acceptable:
    """The best suggestion for one category. `products`: how many it would bring in."""

    shop: str
    target: str
    score: int
    products: int
    text: str


class AcceptAbove(Dialog):
    """Gives the score, None when left."""

    DEFAULT_CSS = """
    AcceptAbove Static { width: 1fr; height: auto; }
    AcceptAbove #keys { color: $text-muted; margin: 1 0 0 0; }
    """
    line = getters.query_one(Line)

    def __init__(self, found: Sequence[Acceptable], counted: Callable[[int, int], str] | None = None) -> None:
        """`counted`: the words for "3 of 10"."""
        super().__init__()
        self._found = found
        self._counted = counted or _categories

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(_("Accept all suggestions above"))
            yield Line(str(START), type="integer", max_length=3)
            yield Static(id="effect", markup=False)
            yield Static(Text(f"⏎ {_('accept')} · esc {_('go back')}"), id="keys")

    def on_mount(self) -> None:
        self._tell()

    def _score(self) -> int | None:
        text = self.line.value.strip()
        return int(text) if text.isdecimal() and int(text) <= 100 else None

    @on(Input.Changed)
    def _tell(self) -> None:
        score = self._score()
        effect = self.query_one("#effect", Static)
        if score is None:
            effect.update(Text(_("A score from 0 to 100.")))
            return
        taken = above(self._found, score)
        products = sum(one.products for one in taken)
        lines = [
            self._counted(len(taken), len(self._found))
            + ", "
            + ngettext("{count} product", "{count} products", products).format(count=number(products))
        ]
        if taken:
            lines.append(_("The least sure of them:"))
            lines += [f"{one.score:>3} %  {one.text}" for one in taken[-_EXAMPLES:]]
        effect.update(Text("\n".join(neutral(line) for line in lines), no_wrap=True, overflow="ellipsis"))

    @on(Input.Submitted)
    def _accept(self) -> None:
        score = self._score()
        if score is None or not above(self._found, score):
            self.app.bell()
        else:
            self.dismiss(score)


def _categories(count: int, of: int) -> str:
    text = ngettext("{count} category of {all}", "{count} categories of {all}", count)
    return text.format(count=number(count), all=number(of))


def above(found: Sequence[Acceptable], score: int) -> list[Acceptable]:
    """Those of at least that score, the surest first."""
    return sorted((one for one in found if one.score >= score), key=lambda one: (-one.score, one.text))
