"""A batch whose intent is committed, with the request that carries it."""

from dataclasses import dataclass

from aliexport_tui.marketplace.port import Departure
from aliexport_tui.model.change import Kind
from aliexport_tui.store.database import Row
from aliexport_tui.store.outbox import Head, Item


@dataclass(frozen=True)
class Parcel:
    """`leave` sends it. `waits`: it was made ready while another was on its way, when the file's data_version was `seen`;
    `carried`: what edits among it take their prices and stocks from, as it was then (`in_line.carried`)."""

    head: Head
    items: tuple[Item, ...]
    leave: Departure
    waits: bool
    seen: int
    carried: dict[int, tuple[Row, ...]]

    @property
    def batch(self) -> int:
        return self.items[0].batch

    @property
    def kind(self) -> Kind:
        return self.head.kind

    @property
    def listings(self) -> set[int]:
        return {item.listing for item in self.items}
