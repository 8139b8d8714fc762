"""Sources at work: added after a look at what they hold, shown, changed."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from aliexport_tui.engine.importing import find_source
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.source_settings import settings_of
from aliexport_tui.engine.workspace import Workspace, secrets_beside
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.problem import Place
from aliexport_tui.model.profile import is_code
from aliexport_tui.sources.fetch import fetch, shown, split_password
from aliexport_tui.sources.layouts.usual_headers import suggest
from aliexport_tui.sources.settings import CSV_FIELDS, Kind, SourceSettings
from aliexport_tui.sources.sniff import Sniffed, kind_of, sniff
from aliexport_tui.store import catalogue, sources
from aliexport_tui.store.database import Database
from aliexport_tui.store.sources import ImportRecord, Source


class Listed(msgspec.Struct, frozen=True):
    """A source as it may be shown: `location` without a password, products that have not vanished, newest import."""

    source: Source
    location: str
    settings: SourceSettings
    products: int
    latest: ImportRecord | None


def add_source(
    workspace: Workspace,
    db: Database,
    code: str,
    location: str,
    *,
    kind: Kind | None = None,
    settings: SourceSettings = SourceSettings(),  # noqa: B008 (frozen)
) -> Source:
    """Look at the content, settle kind and (for a delimited file without a mapping) columns, store. `kind` None: found
    out, whatever the settings say. A local path is stored absolute, as cron runs elsewhere. A password in the address goes
    to the secrets' file.

    Raises ConfigError `source.code_malformed`, `source.exists`, `source.other_kind`, `source.column_unmapped`,
    `source.field_unknown`; SourceError when there is nothing readable."""
    if not is_code(code):
        raise ConfigError("source.code_malformed", source=code)
    if sources.find(db, code) is not None:
        raise ConfigError("source.exists", source=code)
    location = absolute(location)
    place = Place(file=shown(location))
    seen, found = look_at(workspace, location)
    if kind is not None and kind != found:
        raise ConfigError("source.other_kind", place, wanted=kind, found=found)
    settings = with_columns(msgspec.structs.replace(settings, kind=found), seen.headers, place)
    location, password = split_password(location)
    Secrets(workspace.secrets).set_password(code, password)
    return sources.add(db, Source(code, location, encode(settings)), workspace.clock.now_ms())


def change_source(db: Database, code: str, *, location: str | None = None, settings: SourceSettings | None = None) -> None:
    """New location or settings; the next import reads everything again. A password in the address goes to the secrets'
    file; the one that is there stays while the address is the same. Raises ConfigError `source.unknown`,
    `source.field_unknown`."""
    source = find_source(db, code)
    if settings is not None:
        check_mapping(settings.csv.columns)
    if location is not None:
        location, password = split_password(absolute(location))
        if password is not None or location != source.location:
            Secrets(secrets_beside(db.path)).set_password(code, password)
    sources.change(
        db,
        msgspec.structs.replace(
            source,
            location=source.location if location is None else location,
            settings=source.settings if settings is None else encode(settings),
        ),
    )


def listed(db: Database) -> tuple[Listed, ...]:
    return tuple(_listed(db, source) for source in sources.every(db))


def show(db: Database, code: str) -> Listed:
    """Raises ConfigError `source.unknown`."""
    return _listed(db, find_source(db, code))


def look_at(workspace: Workspace, location: str) -> tuple[Sniffed, Kind]:
    """What the content is, by its first bytes; raises what fetching raises, SourceError for kinds that are not read."""
    with tempfile.TemporaryDirectory(prefix="aliexport-look-") as folder:
        fetched = fetch(location, Path(folder), workspace.clock)
        assert fetched.path is not None, "nothing was seen before"
        return sniff(fetched.path), kind_of(fetched.path, shown(location))


def with_columns(settings: SourceSettings, headers: tuple[str, ...], place: Place) -> SourceSettings:
    """The settings of a delimited file, with columns by the headers' usual names where field and header are free."""
    if settings.kind != "csv":
        return settings
    columns, pictures = suggest(headers)
    csv = settings.csv
    taken = {*csv.columns.values(), *csv.params.values(), *csv.pictures}
    usual = {field: header for field, header in columns.items() if header not in taken}
    csv = msgspec.structs.replace(
        csv,
        columns={**usual, **csv.columns},
        pictures=csv.pictures or tuple(header for header in pictures if header not in taken),
    )
    for field in ("sku",) if settings.updates else ("sku", "name"):
        if field not in csv.columns:
            raise ConfigError("source.column_unmapped", place, field=field, headers=", ".join(headers)[:300])
    check_mapping(csv.columns)
    return msgspec.structs.replace(settings, csv=csv)


def check_mapping(columns: Mapping[str, str]) -> None:
    """Raises ConfigError `source.field_unknown` with the nearest field."""
    for field in columns:
        if field not in CSV_FIELDS:
            import difflib

            near = difflib.get_close_matches(field, CSV_FIELDS, 1)
            raise ConfigError("source.field_unknown", field=field, near=near[0] if near else "")


def absolute(location: str) -> str:
    return location if "://" in location else str(Path(location).expanduser().absolute())


def encode(settings: SourceSettings) -> str:
    return msgspec.json.encode(settings).decode()


def _listed(db: Database, source: Source) -> Listed:
    latest = sources.imports(db, source.id, 1)
    return Listed(
        source=source,
        location=shown(source.location),
        settings=settings_of(source),
        products=catalogue.held(db, source.id),
        latest=latest[0] if latest else None,
    )
