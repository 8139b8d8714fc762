"""Magento 2's sample shop from its export to verified cards: 147 configurable products with 1,847 variants."""

import csv
import re
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest

from aliexport_tui.engine.importing import import_source
from aliexport_tui.engine.sources import add_source
from aliexport_tui.sandbox.tree import load_tree
from aliexport_tui.sources.settings import SourceSettings
from tests.feeds.rules import broken_rules
from tests.feeds.shops import contents, profile_text
from tests.support.export import Shop

LUMA = Path(__file__).parents[3] / "shared/data/sources/open/magento/m2_luma_configurable_products.csv"
MEDIA = "https://luma.example/media/catalog/product"
SIZE, COLOUR, SEX = "5", "14", "284"

pytestmark = pytest.mark.skipif(not LUMA.is_file(), reason="the folder shared beside the project is absent")


def plain(text: str) -> str:
    """Letters alone: without tags, entities and blanks."""
    return re.sub(r"<[^>]*>|\s+", "", unescape(text))


def said(row: dict[str, str]) -> dict[str, str]:
    """A row's additional_attributes. No value in this file has a comma before a code."""
    return dict(pair.split("=", 1) for pair in re.split(r",(?=[a-z_]+=)", row["additional_attributes"]))


def test_every_variant_goes_live(shop: Shop) -> None:
    with LUMA.open(encoding="utf-8", newline="") as file:
        rows = {row["sku"]: row for row in csv.DictReader(file)}
    parents = {sku: row for sku, row in rows.items() if row["product_type"] == "configurable"}
    children = {sku: re.findall(r"(?:^|\|)sku=([^,]+)", row["configurable_variations"]) for sku, row in parents.items()}
    assert (len(parents), sum(map(len, children.values())), len(rows)) == (147, 1847, 1994)

    settings = SourceSettings(kind="magento2", base_url="https://luma.example", weight_unit="lb")
    with shop.db() as db:
        add_source(shop.workspace, db, "shop", str(LUMA), settings=settings)
        report = import_source(shop.workspace, db, "shop")
    assert (report.counts.products, report.problems) == (147, ())
    shop.profile(profile_text("luma"))
    summary = shop.run(code="luma")
    assert (summary.exit_code, summary.outcomes["live"]) == (0, 147)
    assert shop.outcomes() == dict.fromkeys(parents, "live")

    cards = contents(shop)
    assert cards.keys() == parents.keys()
    assert {key: broken for key, card in cards.items() if (broken := broken_rules(card))} == {}
    tree = load_tree()
    for key, parent in parents.items():
        card = cards[key]
        name = " ".join(unescape(parent["name"]).split())
        assert card["subjects"] == {"ru": name, "en": name}
        assert plain(card["descriptions"]["en"]["web"]) == plain(parent["description"])
        assert card["weight"] == "0.454"
        assert card["images"] == [
            MEDIA + name for name in dict.fromkeys([parent["base_image"], *parent["additional_images"].split(",")]) if name
        ]
        sexes = {one["value_id"] for one in card["attributes"] if one["name_id"] == SEX}
        assert sexes == {"494" if "/Women/" in parent["categories"] else "906438379"}
        assert sorted(sku["code"] for sku in card["skus"]) == sorted(children[key])
        names = {
            axis: {value.id: value.name_en for value in tree.values(card["category_id"], axis, True)}
            for axis in (SIZE, COLOUR)
        }
        looks = len({(rows[sku]["base_image"], rows[sku]["additional_images"]) for sku in children[key]})
        for sku in card["skus"]:
            row = rows[sku["code"]]
            assert (Decimal(sku["price"]), sku.get("discount_price")) == (Decimal(row["price"]), None)
            assert sku["inventory"] == int(row["qty"])
            axes = {axis["name_id"]: axis for axis in sku["attributes"]}
            assert axes.keys() == {SIZE, COLOUR}
            size, colour = said(row)["size"], said(row)["color"]
            waist = size if size.isdecimal() else None
            assert names[SIZE][axes[SIZE]["value_id"]] == (f"W{size}" if waist else size)
            assert axes[SIZE].get("definition") == waist
            assert names[COLOUR][axes[COLOUR]["value_id"]] == colour.replace("Gray", "Grey")
            assert axes[COLOUR]["definition"] == colour
            assert axes[COLOUR].get("image") == (MEDIA + row["base_image"] if looks > 1 else None)
