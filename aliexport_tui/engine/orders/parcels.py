"""A posting's lines -> the parcel that goes out: its sides in whole cm, rounded up, and its weight in kg, from the goods of
the order or as a person gives them (local-orders.md §1.9, §3.3)."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_UP, Decimal

from aliexport_tui.engine.orders.boxes import Box, enclosing
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.order import Order, OrderLine, Posting, PostingLine
from aliexport_tui.model.order_action import Ship

_GRAM = Decimal("0.001")
_MM_PER_CM = 10


def parcels(
    order: Order,
    *,
    units: Mapping[str, int] | None = None,
    sides_cm: Box | None = None,
    weight_kg: Decimal | None = None,
) -> tuple[Ship, ...]:
    """One for each posting of which something is not in a shipment yet; with `units` (SKU id or code -> how many) one with
    just these, out of one posting. Sides and weight given by a person stand in place of what the goods tell.

    Raises ConfigError: `parcel.nothing_left`, `parcel.sku_unknown`, `parcel.too_many`, `parcel.mixed`,
    `parcel.sides_unknown`, `parcel.weight_unknown`, `parcel.several` (sides for more than one parcel)."""
    left = left_to_ship(order)
    chosen = (_chosen(order, left, units),) if units else tuple(lines for _posting, lines in left if lines)
    if not chosen:
        raise ConfigError("parcel.nothing_left", order=order.id)
    if len(chosen) > 1 and (sides_cm is not None or weight_kg is not None):
        raise ConfigError("parcel.several", order=order.id, count=str(len(chosen)))
    return tuple(_parcel(order, lines, sides_cm, weight_kg) for lines in chosen)


def left_to_ship(order: Order) -> tuple[tuple[Posting, tuple[PostingLine, ...]], ...]:
    """Of each posting what no shipment holds yet. Shipments don't name their posting: they are counted off in turn."""
    held: dict[str, int] = {}
    for shipment in order.shipments:
        if shipment.status not in GONE:
            for line in shipment.lines:
                held[line.sku_id] = held.get(line.sku_id, 0) + line.quantity
    found = []
    for posting in order.postings:
        lines = []
        for line in posting.lines:
            taken = min(line.quantity, held.get(line.sku_id, 0))
            held[line.sku_id] = held.get(line.sku_id, 0) - taken
            if line.quantity > taken:
                lines.append(PostingLine(line.sku_id, line.quantity - taken, line.sku_code, line.source_id))
        found.append((posting, tuple(lines)))
    return tuple(found)


GONE = ("Cancelled", "Rejected")
"""Shipments of these statuses hold nothing any more."""


def _chosen(
    order: Order, left: Sequence[tuple[Posting, tuple[PostingLine, ...]]], units: Mapping[str, int]
) -> tuple[PostingLine, ...]:
    """Out of the first posting that has them all: two must not be merged (§3.3)."""
    known = {name for _posting, lines in left for line in lines for name in (line.sku_id, line.sku_code)}
    ordered = {name for line in order.lines for name in (line.sku_id, line.sku_code)}
    for name in units:
        if name not in known:
            raise ConfigError("parcel.too_many" if name in ordered else "parcel.sku_unknown", order=order.id, sku=name)
    for _posting, lines in left:
        picked = tuple(_picked(lines, units))
        if sum(line.quantity for line in picked) == sum(units.values()):
            return picked
    for name, count in units.items():
        most = max(sum(line.quantity for line in lines if name in (line.sku_id, line.sku_code)) for _posting, lines in left)
        if count > most:
            raise ConfigError("parcel.too_many", order=order.id, sku=name, left=str(most))
    raise ConfigError("parcel.mixed", order=order.id)


def _picked(lines: Sequence[PostingLine], units: Mapping[str, int]) -> list[PostingLine]:
    """As many of each as asked for, or as there are."""
    wanted = dict(units)
    picked = []
    for line in lines:
        name = line.sku_id if line.sku_id in wanted else line.sku_code
        taken = min(line.quantity, wanted.get(name, 0))
        if taken:
            wanted[name] -= taken
            picked.append(PostingLine(line.sku_id, taken, line.sku_code, line.source_id))
    return picked


def _parcel(order: Order, lines: tuple[PostingLine, ...], sides_cm: Box | None, weight_kg: Decimal | None) -> Ship:
    goods = [(_goods(order, line), line.quantity) for line in lines]
    length, width, height = sides_cm or _sides(order, goods)
    return Ship(order.id, length, width, height, weight_kg or _weight(order, goods), lines)


def _goods(order: Order, line: PostingLine) -> OrderLine:
    """What the order tells of the goods of a posting's line."""
    for known in order.lines:
        if known.sku_id == line.sku_id or (line.sku_code and known.sku_code == line.sku_code):
            return known
    raise ConfigError("parcel.sku_unknown", order=order.id, sku=line.sku_code or line.sku_id)


def _sides(order: Order, goods: Sequence[tuple[OrderLine, int]]) -> Box:
    for one, _count in goods:
        if not (one.length_mm and one.width_mm and one.height_mm):
            raise ConfigError("parcel.sides_unknown", order=order.id, sku=one.sku_code or one.sku_id)
    box = enclosing([((one.length_mm, one.width_mm, one.height_mm), count) for one, count in goods])
    length, width, height = (-(-side // _MM_PER_CM) for side in box)
    return length, width, height


def _weight(order: Order, goods: Sequence[tuple[OrderLine, int]]) -> Decimal:
    for one, _count in goods:
        if not one.weight_g:
            raise ConfigError("parcel.weight_unknown", order=order.id, sku=one.sku_code or one.sku_id)
    grams = sum(one.weight_g * count for one, count in goods)
    return (Decimal(grams) / 1000).quantize(_GRAM, ROUND_UP)
