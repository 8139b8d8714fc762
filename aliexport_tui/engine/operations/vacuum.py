"""The file is written anew without what holds nothing; it has to be nobody else's meanwhile."""

import shutil
from contextlib import closing

import msgspec

from aliexport_tui.engine.operations.standstill import standstill
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import FileTrouble
from aliexport_tui.store import health


class Vacuumed(msgspec.Struct, frozen=True):
    """Bytes."""

    before: int
    after: int


def vacuum(workspace: Workspace) -> Vacuumed:
    """Raises BusyError `file.at_work`; FileTrouble `vacuum.no_room` when the disk has no room for a second copy."""
    if not workspace.file.exists():
        raise FileTrouble("file.unreadable", path=str(workspace.file), reason="")
    with closing(workspace.open()) as db, standstill(workspace, db):
        before = health.pages(db)
        free = shutil.disk_usage(workspace.file.parent).free
        # The new one is written beside, then carried into the file over its log.
        if free < 2 * (before.size - before.free):
            needed = str(2 * (before.size - before.free) >> 20)
            raise FileTrouble("vacuum.no_room", path=str(workspace.file), free=str(free >> 20), needed=needed)
        health.rewrite(db)
        return Vacuumed(before.size, health.pages(db).size)
