"""Properties and the families that group them: which category asks for what (`properties.txt`, `families.txt`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from aliexport_tui.sandbox.tree.records import Property, Unit
from aliexport_tui.sandbox.tree.text import content_lines, derived_id

_HEAD = re.compile(r"(?P<name>\w+)\s*(?:\((?P<parent>\w+)\))?\s*(?P<chart>size_chart)?\s*:(?P<body>.*)")


@dataclass(frozen=True, slots=True)
class Family:
    """The properties of a kind of goods; `dictionaries` names the dictionary of (property id, is SKU property)."""

    properties: tuple[Property, ...]
    sku_properties: tuple[Property, ...]
    dictionaries: dict[tuple[str, bool], str]
    size_chart: bool


def read_properties(text: str) -> dict[str, Property]:
    """Every property by its key in the file."""
    found: dict[str, Property] = {}
    for line in content_lines(text):
        key, _, rest = line.partition("=")
        fields = [part.strip() for part in rest.split(";")]
        given_id, russian, english, flags = fields[:4]
        words = frozenset(flags.split())
        found[key.strip()] = Property(
            id=derived_id(f"property/{english}") if given_id == "-" else given_id,
            name_ru=russian,
            name_en=english,
            key="key" in words,
            brand="brand" in words,
            enum="enum" in words,
            multi="multi" in words,
            input="input" in words,
            units=tuple(map(_unit, fields[4].split())) if len(fields) > 4 else (),
            custom_pic="pic" in words,
            custom_name="name" in words,
        )
    return found


def read_families(text: str, properties: dict[str, Property]) -> dict[str, Family]:
    """Every family by its name, with what it takes over from its parent family."""
    families: dict[str, Family] = {}
    for line in content_lines(text):
        head = _HEAD.fullmatch(line)
        if head is None:
            raise ValueError(f"families.txt: {line!r}")
        parent = families[head["parent"]] if head["parent"] else Family((), (), {}, False)
        plain, _, sku = head["body"].partition("/")
        dictionaries = dict(parent.dictionaries)
        families[head["name"]] = Family(
            properties=_merged(parent.properties, plain, properties, dictionaries, is_sku=False),
            sku_properties=_merged(parent.sku_properties, sku, properties, dictionaries, is_sku=True),
            dictionaries=dictionaries,
            size_chart=parent.size_chart or bool(head["chart"]),
        )
    return families


def _merged(
    inherited: tuple[Property, ...],
    words: str,
    properties: dict[str, Property],
    dictionaries: dict[tuple[str, bool], str],
    *,
    is_sku: bool,
) -> tuple[Property, ...]:
    merged = {prop.id: prop for prop in inherited}
    for word in words.split():
        prop = replace(properties[word.rstrip("!")], required=word.endswith("!"))
        merged[prop.id] = prop
        if prop.enum:
            dictionaries[prop.id, is_sku] = word.rstrip("!")
    return tuple(sorted(merged.values(), key=lambda prop: not prop.required))


def _unit(text: str) -> Unit:
    name, _, rate = text.partition("=")
    return Unit(name_ru=name, name_en=name, rate=rate)
