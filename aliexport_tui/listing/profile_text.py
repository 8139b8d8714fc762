"""A profile as TOML, in and out. It never holds a secret; unknown keys are refused with "did you mean"."""

import difflib
import re
import tomllib

import msgspec
import msgspec.inspect as shape
import tomli_w

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.profile import Profile

Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]
"""What TOML can hold for a profile; numbers with a point arrive as text."""

_LINE = re.compile(r"at line (\d+)")
_REASONS = {
    "profile.value_kind": re.compile(r"Expected `(?P<wanted>[^`]+)`, got `(?P<found>[^`]+)`$"),
    "profile.value_form": re.compile(r"Expected `str` matching regex"),
    "profile.value_length": re.compile(r"Expected `str` of length (?P<bound>[<>]= ?\d+)"),
    "profile.value_bound": re.compile(r"Expected `int` (?P<bound>[<>]= ?-?\d+)"),
    "profile.value_word": re.compile(r"Invalid enum value '?(?P<value>[^']*)'?"),
    "profile.value_missing": re.compile(r"Object missing required field `(?P<key>[^`]+)`"),
}
_PATH = re.compile(r"^(?P<reason>.*?)(?: - at `\$?\.?(?P<path>.*)`)?$", re.DOTALL)


def profile_to_toml(profile: Profile) -> str:
    """Only what differs from the defaults, in the order of the profile's fields."""
    return tomli_w.dumps(msgspec.to_builtins(profile), multiline_strings=False)


def profile_from_toml(text: str) -> Profile:
    """Raises ConfigError: `profile.not_toml` (line, reason), `profile.unknown_key` (key, where, suggestion),
    `profile.bad_value` (where, reason). Ids and amounts may be written as numbers."""
    try:
        data: Plain = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        last = str(text.count("\n") + 1)
        raise ConfigError("profile.not_toml", line=line[1] if line else last, reason=str(error)) from None
    return _converted(_fitted(data, shape.type_info(Profile), ""))


def refuse_bad_values(profile: Profile) -> None:
    """A profile made by a form may hold what its types forbid (a chunk of 5000), and could not be read again once it is
    stored. Raises ConfigError `profile.bad_value`."""
    _converted(msgspec.to_builtins(profile))


def _converted(data: Plain) -> Profile:
    try:
        return msgspec.convert(data, Profile)
    except msgspec.ValidationError as error:
        parts = _PATH.match(str(error))
        where, said = (parts["path"] or "", parts["reason"]) if parts else ("", str(error))
        raise ConfigError("profile.bad_value", None, **{**_reason(said), "where": where}) from None


def _reason(said: str) -> dict[str, str]:
    """msgspec's English words -> a code of ours with its args; an unknown sentence travels as it is."""
    for code, pattern in _REASONS.items():
        match = pattern.match(said)
        if match:
            return {"reason": code, **match.groupdict()}
    return {"reason": said}


def _fitted(data: Plain, wanted: shape.Type, where: str) -> Plain:
    """Refuses unknown keys on the way down, and writes whole numbers as text where text is wanted."""
    if isinstance(wanted, shape.UnionType):
        return _fitted_union(data, wanted, where)
    if isinstance(wanted, shape.Metadata):
        return _fitted(data, wanted.type, where)
    if isinstance(wanted, shape.StructType) and isinstance(data, dict):
        fields = {field.encode_name: field.type for field in wanted.fields}
        for key in data:
            if key not in fields:
                raise _unknown(key, where, list(fields))
        return {key: _fitted(part, fields[key], f"{where}.{key}".lstrip(".")) for key, part in data.items()}
    if isinstance(wanted, shape.VarTupleType) and isinstance(data, list):
        return [_fitted(part, wanted.item_type, f"{where}[{index}]") for index, part in enumerate(data)]
    if isinstance(wanted, shape.StrType) and isinstance(data, int) and not isinstance(data, bool):
        return str(data)
    return data


def _fitted_union(data: Plain, wanted: shape.UnionType, where: str) -> Plain:
    """A Setting: tables are picks, all else stays as it is."""
    struct = next((part for part in wanted.types if isinstance(part, shape.StructType)), None)
    return _fitted(data, struct, where) if struct is not None and isinstance(data, dict) else data


def _unknown(key: str, where: str, known: list[str]) -> ConfigError:
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    return ConfigError("profile.unknown_key", key=key, where=where or "profile", suggestion=close[0] if close else "")
