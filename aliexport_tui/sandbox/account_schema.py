"""Serve an account's cached schema instead of the own tree (`--schema-from FILE`).

The file is one JSON object; all but `categories` may be missing, names stand for every language:

    {"categories": [<Category of local-products.md §3.13>, …],
     "top": ["<category id>", …],
     "values": [{"category_id": …, "property_id": …, "is_sku_property": false, "values": [{"id": …, "name": …}]}],
     "templates": [{"template_id" or "templateId": …, "templateName" or "name": …}],
     "brands": [{"id": …, "bizId": …, "name": …, "createdAt": "…Z", "status": "approved"}],
     "size_charts": [{"category_id": …, "id": …, "name": …}]}

Missing `templates` or `brands` are those of the invented seller. Without a dictionary for the brand
property the shop's brands are its values.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec

from aliexport_tui.sandbox.clock import parse_rfc3339
from aliexport_tui.sandbox.schema import Schema
from aliexport_tui.sandbox.seller import TEMPLATES, Brand, SizeChart, Template
from aliexport_tui.sandbox.tree.records import Category, PlainTree, Property, Unit, Value

_Id = Annotated[str, msgspec.Meta(min_length=1)] | int


class SchemaFileError(Exception):
    """The schema file cannot be read; the text says why."""


class _Unit(msgspec.Struct):
    name: str
    rate: int | float | str = 1


class _Property(msgspec.Struct):
    id: _Id
    name: str
    is_required: bool = False
    is_key: bool = False
    is_brand: bool = False
    is_enum_prop: bool = False
    is_multi_select: bool = False
    is_input_prop: bool = False
    has_customized_pic: bool = False
    has_customized_name: bool = False
    units: list[_Unit] = []

    def record(self) -> Property:
        return Property(
            str(self.id),
            self.name,
            self.name,
            required=self.is_required,
            key=self.is_key,
            brand=self.is_brand,
            enum=self.is_enum_prop,
            multi=self.is_multi_select,
            input=self.is_input_prop,
            units=tuple(Unit(unit.name, unit.name, str(unit.rate)) for unit in self.units),
            custom_pic=self.has_customized_pic,
            custom_name=self.has_customized_name,
        )


class _Category(msgspec.Struct):
    id: _Id
    name: str
    parent_id: _Id | None = None
    children_ids: list[_Id] = []
    properties: list[_Property] = []
    sku_properties: list[_Property] = []


class _Value(msgspec.Struct):
    id: _Id
    name: str


class _Dictionary(msgspec.Struct):
    category_id: _Id
    property_id: _Id
    values: list[_Value]
    is_sku_property: bool = False


class _Template(msgspec.Struct):
    template_id: _Id | None = None
    templateId: _Id | None = None  # noqa: N815 - the wire's own name
    templateName: str = ""  # noqa: N815 - the wire's own name
    name: str = ""

    def record(self) -> Template:
        name = self.templateName or self.name
        return Template(str(self.template_id or self.templateId or ""), name, name)


class _Brand(msgspec.Struct):
    id: _Id
    name: str
    status: str = "approved"
    bizId: _Id | None = None  # noqa: N815 - the wire's own name
    createdAt: str = ""  # noqa: N815 - the wire's own name

    def record(self) -> Brand:
        list_id = str(self.id)
        biz_id = str(self.bizId or self.id)
        return Brand(list_id, biz_id, self.name, self.status, parse_rfc3339(self.createdAt) or 0)


class _SizeChart(msgspec.Struct):
    category_id: _Id
    id: _Id
    name: str


class _File(msgspec.Struct):
    categories: list[_Category]
    top: list[_Id] = []
    values: list[_Dictionary] = []
    templates: list[_Template] | None = None
    brands: list[_Brand] | None = None
    size_charts: list[_SizeChart] = []


def load_schema(path: Path) -> Schema:
    """Read a cached schema; raises SchemaFileError."""
    try:
        content = msgspec.json.decode(path.read_bytes(), type=_File)
    except OSError as error:
        raise SchemaFileError(f"{path}: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise SchemaFileError(f"{path}: {error}") from error
    return _schema(content)


def _schema(content: _File) -> Schema:
    charted: dict[str, tuple[SizeChart, ...]] = {}
    for chart in content.size_charts:
        key = str(chart.category_id)
        charted[key] = (*charted.get(key, ()), SizeChart(str(chart.id), chart.name, chart.name))
    categories = {str(each.id): _category(each, str(each.id) in charted) for each in content.categories}
    dictionaries = {
        (str(each.category_id), str(each.property_id), each.is_sku_property): tuple(
            Value(str(value.id), value.name, value.name) for value in each.values
        )
        for each in content.values
    }
    top = tuple(str(each) for each in content.top) or tuple(
        category.id for category in categories.values() if category.parent_id not in categories
    )
    return Schema(
        PlainTree(categories, top, dictionaries),
        TEMPLATES if content.templates is None else tuple(each.record() for each in content.templates),
        None if content.brands is None else tuple(each.record() for each in content.brands),
        charted,
    )


def _category(each: _Category, size_chart: bool) -> Category:
    return Category(
        str(each.id),
        None if each.parent_id in (None, "0", 0) else str(each.parent_id),
        each.name,
        each.name,
        tuple(str(child) for child in each.children_ids),
        tuple(prop.record() for prop in each.properties),
        tuple(prop.record() for prop in each.sku_properties),
        size_chart,
    )
