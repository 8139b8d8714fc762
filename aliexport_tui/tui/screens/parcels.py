"""What shipments would be made of the chosen orders: each parcel with its goods, sides and weight, before it is made."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import ClassVar

import msgspec
from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from aliexport_tui.engine.orders.parcels import left_to_ship, parcels
from aliexport_tui.messages.registry import render
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.order import Order
from aliexport_tui.model.order_action import Ship
from aliexport_tui.store.orders import StoredOrder
from aliexport_tui.tui import order_work
from aliexport_tui.tui.forms.fields import Field, Values
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.screens.form_screen import Errors, FormScreen
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column, FixedRows
from aliexport_tui.tui.words import _, neutral, ngettext, number

_MISSING = ("parcel.sides_unknown", "parcel.weight_unknown")
_MOST_CM, _MOST_KG = 500, Decimal(1000)


@dataclass(frozen=True)
class Draft:
    """`ship` None: none can be made, `trouble` says why. With a `ship` and a `trouble`: its sides or weight are missing."""

    order: Order
    account: str
    ship: Ship | None
    trouble: str = ""

    @property
    def goods(self) -> str:
        lines = self.ship.lines if self.ship else ()
        names = {line.sku_id: line.name for line in self.order.lines}
        return ", ".join(f"{number(line.quantity)} × {neutral(names.get(line.sku_id) or line.sku_code)}" for line in lines)


def drafts_of(stored: StoredOrder) -> Iterator[Draft]:
    """Its parcels as the goods tell them; where they don't tell enough, what is to be filled in."""
    order, account = stored.order, stored.account_code
    if trouble := order_work.why_not("ship", stored):
        yield Draft(order, account, None, trouble)
        return
    try:
        made = parcels(order)
    except ConfigError as error:
        told = render(error.code, error.args_by_name)
        open_lines = [lines for _posting, lines in left_to_ship(order) if lines] if error.code in _MISSING else []
        for lines in open_lines:
            yield Draft(order, account, Ship(order.id, 0, 0, 0, Decimal(0), lines), told)
        if not open_lines:
            yield Draft(order, account, None, told)
        return
    yield from (Draft(order, account, ship) for ship in made)


COLUMNS: tuple[Column[Draft], ...] = (
    Column("order", _("Order"), 16, lambda draft: (neutral(draft.order.id), "")),
    Column("goods", _("Goods"), 0, lambda draft: (draft.goods, "")),
    Column("sides", _("Sides, cm"), 11, lambda draft: _sides(draft), right=True, keep=5),
    Column("weight", _("kg"), 8, lambda draft: _weight(draft), right=True, keep=6, label=_("Weight, kg")),
    Column("trouble", _("State"), 18, lambda draft: _state(draft), keep=7, most=50),
    Column("account", _("Account"), 8, lambda draft: (neutral(draft.account), "dim"), keep=1),
)


def _sides(draft: Draft) -> Cell:
    ship = draft.ship
    return (f"{ship.length_cm}×{ship.width_cm}×{ship.height_cm}", "") if ship and ship.length_cm else ("-", "dim")


def _weight(draft: Draft) -> Cell:
    return (f"{draft.ship.weight_kg:f}", "") if draft.ship and draft.ship.weight_kg else ("-", "dim")


def _state(draft: Draft) -> Cell:
    if not draft.trouble:
        return f"› {_('to be made')}", "info"
    return (f"! {draft.trouble}", "warn") if draft.ship else (f"✗ {draft.trouble}", "bad")


