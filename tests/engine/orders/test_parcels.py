"""Boxes that hold what goes in, and parcels out of an order's postings."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aliexport_tui.engine.orders.boxes import Box, beside, block, enclosing
from aliexport_tui.engine.orders.parcels import parcels
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.order import Order, OrderLine, Posting, PostingLine, Shipment

side = st.integers(1, 1_000)
sides = st.tuples(side, side, side)


def volume(box: Box) -> int:
    return box[0] * box[1] * box[2]


@given(st.lists(st.tuples(sides, st.integers(1, 30)), min_size=1, max_size=6))
@settings(max_examples=60)
def test_a_box_holds_all_that_goes_in(goods: list[tuple[Box, int]]) -> None:
    box = enclosing(goods)
    assert volume(box) >= sum(volume(one) * count for one, count in goods)
    assert box == tuple(sorted(box, reverse=True))
    for one, _count in goods:
        assert all(inner <= outer for inner, outer in zip(sorted(one), sorted(box), strict=True))


@given(sides, sides)
def test_two_side_by_side_take_the_length_of_both(one: Box, other: Box) -> None:
    box = beside(one, other)
    assert volume(one) + volume(other) <= volume(box)
    assert box[0] <= max(one) + max(other)
    assert beside(other, one) == box


@pytest.mark.parametrize(
    ("one", "count", "made"),
    [
        ((25, 20, 10), 1, (25, 20, 10)),
        ((25, 20, 10), 2, (25, 20, 20)),
        ((10, 10, 10), 8, (20, 20, 20)),
        ((100, 5, 5), 7, (100, 35, 5)),  # seven rods: nothing is wasted
    ],
)
def test_equal_goods_stand_in_a_block(one: Box, count: int, made: Box) -> None:
    assert block(one, count) == made


def order(*, shipments: tuple[Shipment, ...] = (), length_mm: int = 251, weight_g: int = 850) -> Order:
    """Two kinds of goods, the first in both postings."""
    red = OrderLine("1", sku_id="11", sku_code="RED", quantity=3, length_mm=length_mm, width_mm=200, height_mm=95)
    return Order(
        id="500",
        status="InProgress",
        created_at=0,
        updated_at=0,
        lines=(
            msgspec.structs.replace(red, weight_g=weight_g),
            OrderLine("2", sku_id="12", sku_code="BLUE", quantity=1, length_mm=100, width_mm=50, height_mm=10, weight_g=149),
        ),
        postings=(
            Posting("p1", (PostingLine("11", 2, "RED"), PostingLine("12", 1, "BLUE")), model="FBS"),
            Posting("p2", (PostingLine("11", 1, "RED"),), model="FBS"),
        ),
        shipments=shipments,
    )


def shipped(status: str = "AwaitingHandoverList", **units: int) -> Shipment:
    return Shipment("s", status=status, lines=tuple(PostingLine(id.lstrip("u"), count) for id, count in units.items()))


def test_a_parcel_for_each_posting() -> None:
    first, second = parcels(order())
    # Two of 251 x 200 x 95 mm one on the other, the flat one of 10 mm on edge before them: 261 mm are 27 cm.
    assert (first.length_cm, first.width_cm, first.height_cm) == (27, 20, 19)
    assert first.weight_kg == Decimal("1.849")
    assert (second.length_cm, second.width_cm, second.height_cm, second.weight_kg) == (26, 20, 10, Decimal("0.850"))
    assert [line.quantity for line in first.lines] == [2, 1]


@pytest.mark.parametrize(
    ("made", "left"),
    [
        ((shipped(u11=2, u12=1),), [[("11", 1)]]),
        ((shipped(u11=1),), [[("11", 1), ("12", 1)], [("11", 1)]]),
        ((shipped(status="Cancelled", u11=2, u12=1),), [[("11", 2), ("12", 1)], [("11", 1)]]),
        ((shipped(u11=2, u12=1), shipped(u11=1)), []),
    ],
)
def test_what_no_shipment_holds_yet(made: tuple[Shipment, ...], left: list[list[tuple[str, int]]]) -> None:
    if not left:
        with pytest.raises(ConfigError, match=r"parcel\.nothing_left"):
            parcels(order(shipments=made))
        return
    found = parcels(order(shipments=made))
    assert [[(line.sku_id, line.quantity) for line in one.lines] for one in found] == left


def test_a_person_gives_units_sides_and_weight() -> None:
    [one] = parcels(order(), units={"RED": 1, "12": 1}, sides_cm=(30, 20, 10), weight_kg=Decimal("1.2"))
    assert [(line.sku_id, line.quantity) for line in one.lines] == [("11", 1), ("12", 1)]
    assert (one.length_cm, one.width_cm, one.height_cm, one.weight_kg) == (30, 20, 10, Decimal("1.2"))


@pytest.mark.parametrize(
    ("units", "code"),
    [
        ({"GREEN": 1}, "parcel.sku_unknown"),
        ({"RED": 3}, "parcel.too_many"),  # three there are, but not in one posting
        ({"BLUE": 2}, "parcel.too_many"),
    ],
)
def test_units_that_no_posting_has(units: dict[str, int], code: str) -> None:
    with pytest.raises(ConfigError, match=code):
        parcels(order(), units=units)


@pytest.mark.parametrize(
    ("bare", "code"),
    [(order(length_mm=0), "parcel.sides_unknown"), (order(weight_g=0), "parcel.weight_unknown")],
)
def test_what_the_marketplace_does_not_tell_a_person_gives(bare: Order, code: str) -> None:
    with pytest.raises(ConfigError, match=code):
        parcels(bare)
    [one] = parcels(bare, units={"RED": 1}, sides_cm=(1, 1, 1), weight_kg=Decimal(1))
    assert one.length_cm == 1


def test_sides_of_one_stand_for_one() -> None:
    with pytest.raises(ConfigError, match=r"parcel\.several"):
        parcels(order(), sides_cm=(30, 20, 10))
