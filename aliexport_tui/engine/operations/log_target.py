"""Where the log goes beside the file: nowhere, to the system's journal, or to a file of text; a setting of the shop."""

import socket
from contextlib import closing
from pathlib import Path
from typing import Literal

import msgspec

from aliexport_tui.engine.activity import difference, note
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.event import Level
from aliexport_tui.store import events, settings
from aliexport_tui.store.database import Database, Transaction

_KEY = "log_target"
_REACHED = "log_target.reached"
JOURNAL = "/dev/log"
"""Where systemd's journal, and every syslog, listens."""


class LogTarget(msgspec.Struct, frozen=True):
    """`path`: of the file, absolute; of the journal its socket. `level`: it and worse."""

    to: Literal["off", "journal", "file"] = "off"
    path: str = ""
    level: Level = "info"


class _Reached(msgspec.Struct, frozen=True):
    """Id of the last event that was handed over."""

    event: int = 0


def load(db: Database) -> LogTarget:
    return settings.load(db, _KEY, LogTarget)


def is_on(workspace: Workspace) -> bool:
    """Raises FileTrouble."""
    if not workspace.file.exists():
        return False
    with closing(workspace.open()) as db:
        return load(db).to != "off"


def save(workspace: Workspace, wanted: LogTarget) -> LogTarget:
    """From now on; what was written down before is not handed over. Raises ConfigError `logging.no_path`,
    `logging.unwritable`, `logging.nobody_listens`."""
    path = wanted.path
    if wanted.to == "file":
        if not path:
            raise ConfigError("logging.no_path")
        path = str(Path(path).expanduser().absolute())
        _try(Path(path))
    elif wanted.to == "off":
        path = ""
    else:
        _call(path or JOURNAL)
    wanted = msgspec.structs.replace(wanted, path=path)
    with closing(workspace.open()) as db:
        before = load(db)
        with db.write() as tx:
            settings.save(tx, _KEY, wanted)
            if before.to == "off":
                settings.save(tx, _REACHED, _Reached(events.newest_id(db)))
            now = workspace.clock.now_ms()
            note(db, "settings", "changed", "logging", "logging.changed", {}, *difference(before, wanted), at=now, tx=tx)
    return wanted


def reached(db: Database) -> int:
    return settings.load(db, _REACHED, _Reached).event


def has_reached(tx: Transaction, event: int) -> None:
    settings.save(tx, _REACHED, _Reached(event))


def _try(path: Path) -> None:
    try:
        with path.open("a", encoding="utf-8"):
            pass
    except OSError as error:
        raise ConfigError("logging.unwritable", path=str(path), reason=error.strerror or "") from error


def _call(path: str) -> None:
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as caller:
        try:
            caller.connect(path)
        except OSError as error:
            raise ConfigError("logging.nobody_listens", path=path, reason=error.strerror or str(error)) from error
