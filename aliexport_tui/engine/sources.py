"""Sources at work: added after a look at what they hold, shown, changed."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from aliexport_tui.engine.activity import difference, note
from aliexport_tui.engine.importing import find_source
from aliexport_tui.engine.looking import Look, look
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.source_settings import settings_of
from aliexport_tui.engine.workspace import Workspace, secrets_beside
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.problem import Place
from aliexport_tui.model.profile import is_code
from aliexport_tui.sources.fetch import shown, split_password
from aliexport_tui.sources.questions import Asked, Question, open_of
from aliexport_tui.sources.settings import CSV_FIELDS, Kind, SourceSettings
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
    keys: Mapping[str, str] | None = None,
    seen: Look | None = None,
) -> Source:
    """Look at the content, settle kind and (for a table without a mapping) columns, store. `kind` None: found out, whatever
    the settings say. `seen`: a look with these very settings, which then is not taken again. A local path is stored
    absolute, as cron runs elsewhere. A password in the address and `keys` go to the secrets' file.

    Raises ConfigError `source.code_malformed`, `source.exists`, `source.other_kind`, `source.unanswered`,
    `source.field_unknown`; SourceError when there is nothing readable."""
    check_code(db, code)
    location = absolute(location)
    check_mapping(settings.csv.columns)
    seen = seen or look(workspace, location, settings, keys, kind)
    if (question := open_of(seen.questions)) is not None:
        raise unanswered(question, seen)
    location, password = split_password(location)
    secrets = Secrets(workspace.secrets)
    secrets.set_password(code, password)
    if keys:
        secrets.set_keys(code, keys)
    now = workspace.clock.now_ms()
    added = sources.add(db, Source(code, location, encode(seen.settings)), now)
    note(db, "source", "added", code, "source.added", {"source": code}, *difference(None, _state(added)), at=now)
    return added


def check_code(db: Database, code: str) -> None:
    """Raises ConfigError `source.code_malformed`, `source.exists`."""
    if not is_code(code):
        raise ConfigError("source.code_malformed", source=code)
    if sources.find(db, code) is not None:
        raise ConfigError("source.exists", source=code)


def unanswered(question: Question, seen: Look) -> ConfigError:
    """The error that names the option which answers."""
    choices = ", ".join(choice for choice in question.choices if choice)[:300]
    example = "" if question.example == choices else question.example
    place = Place(file=seen.location)
    return ConfigError("source.unanswered", place, option=option_of(question.setting), choices=choices, example=example)


def option_of(setting: Asked) -> str:
    """As it is given on the command line."""
    group, _dot, name = setting.rpartition(".")
    return f"--map {name}=HEADER" if group == "csv.columns" else f"--{name.replace('_', '-')}"


def answered(settings: SourceSettings, answers: Mapping[str, str]) -> SourceSettings:
    """The settings with answers to questions, by the settings they name; "" leaves one open."""
    for setting, answer in answers.items():
        if not answer:
            continue
        group, _dot, name = setting.rpartition(".")
        if group == "csv.columns":
            csv = msgspec.structs.replace(settings.csv, columns={**settings.csv.columns, name: answer})
            settings = msgspec.structs.replace(settings, csv=csv)
        elif group:
            settings = msgspec.structs.replace(settings, csv=msgspec.structs.replace(settings.csv, **{name: answer}))
        else:
            settings = msgspec.structs.replace(settings, **{name: answer})
    return msgspec.convert(msgspec.to_builtins(settings), SourceSettings)


def change_source(
    db: Database,
    code: str,
    *,
    location: str | None = None,
    settings: SourceSettings | None = None,
    keys: Mapping[str, str] | None = None,
    now: int | None = None,
) -> None:
    """New location or settings; the next import reads everything again. A password in the address goes to the secrets'
    file; the one that is there stays while the address is the same. `keys`, if there are any, replace the old ones. `now`:
    UTC ms, by the machine's clock unless given.

    Raises ConfigError `source.unknown`, `source.field_unknown`."""
    source = find_source(db, code)
    if settings is not None:
        check_mapping(settings.csv.columns)
    if location is not None:
        location, password = split_password(absolute(location))
        if password is not None or location != source.location:
            Secrets(secrets_beside(db.path)).set_password(code, password)
    if keys:
        Secrets(secrets_beside(db.path)).set_keys(code, keys)
    changed = msgspec.structs.replace(
        source,
        location=source.location if location is None else location,
        settings=source.settings if settings is None else encode(settings),
    )
    sources.change(db, changed)
    args = {"source": code, "keys": ", ".join(sorted(keys or {}))}
    note(db, "source", "changed", code, "source.changed", args, *difference(_state(source), _state(changed)), at=now)


def _state(source: Source) -> dict[str, object]:
    """What a person has set, for the activity log."""
    return {"location": shown(source.location), "settings": settings_of(source)}


def listed(db: Database) -> tuple[Listed, ...]:
    return tuple(_listed(db, source) for source in sources.every(db))


def show(db: Database, code: str) -> Listed:
    """Raises ConfigError `source.unknown`."""
    return _listed(db, find_source(db, code))


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
