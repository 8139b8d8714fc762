"""The cached schema as listing sees it (listing.schema_view.SchemaView): offline, each entry read once."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from aliexport_tui.marketplace.kinds import limits_of
from aliexport_tui.model.schema import Brand, Category, Limits, SizeChart, Template, Value
from aliexport_tui.store import schema_cache
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database

Entry = TypeVar("Entry")


class _Memory(Generic[Entry]):
    """The last `size` entries that were there. What is missing is asked for again: a sync may have brought it."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._held: OrderedDict[str, Entry] = OrderedDict()

    def get(self, key: str, read: Callable[[], Entry | None]) -> Entry | None:
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key]
        found = read()
        if found is not None:
            self._held[key] = found
            if len(self._held) > self._size:
                self._held.popitem(last=False)
        return found


class StoredSchema:
    """One account's schema. An entry stays as it was when first found: make a new one after a whole sync."""

    def __init__(self, db: Database, account: Account) -> None:
        self._db = db
        self._account = account.id
        self._limits = limits_of(account.kind, account.currency)
        self._categories: _Memory[Category] = _Memory(4096)
        self._values: _Memory[tuple[Value, ...]] = _Memory(512)
        self._size_charts: _Memory[tuple[SizeChart, ...]] = _Memory(4096)
        self._templates: _Memory[tuple[Template, ...]] = _Memory(1)
        self._brands: _Memory[tuple[Brand, ...]] = _Memory(1)

    @property
    def limits(self) -> Limits:
        return self._limits

    def category(self, category_id: str) -> Category | None:
        return self._categories.get(category_id, lambda: schema_cache.category(self._db, self._account, category_id))

    def values(self, category_id: str, property_id: str, sku: bool) -> tuple[Value, ...] | None:
        key = schema_cache.values_key(category_id, property_id, sku)
        return self._values.get(key, lambda: schema_cache.items(self._db, self._account, "values", key, Value))

    def templates(self) -> tuple[Template, ...]:
        return self._templates.get("", lambda: schema_cache.items(self._db, self._account, "templates", "", Template)) or ()

    def brands(self) -> tuple[Brand, ...]:
        return self._brands.get("", lambda: schema_cache.items(self._db, self._account, "brands", "", Brand)) or ()

    def size_charts(self, category_id: str) -> tuple[SizeChart, ...] | None:
        return self._size_charts.get(
            category_id, lambda: schema_cache.items(self._db, self._account, "size_charts", category_id, SizeChart)
        )
