"""One order: lines, money and dates, what became of it, what the shop and the marketplace were told; the buyer on a key."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from aliexport_tui.messages.registry import render, render_event
from aliexport_tui.model.event import Event
from aliexport_tui.model.order import Buyer, Order
from aliexport_tui.model.order_action import Failure
from aliexport_tui.store import hand_offs, order_actions, orders, shipments
from aliexport_tui.store.orders import StoredOrder
from aliexport_tui.tui import order_words, order_work
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.screens.order_keys import OrderKeys
from aliexport_tui.tui.widgets.grid.cells import fit
from aliexport_tui.tui.widgets.grid.source import Cell, Tone
from aliexport_tui.tui.words import _, neutral, number

_STYLES: Mapping[Tone, str] = {"good": "green", "warn": "yellow", "bad": "red", "info": "cyan", "dim": "dim"}


class OrderScreen(OrderKeys, PushedScreen):
    """Read again whenever the file changes; draws nothing when it reads the same."""

    sheet_title = _("One order")
    DEFAULT_CSS = """
    OrderScreen #order { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    OrderScreen #text { width: 1fr; height: auto; }
    """
    help_lines = (
        _("All that is known of an order. Times are in the zone of the account's order settings."),
        _("b shows the buyer, and hides them again: personal data stands nowhere else in the console."),
        _("r tells the marketplace once more what it refused or what nobody can settle; D drops that."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("b", "buyer", _("The buyer")),
        *key("r", "again", _("Tell again"), show=False, writes=True),
        *key("D", "drop", _("Drop what was not told"), show=False, writes=True),
    ]

    def __init__(self, order: int) -> None:
        super().__init__()
        self.order_id = order
        self._shows_buyer = False
        self._shown = ""
        self._stored: StoredOrder | None = None

    def body(self) -> ComposeResult:
        with VerticalScroll(id="order", classes="body"):
            yield Static(id="text", markup=False)

    def on_mount(self) -> None:
        self.query_one("#order").focus()
        self.file_changed()

    def file_changed(self) -> None:
        stored = self._stored = orders.get(self.db, self.order_id) if self.is_mounted else None
        if stored is None:
            return
        self.refresh_bindings()
        text = self._text(stored)
        if text.plain != self._shown:
            self._shown = text.plain
            self.query_one("#text", Static).update(text)

    def action_buyer(self) -> None:
        self._shows_buyer = not self._shows_buyer
        self.file_changed()
        self.query_one("#order").scroll_home(animate=False)

    # ---- keys --------------------------------------------------------------------------------------------------

    def chosen_ids(self) -> list[int]:
        return [self.order_id]

    def only_order(self) -> StoredOrder | None:
        return self._stored

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action in ("again", "drop"):
            return "" if self._unsettled() else _("Nothing was refused here, and nothing is unsettled.")
        return super().refusal(action, parameters)

    def _unsettled(self) -> list[int]:
        """Ids of actions about which a person may decide."""
        return [one.id for one in order_actions.of_order(self.db, self.order_id) if one.state in ("refused", "unknown")]

    def action_again(self) -> None:
        if self._stored is not None:
            order_work.tell_again(self.console, self._unsettled(), self._stored.account_code)

    def action_drop(self) -> None:
        order_work.drop(self.console, self._unsettled())

    # ---- the text ----------------------------------------------------------------------------------------------

    def _text(self, stored: StoredOrder) -> Text:
        zone = order_work.settings_of(self.db, stored.account).fetch.zone
        order, now = stored.order, self.workspace.clock.now_ms()
        text = Text()
        text.append(f"{_('Order')} {neutral(order.id)}", "bold")
        text.append(f" · {neutral(stored.account_code)} · {_model(order)}\n")
        _cell(
            text, order_words.stage_cell(order.status, order.payment_status, order.delivery_status, order.antifraud_status)
        )
        if order.waits and order.due_at:
            text.append(" · ")
            _cell(text, order_words.left_cell(order.due_at, now))
            text.append(f" {_('left')}" if order.due_at > now else f" {_('too late')}")
        text.append("\n")
        if self._shows_buyer:
            _buyer(text, stored.buyer)
        else:
            text.append(f"{_('b shows the buyer')}\n", "dim")
        _lines(text, order)
        self._shipments(text, zone)
        self._told(text, zone)
        _money(text, order)
        _rows(text, _("Dates"), _dates(order, zone))
        _rows(text, _("As the marketplace says"), _statuses(order))
        self._history(text, zone)
        return text

    def _shipments(self, text: Text, zone: str) -> None:
        found = shipments.of_order(self.db, self.order_id)
        if found:
            _title(text, _("Shipments"))
        for one in found:
            text.append(f"  {neutral(one.number)}  ")
            _cell(text, order_words.shipment_cell(one.shipment.status))
            track = f"  {_('track')} {neutral(one.shipment.track)}" if one.shipment.track else ""
            listed = f"  {_('list')} {neutral(one.shipment.handover_list)}" if one.shipment.handover_list else ""
            text.append(f"{track}{listed}\n")
            if one.shipment.cut_off_at:
                text.append(f"    {_('hand over by')} {order_words.moment(one.shipment.cut_off_at, zone)}\n", "dim")
            if one.shipment.error_text or one.shipment.error_code:
                text.append(f"    ✗ {neutral(one.shipment.error_text or one.shipment.error_code)}\n", "red")
            if one.label:
                text.append(f"    {_('label')} {neutral(one.label)}\n", "dim")

    def _told(self, text: Text, zone: str) -> None:
        """What the shop and the marketplace were told."""
        handed = hand_offs.of_order(self.db, self.order_id)
        if handed:
            _title(text, _("Handed to the shop"))
        for one in handed:
            text.append(f"  {order_words.moment(one.at, zone)}  {fit(neutral(one.target), 14)} ")
            _cell(text, order_words.hand_off_cell(one.state))
            news = f" · {_('its cancellation')}" if one.kind == "cancelled" else ""
            told = f" · {_('as')} {neutral(one.reference)}" if one.reference else ""
            tries = f" · {_('tries')} {number(one.tries)}" if one.tries > 1 else ""
            text.append(f"{news}{told}{tries}\n")
            _failure(text, one.failure)
        actions = order_actions.of_order(self.db, self.order_id)
        if actions:
            _title(text, _("Told to the marketplace"))
        for action in actions:
            at = action.ended_at or action.sent_at or action.made_at
            text.append(f"  {order_words.moment(at, zone)}  {fit(order_words.action_word(action.kind), 24)} ")
            _cell(text, order_words.action_cell(action.state))
            text.append(f"  {neutral(action.who)} · {neutral(action.origin)}\n", "dim")
            _failure(text, action.failure)

    def _history(self, text: Text, zone: str) -> None:
        """All that was seen to happen, the newest first."""
        steps = orders.steps(self.db, self.order_id)
        if steps:
            _title(text, _("What became of it"))
        for step in reversed(steps):
            told = render_event(Event(step.at, step.code, step.args))
            text.append(f"  {order_words.moment(step.at, zone)}  {neutral(told)}\n")


def _model(order: Order) -> str:
    return _("DBS: the shop delivers") if order.model == "DBS" else _("FBS: the marketplace delivers")


def _lines(text: Text, order: Order) -> None:
    _title(text, _("Lines"))
    for line in order.lines:
        text.append(f"  {number(line.quantity):>3} × ", "bold")
        text.append(f"{neutral(line.name)}\n")
        sku = neutral(line.sku_code or line.sku_id) or "-"
        total = f"{order_words.rub(line.price, order.currency)} → {order_words.rub(line.total, order.currency)}"
        axes = f" · {neutral(', '.join(line.properties))}" if line.properties else ""
        text.append(f"        {sku} · {total}{axes}\n", "dim")
        sides = " × ".join(f"{side / 10:g}" for side in (line.length_mm, line.width_mm, line.height_mm) if side)
        weight = f"{line.weight_g / 1000:g} {_('kg')}" if line.weight_g else ""
        if sides or weight:
            text.append(f"        {' · '.join(filter(None, (f'{sides} ' + _('cm') if sides else '', weight)))}\n", "dim")


def _money(text: Text, order: Order) -> None:
    fees = sum(posting.delivery_fee for posting in order.postings)
    _rows(
        text,
        _("Amounts"),
        (
            (_("total"), order_words.rub(order.total, order.currency)),
            (_("of it delivery"), order_words.rub(fees, order.currency) if fees else ""),
            (_("marketplace's fee"), _amount(order.platform_fee, order.currency)),
            (_("affiliates' fee"), _amount(order.affiliate_fee, order.currency)),
            (_("left for the shop"), _amount(order.revenue, order.currency)),
        ),
    )


def _amount(kopecks: int | None, currency: str) -> str:
    return "" if kopecks is None else order_words.rub(kopecks, currency)


def _dates(order: Order, zone: str) -> tuple[tuple[str, str], ...]:
    def told(at: int) -> str:
        return order_words.moment(at, zone) if at else ""

    return (
        (_("ordered"), told(order.created_at)),
        (_("paid"), told(order.paid_at)),
        (_("hand over by"), told(order.cut_off_at)),
        (_("on its way by"), told(order.deadline_at)),
        (_("spare day"), told(order.next_cut_off_at)),
        (_("changed"), told(order.updated_at)),
        (_("zone"), zone),
    )


def _statuses(order: Order) -> tuple[tuple[str, str], ...]:
    postings = ", ".join(filter(None, (posting.method for posting in order.postings)))
    return (
        (_("order"), " · ".join(filter(None, (order.status, order.display_status)))),
        (_("payment"), order.payment_status),
        (_("delivery"), order.delivery_status),
        (_("fraud check"), order.antifraud_status),
        (_("ended by"), order.finish_reason),
        (_("delivered by"), postings),
        (_("disputes"), number(order.disputes) if order.disputes else ""),
        (_("seller's note"), order.seller_comment),
    )


def _buyer(text: Text, buyer: Buyer | None) -> None:
    if buyer is None:
        _title(text, _("Buyer"))
        text.append(f"  {_('Forgotten: what is known of a buyer is erased some time after the end of the order.')}\n")
        return
    place = (buyer.index, buyer.country, buyer.region, buyer.city, buyer.street_house, buyer.flat)
    _rows(
        text,
        _("Buyer"),
        (
            (_("full name"), buyer.name),
            (_("telephone"), buyer.phone),
            (_("receiver"), ", ".join(filter(None, (buyer.receiver_name, buyer.receiver_phone)))),
            (_("address"), buyer.address or ", ".join(filter(None, place))),
            (_("index"), buyer.index),
            *((_("comment"), comment) for comment in buyer.comments.values()),
        ),
    )


def _rows(text: Text, title: str, rows: Iterable[tuple[str, str]]) -> None:
    told = [(name, value) for name, value in rows if value]
    if told:
        _title(text, title)
    for name, value in told:
        text.append(f"  {fit(name, 18)} ", "dim")
        text.append(f"{neutral(value)}\n")


def _title(text: Text, title: str) -> None:
    text.append(f"\n{title}\n", "bold underline")


def _cell(text: Text, cell: Cell) -> None:
    told, tone = cell
    text.append(told, _STYLES.get(tone, ""))


def _failure(text: Text, failure: Failure | None) -> None:
    if failure is not None:
        text.append(f"      ✗ {neutral(render(failure.code, failure.args))}\n", "red")
