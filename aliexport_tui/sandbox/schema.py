"""What the marketplace offers a seller: categories with their properties, dictionaries, templates, brands, charts."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from aliexport_tui.sandbox.seller import (
    NO_BRAND_ID,
    SIZE_CHARTS,
    TEMPLATES,
    Brand,
    SizeChart,
    Template,
    read_brands,
)
from aliexport_tui.sandbox.tree.records import Category, Property, Tree, Value

_NO_BRAND = Value(NO_BRAND_ID, "Без бренда", "None")


class BrandStanding(NamedTuple):
    """A brand and its status: `approved`, `pending`, `declined` or `absent`."""

    name: str
    status: str


class Schema:
    """The tree and the seller's facts, with the look-ups that checks need often kept at hand."""

    def __init__(
        self,
        tree: Tree,
        templates: tuple[Template, ...] = TEMPLATES,
        brands: tuple[Brand, ...] | None = None,
        size_charts: dict[str, tuple[SizeChart, ...]] | None = None,
    ) -> None:
        self.tree = tree
        self.templates = templates
        self.brands = read_brands() if brands is None else brands
        self.template_ids = frozenset(template.id for template in templates)
        self._size_charts = size_charts
        self._indexes: dict[tuple[str, bool], dict[str, Property]] = {}
        # Categories share dictionaries: what is derived from one is kept by its identity, beside the dictionary itself.
        self._brand_values: dict[int, tuple[tuple[Value, ...], tuple[Value, ...]]] = {}
        self._value_indexes: dict[int, tuple[tuple[Value, ...], dict[str, Value]]] = {}
        self._tops: dict[str, str] = {}

    def category(self, category_id: str) -> Category | None:
        """A category by its id."""
        return self.tree.categories.get(category_id)

    def top_of(self, category_id: str) -> str:
        """The id of the top category above (or equal to) a category."""
        found = self._tops.get(category_id)
        if found is None:
            found = category_id
            while (category := self.category(found)) is not None and category.parent_id in self.tree.categories:
                found = category.parent_id or found
            self._tops[category_id] = found
        return found

    def properties(self, category: Category, is_sku: bool) -> dict[str, Property]:
        """The properties of a category by id."""
        key = (category.id, is_sku)
        index = self._indexes.get(key)
        if index is None:
            index = {each.id: each for each in (category.sku_properties if is_sku else category.properties)}
            self._indexes[key] = index
        return index

    def values(self, category: Category, prop: Property, is_sku: bool) -> tuple[Value, ...]:
        """A dictionary. That of the brand begins with "no brand"; a tree without one has the shop's brands."""
        values = self.tree.values(category.id, prop.id, is_sku) or ()
        if not prop.brand or is_sku:
            return values
        known = self._brand_values.get(id(values))
        if known is None:
            known = values, self._with_no_brand(values)
            self._brand_values[id(values)] = known
        return known[1]

    def _with_no_brand(self, values: tuple[Value, ...]) -> tuple[Value, ...]:
        if not values:
            values = tuple(Value(brand.id, brand.name, brand.name) for brand in self.brands)
        return values if any(value.id == NO_BRAND_ID for value in values) else (_NO_BRAND, *values)

    def value_index(self, category: Category, prop: Property, is_sku: bool) -> dict[str, Value]:
        """A dictionary by value id."""
        values = self.values(category, prop, is_sku)
        known = self._value_indexes.get(id(values))
        if known is None:
            known = values, {value.id: value for value in values}
            self._value_indexes[id(values)] = known
        return known[1]

    def value(self, category: Category, prop: Property, value_id: str, is_sku: bool) -> Value | None:
        """One value of a dictionary."""
        return self.value_index(category, prop, is_sku).get(value_id)

    def size_charts(self, category: Category) -> tuple[SizeChart, ...]:
        """The size charts that a category takes."""
        if self._size_charts is not None:
            return self._size_charts.get(category.id, ())
        return SIZE_CHARTS if category.size_chart else ()

    def brand_standing(self, category: Category, prop: Property, value_id: str, kinds: str) -> BrandStanding | None:
        """How the brand behind an id stands; None for an unknown id. `kinds` is the switch `brand.id_kind`.

        A brand of the dictionary that is not in the shop's list is `absent`.
        """
        if value_id == NO_BRAND_ID:
            return BrandStanding(_NO_BRAND.name_ru, "approved")
        for brand in self.brands:
            if (kinds in {"any", "list"} and brand.id == value_id) or (kinds in {"any", "biz"} and brand.biz_id == value_id):
                return BrandStanding(brand.name, brand.status)
        value = self.value(category, prop, value_id, False)
        if value is None or kinds not in {"any", "dictionary"}:
            return None
        status = next((brand.status for brand in self.brands if brand.name == value.name_ru), "absent")
        return BrandStanding(value.name_ru, status)


@cache
def own_schema() -> Schema:
    """The project's own tree with the invented seller."""
    from aliexport_tui.sandbox.tree import load_tree

    return Schema(load_tree())
