"""An account's cached schema served instead of the own tree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aliexport_tui.sandbox.account_schema import SchemaFileError, load_schema
from tests.sandbox.api import Api, Json, example_product
from tests.support.sandbox import Sandbox

FLAGS = {"is_required": True, "is_enum_prop": True}
CACHED: Json = {
    "categories": [
        {"id": "900100000", "name": "Кухня", "children_ids": ["900100200"], "properties": [], "sku_properties": []},
        {
            "id": 900100200,
            "parent_id": "900100000",
            "name": "Чайники",
            "children_ids": [],
            "is_visible": True,
            "properties": [
                {"id": "2", "name": "Бренд", "is_brand": True, "is_enum_prop": True},
                {"id": "900010", "name": "Материал", **FLAGS},
                {"id": "900011", "name": "Объём", "is_input_prop": True, "units": [{"name": "л", "rate": 1.0}]},
            ],
            "sku_properties": [{"id": "900020", "name": "Цвет", "is_enum_prop": True}],
        },
    ],
    "values": [
        {"category_id": "900100200", "property_id": "900010", "is_sku_property": False,
         "values": [{"id": "900011", "name": "Сталь"}]},
    ],
    "templates": [{"templateId": "17", "templateName": "Свой"}],
    "brands": [{"id": "800001", "bizId": "810001", "name": "Demo Brand", "createdAt": "2025-12-01T08:00:00Z",
                "status": "approved"}],
    "size_charts": [{"category_id": "900100200", "id": "300001", "name": "Учебная таблица"}],
}  # fmt: skip


@pytest.fixture
def cached(tmp_path: Path) -> Path:
    path = tmp_path / "schema.json"
    path.write_text(json.dumps(CACHED), encoding="utf-8")
    return path


def kettle(value_id: str = "900011", template: int = 17) -> Json:
    attributes = [
        {"attribute_name": "Demo Brand", "attribute_name_id": "2", "attribute_value_id": "800001"},
        {"attribute_name_id": "900010", "attribute_value_id": value_id},
        {"attribute_name_id": "900011", "attribute_value": "1,7", "attribute_unit": "л"},
    ]
    product = example_product(aliexpress_category_id=900100200, freight_template_id=template, attribute_list=attributes)
    product["sku_info_list"][0]["sku_attributes_list"] = []
    return {**product, "size_chart_id": "300001"}


def test_products_are_checked_against_the_cached_schema(cached: Path) -> None:
    with Sandbox(schema=load_schema(cached)) as sandbox, Api(sandbox, locale="en_US") as api:
        [top] = api.post("categories/top")["categories"]
        assert (top["id"], top["name"]) == ("900100000", "Кухня")
        [leaf] = api.post("categories/get", {"ids": top["children_ids"]})["categories"]
        assert leaf["properties"][2]["units"] == [{"rate": 1.0, "name": "л"}]
        assert api.get("sellercenter/get-count-product-on-onboarding-template")["data"]["templates"][0]["templateId"] == "17"
        charts = api.post("getSizeChartTemplates", {"category_id": "900100200"})["data"]
        assert charts == [{"id": "300001", "name": "Учебная таблица"}]
        [brand] = api.post("brand/get-brand-list", {"limit": 5})["data"]["list"]
        assert brand["createdAt"] == "2025-12-01T08:00:00Z"
        body = {"category_id": "900100200", "property_id": "2", "is_sku_property": False}
        assert [value["id"] for value in api.post("categories/values-dictionary", body)["values"]][1:] == ["800001"]
        assert len(api.created(kettle())) == 1
        results = api.create(kettle(value_id="1"), kettle(template=18), example_product())["results"]
        value = "attribute_list[1].attribute_value_id"
        fields = {"aliexpress_category_id", "freight_template_id", value}
        assert [set(result["errors"]) & fields for result in results] == [
            {value},
            {"freight_template_id"},
            {"aliexpress_category_id", "freight_template_id"},
        ]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"categories": [{"id": "1"}]}', '{"categories": 5}'])
def test_files_that_are_no_schema(tmp_path: Path, content: str) -> None:
    path = tmp_path / "schema.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SchemaFileError, match=str(path)):
        load_schema(path)
