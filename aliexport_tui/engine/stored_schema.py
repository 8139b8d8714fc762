"""The cached schema as listing sees it (listing.schema_view.SchemaView): offline, each entry read once."""

from functools import lru_cache

from aliexport_tui.marketplace.kinds import limits_of
from aliexport_tui.model.schema import Brand, Category, Limits, SizeChart, Template, Value
from aliexport_tui.store import schema_cache
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database

_DICTIONARIES = 512
"""How many dictionaries stay in memory."""


class StoredSchema:
    """One account's schema as it is in the file when first asked for. Make a new one after a sync."""

    def __init__(self, db: Database, account: Account) -> None:
        self._db = db
        self._account = account.id
        self._limits = limits_of(account.kind, account.currency)
        self._category = lru_cache(4096)(self._read_category)
        self._values = lru_cache(_DICTIONARIES)(self._read_values)
        self._size_charts = lru_cache(4096)(self._read_size_charts)
        self._templates: tuple[Template, ...] | None = None
        self._brands: tuple[Brand, ...] | None = None

    @property
    def limits(self) -> Limits:
        return self._limits

    def category(self, category_id: str) -> Category | None:
        return self._category(category_id)

    def values(self, category_id: str, property_id: str, sku: bool) -> tuple[Value, ...] | None:
        return self._values(category_id, property_id, sku)

    def templates(self) -> tuple[Template, ...]:
        if self._templates is None:
            self._templates = schema_cache.items(self._db, self._account, "templates", "", Template) or ()
        return self._templates

    def brands(self) -> tuple[Brand, ...]:
        if self._brands is None:
            self._brands = schema_cache.items(self._db, self._account, "brands", "", Brand) or ()
        return self._brands

    def size_charts(self, category_id: str) -> tuple[SizeChart, ...] | None:
        return self._size_charts(category_id)

    def _read_category(self, category_id: str) -> Category | None:
        return schema_cache.category(self._db, self._account, category_id)

    def _read_values(self, category_id: str, property_id: str, sku: bool) -> tuple[Value, ...] | None:
        key = schema_cache.values_key(category_id, property_id, sku)
        return schema_cache.items(self._db, self._account, "values", key, Value)

    def _read_size_charts(self, category_id: str) -> tuple[SizeChart, ...] | None:
        return schema_cache.items(self._db, self._account, "size_charts", category_id, SizeChart)
