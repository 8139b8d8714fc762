"""Category mapping: the shop's tree on the left, the marketplace's on the right, the keyboard between them."""

from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from aliexport_tui.model.profile import Profile
from aliexport_tui.store import market_tree, shop_tree
from aliexport_tui.store.database import fold
from aliexport_tui.store.filters import membership
from aliexport_tui.store.shop_tree import ShopNode
from aliexport_tui.tui import profile_work, work
from aliexport_tui.tui.forms import mapping
from aliexport_tui.tui.forms.mapping import Effective
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column, Tone
from aliexport_tui.tui.widgets.line import Line
from aliexport_tui.tui.widgets.tree_rows import Child, TreeRow, TreeRows
from aliexport_tui.tui.words import _, neutral, number

_BUCKET = "\x00"
"""Tree key of the bucket of products without a category; their mapping's key is ""."""


class MappingScreen(PushedScreen):
    """Works on a copy of the profile; F2 keeps it."""

    CSS_PATH = "mapping.tcss"
    help_lines = (
        _("Left: your shop's categories with their products. Right: the marketplace's."),
        _("Enter on the left looks for a fitting one on the right; Enter on the right maps it and goes on to the next."),
        _("What is mapped holds for everything below it too, until a nearer mapping says otherwise."),
        _("→ its own mapping · ↑ inherited · ⊘ left out · ✗ not mapped yet."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("f2", "save", _("Save"), priority=True),
        *key("ctrl+s", "save", show=False, priority=True),
        *key("/", "search", _("Search")),
        *key("n", "next_open", _("Next unmapped")),
        *key("s", "skip", _("Leave out")),
        *key("d", "unmap", _("Unmap")),
        *key("f", "only_open", _("Only unmapped"), show=False),
        *key("e", "edit", _("Card and attributes here"), show=False),
        *key("right", "open_node", show=False),
        *key("left", "close_node", show=False),
    ]
    shop = getters.query_one("#shop", Grid)
    market = getters.query_one("#market", Grid)

    def __init__(self, profile: Profile, version: int) -> None:
        super().__init__()
        self._saved = profile
        self.profile = profile
        self._version = version
        self._branches: dict[str, ShopNode] = {}
        self._holds: dict[str, Effective] = {}
        self._names: dict[str, str] = {}
        self._only_open = False
        self._shop_text = ""
        self._account = 0

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(id="state")
            with Horizontal():
                with Vertical():
                    yield Line(placeholder=_("search your shop"), id="shop-search")
                    yield Grid[TreeRow](
                        (
                            Column("name", _("Your shop"), 0, lambda row: (neutral(row.label), self._tone(row)), keep=9),
                            Column("count", _("Pcs"), 5, self._count, right=True, keep=1),
                            Column("target", _("Goes to"), 17, self._target, keep=2),
                        ),
                        empty=_("  The feed has no categories; read it first."),
                        id="shop",
                    )
                with Vertical():
                    yield Line(placeholder=_("search the marketplace"), id="market-search")
                    yield Grid[TreeRow](
                        (
                            Column(
                                "name",
                                _("Marketplace"),
                                0,
                                lambda row: (neutral(row.label), "" if row.has_children else "good"),
                            ),
                        ),
                        empty=_("  Nothing found. / searches, key 4 then y fetches."),
                        id="market",
                    )

    def on_mount(self) -> None:
        self._account = work.account_of(self.db, self.profile.code) or 0
        source = work.source_of(self.db, self.profile.source)
        members = membership(self.profile, source) if source is not None else None
        self._branches = {node.key or _BUCKET: node for node in shop_tree.flat(self.db, source, members)}
        self._resolve()
        self._load_shop()
        self._load_market()
        self.shop.focus()
        self.action_next_open()

    # ---- the left tree -----------------------------------------------------------------------------------------

    def _resolve(self) -> None:
        self._holds = mapping.effective(tuple(self._branches.values()), self.profile.categories)
        open_count = mapping.open_products(tuple(self._branches.values()), self._holds)
        changed = f"  ·  {_('not saved yet: F2')}" if self.profile != self._saved else ""
        left = (
            _("{count} products are not mapped yet").format(count=number(open_count))
            if open_count
            else _("everything is mapped")
        )
        title = f"{self.profile.code}: {left}{changed}"
        self.query_one("#state", Static).update(Text(neutral(title), style="bold", no_wrap=True))

    def _load_shop(self) -> None:
        self._shop_rows = TreeRows(self._shop_children)
        if not self._shop_text and not self._only_open:
            for node in [node for node in self._branches.values() if node.depth == 0 and node.children]:
                id = self._shop_rows.id_of(node.key)
                if id is not None and len(self._branches) < 200:
                    self._shop_rows.open(id)
        self.shop.show(self._shop_rows, self._shop_rows.order())

    def _shop_children(self, parent: str) -> list[Child]:
        """A flat list while searching or looking for what is open; else the tree, unmapped branches first."""
        if self._shop_text or self._only_open:
            wanted = fold(self._shop_text)
            return [
                Child(key, self._path_name(node), False)
                for key, node in self._branches.items()
                if (not wanted or wanted in fold(node.name)) and (not self._only_open or (node.own and self._open(node)))
            ]
        if parent:
            keys = list(self._branches[parent].children)
        else:
            keys = [key for key, node in self._branches.items() if node.depth == 0]
        keys.sort(key=lambda key: not self._has_open(key))
        return [Child(key, self._shop_name(self._branches[key]), bool(self._branches[key].children)) for key in keys]

    def _open(self, node: ShopNode) -> bool:
        return self._holds[node.key].is_open

    def _has_open(self, key: str) -> bool:
        node = self._branches[key]
        return bool(node.own and self._open(node)) or any(self._has_open(child) for child in node.children)

    def _shop_name(self, node: ShopNode) -> str:
        return node.name if node.key else _("without a category")

    def _path_name(self, node: ShopNode) -> str:
        above = self._branches.get(node.parent)
        return f"{self._shop_name(node)} ‹ {above.name}" if above is not None and node.key else self._shop_name(node)

    def _count(self, row: TreeRow) -> Cell:
        return number(self._branches[row.key].products), "dim"

    def _tone(self, row: TreeRow) -> Tone:
        return "warn" if self._has_open(row.key) else ""

    def _target(self, row: TreeRow) -> Cell:
        holds = self._holds[self._branches[row.key].key]
        match holds.how:
            case "own":
                return f"→ {self._market_name(holds.target)}", "good"
            case "inherited":
                return f"↑ {self._market_name(holds.target)}", "dim"
            case "skip" | "skip_inherited":
                return f"⊘ {_('left out')}", "dim"
        return (f"✗ {_('not mapped')}", "warn") if self._branches[row.key].own else ("", "")

    def _market_name(self, target: str) -> str:
        if target not in self._names:
            self._names[target] = neutral(market_tree.name(self.db, self._account, target)) or target
        return self._names[target]

    # ---- the right tree ----------------------------------------------------------------------------------------

    def _load_market(self, text: str = "") -> None:
        if text:
            found = market_tree.search(self.db, self._account, text)
            flat = [Child(node.id, self._market_path(node), False) for node in found]
            self._market_rows = TreeRows(lambda parent: flat)
        else:
            self._market_rows = TreeRows(self._market_children)
        self.market.show(self._market_rows, self._market_rows.order())
        self.market.go_to(0)

    def _market_children(self, parent: str) -> list[Child]:
        return [Child(node.id, node.name, not node.leaf) for node in market_tree.children(self.db, self._account, parent)]

    def _market_path(self, node: market_tree.MarketNode) -> str:
        above = self._market_name(node.parent_id) if node.parent_id else ""
        return f"{node.name} ‹ {above}" if above else node.name

    # ---- searching ---------------------------------------------------------------------------------------------

    @on(Input.Changed, "#shop-search")
    def _shop_searched(self, event: Input.Changed) -> None:
        self._shop_text = event.value.strip()
        self._load_shop()

    @on(Input.Changed, "#market-search")
    def _market_searched(self, event: Input.Changed) -> None:
        self._load_market(event.value.strip())

    @on(Input.Submitted, "#shop-search")
    def _shop_search_done(self) -> None:
        self.shop.focus()

    @on(Input.Submitted, "#market-search")
    def _market_search_done(self) -> None:
        self.market.focus()

    # ---- mapping -----------------------------------------------------------------------------------------------

    @on(Grid.Opened, "#shop")
    def _look_for_target(self) -> None:
        """Search on the right by the first word of the name that finds something."""
        row = self.shop.current
        if not isinstance(row, TreeRow):
            return
        words = [word for word in fold(self._branches[row.key].name).split() if len(word) > 2]
        guesses = [" ".join(words), *words, *(word[:-1] for word in words if len(word) > 4), *(word[:5] for word in words)]
        text = next((guess for guess in guesses if guess and market_tree.search(self.db, self._account, guess, 1)), "")
        search = self.query_one("#market-search", Input)
        with search.prevent(Input.Changed):
            search.value = text
        self._load_market(text)
        self.market.focus()

    @on(Grid.Opened, "#market")
    def _map(self) -> None:
        row, shop = self.market.current, self._shop_node()
        if not isinstance(row, TreeRow) or shop is None:
            return
        if row.has_children:
            self.action_open_node()
            return
        self._change(mapping.with_target(self.profile, shop.key, row.key))
        self.shop.focus()
        self.action_next_open()

    def action_skip(self) -> None:
        shop = self._shop_node()
        if shop is not None:
            self._change(mapping.with_skip(self.profile, shop.key))

    def action_unmap(self) -> None:
        shop = self._shop_node()
        if shop is not None:
            self._change(mapping.without(self.profile, shop.key))

    def _change(self, profile: Profile) -> None:
        self.profile = profile
        self._resolve()
        self.shop.reread()

    def _shop_node(self) -> ShopNode | None:
        row = self.shop.current
        return self._branches[row.key] if isinstance(row, TreeRow) else None

    # ---- keys --------------------------------------------------------------------------------------------------

    def action_search(self) -> None:
        self.query_one("#market-search" if self.market.has_focus else "#shop-search").focus()

    def action_next_open(self) -> None:
        """The next category with products that no mapping reaches; opens branches on the way."""
        keys = list(self._branches)
        current = self.shop.current
        start = keys.index(current.key) + 1 if isinstance(current, TreeRow) else 0
        for key_ in (*keys[start:], *keys[:start]):
            node = self._branches[key_]
            if node.own and self._open(node):
                self._show_shop(key_)
                return

    def _show_shop(self, key_: str) -> None:
        way = [key_]
        while (parent := self._branches[way[0]].parent) in self._branches and parent not in way:
            way.insert(0, parent)
        for above in way[:-1]:
            id = self._shop_rows.id_of(above)
            if id is not None:
                self._shop_rows.open(id)
        id = self._shop_rows.id_of(key_)
        order = self._shop_rows.order()
        self.shop.show(self._shop_rows, order)
        if id is not None and id in order:
            self.shop.go_to(order.index(id))

    def action_only_open(self) -> None:
        self._only_open = not self._only_open
        self._load_shop()

    def action_open_node(self) -> None:
        self._turn(opened=True)

    def action_close_node(self) -> None:
        self._turn(opened=False)

    def _turn(self, *, opened: bool) -> None:
        grid, rows = (self.market, self._market_rows) if self.market.has_focus else (self.shop, self._shop_rows)
        row = grid.current
        if not isinstance(row, TreeRow):
            return
        if opened:
            rows.open(row.id)
        elif row.is_open:
            rows.close(row.id)
        else:
            above = rows.parent(row.id)
            if above is not None:
                grid.go_to(rows.order().index(above))
            return
        grid.show(rows, rows.order())

    def action_edit(self) -> None:
        """Card defaults, attributes and axes that hold for this category and below."""
        from aliexport_tui.tui.screens.category_form import CategoryForm

        shop = self._shop_node()
        if shop is None:
            return

        def kept(changed: Profile) -> None:
            self._change(changed)

        target = self._holds[shop.key].target
        source = work.source_of(self.db, self.profile.source)
        form = CategoryForm(self.profile, shop.key, self._shop_name(shop), self._account, target, source, kept)
        self.app.push_screen(form)

    def action_save(self) -> None:
        def saved(version: int) -> None:
            self._saved, self._version = self.profile, version
            self._resolve()
            self.app.notify(_("Saved."), timeout=2)

        profile_work.save(self.console, self.profile, self._version, saved)

    def _left(self, _version: int) -> None:
        self.dismiss(None)

    def action_back(self) -> None:
        if self.focused is not None and isinstance(self.focused, Input):
            (self.market if self.focused.id == "market-search" else self.shop).focus()
            return
        if self.market.has_focus:
            self.shop.focus()
            return
        if self.profile == self._saved:
            self.dismiss(None)
            return

        def answered(answer: object) -> None:
            if answer == "yes":
                profile_work.save(self.console, self.profile, self._version, self._left)
            elif answer == "look":
                self.dismiss(None)

        lines = [_("The mapping is not saved yet. Save it?")]
        self.app.push_screen(
            Confirm(_("Mapping"), lines, can_look=True, look=_("leave without saving"), yes=_("save")), answered
        )
