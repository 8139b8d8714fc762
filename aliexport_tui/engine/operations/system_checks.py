"""The machine under the shop: versions, permissions, disk, the file itself."""

import os
import platform
import re
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from aliexport_tui import __version__
from aliexport_tui.engine.folders import APP
from aliexport_tui.engine.operations.finding import Finding, Grade
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store import health
from aliexport_tui.store.database import Database

_LEAST_SQLITE = (3, 37, 0)
"""STRICT tables."""
_MB = 1 << 20
_BAD_ROOM = 100 * _MB
_LITTLE_ROOM = 1024 * _MB
_LONG_LOG = 256 * _MB
_MUCH_FREE = 64 * _MB
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def versions() -> Iterator[Finding]:
    told = {"version": __version__, "python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    fits = sqlite3.sqlite_version_info >= _LEAST_SQLITE
    yield Finding("versions", "ok" if fits else "bad", "doctor.versions" if fits else "doctor.old_sqlite", told)
    installed, missing = libraries()
    names = ", ".join(f"{name} {version}" for name, version in installed.items())
    yield Finding("versions", "ok", "doctor.libraries", {"names": names})
    if missing:
        yield Finding("versions", "bad", "doctor.library_missing", {"names": ", ".join(missing)})


def libraries() -> tuple[dict[str, str], tuple[str, ...]]:
    """What the program needs: versions as installed, and what is missing."""
    try:
        wanted = [one for one in metadata.requires(APP) or () if "extra ==" not in one]
    except metadata.PackageNotFoundError:
        return {}, ()
    installed: dict[str, str] = {}
    missing: list[str] = []
    for requirement in wanted:
        found = _NAME.match(requirement)
        name = found[0] if found else requirement
        try:
            installed[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
    return installed, tuple(missing)


def there(workspace: Workspace) -> Iterator[Finding]:
    """Nothing when the shop's file is there."""
    if not stat.S_ISREG(_mode(workspace.file) or 0):
        yield Finding("file", "bad", "doctor.no_file", {"path": str(workspace.file)})


def permissions(workspace: Workspace) -> Iterator[Finding]:
    """Nobody else may read the shop's file or its secrets, or put anything beside them."""
    faults = [
        Finding("permissions", grade, code, {"path": str(path), "mode": f"{stat.S_IMODE(mode):04o}"})
        for path, wrong, grade, code in _private(workspace)
        if (mode := _mode(path)) is not None and mode & wrong
    ]
    secrets = workspace.secrets
    if secrets.exists() and secrets.stat().st_uid != os.geteuid():
        faults.append(Finding("permissions", "bad", "doctor.secrets_of_another", {"path": str(secrets)}))
    if not os.access(workspace.file, os.W_OK):
        faults.append(Finding("permissions", "bad", "doctor.not_writable", {"path": str(workspace.file)}))
    yield from faults or [Finding("permissions", "ok", "doctor.private")]


def _private(workspace: Workspace) -> Iterator[tuple[Path, int, Grade, str]]:
    others = stat.S_IRWXG | stat.S_IRWXO
    yield workspace.secrets, others, "bad", "doctor.secrets_open"
    yield workspace.file, others, "warn", "doctor.file_open"
    yield workspace.file.parent, stat.S_IWOTH, "bad", "doctor.folder_open"


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def disk(workspace: Workspace) -> Iterator[Finding]:
    """A backup or a vacuum needs the file's size once more."""
    free = shutil.disk_usage(workspace.file.parent).free
    size = workspace.file.stat().st_size
    told = {"free": str(free // _MB), "size": str(size // _MB), "path": str(workspace.file.parent)}
    if free < _BAD_ROOM:
        yield Finding("disk", "bad", "doctor.disk_full", told)
    elif free < max(_LITTLE_ROOM, 2 * size):
        yield Finding("disk", "warn", "doctor.disk_low", told)
    else:
        yield Finding("disk", "ok", "doctor.disk", told)
    log = Path(f"{workspace.file}-wal")
    if log.exists() and (length := log.stat().st_size) > _LONG_LOG:
        yield Finding("disk", "warn", "doctor.long_wal", {"size": str(length // _MB), "path": str(log)})


def file(db: Database, *, deep: bool) -> Iterator[Finding]:
    fault = health.integrity(db, deep=deep)
    pages = health.pages(db)
    told = {"size": str(pages.size // _MB), "free": str(pages.free // _MB), "path": str(db.path)}
    if fault:
        yield Finding("file", "bad", "doctor.damaged", {**told, "fault": fault})
    else:
        yield Finding("file", "ok", "doctor.whole" if deep else "doctor.sound", told)
    if pages.free > max(_MUCH_FREE, pages.size // 3):
        yield Finding("file", "warn", "doctor.much_free", told)
