"""Named switches: every assumption of the simulated marketplace, with a type, a default and a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Setting = bool | int | float | str | tuple[str, ...]
Kind = Literal["flag", "whole", "number", "share", "choice", "names", "text"]


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch. `choices` binds a `choice` and, when given, the members of `names`."""

    name: str
    kind: Kind
    default: Setting
    doc: str
    choices: tuple[str, ...] = ()

    @property
    def domain(self) -> str:
        """What may be given, for a person: `on|off`, `0..1`, the choices …"""
        if self.kind == "flag":
            return "on|off"
        if self.kind == "share":
            return "0..1"
        if self.kind == "choice":
            return "|".join(self.choices)
        return {"whole": "whole number", "number": "number", "names": "list,of,names", "text": "text"}[self.kind]

    def read(self, raw: object) -> Setting:
        """The setting that `raw` (text of a command line or a JSON value) stands for; ValueError if none."""
        match self.kind:
            case "flag":
                return _flag(raw)
            case "whole":
                if isinstance(raw, bool):
                    raise ValueError(raw)
                return int(str(raw))
            case "number" | "share":
                if isinstance(raw, bool):
                    raise ValueError(raw)
                number = float(str(raw))
                if number < 0 or (self.kind == "share" and number > 1) or number != number:
                    raise ValueError(raw)
                return number
            case "names":
                return self._names(raw)
            case _:
                text = _word(raw)
                if self.kind == "choice" and text not in self.choices:
                    raise ValueError(raw)
                return text

    def _names(self, raw: object) -> tuple[str, ...]:
        members = raw if isinstance(raw, list | tuple) else str(raw).split(",")
        names = tuple(str(member).strip() for member in members if str(member).strip())
        if self.choices and not set(names) <= set(self.choices):
            raise ValueError(raw)
        return names


def _flag(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    word = str(raw).lower()
    if word not in {"on", "off", "true", "false", "1", "0"}:
        raise ValueError(raw)
    return word in {"on", "true", "1"}


def _word(raw: object) -> str:
    if isinstance(raw, bool):
        return "on" if raw else "off"
    return str(raw)


def shown(setting: Setting) -> str:
    """A setting as the command line takes it."""
    if isinstance(setting, tuple):
        return ",".join(setting)
    return _word(setting)


class SwitchError(ValueError):
    """A switch that does not exist (`suggestion` may name one) or a value that it does not take."""

    def __init__(self, name: str, *, suggestion: str = "", domain: str = "", value: str = "") -> None:
        self.name, self.suggestion, self.domain, self.value = name, suggestion, domain, value
        if domain:
            message = f"switch {name} takes {domain}, not {value!r}"
        else:
            hint = f"; did you mean {suggestion}?" if suggestion else ""
            message = f"no switch is called {name!r}{hint}"
        super().__init__(message)


class Switches:
    """The settings in force: the registry's defaults and what was set since."""

    def __init__(self, registry: Mapping[str, Switch], settings: Mapping[str, object] | None = None) -> None:
        self._registry = registry
        self._settings: dict[str, Setting] = {}
        self.reset()
        self.update(settings or {})

    def reset(self) -> None:
        """Back to the defaults."""
        self._settings = {name: switch.default for name, switch in self._registry.items()}

    def update(self, settings: Mapping[str, object]) -> None:
        """Set all or none; raises SwitchError."""
        read: dict[str, Setting] = {}
        for name, raw in settings.items():
            switch = self._registry.get(name)
            if switch is None:
                near = get_close_matches(name, self._registry, n=1, cutoff=0.5)
                raise SwitchError(name, suggestion=near[0] if near else "")
            try:
                read[name] = switch.read(raw)
            except ValueError as error:
                raise SwitchError(name, domain=switch.domain, value=str(raw)) from error
        self._settings.update(read)

    def settings(self) -> dict[str, Setting]:
        """Every switch with its present setting."""
        return dict(self._settings)

    def flag(self, name: str) -> bool:
        """An on/off switch."""
        return self._settings[name] is True

    def whole(self, name: str) -> int:
        """A whole number."""
        setting = self._settings[name]
        assert isinstance(setting, int)
        return setting

    def number(self, name: str) -> float:
        """A number or a share."""
        setting = self._settings[name]
        assert isinstance(setting, int | float)
        return setting

    def milliseconds(self, name: str) -> int:
        """A number of seconds, in milliseconds."""
        return round(self.number(name) * 1000)

    def word(self, name: str) -> str:
        """A choice or a text."""
        setting = self._settings[name]
        assert isinstance(setting, str)
        return setting

    def names(self, name: str) -> tuple[str, ...]:
        """A list of names."""
        setting = self._settings[name]
        assert isinstance(setting, tuple)
        return setting
