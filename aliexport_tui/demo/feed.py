"""The demo shop's YML feed (sources.md §1.1): written product by product, the same bytes on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from aliexport_tui.demo.assortment import Assortment, read_assortment
from aliexport_tui.demo.catalogue import Goods, Variant, clean_goods
from aliexport_tui.demo.dice import Dice
from aliexport_tui.demo.dirt import SPARE_OFFERS, soil

SEED = 20261120
SHOP = "Домовой и Ко"


def write_demo_feed(path: Path) -> None:
    """Write the feed: 1,200 products, 4,000 SKUs, a few of the offers twice. OSError when the place can't be written."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(feed_text())


def demo_goods() -> list[Goods]:
    """The shop's products with their faults, as the feed shows them."""
    dice = Dice(SEED)
    goods = clean_goods(read_assortment(), dice)
    soil(goods, dice)
    return goods


def feed_text() -> Iterator[str]:
    """The feed in pieces."""
    goods = demo_goods()
    yield from head(read_assortment())
    for item in goods:
        yield from (offer(item, variant) for variant in item.variants)
    for item in goods[:: len(goods) // SPARE_OFFERS][:SPARE_OFFERS]:
        yield offer(item, item.variants[0])
    yield "</offers>\n</shop>\n</yml_catalog>\n"


def head(assortment: Assortment) -> Iterator[str]:
    """All that stands before the first offer."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE yml_catalog SYSTEM "shops.dtd">\n'
    yield f'<yml_catalog date="2026-11-20 06:00">\n<shop>\n<name>{SHOP}</name>\n<company>ООО «{SHOP}»</company>\n'
    yield "<url>https://demo-shop.example</url>\n"
    yield '<currencies><currency id="RUR" rate="1"/></currencies>\n<categories>\n'
    for shelf in assortment.category:
        parent = f" parentId={quoteattr(shelf.parent)}" if shelf.parent else ""
        yield f"<category id={quoteattr(shelf.id)}{parent}>{escape(shelf.name)}</category>\n"
    yield "</categories>\n<offers>\n"


def offer(item: Goods, variant: Variant) -> str:
    """One `<offer>` with its line end."""
    group = f' group_id="{item.group}"' if item.group else ""
    available = "true" if variant.available else "false"
    lines = [
        f'<offer id="{variant.code}"{group} available="{available}">',
        f"<url>https://demo-shop.example/product/{item.number}</url>",
        f"<price>{variant.price}</price>",
    ]
    if variant.old_price:
        lines.append(f"<oldprice>{variant.old_price}</oldprice>")
    lines.append(f"<currencyId>RUR</currencyId><categoryId>{item.category}</categoryId>")
    pictures = [variant.picture, *item.pictures] if variant.picture else item.pictures
    lines += [f"<picture>{escape(picture)}</picture>" for picture in pictures]
    lines.append(f"<name>{escape(item.name)}</name>")
    lines.append(f"<vendor>{escape(item.brand)}</vendor><vendorCode>{escape(item.article)}</vendorCode>")
    if item.description:
        lines.append(f"<description>{_prose(item.description)}</description>")
    if variant.count is not None:
        lines.append(f"<count>{variant.count}</count>")
    for param in (*variant.params, *item.params):
        unit = f" unit={quoteattr(param.unit)}" if param.unit else ""
        lines.append(f"<param name={quoteattr(param.name)}{unit}>{escape(param.value)}</param>")
    if item.weight:
        lines.append(f"<weight>{item.weight}</weight>")
    if item.dimensions:
        lines.append(f"<dimensions>{item.dimensions}</dimensions>")
    lines.append("</offer>\n")
    return "\n".join(lines)


def _prose(text: str) -> str:
    return f"<![CDATA[{text}]]>" if text.startswith("<") else escape(text)
