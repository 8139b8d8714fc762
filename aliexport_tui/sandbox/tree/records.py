"""The records of a category tree, as the simulated marketplace serves it (local-products.md §3.13, §3.14).

Ids are strings of digits: the marketplace's are 64-bit integers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit a numeric property may be given in; `rate` is a decimal string relative to the base unit."""

    name_ru: str
    name_en: str
    rate: str = "1"


@dataclass(frozen=True, slots=True)
class Value:
    """One entry of a property's dictionary."""

    id: str
    name_ru: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a product or of its SKUs; the flags are those of the wire (`is_required`, …)."""

    id: str
    name_ru: str
    name_en: str
    required: bool = False
    key: bool = False
    brand: bool = False
    enum: bool = False
    multi: bool = False
    input: bool = False
    units: tuple[Unit, ...] = ()
    custom_pic: bool = False
    custom_name: bool = False


@dataclass(frozen=True, slots=True)
class Category:
    """One category; a leaf (no children) takes products."""

    id: str
    parent_id: str | None
    name_ru: str
    name_en: str
    children_ids: tuple[str, ...] = ()
    properties: tuple[Property, ...] = ()
    sku_properties: tuple[Property, ...] = ()
    size_chart: bool = False

    @property
    def leaf(self) -> bool:
        """Whether the category takes products."""
        return not self.children_ids


class Tree(Protocol):
    """What a tree offers, wherever it was loaded from."""

    @property
    def categories(self) -> Mapping[str, Category]:
        """Every category by its id."""

    @property
    def top(self) -> tuple[str, ...]:
        """The ids of the categories without a parent, in the marketplace's order."""

    def values(self, category_id: str, property_id: str, is_sku: bool) -> tuple[Value, ...]:
        """The dictionary of one property in one category; empty when it has none."""


@dataclass(frozen=True)
class PlainTree:
    """A tree held in plain mappings; `dictionaries` is keyed by (category id, property id, is SKU property)."""

    categories: Mapping[str, Category]
    top: tuple[str, ...]
    dictionaries: Mapping[tuple[str, str, bool], tuple[Value, ...]] = field(default_factory=dict)

    def values(self, category_id: str, property_id: str, is_sku: bool) -> tuple[Value, ...]:
        """The dictionary of one property in one category; empty when it has none."""
        return self.dictionaries.get((category_id, property_id, is_sku), ())
