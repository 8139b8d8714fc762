"""The content lane: the whole card but for pictures, prices and stock."""

from collections.abc import Mapping

import msgspec

from aliexport_tui.listing.attributes import assemble_attributes
from aliexport_tui.listing.axes import assemble_axes
from aliexport_tui.listing.brand import assemble_brand
from aliexport_tui.listing.card import CardReader, external_category
from aliexport_tui.listing.facts import Facts
from aliexport_tui.listing.images import NOTHING_KNOWN, there
from aliexport_tui.listing.recipe import Recipe
from aliexport_tui.listing.sku_codes import sku_code
from aliexport_tui.listing.texts import assemble_texts
from aliexport_tui.listing.urls import clean_url
from aliexport_tui.model.picture import Shown
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Product, Sku
from aliexport_tui.model.wants import Content, SkuContent

BUILDER_VERSION = 2


def assemble_content(
    product: Product, recipe: Recipe, known: Mapping[str, Shown] = NOTHING_KNOWN
) -> tuple[Content, list[Problem]]:
    """What is missing is empty or 0 here, and named by the validator. `known`: what was seen of the variations' pictures."""
    problems: list[Problem] = []
    facts = Facts(product, None, recipe.category_name)
    reader = CardReader(recipe.card, facts, problems)
    texts, of_texts = assemble_texts(facts, recipe)
    brand, of_brand = assemble_brand(facts, recipe.brand, recipe.target)
    attributes, of_attributes = assemble_attributes(facts, recipe.attributes, recipe.target)
    problems += [*of_texts, *of_brand, *of_attributes]
    by_lots = reader.flag("package_type")
    return Content(
        external_id=product.key,
        external_category_id=external_category(recipe.card, facts),
        category_id=recipe.target.category_id,
        language=recipe.language,
        texts=texts,
        attributes=(*brand, *attributes),
        freight_template_id=reader.text("freight_template_id"),
        package_length=reader.centimetres("package_length"),
        package_width=reader.centimetres("package_width"),
        package_height=reader.centimetres("package_height"),
        weight=reader.kilograms(),
        product_unit=reader.integer("product_unit"),
        shipping_lead_time=reader.integer("shipping_lead_time"),
        skus=tuple(_sku(index, sku, product, recipe, known, problems) for index, sku in enumerate(product.skus)),
        package_type=by_lots,
        lot_num=(reader.integer("lot_num") or None) if by_lots else None,
        size_chart_id=reader.text("size_chart_id"),
        bulk_discount=reader.integer("bulk_discount") or None,
        bulk_order=reader.integer("bulk_order") or None,
        video_url=_address(reader, "video_url", problems),
        preview_url=_address(reader, "preview_url", problems),
    ), problems


def _sku(
    index: int, sku: Sku, product: Product, recipe: Recipe, known: Mapping[str, Shown], problems: list[Problem]
) -> SkuContent:
    field = f"sku_info_list[{index}]"
    if known and any(axis.picture for axis in recipe.axes):
        pictures, missing = there(sku.pictures, f"{field}.sku_attributes_list", known)
        sku = msgspec.structs.replace(sku, pictures=pictures)
        problems += missing
    facts = Facts(product, sku, recipe.category_name)
    reader = CardReader(recipe.card, facts, problems, f"{field}.")
    attributes, of_axes = assemble_axes(facts, sku, field, recipe.axes, recipe.target)
    problems += of_axes
    return SkuContent(
        sku_code=sku_code(sku, product, recipe.card),
        attributes=attributes,
        tnved_codes=reader.codes("tnved_codes"),
        gtin=reader.text("gtin"),
        okpd2_codes=reader.codes("okpd2_codes"),
    )


def _address(reader: CardReader, name: str, problems: list[Problem]) -> str:
    text = reader.text(name)
    url = clean_url(text)
    if text and not url:
        problems.append(Problem("video.bad_url", f"video.{name}", {"url": text}))
    return url
