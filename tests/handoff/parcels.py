"""Parcels for tests."""

from collections.abc import Mapping

import msgspec

from aliexport_tui.handoff.target import Parcel, Taken, Target
from aliexport_tui.model.order import Buyer, Order, OrderLine, Posting

NUMBER = "5000000000000001"
BUYER = Buyer(
    name="Пётр Тестов",
    phone="+70000000017",
    address="Россия, Учебная область, Пример, ул. Тестовая 1, 2, 000000",
    country="Россия",
    region="Учебная область",
    city="Пример",
    street_house="ул. Тестовая 1",
    flat="2",
    index="000000",
    receiver_name="Анна Тестова",
    receiver_phone="+70000000018",
    comments={"11": "позвоните заранее"},
)
LINES = (
    OrderLine(id="11", sku_code="CUP-1", name="Кружка", price=150_000, quantity=2, total=290_000, properties=("Алый",)),
    OrderLine(id="12", sku_code="=2+2", name="=cmd()", price=5_000, quantity=1, total=5_000),
)
ORDER = Order(
    id=NUMBER,
    status="InProgress",
    created_at=1_790_000_000_000,
    updated_at=1_790_000_100_000,
    paid_at=1_790_000_050_000,
    payment_status="Hold",
    total=315_000,
    lines=LINES,
    postings=(Posting(id="21", delivery_fee=20_000, model="FBS"),),
    deadline_at=1_790_200_000_000,
)


def parcel(number: str = NUMBER, **changes: object) -> Parcel:
    """`order`, `buyer`, `kind` …: in place of the usual ones."""
    made = Parcel(
        delivery=f"delivery-{number}-{changes.get('kind', 'new')}",
        kind="new",
        account="main",
        number=f"AE-{number}",
        order=msgspec.structs.replace(ORDER, id=number),
        buyer=BUYER,
        customer_email="shop@example.ru",
        payment_method="checkmo",
        shipping_method="flatrate_flatrate",
    )
    return msgspec.structs.replace(made, **changes)


class Memory:
    """What the outbox keeps of one parcel between tries."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def remember(self, memory: Mapping[str, str]) -> None:
        self.kept = dict(memory)

    def deliver(self, target: Target, parcel: Parcel) -> Taken:
        return target.deliver(parcel, self.kept, self.remember)


class Killed(BaseException):
    """Stands for SIGKILL where a target hands control to the outbox."""


class Dying(Memory):
    """Dies right before or right after it has committed what it is to remember."""

    def __init__(self, *, after: bool) -> None:
        super().__init__()
        self._after = after

    def remember(self, memory: Mapping[str, str]) -> None:
        if self._after:
            super().remember(memory)
        raise Killed
