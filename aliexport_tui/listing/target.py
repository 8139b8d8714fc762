"""One marketplace category with everything a builder or the validator looks up in it, as frozen tables."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

import msgspec

from aliexport_tui.listing.fold import fold
from aliexport_tui.listing.schema_view import SchemaView
from aliexport_tui.model.schema import Brand, Category, Limits, Property, Value

BRAND_ID = "2"
"""001 step 3.4: the name id of the brand attribute."""

OWN_ID = "-1"
"""001 §attribute_list: own names and own values."""

_MOST_KEPT = 1_024

DictionaryKey = tuple[str, bool]
"""Property id, and whether it is an SKU property."""


def digest_of(part: object) -> str:
    """Stable digest of plain data and records."""
    return blake2b(msgspec.json.encode(part, order="deterministic"), digest_size=16).hexdigest()


class Dictionary(msgspec.Struct, frozen=True):
    """The values of one property. `ids` by folded name; of two equal names the lowest id counts, in whatever order the
    marketplace lists them."""

    names: Mapping[str, str]
    ids: Mapping[str, str]
    digest: str

    @classmethod
    def of(cls, values: Sequence[Value]) -> "Dictionary":
        ids: dict[str, str] = {}
        for value in sorted(values, key=_by_number):
            ids.setdefault(fold(value.name), value.id)
        names = {value.id: value.name for value in values}
        return cls(names=names, ids=ids, digest=digest_of(names))


def _by_number(entry: Value | Brand) -> tuple[int, str]:
    return len(entry.id), entry.id


class Target(msgspec.Struct, frozen=True):
    """`category` None: not mapped or not in the cache. `size_charts` None: not in the cache. `brands`: approved ones
    by folded name. A property whose dictionary is not in the cache is absent from `dictionaries`."""

    limits: Limits
    category_id: str
    category: Category | None
    dictionaries: Mapping[DictionaryKey, Dictionary]
    templates: frozenset[str]
    brands: Mapping[str, Brand]
    brand_names: Mapping[str, str]
    size_charts: frozenset[str] | None
    properties: Mapping[str, Property]
    sku_properties: Mapping[str, Property]

    def property(self, property_id: str, *, sku: bool = False) -> Property | None:
        return (self.sku_properties if sku else self.properties).get(property_id)

    def dictionary(self, property_id: str, *, sku: bool = False) -> Dictionary | None:
        return self.dictionaries.get((property_id, sku))

    def schema_digest(self) -> str:
        """Changes when anything of the schema changes that a card of this category depends on."""
        tables = sorted((key, sku, found.digest) for (key, sku), found in self.dictionaries.items())
        charts = sorted(self.size_charts) if self.size_charts is not None else None
        return digest_of(
            (
                self.limits,
                self.category_id,
                self.category,
                tables,
                sorted(self.templates),
                sorted(self.brand_names.items()),
                charts,
            )
        )


def _lacks(made: Target, key: DictionaryKey) -> bool:
    """Whether this property should have a dictionary and has none (brands have a list of their own)."""
    property_id, sku = key
    found = made.property(property_id, sku=sku)
    expected = found is not None and (sku or (found.is_enum_prop and property_id != BRAND_ID))
    return expected and key not in made.dictionaries


class Targets:
    """Makes targets of one schema, each dictionary read and folded once."""

    def __init__(self, schema: SchemaView) -> None:
        self._schema = schema
        self._limits = schema.limits
        self._dictionaries: dict[tuple[str, str, bool], Dictionary] = {}
        self._whole: dict[tuple[str, tuple[DictionaryKey, ...]], Target] = {}
        self._read = (schema.brands(), schema.templates())
        approved = [brand for brand in self._read[0] if brand.status == "approved"]
        self._brands: dict[str, Brand] = {}
        for brand in sorted(approved, key=_by_number):
            self._brands.setdefault(fold(brand.name), brand)
        self._brand_names = {brand.id: brand.name for brand in approved}
        self._templates = frozenset(template.id for template in self._read[1])

    def current(self, schema: SchemaView) -> bool:
        """Whether they are of this schema, and it still gives the very lists of brands and templates that were read."""
        return schema is self._schema and self._read[0] is schema.brands() and self._read[1] is schema.templates()

    def category(self, category_id: str) -> Category | None:
        return self._schema.category(category_id) if category_id else None

    def make(self, category_id: str, wanted: Iterable[DictionaryKey]) -> Target:
        """The target with the dictionaries of the `wanted` properties; where nothing is missing, the same as last time."""
        key = (category_id, tuple(wanted))
        kept = self._whole.get(key)
        if kept is None or (kept.size_charts is None and self._schema.size_charts(category_id) is not None):
            made = self._made(category_id, key[1])
            if made.category is None or any(_lacks(made, one) for one in key[1]):
                return made
            if len(self._whole) >= _MOST_KEPT:
                self._whole.clear()
            self._whole[key] = made
        return self._whole[key]

    def _made(self, category_id: str, wanted: Iterable[DictionaryKey]) -> Target:
        category = self.category(category_id)
        tables: dict[DictionaryKey, Dictionary] = {}
        for property_id, sku in wanted:
            found = self._dictionary(category_id, property_id, sku)
            if found is not None:
                tables[(property_id, sku)] = found
        charts = self._schema.size_charts(category_id) if category is not None else None
        return Target(
            limits=self._limits,
            category_id=category_id,
            category=category,
            dictionaries=tables,
            templates=self._templates,
            brands=self._brands,
            brand_names=self._brand_names,
            size_charts=None if charts is None else frozenset(chart.id for chart in charts),
            properties={found.id: found for found in category.properties} if category else {},
            sku_properties={found.id: found for found in category.sku_properties} if category else {},
        )

    def _dictionary(self, category_id: str, property_id: str, sku: bool) -> Dictionary | None:
        """What is missing is asked for again."""
        key = (category_id, property_id, sku)
        found = self._dictionaries.get(key)
        if found is None and (values := self._schema.values(category_id, property_id, sku)) is not None:
            found = self._dictionaries[key] = Dictionary.of(values)
        return found
