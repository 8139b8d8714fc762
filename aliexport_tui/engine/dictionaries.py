"""Dictionaries on demand: what a profile's mappings look into and the cached schema lacks."""

from collections.abc import Callable

from aliexport_tui.engine.planning.context import ProfileContext
from aliexport_tui.engine.schema_sync import Need, SchemaSync
from aliexport_tui.marketplace.port import Marketplace
from aliexport_tui.model.clock import Clock
from aliexport_tui.store import listings
from aliexport_tui.store.database import Database


class Missing:
    """The entries of the schema that a profile needs and the cache does not hold; found offline, fetched on demand."""

    def __init__(self, db: Database, context: ProfileContext) -> None:
        self._db = db
        self._context = context
        self._needs: set[Need] = set()
        self._charts: set[str] = set()
        for key in listings.member_categories(db, context.member_categories):
            target, dictionaries = context.resolver.wanted(key)
            if context.schema.category(target) is None:
                continue
            if context.schema.size_charts(target) is None:
                self._charts.add(target)
            for property_id, is_sku in dictionaries:
                if context.schema.values(target, property_id, is_sku) is None:
                    self._needs.add(Need(target, property_id, is_sku))

    def __bool__(self) -> bool:
        return bool(self._needs or self._charts)

    def fetch(self, market: Marketplace, clock: Clock, progress: Callable[[str, int, int], None]) -> None:
        """Raises MarketplaceError; what came before it stays in the cache."""

        def told(stage: str, done: int, total: int) -> None:
            progress("schema", done, total)

        sync = SchemaSync(self._db, self._context.account, market, clock, told)
        if self._needs:
            sync.sync_dictionaries(sorted(self._needs))
        if self._charts:
            sync.sync_size_charts(sorted(self._charts))
