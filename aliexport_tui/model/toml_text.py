"""Settings as TOML, in and out; what does not fit is refused in words, with "did you mean" for unknown keys."""

import difflib
import re
import tomllib
from typing import TypeVar

import msgspec
import msgspec.inspect as shape
import tomli_w

from aliexport_tui.model.errors import ConfigError

Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]
"""What TOML can hold for settings; numbers with a point arrive as text."""
Settings = TypeVar("Settings", bound=msgspec.Struct)

_LINE = re.compile(r"at line (\d+)")
_REASONS = {
    "profile.value_kind": re.compile(r"Expected `(?P<wanted>[^`]+)`, got `(?P<found>[^`]+)`$"),
    "profile.value_form": re.compile(r"Expected `str` matching regex"),
    "profile.value_length": re.compile(r"Expected `str` of length (?P<bound>[<>]= ?\d+)"),
    "profile.value_bound": re.compile(r"Expected `int` (?P<bound>[<>]= ?-?\d+)"),
    "profile.value_word": re.compile(r"Invalid (?:enum )?value '?(?P<value>[^']*)'?"),
    "profile.value_missing": re.compile(r"Object missing required field `(?P<key>[^`]+)`"),
}
_PATH = re.compile(r"^(?P<reason>.*?)(?: - at `\$?\.?(?P<path>.*)`)?$", re.DOTALL)


def to_toml(settings: msgspec.Struct) -> str:
    """Only what differs from the defaults, in the order of the fields."""
    return tomli_w.dumps(msgspec.to_builtins(settings), multiline_strings=False)


def whole_toml(settings: msgspec.Struct) -> str:
    """With the defaults spelled out."""
    return tomli_w.dumps(_spelled_out(settings), multiline_strings=False)


def _spelled_out(settings: msgspec.Struct) -> dict[str, object]:
    known = settings.__struct_config__
    spelled: dict[str, object] = {known.tag_field: known.tag} if known.tag_field else {}
    values = msgspec.structs.asdict(settings).items()
    return spelled | {name: _plain(value) for name, value in values if value is not None}


def _plain(value: object) -> object:
    if isinstance(value, msgspec.Struct):
        return _spelled_out(value)
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def from_toml(text: str, type: type[Settings], subject: str) -> Settings:
    """`subject` begins the codes. Raises ConfigError: `….not_toml` (line, reason), `….unknown_key` (key, where,
    suggestion), `….bad_value` (where, reason). Ids and amounts may be written as numbers."""
    return fitted(parsed(text, subject), type, subject)


def parsed(text: str, subject: str) -> dict[str, Plain]:
    """Raises ConfigError `….not_toml`."""
    try:
        return tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        last = str(text.count("\n") + 1)
        raise ConfigError(f"{subject}.not_toml", line=line[1] if line else last, reason=str(error)) from None


def value_of(text: str) -> Plain:
    """One value as TOML writes it; what is none is a text."""
    try:
        return parsed(f"value = {text}", "")["value"]
    except (ConfigError, KeyError):
        return text


def fitted(data: Plain, type: type[Settings], subject: str) -> Settings:
    """Raises ConfigError `….unknown_key`, `….bad_value`."""
    return _converted(_fitted(data, shape.type_info(type), "", subject), type, subject)


def refuse_bad_values(settings: msgspec.Struct, subject: str) -> None:
    """What a form makes may hold what its types forbid (a chunk of 5000), and could not be read again once it is stored.
    Raises ConfigError `….bad_value`."""
    _converted(msgspec.to_builtins(settings), type(settings), subject)


def _converted(data: Plain, type: type[Settings], subject: str) -> Settings:
    try:
        return msgspec.convert(data, type)
    except msgspec.ValidationError as error:
        parts = _PATH.match(str(error))
        where, said = (parts["path"] or "", parts["reason"]) if parts else ("", str(error))
        raise ConfigError(f"{subject}.bad_value", None, **{**_reason(said), "where": where}) from None


def _reason(said: str) -> dict[str, str]:
    """msgspec's English words -> a code of ours with its args; an unknown sentence travels as it is."""
    for code, pattern in _REASONS.items():
        match = pattern.match(said)
        if match:
            return {"reason": code, **match.groupdict()}
    return {"reason": said}


def _fitted(data: Plain, wanted: shape.Type, where: str, subject: str) -> Plain:
    """Refuses unknown keys on the way down, and writes whole numbers as text where text is wanted."""
    if isinstance(wanted, shape.UnionType):
        struct = _of_union(data, wanted)
        return _fitted(data, struct, where, subject) if struct is not None else data
    if isinstance(wanted, shape.Metadata):
        return _fitted(data, wanted.type, where, subject)
    if isinstance(wanted, shape.StructType) and isinstance(data, dict):
        fields = {field.encode_name: field.type for field in wanted.fields}
        tag = {wanted.tag_field: shape.StrType()} if wanted.tag_field else {}
        for key in data:
            if key not in fields and key not in tag:
                raise _unknown(key, where, list(fields), subject)
        return {
            key: _fitted(part, {**fields, **tag}[key], f"{where}.{key}".lstrip("."), subject) for key, part in data.items()
        }
    if isinstance(wanted, shape.DictType) and isinstance(data, dict):
        return {key: _fitted(part, wanted.value_type, f"{where}.{key}".lstrip("."), subject) for key, part in data.items()}
    if isinstance(wanted, shape.VarTupleType) and isinstance(data, list):
        return [_fitted(part, wanted.item_type, f"{where}[{index}]", subject) for index, part in enumerate(data)]
    if isinstance(wanted, shape.StrType) and isinstance(data, int) and not isinstance(data, bool):
        return str(data)
    return data


def _of_union(data: Plain, wanted: shape.UnionType) -> shape.Type | None:
    """The record that a table stands for: by its tag, or the only one there is."""
    if not isinstance(data, dict):
        return None
    structs = [part for part in wanted.types if isinstance(part, shape.StructType)]
    tagged = [one for one in structs if one.tag_field and data.get(one.tag_field) == one.tag]
    return next(iter(tagged or [one for one in structs if not one.tag_field]), None)


def _unknown(key: str, where: str, known: list[str], subject: str) -> ConfigError:
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    return ConfigError(f"{subject}.unknown_key", key=key, where=where or subject, suggestion=close[0] if close else "")
