"""An account with orders in a real file, and targets for them; the clock moves only when it is told to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.engine.orders import settings as order_settings
from aliexport_tui.engine.orders.handing.going import HandedOver, hand_over
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.order import Buyer, Read
from aliexport_tui.model.order_settings import HandingOff, OrderSettings, Target
from aliexport_tui.store import accounts, hand_offs, orders
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.store.hand_offs import HandOff
from tests.handoff.parcels import BUYER, ORDER
from tests.support.shop import FixedClock


class Middle:
    """No jitter."""

    def random(self) -> float:
        return 0.5


@dataclass
class Desk:
    """`since` of the targets is before all orders."""

    workspace: Workspace
    db: Database
    account: Account
    clock: FixedClock
    folder: Path
    settings: HandingOff = field(default_factory=lambda: HandingOff(prefix="AE-", customer_email="shop@example.ru"))

    def aim(self, targets: dict[str, Target], **changes: object) -> None:
        """These targets, and these settings of all of them."""
        dated = {name: msgspec.structs.replace(target, since=1) for name, target in targets.items()}
        self.settings = msgspec.structs.replace(self.settings, targets=dated, **changes)
        version = order_settings.load(self.db, "main").version
        order_settings.save(self.workspace, self.db, "main", OrderSettings(hand_off=self.settings), version)

    def keys(self, target: str, **keys: str) -> None:
        Secrets(self.workspace.secrets).set_keys(f"orders/main/{target}", keys)

    def order(self, number: str, buyer: Buyer = BUYER, **changes: object) -> None:
        """As it was read; the time of its change moves on."""
        self.clock.now += 1
        order = msgspec.structs.replace(ORDER, id=number, updated_at=self.clock.now, **changes)
        with self.db.write() as tx:
            orders.put(tx, self.account.id, Read(order, buyer), self.clock.now)

    def go(self, **options: object) -> HandedOver:
        return hand_over(self.workspace, self.db, "main", chance=Middle(), **options)  # type: ignore[arg-type]

    def wait(self, seconds: float) -> None:
        self.clock.sleep(seconds)

    def rows(self) -> list[HandOff]:
        return [one for id in self.db.ids("SELECT id FROM hand_off ORDER BY id") if (one := hand_offs.by_id(self.db, id))]

    def states(self) -> list[tuple[str, str, str, str]]:
        """(order, target, kind, state)."""
        return [(row.number, row.target, row.kind, row.state) for row in self.rows()]

    def reason(self) -> str:
        """Of the newest row."""
        failure = self.rows()[-1].failure
        return failure.code if failure else ""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = FixedClock()
    workspace = Workspace(file=tmp_path / "shop.db", clock=clock)
    db = workspace.open()
    account = accounts.add(db, Account(code="main", kind="local", base_url="http://127.0.0.1:9"), clock.now_ms())
    folder = tmp_path / "orders"
    folder.mkdir()
    yield Desk(workspace, db, account, clock, folder)
    db.close()
