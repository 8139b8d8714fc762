"""Every row of the field table of 001 -> the setting that sets it. None is empty; deprecated rows are never sent."""

import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.listing.profile_text import profile_from_toml
from aliexport_tui.model.wants import Attribute, Content, Draft, SkuAttribute, SkuContent, Text, Visibility
from tests.listing.shop import PRODUCT, FakeSchema, draft_of

BASE = """
code = "main"
name = "Main"
language = "ru"
categories = [{shop = "1", target = "200000361"}]

[card]
package_length = 30
package_width = 20
package_height = 5
weight = "0.6"
product_unit = 100000015
shipping_lead_time = 5
freight_template_id = "24117182098"

[[attributes]]
id = "326"
source = {param = "Стиль"}

[[axes]]
id = "14"
source = {param = "Цвет"}
fallback_id = "29"
picture = true
"""


def with_setting(text: str) -> Draft:
    """The draft of the sample product by the base profile with one setting more (or another one in its place)."""
    wanted = profile_from_toml(f'code="x"\nname="x"\n{text}')
    profile = profile_from_toml(BASE)
    plain = msgspec.to_builtins(wanted)
    merged = msgspec.to_builtins(profile)
    for key, part in plain.items():
        if key in ("code", "name"):
            continue
        merged[key] = {**merged.get(key, {}), **part} if isinstance(part, dict) else _merged(merged.get(key), part)
    return draft_of(msgspec.convert(merged, type(profile)), PRODUCT, FakeSchema())


def _merged(old: object, new: object) -> object:
    if not isinstance(old, tuple) or not isinstance(new, tuple):
        return new
    ids = {entry.get("id", entry.get("shop")) for entry in new}
    return (*(entry for entry in old if entry.get("id", entry.get("shop")) not in ids), *new)


def attribute(draft: Draft, name_id: str) -> Attribute:
    return next(part for part in draft.content.attributes if part.name_id == name_id)


def text(draft: Draft, language: str) -> Text:
    return next(part for part in draft.content.texts if part.language == language)


Read = Callable[[Draft], object]

