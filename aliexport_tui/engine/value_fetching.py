"""The dictionaries that a values sheet lacks, fetched from the marketplace."""

from aliexport_tui.engine.accounts import opened
from aliexport_tui.engine.schema_sync import Need, SchemaSync
from aliexport_tui.engine.value_mapping import Sheet
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store import accounts
from aliexport_tui.store.database import Database


def needs(sheet: Sheet) -> frozenset[Need]:
    """What is not in the cache."""
    return frozenset(
        Need(spot.target.category_id, group.place.id, group.place.kind == "axis")
        for group in sheet.groups
        if group.place.kind != "brand"
        for spot in group.spots
        if spot.target.dictionary(group.place.id, sku=group.place.kind == "axis") is None
    )


def fetch(workspace: Workspace, db: Database, account: str, sheet: Sheet) -> int:
    """How many were asked for. Raises AliexportError; what came before it stays in the cache."""
    wanted = needs(sheet)
    stored = accounts.get(db, account)
    with opened(workspace, stored) as market:
        SchemaSync(db, stored, market, workspace.clock).sync_dictionaries(sorted(wanted))
    return len(wanted)