class ParcelsScreen(PushedScreen):
    """Nothing is made before F2 and a yes."""

    sheet_title = _("Shipments to be made")
    DEFAULT_CSS = """
    ParcelsScreen .body { height: 1fr; }
    ParcelsScreen #title, ParcelsScreen #told { height: 1; padding: 0 1; background: $surface; }
    ParcelsScreen #told { color: $text-muted; }
    """
    help_lines = (
        _("One parcel for each posting of an order, as the marketplace has split it; sides and weight from the goods."),
        _("Enter changes sides and weight; d leaves a parcel out; F2 makes what stands here, after a yes."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("f2", "make", _("Make them"), writes=True),
        *key("d", "leave_out", _("Leave out")),
    ]
    grid = getters.query_one("#parcels", Grid)

    def __init__(self, found: Sequence[StoredOrder], then: Callable[[], None]) -> None:
        super().__init__()
        made = [draft for stored in found for draft in drafts_of(stored)]
        self.drafts: dict[int, Draft] = dict(enumerate(sorted(made, key=lambda draft: draft.ship is None), start=1))
        self._then = then

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(id="title", markup=False)
            yield Grid[Draft](COLUMNS, empty=_("  Nothing is left here."), id="parcels", name="parcels")
            yield Static(id="told", markup=False)

    def on_mount(self) -> None:
        self.grid.focus()
        self._show()

    def _show(self) -> None:
        source = FixedRows(self.drafts)
        self.grid.take(source, source.order())
        ready = len(self._ready())
        parts = [ngettext("{count} shipment to be made", "{count} shipments to be made", ready).format(count=number(ready))]
        open_ = sum(draft.ship is not None and bool(draft.trouble) for draft in self.drafts.values())
        cannot = sum(draft.ship is None for draft in self.drafts.values())
        parts += [_("{count} lack sides or weight: Enter").format(count=number(open_))] if open_ else []
        parts += [_("{count} can't be made").format(count=number(cannot))] if cannot else []
        self.query_one("#title", Static).update(Text(" · ".join(parts), no_wrap=True, overflow="ellipsis"))
        self._moved()

    def _ready(self) -> list[Draft]:
        return [draft for draft in self.drafts.values() if draft.ship is not None and not draft.trouble]

    @on(Grid.Moved, "#parcels")
    def _moved(self) -> None:
        draft = self.grid.current
        told = (draft.trouble or draft.goods) if isinstance(draft, Draft) else ""
        self.query_one("#told", Static).update(Text(neutral(told), no_wrap=True, overflow="ellipsis"))
        self.refresh_bindings()

    # ---- keys --------------------------------------------------------------------------------------------------

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action == "make" and not self._ready():
            return _("No shipment can be made here yet.")
        return super().refusal(action, parameters)

    def action_leave_out(self) -> None:
        if self.grid.current_id is not None:
            del self.drafts[self.grid.current_id]
            self._show()

    def action_make(self) -> None:
        wanted = order_work.by_account((draft.account, draft.ship) for draft in self._ready() if draft.ship is not None)
        count = sum(map(len, wanted.values()))
        title = ngettext("Make {count} shipment", "Make {count} shipments", count).format(count=number(count))

        def done() -> None:
            self._then()
            self.dismiss(None)

        lines = [_("The marketplace makes them with these sides and weights, and gives each a track.")]
        order_work.confirm(self.console, title, lines, wanted, yes=_("make them"), then=done)

    @on(Grid.Opened, "#parcels")
    def _opened(self, event: Grid.Opened) -> None:
        draft = self.drafts.get(event.row)
        if draft is None or draft.ship is None:
            return
        ship = draft.ship
        fields = (
            Field("goods", _("Goods"), "fixed"),
            Field("length_cm", _("Length, cm"), hint=_("Whole centimetres.")),
            Field("width_cm", _("Width, cm"), hint=_("Whole centimetres.")),
            Field("height_cm", _("Height, cm"), hint=_("Whole centimetres.")),
            Field("weight_kg", _("Weight, kg"), hint=_("With its box: 0.85")),
        )
        values = {"goods": draft.goods, "weight_kg": f"{ship.weight_kg:f}" if ship.weight_kg else ""}
        values |= {side: str(getattr(ship, side) or "") for side in ("length_cm", "width_cm", "height_cm")}

        def save(given: Values) -> Errors:
            return _understood(given)[1]

        def kept(given: Values) -> None:
            sides, weight = _understood(given)[0]
            changed = msgspec.structs.replace(
                ship, length_cm=sides[0], width_cm=sides[1], height_cm=sides[2], weight_kg=weight
            )
            self.drafts[event.row] = replace(draft, ship=changed, trouble="")
            self._show()

        title = _("A parcel of order {order}").format(order=neutral(draft.order.id))
        self.app.push_screen(FormScreen(title, fields, values, save, then=kept))


def _understood(given: Values) -> tuple[tuple[tuple[int, ...], Decimal], Mapping[str, str]]:
    """Sides and weight, and what of them can't be understood, by field."""
    faults: dict[str, str] = {}
    sides = []
    for name in ("length_cm", "width_cm", "height_cm"):
        text = given[name].strip()
        if text.isascii() and text.isdigit() and 0 < int(text) <= _MOST_CM:
            sides.append(int(text))
        else:
            faults[name] = _("A whole number of centimetres, 1 to {most}.").format(most=_MOST_CM)
            sides.append(0)
    try:
        weight = Decimal(given["weight_kg"].strip().replace(",", "."))
    except InvalidOperation:
        weight = Decimal(0)
    if not (weight.is_finite() and 0 < weight <= _MOST_KG):
        faults["weight_kg"] = _("Kilograms, as 0.85.")
    return (tuple(sides), weight), faults
