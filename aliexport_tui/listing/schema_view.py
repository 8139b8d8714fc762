"""What listing needs to know of the marketplace's schema. The engine implements it over the store's cache."""

from collections.abc import Sequence
from typing import Protocol

from aliexport_tui.model.schema import Brand, Category, Limits, SizeChart, Template, Value


class SchemaView(Protocol):
    """One account's cached schema; everything works offline."""

    @property
    def limits(self) -> Limits: ...

    def category(self, category_id: str) -> Category | None: ...

    def values(self, category_id: str, property_id: str, sku: bool) -> Sequence[Value] | None:
        """The dictionary of a property (local-products.md §3.14); None: not in the cache."""
        ...

    def templates(self) -> tuple[Template, ...]: ...

    def brands(self) -> tuple[Brand, ...]: ...

    def size_charts(self, category_id: str) -> tuple[SizeChart, ...] | None:
        """None: not in the cache."""
        ...
