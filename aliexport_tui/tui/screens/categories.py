"""Category mapping: the shop's tree on the left, the marketplace's on the right, the suggestion under the cursor."""

import time
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from aliexport_tui.engine import suggesting
from aliexport_tui.engine.suggesting import Trees
from aliexport_tui.listing.suggest import Choice, Suggestion
from aliexport_tui.model.profile import CategoryMapping, Profile
from aliexport_tui.store import market_tree
from aliexport_tui.store.database import Database
from aliexport_tui.store.shop_tree import ShopNode
from aliexport_tui.tui import work
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms import mapping
from aliexport_tui.tui.forms.mapping import Effective
from aliexport_tui.tui.forms.reasons import reason_words
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.polling import Poll
from aliexport_tui.tui.screens.accept_above import Acceptable, AcceptAbove, above
from aliexport_tui.tui.screens.profile_screen import ProfileScreen, no_profile
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.market_pane import MarketPane
from aliexport_tui.tui.widgets.shop_pane import ShopPane, shop_name
from aliexport_tui.tui.words import _, neutral, ngettext, number

_NEED_CATEGORY = ("skip", "unmap", "edit", "accept_all", "next_open")


class CategoriesScreen(ProfileScreen):
    """Which marketplace category each shop category goes to."""

    CSS_PATH = "categories.tcss"
    help_lines = (
        _("Left: your shop's categories with their products. Right: what is suggested for the one, then the whole tree."),
        _("Enter takes the suggestion under the cursor and goes on to the next unmapped category. Tab: the other side."),
        _("What is mapped holds for everything below it too, until a nearer mapping says otherwise."),
        _("→ its own mapping · ↑ inherited · ⊘ left out · ✗ not mapped yet."),
        _("A takes all suggestions that are sure enough in one step; z takes any step back."),
        _("Nothing holds before F2 saves it."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("n", "next_open", _("Next unmapped")),
        *key("tab", "other_side", _("Other side"), show=False),
        *key("shift+tab", "other_side", show=False),
        *key("A", "accept_all", _("Accept all above…"), writes=True),
        *key("s", "skip", _("Leave out"), writes=True),
        *key("d", "unmap", _("Unmap"), show=False, writes=True),
        *key("/", "search", _("Search"), show=False),
        *key("f", "only_open", _("Only unmapped"), show=False),
        *key("e", "edit", _("Card and attributes here"), show=False, writes=True),
        *key("right", "open_node", show=False),
        *key("left", "close_node", show=False),
    ]
    shop = getters.query_one(ShopPane)
    market = getters.query_one(MarketPane)

    def __init__(self) -> None:
        super().__init__()
        self._trees: Trees | None = None
        self._target_names: dict[str, str] = {}
        self._scope: tuple[object, ...] = ()
        self._mark = ""
        self._holds: dict[str, Effective] = {}
        self._here: tuple[Choice, ...] = ()
        self._shown: tuple[str, int] | None = None
        self._poll: Poll[tuple[tuple[object, ...], str, Trees | None]] | None = None
        self._wanted: str | None = None

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(id="state", markup=False)
            with Horizontal():
                yield ShopPane()
                yield MarketPane(self._children, self._search, self._path)
            yield Static(id="why", markup=False)

    def on_mount(self) -> None:
        self._poll = Poll(self, self.workspace, self._read, self._came)
        self.shop.grid.focus()

    def home(self) -> Widget:
        return self.shop.grid

    def show_category(self, key: str) -> None:
        """Go to a shop category, "" is that of products without one; as soon as the trees are read."""
        self._wanted = key
        if self.profile is not None and self._is_read(self.profile):
            self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.shop.go_to(wanted)
            self.shop.grid.focus()

    # ---- reading the trees, in a thread ------------------------------------------------------------------------

    def file_changed(self) -> None:
        if self._poll is not None:
            self._poll.ask()

    def _read(self, db: Database) -> tuple[tuple[object, ...], str, Trees | None]:
        """None: as they were."""
        profile = self.profile
        if profile is None:
            return (), "", None
        mark = suggesting.mark_of(db, profile)
        return _scope(profile), mark, None if mark == self._mark else suggesting.read(db, profile)

    def _read_now(self) -> None:
        """Another profile is not made to wait for the poll's turn."""

        def read() -> tuple[tuple[object, ...], str, Trees | None]:
            db = self.workspace.open()
            try:
                return self._read(db)
            finally:
                db.close()

        in_background(self.console, read, self._came, group="category-trees")

    def _came(self, found: tuple[tuple[object, ...], str, Trees | None]) -> None:
        scope, mark, trees = found
        if self.profile is None or scope != _scope(self.profile):
            if self.profile is not None:
                self._read_now()
            return
        if trees is None:
            return
        is_first = self._trees is None or self._scope[:1] != scope[:1]
        self._trees, self._scope, self._mark = trees, scope, mark
        self._target_names = {target: path[-1] for target, path in trees.leaves.items()}
        self._shown = None
        self.market.refill()
        self._resolve()
        self.shop.fill(trees.nodes, self._holds, self._target_names)
        if is_first:
            self.shop.next_open()
        self._go_to_wanted()
        self._suggest()
        self._warm(trees)

    def _warm(self, trees: Trees) -> None:
        """Every suggestion worked out before somebody comes by, those that are open first."""
        paths = sorted(trees.paths, key=lambda key: not self._holds[key].is_open)

        def work_out() -> None:
            for key_ in paths:
                trees.suggester.suggest(trees.paths[key_])
                time.sleep(0)  # the screen's thread first

        in_background(self.console, work_out, lambda _made: self._suggest(), group="category-suggestions")

    # ---- what it shows -----------------------------------------------------------------------------------------

    def draw_profile(self) -> None:
        profile = self.profile
        if profile is None or not self._is_read(profile):
            self._tell()
            if self._trees is not None:
                self._read_now()
            return
        self._resolve()
        if self._trees is not None:
            self.shop.hold(self._holds, self._target_names)
            self._suggest()

    def _is_read(self, profile: Profile) -> bool:
        return self._trees is not None and self._scope == _scope(profile)

    def _resolve(self) -> None:
        profile, trees = self.profile, self._trees
        if profile is not None and trees is not None:
            self._holds = mapping.effective(trees.nodes, profile.categories)
            self._here = suggesting.choices(profile, trees.paths)
            self._shown = None
            self._tell()

    def _tell(self) -> None:
        trees, profile = self._trees, self.profile
        if profile is None:
            text = no_profile()
        elif trees is None or not self._is_read(profile):
            text = _("Reading the two trees…")
        elif not trees.leaves:
            text = _("The marketplace's categories are not here yet: fetch them where the accounts are, with y.")
        else:
            text = self._progress(trees)
        self.query_one("#state", Static).update(Text(neutral(text), style="bold", no_wrap=True))

    def _progress(self, trees: Trees) -> str:
        with_products = [node for node in trees.nodes if node.own]
        left = [node for node in with_products if self._holds[node.key].is_open]
        if not left:
            return _("everything is mapped")
        text = ngettext(
            "{count} category with {products} products is not mapped yet",
            "{count} categories with {products} products are not mapped yet",
            len(left),
        ).format(count=number(len(left)), products=number(sum(node.own for node in left)))
        done = _("{done} of {all} done").format(done=number(len(with_products) - len(left)), all=number(len(with_products)))
        return f"{text}  ·  {done}"

    def _suggestions(self, node: ShopNode) -> tuple[Suggestion, ...]:
        trees = self._trees
        path = trees.paths.get(node.key) if trees is not None else None
        return trees.suggester.suggest(path, self._here) if trees is not None and path is not None else ()

    def _suggest(self) -> None:
        """Those for the category under the cursor."""
        node, trees = self.shop.current, self._trees
        if node is None or trees is None:
            return
        path = trees.paths.get(node.key)
        is_known = path is None or trees.suggester.knows(path)
        shown = (node.key, self.console.desk.turn)
        if is_known and shown != self._shown:
            self._shown = shown
            self.market.offer(self._suggestions(node))
        self._explain()

    def _explain(self) -> None:
        """What Enter would take, in full."""
        trees, target = self._trees, self.market.target
        text = ""
        if trees is not None and target:
            text = " ‹ ".join(reversed(trees.leaves.get(target, ())))
            offer = self.market.offered
            if offer is not None:
                reasons = "; ".join(map(reason_words, offer.suggestion.reasons))
                text = f"{offer.suggestion.score} %  {reasons} · {text}"
        self.query_one("#why", Static).update(Text(neutral(text), no_wrap=True, overflow="ellipsis"))

    @on(Grid.Moved, "#shop")
    def _shop_moved(self) -> None:
        self._suggest()

    @on(Grid.Moved, "#market")
    def _market_moved(self) -> None:
        self._explain()

    # ---- the marketplace's tree --------------------------------------------------------------------------------

    def _children(self, parent: str) -> tuple[market_tree.MarketNode, ...]:
        return market_tree.children(self.db, self._trees.account, parent) if self._trees is not None else ()

    def _search(self, text: str) -> tuple[market_tree.MarketNode, ...]:
        return market_tree.search(self.db, self._trees.account, text) if self._trees is not None else ()

    def _path(self, category: str) -> tuple[str, ...]:
        return self._trees.leaves.get(category, ()) if self._trees is not None else ()

    # ---- mapping -----------------------------------------------------------------------------------------------

    @on(Grid.Opened, "#shop")
    def _enter_left(self) -> None:
        """Takes the suggestion for what is open; for anything else one goes over and chooses."""
        node = self.shop.current
        if node is None or self._refused("take"):
            return
        if node.own and self._holds[node.key].is_open and self.market.offered is not None:
            self._map(node, self.market.target)
        elif self.market.grid.order:
            self.market.grid.focus()

    @on(Grid.Opened, "#market")
    def _enter_right(self) -> None:
        node = self.shop.current
        if not self.market.target:
            self.market.turn(opened=True)
        elif node is not None and not self._refused("take"):
            self._map(node, self.market.target)

    def _refused(self, action: str) -> bool:
        reason = self.refusal(action, ())
        if reason:
            self.app.notify(reason, severity="warning", markup=False)
        return bool(reason)

    def _map(self, node: ShopNode, target: str) -> None:
        profile = self.profile
        if profile is None:
            return
        was_open = self._holds[node.key].is_open
        what = f"{shop_name(node)} → {self._path(target)[-1] if self._path(target) else target}"
        if self.change(mapping.with_target(profile, node.key, target), what) or not was_open:
            self.shop.grid.focus()
            if was_open and not self.shop.next_open():
                self.app.notify(_("Everything is mapped; F2 saves it."), timeout=4)

    def action_skip(self) -> None:
        node, profile = self.shop.current, self.profile
        if node is not None and profile is not None:
            name = shop_name(node)
            if self.change(mapping.with_skip(profile, node.key), _("{name} left out").format(name=name)):
                self.shop.next_open()

    def action_unmap(self) -> None:
        node, profile = self.shop.current, self.profile
        if node is not None and profile is not None:
            self.change(mapping.without(profile, node.key), _("{name} unmapped").format(name=shop_name(node)))

    def action_accept_all(self) -> None:
        """Asks from which score on, says how many that would map; one step to take back."""
        trees, profile, here = self._trees, self.profile, self._here
        if trees is None or profile is None:
            return
        nodes = [node for node in trees.nodes if node.own and self._holds[node.key].is_open]

        def best() -> list[Acceptable]:
            found = []
            for node in nodes:
                path = trees.paths.get(node.key)
                first = next(iter(trees.suggester.suggest(path, here)), None) if path else None
                if path is not None and first is not None:
                    text = f"{path[-1]} → {trees.leaves[first.target][-1]}"
                    found.append(Acceptable(node.key, first.target, first.score, node.own, text))
                time.sleep(0)  # the screen's thread first
            return found

        def ask(found: list[Acceptable]) -> None:
            def answered(score: object) -> None:
                if isinstance(score, int):
                    self._accept(above(found, score), score)

            self.app.push_screen(AcceptAbove(found), answered)

        in_background(self.console, best, ask, group="category-accept")

    def _accept(self, taken: list[Acceptable], score: int) -> None:
        profile = self.profile
        if profile is None:
            return
        for one in taken:
            profile = mapping.with_target(profile, one.shop, one.target)
        text = ngettext(
            "{count} suggestion from {score} % accepted", "{count} suggestions from {score} % accepted", len(taken)
        )
        what = text.format(count=number(len(taken)), score=score)
        if self.change(profile, what):
            self.app.notify(f"{what}. {_('z takes it back.')}", markup=False, timeout=5)
            self.shop.next_open()

    def action_edit(self) -> None:
        """Card defaults, attributes and axes that hold for this category and below."""
        from aliexport_tui.tui.screens.category_form import CategoryForm

        node, profile, trees = self.shop.current, self.profile, self._trees
        if node is None or profile is None or trees is None:
            return

        def kept(changed: CategoryMapping) -> None:
            if self.profile is not None:
                what = _("card of {name}").format(name=shop_name(node))
                self.change(mapping.with_mapping(self.profile, changed), what)

        target = self._holds[node.key].target
        source = work.source_of(self.db, profile.source)
        self.app.push_screen(CategoryForm(profile, node.key, shop_name(node), trees.account, target, source, kept))

    # ---- keys --------------------------------------------------------------------------------------------------

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action not in (*_NEED_CATEGORY, "take"):
            return super().refusal(action, parameters)
        profile, trees = self.profile, self._trees
        if profile is None:
            return no_profile()
        if trees is None or not self._is_read(profile):
            return _("The trees are being read.")
        node = self.shop.current if self.is_whole else None
        if node is None and trees.nodes:
            return _("No category of yours is shown; Esc ends the search, f shows all.")
        if node is None:
            return _("The feed has no categories; read it first.")
        if action == "unmap":
            own = mapping.mapping_of(profile, node.key)
            return "" if own.target or own.skip else _("It has no mapping of its own here.")
        if action in ("accept_all", "next_open") and not any(
            one.own and self._holds[one.key].is_open for one in trees.nodes
        ):
            return _("Everything is mapped.")
        return ""

    def action_other_side(self) -> None:
        (self.market if self.shop.grid.has_focus else self.shop).grid.focus()

    def action_search(self) -> None:
        if self.market.grid.has_focus:
            self.market.begin_search()
        else:
            self.query_one("#shop-search", Input).focus()

    def action_next_open(self) -> None:
        self.shop.next_open()
        self.shop.grid.focus()

    def action_only_open(self) -> None:
        self.shop.show_only_open(not self.shop.only_open)

    def action_open_node(self) -> None:
        self._side().turn(opened=True)

    def action_close_node(self) -> None:
        self._side().turn(opened=False)

    def _side(self) -> ShopPane | MarketPane:
        return self.market if self.market.grid.has_focus else self.shop

    def action_leave_field(self) -> None:
        """Out of the right search onto the right tree, from everywhere else to the left, whose search that ends."""
        if isinstance(self.focused, Input) and self.focused.id == "market-search":
            self.market.grid.focus()
        else:
            self.shop.end_search()
            super().action_leave_field()


def _scope(profile: Profile) -> tuple[object, ...]:
    """What of the profile the trees and their counts hang on."""
    return (profile.code, profile.account, profile.source, profile.filter, profile.include, profile.exclude)
