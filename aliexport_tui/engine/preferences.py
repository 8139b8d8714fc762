"""What a person has set for the program itself, in files of their own: never in a shop's file, which others use too.

`console.toml` in the platform's config folder is written by hand or by the settings screen; `remembered.toml` in its state
folder keeps what screens looked like."""

import difflib
import os
import tempfile
import tomllib
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from aliexport_tui.engine.folders import config_file, state_file
from aliexport_tui.model.errors import ConfigError

Language = Literal["", "ru", "en"]


class Preferences(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`language` "": as the environment says; `theme` "": the program's own; `read_only`: the console changes nothing;
    `log_lines`: height of the log below the screens; `keys`: name of an action -> its keys, separated by spaces."""

    language: Language = ""
    theme: str = ""
    read_only: bool = False
    log_lines: int = 6
    keys: dict[str, str] = {}


class GridLook(msgspec.Struct, frozen=True, omit_defaults=True):
    """`columns`: their names in order; `widths`: cells of those that were given one; `sort`: a column, "-" before it for
    descending."""

    columns: tuple[str, ...] = ()
    widths: dict[str, int] = {}
    sort: str = ""


class Remembered(msgspec.Struct, frozen=True, omit_defaults=True):
    """`grids`: by the grid's name. `profiles`: path of a shop's file -> code of the profile that was worked on last."""

    grids: dict[str, GridLook] = {}
    profiles: dict[str, str] = {}


Kept = TypeVar("Kept", Preferences, Remembered)


def preferences() -> Preferences:
    """Raises ConfigError `preferences.unreadable` with the place of the fault; no file means the defaults."""
    return _read(config_file(), Preferences)


def remembered() -> Remembered:
    """What can't be read is forgotten."""
    try:
        return _read(state_file(), Remembered)
    except ConfigError:
        return Remembered()


def keep(value: Kept) -> None:
    """Whole or not at all, readable by its owner alone. Raises ConfigError `preferences.unwritable`."""
    import tomli_w

    path = config_file() if isinstance(value, Preferences) else state_file()
    text = tomli_w.dumps(msgspec.to_builtins(value))
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError as error:
        raise ConfigError("preferences.unwritable", path=str(path), reason=error.strerror or "") from error


def _read(path: Path, kind: type[Kept]) -> Kept:
    try:
        with path.open("rb") as file:
            found = tomllib.load(file)
        return msgspec.convert(found, kind)
    except FileNotFoundError:
        return kind()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError("preferences.unreadable", path=str(path), reason=str(error)) from error
    except msgspec.ValidationError as error:
        raise ConfigError("preferences.bad", path=str(path), reason=str(error), near=_near(found, kind)) from error


def _near(found: dict[str, object], kind: type[Kept]) -> str:
    """The setting that a name which is none looks like."""
    known = kind.__struct_fields__
    for name in found:
        if name not in known:
            return next(iter(difflib.get_close_matches(name, known, n=1)), "")
    return ""
