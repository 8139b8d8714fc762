"""The product grid: filter, sort, mark, act."""

from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from aliexport_tui.model.change import Action
from aliexport_tui.model.id_set import IdSet
from aliexport_tui.store import browse
from aliexport_tui.store.product_order import among
from aliexport_tui.store.rows import SORTS, ProductQuery, ProductRow, ProductRows, SortBy
from aliexport_tui.tui import search_line
from aliexport_tui.tui.ahead import first_query, shown_account
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.ordering import Ordering
from aliexport_tui.tui.screens.action_keys import ACTION_KEYS
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.screens.product_columns import product_columns
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.marks import Marks
from aliexport_tui.tui.widgets.line import Line
from aliexport_tui.tui.words import OUTCOMES, _, neutral, ngettext, number, outcome_word

_ALL = "*"


class ProductsScreen(ShopScreen):
    """Everything a shop sells, with what became of it on the marketplace."""

    CSS_PATH = "products.tcss"
    help_lines = (
        _("Space marks a product, v begins and ends a range, * marks all that match, i turns the marks round."),
        _("An action works on all marked products, those not listed too; with no mark, on the one under the cursor."),
        _("→ before a price, a stock or a state: the marketplace does not have it yet, it is to be sent."),
        _("Before anything is sent you see in numbers what will happen, and can look at every change."),
        _("The list keeps its order while you work; r sorts it anew. C chooses columns, ← → move them, E saves the list."),
        _("Search: words, and conditions: price>1000 stock=0 price:500..900 state:rejected,blocked brand:Nike changed<2h."),
        _("! turns a condition round: !state:live; !brand means that it has none, !problems that there are none."),
        _("pending:price means a price that is to be sent. Conditions: {names}.").format(
            names=", ".join(sorted(name for pair in search_line.names() for name in pair))
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *ACTION_KEYS,
        *key("/", "search", _("Filter")),
        *key("f", "filter_outcome", _("Filter by state"), show=False),
        *key("c", "filter_category", _("Filter by category"), show=False),
        *key("P", "filter_profile", _("Products of a profile"), show=False),
        *key("!", "filter_problems", _("Only with problems"), show=False),
        *key("x", "reset_filter", _("Drop the filters"), show=False),
        *key("t", "sort_next", _("Sort by the next column"), show=False),
        *key("T", "sort_turn", _("Turn the order round"), show=False),
        *key("r", "reload", _("Sort anew"), show=False),
        *key("h", "timeline", _("What became of it"), show=False),
        *key("w", "explain", _("Why is it so?"), show=False),
        *key("escape", "leave_field", show=False),
    ]
    grid = getters.query_one("#products", Grid)

    def __init__(self) -> None:
        super().__init__()
        self.query_now = ProductQuery()
        self.marks = Marks()
        self._profile_name = ""
        self._category_name = ""
        self._problem_text = ""
        self._stale = False
        self._changed: set[int] = set()
        self._ordering: Ordering | None = None
        self._version = self._asked_at = 0

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            with Horizontal(id="filters"):
                yield Line(placeholder=_("/ words, price>100 state:live"), id="search")
                yield Static(id="state", markup=False)
            yield Static(id="trouble", markup=False)
            yield Grid[ProductRow](
                product_columns(self.workspace.clock),
                self.marks,
                empty=_("  No products here. x drops the filters."),
                id="products",
                name="products",
            )

    def on_mount(self) -> None:
        self.grid.focus()
        self._ordering = Ordering(self.console, self.grid, self._tell_state)
        self.ask(first_query(self.db))

    def on_unmount(self) -> None:
        if self._ordering is not None:
            self._ordering.stop()

    # ---- the query ---------------------------------------------------------------------------------------------

    def ask(self, query: ProductQuery, *, in_place: bool = False) -> None:
        """Read a new order off the loop; the old one stays on screen until it is there."""
        self.query_now = query
        self._asked_at = self.db.data_version()

        def shown() -> None:
            self._stale = False
            self._changed.clear()
            self._version = self.db.data_version()
            self.grid.sort_shown(query.sort, query.descending)

        if self._ordering is not None:
            self._ordering.ask(ProductRows(self.db, query), shown, in_place=in_place)

    def show_profile(self, profile: browse.ProfileLine | None, problem: str = "", problem_text: str = "") -> None:
        """The products that a profile covers (all of them for None), or those of them that have one problem."""
        from aliexport_tui.tui import work

        self._problem_text = problem_text
        self._profile_name = profile.code if profile else ""
        scope = work.scope_of(self.db, profile.id) if profile else None
        self._choose_account(profile)
        owner = profile.id if profile and problem else None
        self.ask(replace(self.query_now, scope=scope, problem=problem, profile=owner))

    def show_these(self, found: IdSet, profile: browse.ProfileLine | None, text: str) -> None:
        """Only these; `text` says what they have in common."""
        self._problem_text = text
        self._profile_name = profile.code if profile else ""
        self._choose_account(profile)
        self._clear_search()
        query = self.query_now
        self.ask(ProductQuery(account=query.account, sort=query.sort, descending=query.descending, scope=among(found)))

    def mark_these(self, found: IdSet) -> None:
        """Instead of what was marked: products that were found elsewhere."""
        self.marks.clear()
        self.marks.add_all(found)
        self.grid.refresh()
        self._tell_state()

    def _choose_account(self, profile: browse.ProfileLine | None = None) -> None:
        """The account whose outcomes the grid shows."""
        account = shown_account(self.db, profile.account if profile else "")
        self.query_now = replace(self.query_now, account=account)

    @on(Input.Changed, "#search")
    def _searched(self, event: Input.Changed) -> None:
        """What is not understood is told, and left out."""
        found = search_line.parse(event.value, self.workspace.clock.now_ms())
        trouble = self.query_one("#trouble", Static)
        trouble.update(Text(neutral(found.trouble)))
        trouble.display = bool(found.trouble)
        asked = replace(self.query_now, text=found.words, terms=found.terms)
        if asked != self.query_now:
            self.ask(asked)

    @on(Input.Submitted, "#search")
    def _search_done(self) -> None:
        self.grid.focus()

    # ---- what the lines say ------------------------------------------------------------------------------------

    def _tell_state(self) -> None:
        query = self.query_now
        more = "" if self.grid.is_whole else "+"
        parts = [_("{count} products").format(count=f"{number(len(self.grid.order))}{more}"), *self._marks_words()]
        if self._profile_name:
            parts.append(f"P:{self._profile_name}")
        if query.outcome:
            parts.append(outcome_word("" if query.outcome == "new" else query.outcome))
        if query.category is not None:
            parts.append(self._category_name)
        if self._problem_text and (query.problem or query.scope):
            parts.append(self._problem_text)
        if query.problems_only:
            parts.append(_("with problems"))
        if self._ordering is not None and self._ordering.is_reading:
            parts.append(_("reading…"))
        elif self._stale:
            changed = len(self._changed)
            parts.append(
                _("{count} changed, r sorts anew").format(count=number(changed)) if changed else _("changed, r sorts anew")
            )
        told = Text(neutral(" · ".join(parts)), no_wrap=True, overflow="ellipsis")
        self.query_one("#state", Static).update(told, layout=False)

    def _marks_words(self) -> list[str]:
        """How many are marked, and how many of these the present filter does not show."""
        marked = self.marks.count()
        if not marked:
            return []
        outside = self.marks.outside(self.grid.members) if self.grid.is_whole else 0
        words = _("{count} marked").format(count=number(marked))
        return [f"{words} ({_('{count} not in this list').format(count=number(outside))})" if outside else words]

    def file_changed(self) -> None:
        """Only what is visible is read again; the order stays until the person asks."""
        if not self.is_mounted:
            return
        if not self.grid.order:
            if self.db.data_version() != self._asked_at:
                self._choose_account()
                self.ask(self.query_now)
            return
        before = len(self._changed)
        self._changed |= self.grid.reread()
        version = self.db.data_version()
        if (version != self._version and not self._stale) or len(self._changed) != before:
            self._stale = True
            self._tell_state()
        self._version = version

    @on(Grid.Marked)
    def _marked(self) -> None:
        self._tell_state()

    @on(Grid.Opened, "#products")
    def _opened(self, event: Grid.Opened) -> None:
        from aliexport_tui.tui.screens.product import ProductScreen

        self.app.push_screen(ProductScreen(event.row, self.query_now.account))

    @on(Grid.HeaderPressed, "#products")
    def _header_pressed(self, event: Grid.HeaderPressed) -> None:
        sort = next((sort for sort in SORTS if sort == event.column), None)
        if sort is None:
            self.app.notify(_("There is no order by this column."), severity="warning")
        else:
            self._sort(sort, turn=self.query_now.sort == sort)

    # ---- keys --------------------------------------------------------------------------------------------------

    def action_search(self) -> None:
        self.set_focus(self.query_one("#search"))  # at once: what is typed after the key must not go to the grid

    def action_leave_field(self) -> None:
        if not self.grid.cancel_range():
            self.grid.focus()

    def action_sort_next(self) -> None:
        """Of the columns that are shown, the next one."""
        shown = [sort for column in self.grid.shown for sort in SORTS if sort == column.name]
        place = shown.index(self.query_now.sort) if self.query_now.sort in shown else -1
        self._sort(shown[(place + 1) % len(shown)], turn=False)

    def action_sort_turn(self) -> None:
        self._sort(self.query_now.sort, turn=True)

    def _sort(self, sort: SortBy, *, turn: bool) -> None:
        self.ask(replace(self.query_now, sort=sort, descending=not self.query_now.descending if turn else False))

    def action_reload(self) -> None:
        self.ask(self.query_now, in_place=True)

    def action_filter_problems(self) -> None:
        self.ask(replace(self.query_now, problems_only=not self.query_now.problems_only))

    def action_reset_filter(self) -> None:
        self._profile_name = ""
        self._clear_search()
        query = self.query_now
        self.ask(ProductQuery(account=query.account, sort=query.sort, descending=query.descending))

    def _clear_search(self) -> None:
        search = self.query_one("#search", Input)
        with search.prevent(Input.Changed):
            search.value = ""
        self.query_one("#trouble").display = False

    def action_filter_outcome(self) -> None:
        from aliexport_tui.tui.forms.fields import Choice
        from aliexport_tui.tui.screens.choose import Choose

        choices = [Choice(_ALL, _("all")), Choice("new", outcome_word(""))]
        choices += [Choice(outcome, outcome_word(outcome)) for outcome in OUTCOMES]

        def chosen(value: object) -> None:
            if isinstance(value, str):
                self.ask(replace(self.query_now, outcome="" if value == _ALL else value))

        self.app.push_screen(Choose(_("State"), choices, self.query_now.outcome or _ALL), chosen)

    def action_filter_category(self) -> None:
        from aliexport_tui.store import shop_tree
        from aliexport_tui.tui.forms.fields import Choice
        from aliexport_tui.tui.screens.choose import Choose

        nodes = shop_tree.flat(self.db, self.query_now.source)
        choices = [Choice(_ALL, _("all")), Choice("", _("without a category"))]
        choices += [
            Choice(f"={node.key}", f"{'  ' * node.depth}{node.name} ({number(node.products)})") for node in nodes if node.key
        ]

        def chosen(value: object) -> None:
            if isinstance(value, str):
                key = None if value == _ALL else value[1:]
                names = {node.key: node.name for node in nodes}
                self._category_name = (names.get(key) if key else "") or _("without a category")
                self.ask(replace(self.query_now, category=key))

        self.app.push_screen(Choose(_("Category"), choices), chosen)

    def action_filter_profile(self) -> None:
        from aliexport_tui.tui.forms.fields import Choice
        from aliexport_tui.tui.screens.choose import Choose

        lines = browse.profile_lines(self.db)
        choices = [Choice(_ALL, _("all")), *(Choice(line.code, f"{line.code}  {line.name}") for line in lines)]

        def chosen(value: object) -> None:
            if isinstance(value, str):
                self.show_profile(next((line for line in lines if line.code == value), None))

        self.app.push_screen(Choose(_("Profile"), choices, self._profile_name or _ALL), chosen)

    def action_timeline(self) -> None:
        from aliexport_tui.tui.screens.timeline import TimelineScreen

        if self.grid.current_id is not None:
            self.app.push_screen(TimelineScreen(self.grid.current_id))

    def action_explain(self) -> None:
        from aliexport_tui.tui.screens.explain import ExplainScreen

        if self.grid.current_id is not None:
            self.app.push_screen(ExplainScreen(self.grid.current_id))

    def action_act(self, action: Action) -> None:
        """On the marked products, else on the current one."""
        from aliexport_tui.tui import work

        chosen = self.marks.picked or IdSet.of([] if self.grid.current_id is None else [self.grid.current_id])
        if not chosen:
            self.app.notify(_("There is no product here."), severity="warning")
            return
        work.act(self.console, action, chosen, self._profile_name, note=", ".join(self._marks_words()))


def products_word(count: int) -> str:
    return ngettext("{count} product", "{count} products", count).format(count=number(count))
