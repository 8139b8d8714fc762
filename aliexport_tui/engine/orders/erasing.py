"""Buyers are forgotten some days after the end of their orders: their data, the words around them, saved labels."""

from contextlib import suppress
from pathlib import Path

import msgspec

from aliexport_tui.engine.orders import settings as order_settings
from aliexport_tui.engine.orders.settings import Loaded
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.event import Event
from aliexport_tui.store import events, orders
from aliexport_tui.store.database import Database

_DAY_MS = 86_400_000
_AT_ONCE = 200


class Erased(msgspec.Struct, frozen=True):
    """`orders` whose buyers were forgotten; `labels`: files that were removed."""

    orders: int
    labels: int


def erase(workspace: Workspace, db: Database, code: str, *, days: int | None = None) -> Erased:
    """Those whose orders ended so many days ago: by the account's settings unless told. 0 `days`: as soon as they have
    ended. Raises ConfigError `account.unknown`."""
    loaded = order_settings.load(db, code)
    if days is None:
        return erase_due(workspace, db, loaded)
    return _erase(workspace, db, loaded, days)


def erase_due(workspace: Workspace, db: Database, loaded: Loaded) -> Erased:
    """By the settings, in which 0 means never."""
    days = loaded.settings.erase_after_days
    return _erase(workspace, db, loaded, days) if days else Erased(0, 0)


def _erase(workspace: Workspace, db: Database, loaded: Loaded, days: int) -> Erased:
    now = workspace.clock.now_ms()
    due = orders.to_erase(db, loaded.account.id, now - days * _DAY_MS)
    if not due:
        return Erased(0, 0)
    labels = 0
    for start in range(0, len(due), _AT_ONCE):
        some = due[start : start + _AT_ONCE]
        # Files first: what is killed here finds their names again.
        labels += _remove(orders.label_files(db, some))
        db.make_way()
        with db.write() as tx:
            orders.erase(tx, some)
    with db.write() as tx:
        args = {"account": loaded.account.code, "count": str(len(due)), "labels": str(labels)}
        events.add(tx, [Event(now, "orders.erased", args)])
    orders.forget_the_log(db)
    return Erased(len(due), labels)


def _remove(files: tuple[str, ...]) -> int:
    removed = 0
    for name in files:
        with suppress(OSError):
            Path(name).unlink()
            removed += 1
    return removed
