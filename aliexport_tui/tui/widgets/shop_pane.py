"""The shop's category tree beside what each category is mapped to: search, only what is open, the next open one."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from aliexport_tui.store.database import fold
from aliexport_tui.store.shop_tree import ShopNode
from aliexport_tui.tui.forms.mapping import Effective
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column, Tone
from aliexport_tui.tui.widgets.line import Line
from aliexport_tui.tui.widgets.tree_rows import Child, TreeRow, TreeRows
from aliexport_tui.tui.words import _, neutral, number

_BUCKET = "\x00"
"""Tree key of the bucket of products without a category; their mapping's key is ""."""
_NO_CATEGORIES = _("  The feed has no categories; read it first.")
_FEW = 200
"""So many categories are shown with their branches open."""


@dataclass(frozen=True)
class ShopRow:
    """A category as it is drawn. `key`: the tree's name of it."""

    id: int
    key: str
    label: str
    tone: Tone
    count: str
    target: Cell


class ShopPane(Vertical):
    """`fill` takes the tree, `hold` what holds for each category; both keep the place of the cursor."""

    DEFAULT_CSS = "ShopPane { width: 3fr; }"
    grid = getters.query_one("#shop", Grid)

    def __init__(self) -> None:
        super().__init__()
        self._shop: dict[str, ShopNode] = {}
        self._holds: Mapping[str, Effective] = {}
        self._names: Mapping[str, str] = {}
        self._open_below: set[str] = set()
        self._only_open = False
        self._text = ""
        self._rows = TreeRows(self._children)

    def compose(self) -> ComposeResult:
        yield Line(placeholder=_("search your shop"), id="shop-search")
        yield Grid[ShopRow](
            (
                Column("name", _("Your shop"), 0, lambda row: (row.label, row.tone), keep=9),
                Column("count", _("Pcs"), 5, lambda row: (row.count, "dim"), right=True, keep=1),
                Column("target", _("Goes to"), 17, lambda row: row.target, keep=2, most=40),
            ),
            empty=_NO_CATEGORIES,
            id="shop",
        )

    # ---- what it shows -----------------------------------------------------------------------------------------

    def fill(self, nodes: Sequence[ShopNode], holds: Mapping[str, Effective], names: Mapping[str, str]) -> None:
        """`names`: marketplace category -> its name."""
        self._shop = {node.key or _BUCKET: node for node in nodes}
        self._hold(holds, names)
        self._load()

    def hold(self, holds: Mapping[str, Effective], names: Mapping[str, str]) -> None:
        """The same tree, mapped in another way."""
        self._hold(holds, names)
        if self._only_open:
            self._load()
        else:
            self.grid.reread()

    @property
    def current(self) -> ShopNode | None:
        row = self.grid.current
        return self._shop.get(row.key) if isinstance(row, ShopRow) else None

    def end_search(self) -> None:
        """The whole tree again, the cursor where it was."""
        self.query_one("#shop-search", Input).value = ""

    def _why_empty(self) -> str:
        if self._text:
            return _("  No such category; Esc shows all.")
        return _("  Everything is mapped; f shows all.") if self._only_open and self._shop else _NO_CATEGORIES

    @property
    def only_open(self) -> bool:
        return self._only_open

    def show_only_open(self, only: bool) -> None:
        self._only_open = only
        self._load()

    def next_open(self) -> bool:
        """To the next category with products that no mapping reaches; branches open on the way. False: there is none."""
        keys = list(self._shop)
        row = self.grid.current
        start = keys.index(row.key) + 1 if isinstance(row, ShopRow) and row.key in self._shop else 0
        for key in (*keys[start:], *keys[:start]):
            if self._is_open(self._shop[key]):
                self._show(key)
                return True
        return False

    def go_to(self, key: str) -> None:
        """To this category, if the shop has it; branches open on the way."""
        if key in self._shop:
            self._show(key)

    def turn(self, *, opened: bool) -> None:
        """Open or close the branch under the cursor; closing what is closed goes up to its parent."""
        shown = self.grid.current
        row = self._rows.row(shown.id) if isinstance(shown, ShopRow) else None
        if row is None:
            return
        if opened:
            self._rows.open(row.id)
        elif row.is_open:
            self._rows.close(row.id)
        else:
            above = self._rows.parent(row.id)
            if above is not None:
                self.grid.go_to(self._rows.order().index(above))
            return
        self.grid.show(self, self._rows.order())

    # ---- a RowSource -------------------------------------------------------------------------------------------

    def order(self) -> "array[int]":
        return self._rows.order()

    def rows(self, ids: Sequence[int]) -> dict[int, ShopRow]:
        return {id: self._drawn(row) for id, row in self._rows.rows(ids).items()}

    # ---- inside ------------------------------------------------------------------------------------------------

    def _hold(self, holds: Mapping[str, Effective], names: Mapping[str, str]) -> None:
        self._holds, self._names = holds, names
        self._open_below = set()
        for key, node in self._shop.items():
            if self._is_open(node):
                step = key
                while step in self._shop and step not in self._open_below:
                    self._open_below.add(step)
                    step = self._shop[step].parent

    def _load(self) -> None:
        kept = self.grid.current
        self._rows = TreeRows(self._children)
        if not self._text and not self._only_open and len(self._shop) < _FEW:
            for key, node in self._shop.items():
                if node.depth == 0 and node.children and (id := self._rows.id_of(key)) is not None:
                    self._rows.open(id)
        order = self._rows.order()
        self.grid.say_when_empty(self._why_empty())
        self.grid.show(self, order)
        if isinstance(kept, ShopRow) and kept.key in self._shop:
            self._show(kept.key)

    def _children(self, parent: str) -> list[Child]:
        """A flat list while searching or looking for what is open; else the tree, unmapped branches first."""
        if self._text or self._only_open:
            wanted = fold(self._text).split()
            return [
                Child(key, self._path_name(node), False)
                for key, node in self._shop.items()
                if (not self._only_open or self._is_open(node)) and all(word in fold(node.name) for word in wanted)
            ]
        if parent:
            keys = [key for key in self._shop[parent].children if key in self._shop]
        else:
            keys = [key for key, node in self._shop.items() if node.depth == 0]
        keys.sort(key=lambda key: key not in self._open_below)
        return [Child(key, shop_name(self._shop[key]), bool(self._shop[key].children)) for key in keys]

    def _is_open(self, node: ShopNode) -> bool:
        return bool(node.own) and self._holds[node.key].is_open

    def _path_name(self, node: ShopNode) -> str:
        above = self._shop.get(node.parent)
        return f"{node.name} ‹ {above.name}" if above is not None and node.key else shop_name(node)

    def _show(self, key: str) -> None:
        way = [key]
        while (parent := self._shop[way[0]].parent) in self._shop and parent not in way:
            way.insert(0, parent)
        grew = False
        for above in way[:-1]:
            id = self._rows.id_of(above)
            row = self._rows.row(id) if id is not None else None
            if id is not None and row is not None and not row.is_open and row.has_children:
                self._rows.open(id)
                grew = True
        order = self._rows.order()
        if grew:
            self.grid.show(self, order)
        id = self._rows.id_of(key)
        if id is not None and id in order:
            self.grid.go_to(order.index(id))

    def _drawn(self, row: TreeRow) -> ShopRow:
        node = self._shop[row.key]
        tone: Tone = "warn" if row.key in self._open_below else ""
        return ShopRow(row.id, row.key, neutral(row.label), tone, number(node.products), self._goes_to(node))

    def _goes_to(self, node: ShopNode) -> Cell:
        holds = self._holds[node.key]
        match holds.how:
            case "own":
                return f"→ {self._target_name(holds.target)}", "good"
            case "inherited":
                return f"↑ {self._target_name(holds.target)}", "dim"
            case "skip" | "skip_inherited":
                return f"⊘ {_('left out')}", "dim"
        return (f"✗ {_('not mapped')}", "warn") if node.own else ("", "")

    def _target_name(self, target: str) -> str:
        return neutral(self._names.get(target, "")) or target

    @on(Input.Changed, "#shop-search")
    def _searched(self, event: Input.Changed) -> None:
        self._text = event.value.strip()
        self._load()

    @on(Input.Submitted, "#shop-search")
    def _search_done(self, event: Input.Submitted) -> None:
        event.stop()
        self.grid.focus()


def shop_name(node: ShopNode) -> str:
    return node.name if node.key else _("without a category")