FIELDS: dict[str, tuple[str, Read, object]] = {
    "aliexpress_category_id": (
        "categories=[{shop='10',target='200000361'}]",
        lambda draft: draft.content.category_id,
        "200000361",
    ),
    "attribute_list": (
        "attributes=[{id='10',source='Лён'}]",
        lambda draft: attribute(draft, "10"),
        Attribute(name="Материал", name_id="10", value="Лён", value_id="48"),
    ),
    "attribute_list.attribute_name": (
        "attributes=[{id='-1',name='Уход',source='Стирка'}]",
        lambda draft: attribute(draft, "-1").name,
        "Уход",
    ),
    "attribute_list.attribute_name_id": (
        "attributes=[{id='284',source='Муж'}]",
        lambda draft: attribute(draft, "284").name_id,
        "284",
    ),
    "attribute_list.attribute_value": (
        "attributes=[{id='380',source='110'}]",
        lambda draft: attribute(draft, "380").value,
        "110",
    ),
    "attribute_list.attribute_value_id": (
        "attributes=[{id='284',source='Муж',values=[{shop='Муж',id='494'}]}]",
        lambda draft: attribute(draft, "284").value_id,
        "494",
    ),
    "attribute_list.attribute_unit": (
        "attributes=[{id='380',source='43',unit='inch'}]",
        lambda draft: attribute(draft, "380").unit,
        "inch",
    ),
    "freight_template_id": (
        "card.freight_template_id='24117182098'",
        lambda draft: draft.content.freight_template_id,
        "24117182098",
    ),
    "language": ("language='en'\ntexts.en={subject='{name}',web='{name}'}", lambda draft: draft.content.language, "en"),
    "lot_num": ("card={package_type=true,lot_num=3}", lambda draft: draft.content.lot_num, 3),
    "main_image_urls_list": ("image_limit=1", lambda draft: draft.images.urls, ("https://img.example.ru/1.jpg",)),
    "multi_language_description_list": (
        "texts.tr={web='{name}'}",
        lambda draft: text(draft, "tr").web,
        "Джинсы прямые",
    ),
    "multi_language_description_list.language": (
        "texts.en={web='{name}'}",
        lambda draft: [part.language for part in draft.content.texts],
        ["ru", "en"],
    ),
    "multi_language_description_list.web": (
        "texts.ru={subject='{name}',web='<b>{name}</b>'}",
        lambda draft: text(draft, "ru").web,
        "<b>Джинсы прямые</b>",
    ),
    "multi_language_description_list.mobile": (
        "texts.ru={subject='{name}',web='{description}',mobile='{name}'}",
        lambda draft: text(draft, "ru").mobile,
        "Джинсы прямые",
    ),
    "multi_language_subject_list": ("texts.en={subject='Jeans'}", lambda draft: text(draft, "en").subject, "Jeans"),
    "multi_language_subject_list.language": (
        "texts.tr={subject='Kot'}",
        lambda draft: [part.language for part in draft.content.texts],
        ["ru", "tr"],
    ),
    "multi_language_subject_list.subject": (
        "texts.ru={subject='{brand} {name}',web='{description}'}",
        lambda draft: text(draft, "ru").subject,
        "Снежана Джинсы прямые",
    ),
    "package_height": ("card.package_height=7", lambda draft: draft.content.package_height, 7),
    "package_length": ("card.package_length={const='41.5'}", lambda draft: draft.content.package_length, 42),
    "package_type": ("card={package_type=true,lot_num=2}", lambda draft: draft.content.package_type, True),
    "package_width": ("card.package_width='23.1'", lambda draft: draft.content.package_width, 24),
    "weight": ("card.weight={const='1.25'}", lambda draft: draft.content.weight, "1.25"),
    "product_unit": ("card.product_unit=100000017", lambda draft: draft.content.product_unit, 100000017),
    "shipping_lead_time": ("card.shipping_lead_time=30", lambda draft: draft.content.shipping_lead_time, 30),
    "size_chart_id": ("card.size_chart_id='300001'", lambda draft: draft.content.size_chart_id, "300001"),
    "bulk_discount": ("card={bulk_discount=10,bulk_order=3}", lambda draft: draft.content.bulk_discount, 10),
    "bulk_order": ("card={bulk_discount=10,bulk_order=3}", lambda draft: draft.content.bulk_order, 3),
    "sku_info_list": ("", lambda draft: len(draft.content.skus), 2),
    "sku_info_list.sku_code": (
        "card.sku_code={template='{article}-{code}'}",
        lambda draft: (draft.content.skus[0].sku_code, draft.prices.skus[0].sku_code, draft.stocks.skus[0].sku_code),
        ("ART-1-J-1-W",) * 3,
    ),
    "sku_info_list.price": (
        "price.steps=[{op='add_percent',value='10'}]",
        lambda draft: draft.prices.skus[1].price,
        218_900,
    ),
    "sku_info_list.discount_price": ("price.old_price=true", lambda draft: draft.prices.skus[0].discount, 199_000),
    "sku_info_list.inventory": ("stock.reserve=2", lambda draft: draft.stocks.skus[0].inventory, 10),
    "sku_info_list.sku_attributes_list": (
        "axes=[{id='5',source={param='Размер'}}]",
        lambda draft: draft.content.skus[1].attributes,
        (SkuAttribute("14", "193"), SkuAttribute("5", "4183")),
    ),
    "sku_info_list.sku_attributes_list.sku_attribute_name_id": (
        "axes=[{id='5',source='L'}]",
        lambda draft: draft.content.skus[0].attributes[1].name_id,
        "5",
    ),
    "sku_info_list.sku_attributes_list.sku_attribute_value_id": (
        "axes=[{id='14',source={param='Цвет'},values=[{shop='черный',id='173'}],fallback_id='29'}]",
        lambda draft: draft.content.skus[1].attributes[0].value_id,
        "173",
    ),
    "sku_info_list.sku_attributes_list.sku_attribute_value_definition_name": (
        "axes=[{id='14',source={param='Цвет'},fallback_id='29',own_name=true}]",
        lambda draft: draft.content.skus[0].attributes[0].definition_name,
        "Беленький",
    ),
    "sku_info_list.sku_attributes_list.sku_image_url": (
        "axes=[{id='14',source={param='Цвет'},fallback_id='29',picture=true}]",
        lambda draft: draft.content.skus[0].attributes[0].image_url,
        "https://img.example.ru/w.jpg",
    ),
    "sku_info_list.tnved_codes": (
        "card.tnved_codes='6204623100, 6203423100'",
        lambda draft: draft.content.skus[0].tnved_codes,
        ("6204623100", "6203423100"),
    ),
    "sku_info_list.gtin": ("card.gtin={field='gtin'}", lambda draft: draft.content.skus[0].gtin, "4600000000008"),
    "sku_info_list.okpd2_codes": (
        "card.okpd2_codes='14.12.30.160'",
        lambda draft: draft.content.skus[0].okpd2_codes,
        ("14.12.30.160",),
    ),
    "video": (
        "card={video_url='https://a.ru/v.mov',preview_url='https://a.ru/v.png'}",
        lambda draft: (draft.content.video_url, draft.content.preview_url),
        ("https://a.ru/v.mov", "https://a.ru/v.png"),
    ),
    "video.video_url": ("card.video_url='https://a.ru/v.avi'", lambda draft: draft.content.video_url, "https://a.ru/v.avi"),
    "video.preview_url": (
        "card={video_url='https://a.ru/v.3gp',preview_url={template='https://a.ru/{key}.jpg'}}",
        lambda draft: draft.content.preview_url,
        "https://a.ru/J-1.jpg",
    ),
}
"""API path -> (setting as TOML, how to read it in the draft, what must stand there). `products` is the request itself."""

