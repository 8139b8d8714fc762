"""Debug mode: for a time every exchange is kept in full, then it ends by itself (seed 002 "Aliexpress Debug Mode").

Otherwise what reads bring is kept up to a length: answers of a scroll are long, come by the thousand, and say nothing that
the file does not hold. What changes something on the marketplace, and whatever failed, is kept in full always."""

from contextlib import closing

import msgspec

from aliexport_tui.engine.activity import note
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.marketplace.kinds import WRITE_PATHS
from aliexport_tui.marketplace.port import Exchange
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store import settings
from aliexport_tui.store.database import Database

_KEY = "debug"
LONGEST_S = 7 * 86_400
ORDINARY_LENGTH = 65_536
"""Bytes that are kept of what a read brought."""


class DebugMode(msgspec.Struct, frozen=True):
    """`until`: UTC ms; in the past, or 0: it is off."""

    until: int = 0


def shortened(exchange: Exchange) -> bytes:
    """What is kept of an answer while debug mode is off."""
    body = exchange.response
    if len(body) <= ORDINARY_LENGTH or exchange.failure or exchange.path.endswith(WRITE_PATHS):
        return body
    return body[:ORDINARY_LENGTH] + b"\n\xe2\x80\xa6"


def until(db: Database, now: int) -> int | None:
    """UTC ms at which it ends; None: it is off."""
    end = settings.load(db, _KEY, DebugMode).until
    return end if end > now else None


def is_on(db: Database, now: int) -> bool:
    """For who records: a setting that can't be read must not hinder a request."""
    try:
        return until(db, now) is not None
    except ConfigError:
        return False


def switch_on(workspace: Workspace, seconds: int) -> int:
    """UTC ms at which it will end. Raises ConfigError `debug.too_long`."""
    if not 0 < seconds <= LONGEST_S:
        raise ConfigError("debug.too_long", days=str(LONGEST_S // 86_400))
    now = workspace.clock.now_ms()
    _set(workspace, now + seconds * 1000, now, "debug.on")
    return now + seconds * 1000


def switch_off(workspace: Workspace) -> None:
    _set(workspace, 0, workspace.clock.now_ms(), "debug.off")


def _set(workspace: Workspace, end: int, now: int, code: str) -> None:
    with closing(workspace.open()) as db, db.write() as tx:
        settings.save(tx, _KEY, DebugMode(end))
        note(db, "settings", "changed", "debug", code, {"since": str(end)} if end else {}, at=now, tx=tx)
