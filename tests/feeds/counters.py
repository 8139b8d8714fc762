"""What real files hold, counted without any reader of ours: plain parsers, plain loops."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from python_calamine import CalamineWorkbook


class Count(NamedTuple):
    """`blocked`: products that lack a name, a price or a variant; `strays`: offers whose product is not there."""

    products: int = 0
    skus: int = 0
    categories: int = 0
    blocked: int = 0
    strays: int = 0


def yml(path: Path) -> Count:
    root = ElementTree.fromstring(path.read_text(encoding="utf-8-sig").split("?>", 1)[-1].strip())
    offers = list(root.iter("offer"))
    return Count(
        products=len({offer.get("group_id") or f"alone {offer.get('id')}" for offer in offers}),
        skus=len({offer.get("id") for offer in offers}),
        categories=len({category.get("id") for category in root.iter("category")}),
        blocked=sum(not _named(offer) or _amount(offer.findtext("price")) <= 0 for offer in offers),
    )


def pictures_of_yml(path: Path) -> int:
    return len(re.findall(r"<picture>\s*[^<\s]", path.read_text(encoding="utf-8-sig")))


def commerceml(*paths: Path) -> Count:
    """Of one set. A good marked as deleted is none; an offer belongs to the good before its `#`; a good without an offer,
    where others have some, can't be sold."""
    goods, offers, groups = set(), set(), set()
    for path in paths:
        root = ElementTree.parse(path).getroot()
        for good in _named_so(root, "Товар"):
            deleted = good.get("Статус") == "Удален" or (_text(good, "ПометкаУдаления") or "") == "true"
            if not deleted:
                goods.add(_text(good, "Ид"))
        for offer in _named_so(root, "Предложение"):
            offers.add(_text(offer, "Ид") or "")
        groups |= {_text(group, "Ид") for group in _named_so(root, "Группа")}
    ours = {offer for offer in offers if offer.split("#")[0] in goods}
    bare = len(goods - {offer.split("#")[0] for offer in ours}) if ours else 0
    return Count(len(goods), len(ours) + bare, len(groups), bare, len(offers - ours))


def magento(path: Path) -> Count:
    """Magento 2: a parent with its children is one product; what is no parcel is none."""
    rows = [row for row in _rows(path) if row["sku"] and not row["store_view_code"]]
    simple = {row["sku"] for row in rows if row["product_type"] == "simple"}
    variations = {
        row["sku"]: set(re.findall(r"(?:^|\|)sku=([^,|]+)", row.get("configurable_variations") or ""))
        for row in rows
        if row["product_type"] == "configurable"
    }
    children = {child for found in variations.values() for child in found}
    alone = simple - children
    return Count(
        products=len(variations) + len(alone),
        skus=len(alone) + len(children & simple),
        blocked=sum(not found & simple for found in variations.values()),
    )


def woocommerce(path: Path) -> Count:
    """Variable ones with their variations, and simple ones that have a parcel."""
    rows = list(_rows(path))
    kinds = [{kind.strip() for kind in row["Type"].split(",")} for row in rows]
    sent = [kind for kind in kinds if not kind & {"virtual", "downloadable", "grouped", "external"}]
    return Count(
        products=sum("variation" not in kind for kind in sent),
        skus=sum("variable" not in kind for kind in sent),
    )


def rows_of_csv(path: Path, key: str, price: str, delimiter: str = ";") -> Count:
    rows = list(_rows(path, delimiter))
    codes = {row[key] for row in rows if row[key]}
    blocked = {row[key] for row in rows if _amount(row[price].replace(",", ".")) <= 0}
    return Count(products=len(codes), skus=len(codes), blocked=len(blocked))


def rows_of_sheet(path: Path, sheet: str, header: int, key: int, price: int) -> Count:
    """Rows below the header (its index) with a key; those without a price are headings."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()[header + 1 :]
    codes = {str(row[key]) for row in rows if str(row[key]).strip() and _amount(str(row[price])) > 0}
    return Count(products=len(codes), skus=len(codes))


def _rows(path: Path, delimiter: str = ",") -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=delimiter)


def _named(offer: ElementTree.Element) -> bool:
    return any((offer.findtext(name) or "").strip() for name in ("name", "model", "title"))


def _amount(text: str | None) -> float:
    try:
        return float((text or "0").strip() or 0)
    except ValueError:
        return 0


def _named_so(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in root.iter() if one.tag.rpartition("}")[2] == name]


def _text(element: ElementTree.Element, name: str) -> str | None:
    return next(((one.text or "").strip() for one in element if one.tag.rpartition("}")[2] == name), None)
