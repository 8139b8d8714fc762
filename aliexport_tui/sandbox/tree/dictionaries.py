"""The values of enum properties, read from `dictionaries.txt` section by section and only when asked for."""

from __future__ import annotations

import tomllib
from functools import cached_property

from aliexport_tui.sandbox.tree.records import Value
from aliexport_tui.sandbox.tree.text import content_lines, derived_id, expanded, fixed_id, two_names

SELLER_BRANDS = "brand"


class Dictionaries:
    """Dictionaries by name; a value has the same id in every category that uses its dictionary.

    The dictionary of brands begins with the seller's own ones (`brands.toml`), which have ids of their own there too.
    """

    def __init__(self, text: str, brands_toml: str) -> None:
        self._brands_toml = brands_toml
        self._text = text
        self._cache: dict[str, tuple[Value, ...]] = {}

    def get(self, name: str) -> tuple[Value, ...]:
        """The values of one dictionary in the marketplace's order; KeyError when there is none."""
        if name not in self._cache:
            values = {value.id: value for value in self._expand(name)}
            self._cache[name] = tuple(values.values())
        return self._cache[name]

    @property
    def names(self) -> frozenset[str]:
        """The names of all dictionaries."""
        return frozenset(self._sections)

    @cached_property
    def _sections(self) -> dict[str, list[str]]:
        sections: dict[str, list[str]] = {}
        items: list[str] = []
        for line in content_lines(self._text):
            if line.startswith("["):
                items = sections.setdefault(line.strip("[]"), [])
            else:
                items.extend(item for part in line.split(";") if (item := part.strip()))
        return sections

    def _expand(self, name: str) -> list[Value]:
        values: list[Value] = []
        if name == SELLER_BRANDS:
            names = (brand["name"] for brand in tomllib.loads(self._brands_toml)["brands"])
            values += [Value(derived_id(f"{name}/{n}"), n, n) for n in names]
        for item in self._sections[name]:
            if item.startswith("@"):
                values += self.get(item[1:])
                continue
            value_id, names_text = fixed_id(item)
            russian, english = two_names(names_text)
            for ru, en in zip(expanded(russian), expanded(english), strict=True):
                values.append(Value(value_id or derived_id(f"{name}/{en}"), ru, en))
        return values
