"""Columns of the order grid: what is due first, by sign, word and colour."""

from aliexport_tui.model.clock import Clock
from aliexport_tui.store.order_lists import OrderRow
from aliexport_tui.tui import order_words
from aliexport_tui.tui.widgets.grid.source import Cell, Column
from aliexport_tui.tui.words import _, age, money, neutral, number


def order_columns(clock: Clock) -> tuple[Column[OrderRow], ...]:
    def left(row: OrderRow) -> Cell:
        return order_words.left_cell(row.due_at, clock.now_ms())

    def hours(row: OrderRow) -> int | None:
        return None if row.due_at is None else (row.due_at - clock.now_ms()) // order_words.HOUR_MS

    return (
        Column("due", _("Due in"), 7, left, right=True, value=hours, label=_("Hours left")),
        Column("number", _("Order"), 16, lambda row: (neutral(row.number), ""), value=lambda row: row.number),
        Column("status", _("State"), 15, _state, most=22),
        Column("goods", _("Goods"), 0, _goods, keep=2),
        Column("model", _("Way"), 3, lambda row: (neutral(row.model), "dim"), keep=4, label=_("Delivery model")),
        Column(
            "units", _("Pcs"), 4, lambda row: (number(row.units), ""), right=True, keep=5, value=lambda row: row.units
        ),
        Column(
            "total", _("Amount"), 9, lambda row: (money(row.total), ""), right=True, keep=6,
            value=lambda row: money(row.total),
        ),
        Column("handed", _("Shop"), 9, _handed, keep=7, most=30, label=_("In the shop")),
        Column("created", _("Made"), 6, lambda row: (age(row.created_at, clock.now_ms()), "dim"), right=True, keep=3),
        Column("track", _("Track"), 14, lambda row: (neutral(" ".join(row.tracks)), "dim"), keep=1, most=20),
        Column("account", _("Account"), 8, lambda row: (neutral(row.account), "dim"), keep=0, most=14),
        Column(
            "updated", _("Changed"), 7, lambda row: (age(row.updated_at, clock.now_ms()), "dim"), right=True, shown=False
        ),
        Column("delivery", _("Delivery"), 14, lambda row: (neutral(row.delivery_status), "dim"), shown=False),
        Column("payment", _("Payment"), 10, lambda row: (neutral(row.payment_status), "dim"), shown=False),
    )  # fmt: skip


def _state(row: OrderRow) -> Cell:
    """With the sign of what the marketplace was told last, as long as that is not done."""
    told, tone = order_words.stage_cell(row.status, row.payment_status, row.delivery_status, row.antifraud_status)
    sign, asked_tone = order_words.action_sign(row.asked)
    return (f"{sign}{told[1:]}", asked_tone) if sign else (told, tone)


def _handed(row: OrderRow) -> Cell:
    return order_words.hand_offs_cell(row.hand_offs)


def _goods(row: OrderRow) -> Cell:
    more = f" +{number(row.lines - 1)}" if row.lines > 1 else ""
    return f"{neutral(row.goods)}{more}", ""
