"""One product: its state per lane, its problems with their places, the draft, the shop's data, its last events."""

from collections.abc import Iterable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from aliexport_tui.engine.planning.fields import flatten
from aliexport_tui.messages.field_words import field_word
from aliexport_tui.messages.registry import render_event, render_problem
from aliexport_tui.messages.words import hold_name
from aliexport_tui.model.change import Action
from aliexport_tui.model.problem import Problem
from aliexport_tui.store import problems, product_view
from aliexport_tui.store.product_view import LaneView, ListingView, ProductView
from aliexport_tui.tui import work
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.action_keys import ACTION_KEYS
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.widgets.grid.cells import fit
from aliexport_tui.tui.words import _, age, lane_word, money, neutral, outcome_word, presence_word, progress_word, short_key

_MOST_LINES = 400


class ProductScreen(PushedScreen):
    """Read again whenever the file changes; draws nothing when it reads the same."""

    sheet_title = _("One product")
    CSS_PATH = "product.tcss"
    help_lines = (_("Per part of the card: what was sent, what the marketplace shows, how old that is."),)
    BINDINGS: ClassVar[list[BindingType]] = [
        *ACTION_KEYS,
        *key("t", "timeline", _("What became of it")),
        *key("x", "explain", _("Why?")),
    ]

    def __init__(self, product_id: int, account: int | None) -> None:
        super().__init__()
        self._product_id = product_id
        self._account = account
        self._shown = ""
        self._profile = ""

    def body(self) -> ComposeResult:
        with VerticalScroll(id="product", classes="body"):
            yield Static(id="text", markup=False)

    def on_mount(self) -> None:
        self.query_one("#product").focus()
        self.file_changed()

    def file_changed(self) -> None:
        view = product_view.product(self.db, self._product_id)
        if view is None or not self.is_mounted:
            return
        listing = product_view.listing(self.db, self._product_id, self._account) if self._account is not None else None
        self._profile = listing.profile if listing else ""
        text = self._text(view, listing)
        if text.plain != self._shown:
            self._shown = text.plain
            self.query_one("#text", Static).update(text)

    def action_act(self, action: Action) -> None:
        work.act(self.console, action, [self._product_id], self._profile)

    def action_timeline(self) -> None:
        from aliexport_tui.tui.screens.timeline import TimelineScreen

        self.app.push_screen(TimelineScreen(self._product_id))

    def action_explain(self) -> None:
        from aliexport_tui.tui.screens.explain import ExplainScreen

        self.app.push_screen(ExplainScreen(self._product_id))

    # ---- the text ----------------------------------------------------------------------------------------------

    def _text(self, view: ProductView, listing: ListingView | None) -> Text:
        text = Text()
        text.append(neutral(view.product.name), "bold")
        path = " › ".join(neutral(name) for name in view.category_path) or _("without a category")
        text.append(f"\n{short_key(view.product.key)} · {path}\n")
        if listing is None:
            text.append(f"\n{_('Never planned for this account: u uploads it.')}\n")
        else:
            self._state(text, listing)
        found = (*view.import_problems, *(problems.of_listing(self.db, listing.id) if listing else ()))
        self._problems(text, found)
        if listing is not None:
            self._draft(text, listing)
        self._shop_data(text, view)
        if listing is not None:
            _title(text, _("Last events"))
            for event in product_view.recent_events(self.db, listing.id):
                text.append(f"  {age(event.at, self.workspace.clock.now_ms()):>7}  {neutral(render_event(event))}\n")
        return text

    def _state(self, text: Text, listing: ListingView) -> None:
        now = self.workspace.clock.now_ms()
        text.append(f"\n{outcome_word(listing.outcome)}", "bold")
        text.append(f" · {presence_word(listing.presence)} · {_('for')} {age(listing.changed_at, now)}")
        if listing.live_at:
            text.append(f" · {_('last seen on sale')} {age(listing.live_at, now)} {_('ago')}")
        card = f" · {_('card')} {neutral(listing.card_id)}" if listing.card_id else ""
        text.append(f"\n{_('profile')} {neutral(listing.profile) or '-'}{card}\n")
        for lane in listing.lanes:
            seen = f"{_('seen')} {age(lane.seen_at, now)} {_('ago')}" if lane.seen_at else _("not seen yet")
            tries = f" · {_('tries')} {lane.tries}" if lane.tries > 1 else ""
            hold = f" · {neutral(hold_name(lane.hold))}" if lane.hold else ""
            text.append(f"  {lane_word(lane.lane):<12} {progress_word(lane.progress):<14} {seen}{tries}{hold}\n")

    def _problems(self, text: Text, found: Iterable[Problem]) -> None:
        listed = tuple(found)
        if not listed:
            return
        _title(text, _("Problems"))
        for problem in listed:
            message, hint = render_problem(problem)
            sign, style = ("!", "yellow") if problem.severity == "warning" else ("✗", "red")
            text.append(f"  {sign} {neutral(message)}\n", style)
            if problem.field:
                text.append(f"      {_('field')}: {field_word(problem.field)}\n", "dim")
            if str(problem.place):
                text.append(f"      {_('place')}: {neutral(str(problem.place))}\n", "dim")
            if hint:
                text.append(f"      → {neutral(hint)}\n")

    def _draft(self, text: Text, listing: ListingView) -> None:
        for lane in listing.lanes:
            if lane.want is not None:
                _title(text, _("Draft: {lane}").format(lane=lane_word(lane.lane)))
                _lane_fields(text, lane)

    def _shop_data(self, text: Text, view: ProductView) -> None:
        product = view.product
        _title(text, _("In the shop"))
        now = self.workspace.clock.now_ms()
        rows = [
            (_("source"), f"{view.source} {product.place}".strip()),
            (_("changed"), f"{age(view.changed_at, now)} {_('ago')}"),
            (_("gone since"), age(view.vanished_at, now) if view.vanished_at else ""),
            (_("brand"), product.brand),
            (_("article"), product.article),
            (_("weight, kg"), str(product.weight or "")),
            (_("size, cm"), " × ".join(str(side) for side in (product.length, product.width, product.height) if side)),
            (_("pictures"), "  ".join(product.pictures)),
            *((param.name, f"{param.value} {param.unit}".strip()) for param in product.params),
            *product.fields.items(),
            (_("description"), product.description[:400]),
        ]
        for name, value in rows:
            if value:
                text.append(f"  {neutral(name):<14} ", "dim")
                text.append(f"{neutral(value)}\n")
        _title(text, _("SKUs"))
        for sku in product.skus[:_MOST_LINES]:
            stock = str(sku.stock) if sku.stock is not None else (_("yes") if sku.available else _("no"))
            axes = ", ".join(f"{param.name}: {param.value}" for param in sku.params)
            old = f" ({_('old price')} {money(sku.old_price)})" if sku.old_price else ""
            text.append(f"  {neutral(sku.code):<20} {money(sku.price):>12}{old}  {_('stock')} {stock}  {neutral(axes)}\n")


def _title(text: Text, title: str) -> None:
    text.append(f"\n{title}\n", "bold underline")


def _lane_fields(text: Text, lane: LaneView) -> None:
    """Every field of the want; where the marketplace has another value, that one first."""
    base = dict(flatten(lane.base)) if lane.base is not None else {}
    for field, value in list(flatten(lane.want))[:_MOST_LINES] if lane.want is not None else ():
        text.append(f"  {fit(field_word(field), 34)} ", "dim")
        if lane.base is not None and base.get(field) != value:
            text.append(f"{neutral(base.get(field) or _('nothing'))} → ", "yellow")
        text.append(f"{neutral(value)}\n")
