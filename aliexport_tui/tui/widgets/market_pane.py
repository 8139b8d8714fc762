"""The marketplace's category tree, with what is suggested for one shop category above it; or what was searched for."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from aliexport_tui.listing.suggest import Suggestion
from aliexport_tui.store.market_tree import MarketNode
from aliexport_tui.tui.forms.reasons import reason_words
from aliexport_tui.tui.places import key_of
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column, Tone
from aliexport_tui.tui.widgets.line import Line
from aliexport_tui.tui.widgets.tree_rows import Child, TreeRow, TreeRows
from aliexport_tui.tui.words import _, neutral

GOOD, FAIR = 90, 70
"""From here on a suggestion is marked as good, as fair."""


@dataclass(frozen=True)
class Offer:
    """A row above the tree. `key`: the marketplace category."""

    key: str
    name: str
    suggestion: Suggestion


MarketRow = Offer | TreeRow


class _Rows:
    """Offers first, numbered below zero; then the tree."""

    def __init__(self, offers: Sequence[Offer], tree: TreeRows) -> None:
        self._offers = {-1 - place: offer for place, offer in enumerate(offers)}
        self._tree = tree

    @property
    def above(self) -> "array[int]":
        return array("q", self._offers)

    def order(self) -> "array[int]":
        return self.above + self._tree.order()

    def rows(self, ids: Sequence[int]) -> dict[int, MarketRow]:
        found: dict[int, MarketRow] = {id: self._offers[id] for id in ids if id in self._offers}
        found.update(self._tree.rows([id for id in ids if id > 0]))
        return found


class MarketPane(Vertical):
    """`children` and `search` ask the tree; `parent_name` tells the name above a found one."""

    DEFAULT_CSS = "MarketPane { width: 2fr; } MarketPane #market { border-left: solid $panel; }"
    grid = getters.query_one("#market", Grid)

    def __init__(
        self,
        children: Callable[[str], Sequence[MarketNode]],
        search: Callable[[str], Sequence[MarketNode]],
        path: Callable[[str], Sequence[str]],
    ) -> None:
        super().__init__()
        self._ask_children = children
        self._ask_search = search
        self._path = path
        self._offers: tuple[Offer, ...] = ()
        self._text = ""
        self._tree = TreeRows(lambda _parent: ())
        self._rows = _Rows((), self._tree)

    def compose(self) -> ComposeResult:
        yield Line(placeholder=_("search the marketplace"), id="market-search")
        yield Grid[MarketRow](
            (
                Column("score", "%", 3, _score, right=True, keep=8),
                Column("name", _("Marketplace"), 0, self._label, keep=9),
                Column("why", _("Why"), 26, _why, keep=1, most=60),
            ),
            empty=_("  Nothing found. / searches, key {key} then y fetches.").format(key=key_of("access")),
            id="market",
        )

    # ---- what it shows -----------------------------------------------------------------------------------------

    def refill(self) -> None:
        """Another tree, or the same one read anew."""
        self._text = self.query_one("#market-search", Input).value.strip()
        if self._text:
            flat = [Child(node.id, self._found_name(node), False) for node in self._ask_search(self._text)]
            self._tree = TreeRows(lambda _parent: flat)
        else:
            self._tree = TreeRows(lambda parent: [_child(node) for node in self._ask_children(parent)])
        self._show()

    def offer(self, suggestions: Sequence[Suggestion]) -> None:
        """What is suggested now, the best under the cursor. A search that was for another category is over."""
        offers = tuple(Offer(one.target, _up(self._path(one.target)), one) for one in suggestions)
        if self._text:
            search = self.query_one("#market-search", Input)
            with search.prevent(Input.Changed):
                search.value = ""
            self._offers = offers
            self.refill()
        elif offers != self._offers:
            self._offers = offers
            self._show()
        self.grid.go_to(0)

    @property
    def offered(self) -> Offer | None:
        """The suggestion under the cursor."""
        row = self.grid.current
        return row if isinstance(row, Offer) else None

    @property
    def target(self) -> str:
        """The category under the cursor, "" for a branch or nothing."""
        row = self.grid.current
        return row.key if isinstance(row, Offer) or (isinstance(row, TreeRow) and not row.has_children) else ""

    def begin_search(self, text: str = "") -> None:
        search = self.query_one("#market-search", Input)
        search.value = text
        search.focus()

    def turn(self, *, opened: bool) -> None:
        row = self.grid.current
        if not isinstance(row, TreeRow):
            return
        if opened:
            self._tree.open(row.id)
        elif row.is_open:
            self._tree.close(row.id)
        else:
            above = self._tree.parent(row.id)
            if above is not None:
                self.grid.go_to(self._rows.order().index(above))
            return
        self.grid.show(self._rows, self._rows.order())

    # ---- inside ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        self._rows = _Rows(() if self._text else self._offers, self._tree)
        self.grid.show(self._rows, self._rows.order())

    def _found_name(self, node: MarketNode) -> str:
        return _up(self._path(node.id)) or node.name

    def _label(self, row: MarketRow) -> Cell:
        if isinstance(row, Offer):
            return neutral(row.name), _tone(row.suggestion.score)
        return neutral(row.label), "" if row.has_children else "good"

    @on(Input.Changed, "#market-search")
    def _searched(self) -> None:
        self.refill()
        self.grid.go_to(0)

    @on(Input.Submitted, "#market-search")
    def _search_done(self, event: Input.Submitted) -> None:
        event.stop()
        self.grid.focus()


def _child(node: MarketNode) -> Child:
    return Child(node.id, node.name, not node.leaf)


def _up(path: Sequence[str]) -> str:
    """Its own name first: that is what must be in sight where room is short."""
    return " ‹ ".join(reversed(path))


def _tone(score: int) -> Tone:
    return "good" if score >= GOOD else "info" if score >= FAIR else "dim"


def _score(row: MarketRow) -> Cell:
    return (str(row.suggestion.score), _tone(row.suggestion.score)) if isinstance(row, Offer) else ("", "")


def _why(row: MarketRow) -> Cell:
    return ("; ".join(map(reason_words, row.suggestion.reasons)), "dim") if isinstance(row, Offer) else ("", "")
