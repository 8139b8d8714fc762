"""The questions a person has asked in SQL, newest last: in the state folder, for they may hold what concerns nobody else."""

import os
import tempfile
from pathlib import Path

import msgspec

from aliexport_tui.engine.folders import state_file

_MOST = 200
_LONGEST = 20_000


def _file() -> Path:
    return state_file().with_name("sql_history.json")


def read() -> list[str]:
    """What can't be read is forgotten."""
    try:
        return msgspec.json.decode(_file().read_bytes(), type=list[str])
    except (OSError, msgspec.DecodeError):
        return []


def add(statement: str) -> list[str]:
    """The history with this one as its newest; a folder that can't be written keeps nothing."""
    found = [one for one in read() if one != statement]
    kept = [*found, statement[:_LONGEST]][-_MOST:]
    path = _file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(kept))
        Path(name).replace(path)
    except OSError:
        return kept
    return kept