DEPRECATED = (
    "brand_name",
    "inventory_deduction_strategy",
    "mobile_detail",
    "module_list",
    "html",
    "content",
    "type",
    "version",
    "web_detail",
    "service_policy_id",
    "ae_group_id",
)

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
_ROW = re.compile(
    r"^[\s↳]*([a-z0-9_]+?)(?:array of objects|array of strings|array|string\(int\)|string|object|boolean|int)(?:Да|Нет)",
    re.M,
)
_TALL_ROW = re.compile(r"^[\s↳]*([a-z0-9_]+)\n(?:int|string)\nminimum", re.M)


@pytest.mark.skipif(not SEEDS.exists(), reason="the seeds lie beside the checkout")
def test_the_table_has_every_row_of_the_document() -> None:
    page = next(SEEDS.glob("001_*.txt")).read_text(encoding="utf-8")
    table = page.partition("Параметры запроса")[2].partition("Пример создания товара")[0]
    rows = set(_ROW.findall(table)) | set(_TALL_ROW.findall(table))
    ours = {path.rpartition(".")[2] for path in FIELDS}
    assert len(rows) > 45
    assert rows == ours | set(DEPRECATED) | {"products"}


@pytest.mark.parametrize("path", FIELDS)
def test_every_field_can_be_set(path: str) -> None:
    setting, read, expected = FIELDS[path]
    assert read(with_setting(setting)) == expected


def test_each_setting_matters() -> None:
    """All but the two that are on by default or come from the feed alone alter the draft."""
    plain = with_setting("")
    same = {path for path, (setting, _, _) in FIELDS.items() if with_setting(setting) == plain}
    assert same <= {
        "aliexpress_category_id",
        "freight_template_id",
        "sku_info_list",
        "sku_info_list.discount_price",
        "sku_info_list.sku_attributes_list.sku_attribute_value_definition_name",
        "sku_info_list.sku_attributes_list.sku_image_url",
    }


def test_deprecated_fields_have_no_place_in_the_records() -> None:
    records = (Draft, Content, Text, Attribute, SkuContent, SkuAttribute, Visibility)
    members = {member for record in records for member in record.__struct_fields__}
    assert not members & (set(DEPRECATED) - {"content"})
    body = msgspec.json.encode(with_setting("texts.en={subject='Jeans',web='x'}")).decode()
    for name in DEPRECATED:
        if name != "content":
            assert f'"{name}"' not in body


def test_the_external_ids_travel() -> None:
    content = with_setting("").content
    assert (content.external_id, content.external_category_id) == ("J-1", "10")
    content = with_setting("card.external_category_id={field='category'}").content
    assert content.external_category_id == "Джинсы"
