"""The dictionaries that one category's properties need and the cache lacks, fetched from the marketplace."""

from collections.abc import Iterable

from aliexport_tui.engine.accounts import opened
from aliexport_tui.engine.filling import Line
from aliexport_tui.engine.schema_sync import SchemaSync
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store import accounts, schema_cache
from aliexport_tui.store.database import Database


def fetch(workspace: Workspace, db: Database, account: str, target: str, lines: Iterable[Line]) -> int:
    """Those of required properties and of what is filled; how many came. Raises AliexportError; what came before it stays
    in the cache."""
    stored = accounts.get(db, account)
    wanted = {(line.property.id, line.sku) for line in lines if line.property.is_required or line.mapping is not None}
    there = schema_cache.keys(db, stored.id, "values")
    with opened(workspace, stored) as market:
        sync = SchemaSync(db, stored, market, workspace.clock)
        missing = [
            need
            for need in sync.needs_of((target,))
            if (need.property_id, need.sku) in wanted
            and schema_cache.values_key(need.category_id, need.property_id, need.sku) not in there
        ]
        sync.sync_dictionaries(missing)
    return len(missing)
