"""The marketplace's parts, wired once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from aliexport_tui.sandbox.cards import Cards
from aliexport_tui.sandbox.clock import Clock, real_now_ms
from aliexport_tui.sandbox.effects import Effects
from aliexport_tui.sandbox.faults import Faults
from aliexport_tui.sandbox.orders.side import OrderSide, open_orders
from aliexport_tui.sandbox.queue import Queue
from aliexport_tui.sandbox.quota import Quota
from aliexport_tui.sandbox.rate import Rate
from aliexport_tui.sandbox.schema import Schema
from aliexport_tui.sandbox.storage import Storage
from aliexport_tui.sandbox.switches import Switches
from aliexport_tui.sandbox.tokens import Tokens


@dataclass
class Market:
    """Everything that a request can reach."""

    clock: Clock
    switches: Switches
    schema: Schema
    storage: Storage
    tokens: Tokens
    cards: Cards
    queue: Queue
    quota: Quota
    rate: Rate
    faults: Faults
    orders: OrderSide
    requests: Counter[tuple[str, str]] = field(default_factory=Counter)

    def advance(self, milliseconds: int) -> None:
        """Move the clock ahead; the offset is kept in the state file."""
        self.clock.advance(milliseconds)
        with self.storage.transaction():
            self.storage.set_counter("clock_offset_ms", self.clock.offset_ms)

    def settle(self, now: int) -> None:
        """Let everything happen that is due: tasks, buyers, carriers."""
        self.orders.life.settle(now)

    def reset(self) -> None:
        """Forget cards, orders, tasks, quota, counts and settings; tokens, the clock and the numbers used go on."""
        self.storage.clear()
        self.switches.reset()
        self.rate.reset()
        self.faults.reset()
        self.requests.clear()


def open_market(state: Path, schema: Schema, switches: Switches, time_source: Callable[[], int] = real_now_ms) -> Market:
    """Open or create the state file; `time_source` yields UTC milliseconds. Raises storage.ForeignFileError."""
    storage = Storage(state)
    clock = Clock(storage.counter("clock_offset_ms"), time_source)
    cards = Cards(storage, schema)
    faults = Faults(switches)
    effects = Effects(schema, switches, cards, faults)
    queue = Queue(storage, switches, faults, effects)
    return Market(
        clock,
        switches,
        schema,
        storage,
        Tokens(storage),
        cards,
        queue,
        Quota(storage, switches),
        Rate(switches),
        faults,
        open_orders(storage, cards, schema, switches, queue),
    )
