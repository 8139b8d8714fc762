"""A bundle for whoever helps: what the program knows of its own state, in one zip, without secrets and without buyers."""

import json
import locale
import os
import platform
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from aliexport_tui import __version__
from aliexport_tui.engine import accounts as account_work
from aliexport_tui.engine import profiles as profile_work
from aliexport_tui.engine import sources as source_work
from aliexport_tui.engine.activity import Plain
from aliexport_tui.engine.alerting import settings as alert_settings
from aliexport_tui.engine.masking import secret_mask
from aliexport_tui.engine.operations import debugging, doctor, log_target, retention
from aliexport_tui.engine.operations.system_checks import libraries
from aliexport_tui.engine.operations.veil import Veil
from aliexport_tui.engine.orders import settings as order_settings
from aliexport_tui.engine.scheduling import settings as schedule_settings
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import AliexportError, ConfigError, FileTrouble
from aliexport_tui.store import accounts, activity, bundling, events, exchanges, jobs, profiles, runs
from aliexport_tui.store.database import Database

EVENTS = 2_000
EXCHANGES = 300
_BODY = 16_384
"""Characters of each body."""
_FEW = 200
_CRASHES = 5

Member = tuple[str, str]
"""Name in the zip, content."""


class Bundled(msgspec.Struct, frozen=True):
    """`members`: name -> bytes before packing."""

    path: str
    members: dict[str, int]


def bundle(workspace: Workspace, to: Path) -> Bundled:
    """In its place at once or not at all, 0600. What can't be told is named in it by its error. Raises ConfigError
    `bundle.folder`, FileTrouble `bundle.unwritable`."""
    to = to.expanduser().absolute()
    if to.is_dir():
        raise ConfigError("bundle.folder", path=str(to))
    members: dict[str, int] = {}
    try:
        handle, name = tempfile.mkstemp(dir=to.parent, prefix=f".{to.name}.")  # 0600 from its first instant
        fresh = Path(name)
        try:
            with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
                for member, content in _members(workspace):
                    packed.writestr(member, content)
                    members[member] = len(content.encode())
            fresh.replace(to)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise FileTrouble("bundle.unwritable", path=str(to), reason=error.strerror or "") from error
    return Bundled(str(to), members)


def _members(workspace: Workspace) -> Iterator[Member]:
    veil = Veil(secret_mask(workspace.file))
    yield "about.json", _json(_about(workspace), veil)
    found = doctor.examine(workspace, doctor.Asked(offline=True))
    yield "doctor.json", _json(_plain(found), veil)
    yield from _crashes(workspace, veil)
    try:
        db = workspace.open()
    except AliexportError as error:
        yield "file.json", _json({"code": error.code, **error.args_by_name}, veil)
        return
    with closing(db):
        yield "counts.json", _json(_plain(bundling.counts(db)), veil)
        yield "accounts.json", _json([_plain(one.account) for one in account_work.listed(workspace, db)], veil)
        yield "sources.json", _json([_source(one) for one in _tried(lambda: source_work.listed(db))], veil)
        for stored in profiles.every(db):
            code = stored.profile.code
            yield f"profiles/{code}.toml", veil.text(profile_work.export_text(db, code))
        for account in accounts.every(db):
            yield f"orders/{account.code}.json", _json(_order_settings(db, account.code), veil)
        yield "settings.json", _json(_settings(db), veil)
        yield "events.jsonl", _lines(map(_plain, events.latest(db, limit=EVENTS)), veil)
        yield "runs.jsonl", _lines(map(_plain, runs.latest(db, limit=_FEW)), veil)
        yield "jobs.jsonl", _lines(map(_plain, jobs.latest(db, limit=_FEW)), veil)
        yield "activity_log.jsonl", _lines(map(_plain, activity.latest(db, limit=_FEW)), veil)
        yield "exchanges.jsonl", "".join(_exchanges(db, veil))


def _about(workspace: Workspace) -> Plain:
    installed, missing = libraries()
    size = workspace.file.stat().st_size if workspace.file.exists() else None
    return {
        "version": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "locale": ".".join(part or "" for part in locale.getlocale()),
        "made_at": workspace.clock.now_ms(),
        "libraries": dict(installed),
        "missing": list(missing),
        "file_size": size,
    }


def _crashes(workspace: Workspace, veil: Veil) -> Iterator[Member]:
    """The newest, whose tokens were masked when they were written."""
    there = sorted(workspace.file.parent.glob(f"{workspace.file.name}.crash-*.txt"), key=lambda path: path.name)
    for path in there[-_CRASHES:]:
        try:
            yield f"crashes/{path.name}", veil.text(path.read_text(encoding="utf-8", errors="replace"))
        except OSError:
            continue


def _source(one: source_work.Listed) -> Plain:
    told: dict[str, Plain] = {"code": one.source.code, "location": one.location, "products": one.products}
    return {**told, "settings": _plain(one.settings), "latest": _plain(one.latest)}


def _order_settings(db: Database, code: str) -> Plain:
    try:
        return _plain(order_settings.load(db, code).settings)
    except AliexportError as error:
        return {"error": error.code}


def _settings(db: Database) -> Plain:
    """Each that can't be read is named by its error."""
    reads: dict[str, Callable[[Database], object]] = {
        "alerts": alert_settings.load,
        "debug_until": lambda of: debugging.until(of, 0),
        "logging": log_target.load,
        "retention": retention.load,
        "schedule": schedule_settings.load,
        "schedule_installed": schedule_settings.installed,
    }
    told: dict[str, Plain] = {}
    for name, read in reads.items():
        try:
            told[name] = _plain(read(db))
        except AliexportError as error:
            told[name] = {"error": error.code}
    return told


def _exchanges(db: Database, veil: Veil) -> Iterator[str]:
    for one in exchanges.latest(db, limit=EXCHANGES):
        request, response = veil.bodies(one.path, *exchanges.bodies(db, one.id))
        told = {**_dict(_plain(one)), "request": request[:_BODY], "response": response[:_BODY]}
        told["path"] = veil.text(one.path)
        yield json.dumps(told, ensure_ascii=False) + "\n"


def _tried(read: Callable[[], tuple[source_work.Listed, ...]]) -> tuple[source_work.Listed, ...]:
    try:
        return read()
    except AliexportError:
        return ()


def _plain(value: object) -> Plain:
    made: Plain = msgspec.json.decode(msgspec.json.encode(value))
    return made


def _dict(value: Plain) -> dict[str, Plain]:
    return value if isinstance(value, dict) else {}


def _json(value: Plain, veil: Veil) -> str:
    return json.dumps(veil.value(value), ensure_ascii=False, indent=2) + "\n"


def _lines(values: Iterable[Plain], veil: Veil) -> str:
    return "".join(json.dumps(veil.value(value), ensure_ascii=False) + "\n" for value in values)
