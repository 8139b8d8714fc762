"""A product and its variations -> one record. A variation takes from its parent what it does not say itself."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Param, Product, Sku
from aliexport_tui.sources.reading import ReadProduct
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.text import distinct
from aliexport_tui.sources.woo.item import VARIABLE, Attribute, WooItem, same_item

_SHOWN = 120


def compose(item: WooItem, variations: Sequence[WooItem], settings: SourceSettings) -> Iterator[ReadProduct | Problem]:
    """The product, and a problem for each thing left out of it; or the one problem that tells why all of it is.

    A variation without a SKU has `id:` and the shop's number as its code, without a number too the parent's code and its own
    values. Weight and sides are the largest: there is one parcel size for all."""
    if item.skipped:
        yield Problem(item.skipped, "type", item.skipped_args, item.place, "warning")
        return
    composing = _Composing(item, settings)
    skus = tuple(composing.skus(variations)) if item.type == VARIABLE else tuple(composing.alone())
    yield from composing.skipped
    if skus:
        yield ReadProduct(composing.product(skus), tuple(composing.problems))
    elif not composing.skipped:
        yield Problem("feed.skipped_no_variations", "type", {}, item.place, "warning")


def code_of(variation: WooItem, parent: WooItem) -> str:
    """Over the API a variation without a SKU shows its parent's."""
    if variation.code and variation.code != parent.code:
        return variation.code
    values = (value for attribute in variation.attributes for value in attribute.values)
    return f"id:{variation.id}" if variation.id else ":".join((parent.code, *values))


class _Composing:
    def __init__(self, item: WooItem, settings: SourceSettings) -> None:
        self.item = item
        self.settings = settings
        self.problems = list(item.problems)
        self.skipped: list[Problem] = []
        self.members: list[WooItem] = []
        self.axes: dict[str, Attribute] = {}

    def product(self, skus: tuple[Sku, ...]) -> Product:
        item = self.item
        everyone = (*self.members, item) if not self.members else self.members
        pictures = item.pictures or distinct(url for member in self.members for url in member.pictures)
        shared = (attribute for attribute in item.attributes if attribute.same_as not in self.axes)
        if item.code.startswith("id:"):
            self.warn("feed.sku_missing", item, sku=item.code)
        return Product(
            key=item.code,
            name=item.name,
            category=item.category,
            brand=item.brand,
            description=item.description,
            url=item.url,
            currency=item.currency,
            pictures=pictures,
            params=tuple(Param(attribute.name, value) for attribute in shared for value in attribute.values),
            weight=_largest([member.weight or item.weight for member in everyone]),
            length=_largest([member.length or item.length for member in everyone]),
            width=_largest([member.width or item.width for member in everyone]),
            height=_largest([member.height or item.height for member in everyone]),
            fields=item.fields,
            skus=_with_own_pictures(skus, item.pictures[:1]),
            place=item.place,
        )

    def alone(self) -> Iterator[Sku]:
        item = self.item
        if not self.left_out(item, item.in_stock):
            yield self.sku(item, item.code, ())

    def skus(self, variations: Sequence[WooItem]) -> Iterator[Sku]:
        self.axes = _axes(self.item, variations)
        taken: dict[str, WooItem] = {}
        sharing = 0
        for variation in variations:
            if variation.skipped:
                self.skipped.append(Problem(variation.skipped, "type", variation.skipped_args, variation.place, "warning"))
                continue
            if self.left_out(variation, variation.in_stock and (variation.stock is not None or self.item.in_stock)):
                continue
            code = self.code(variation)
            if code in taken:
                self.repeated(code, taken[code], variation)
                continue
            taken[code] = variation
            self.members.append(variation)
            self.problems += variation.problems
            sharing += variation.stock is None and self.item.stock is not None
            yield self.sku(variation, code, tuple(self.params(variation)))
        if sharing > 1:
            self.warn("feed.stock_shared", self.item, stock=str(self.item.stock), count=str(sharing))

    def left_out(self, item: WooItem, available: bool) -> bool:
        if available or self.settings.unavailable == "zero":
            return False
        self.skipped.append(Problem("feed.skipped_unavailable", "in_stock", {}, item.place, "warning"))
        return True

    def code(self, variation: WooItem) -> str:
        code = code_of(variation, self.item)
        if code != variation.code or code.startswith("id:"):
            self.warn("feed.sku_missing", variation, sku=code)
        return code

    def sku(self, item: WooItem, code: str, params: tuple[Param, ...]) -> Sku:
        parent = self.item
        price, old_price = (item.price, item.old_price) if item.price else (parent.price, parent.old_price)
        if price is None:
            text = item.price_text or parent.price_text
            self.problems.append(Problem("feed.price_missing", "regular_price", {"value": text[:_SHOWN]}, item.place))
        own = item.stock is not None
        stock = item.stock if own else parent.stock
        available = item.in_stock and (own or parent.in_stock)
        return Sku(
            code=code,
            price=price,
            old_price=old_price,
            stock=stock if available else 0,
            available=available,
            barcode=item.barcode,
            params=params,
            pictures=() if item is parent else item.pictures,
            place=item.place,
        )

    def params(self, variation: WooItem) -> Iterator[Param]:
        said = {attribute.same_as: attribute for attribute in variation.attributes}
        for same_as, axis in self.axes.items():
            values = said[same_as].values if same_as in said else ()
            if not values:
                self.warn("feed.variation_any", variation, attribute=axis.name, values=", ".join(axis.values))
            yield from (Param(axis.name, value) for value in values)

    def repeated(self, code: str, first: WooItem, other: WooItem) -> None:
        args = {"id": code, "line": str(other.place.line or ""), "first": str(first.place.line or "")}
        if same_item(first, other):
            self.problems.append(Problem("feed.id_repeated", "sku", args, other.place, "warning"))
        else:
            self.problems.append(Problem("feed.id_conflict", "sku", args, other.place))

    def warn(self, code: str, item: WooItem, **args: str) -> None:
        shown = {name: value[:_SHOWN] for name, value in args.items()}
        self.problems.append(Problem(code, "sku", shown, item.place, "warning"))


def _axes(item: WooItem, variations: Sequence[WooItem]) -> dict[str, Attribute]:
    """What variations differ in, by what it is known by, in the parent's order and spelling."""
    named = {attribute.same_as: attribute for variation in variations for attribute in variation.attributes}
    own = {attribute.same_as: attribute for attribute in item.attributes}
    axes = {same_as: attribute for same_as, attribute in own.items() if attribute.varies or same_as in named}
    return {**axes, **{same_as: attribute for same_as, attribute in named.items() if same_as not in own}}


def _with_own_pictures(skus: tuple[Sku, ...], main: tuple[str, ...]) -> tuple[Sku, ...]:
    """Without pictures where none has another than the product's main one, which they show over the API by default."""
    if any(sku.pictures not in ((), main) for sku in skus):
        return skus
    return tuple(msgspec.structs.replace(sku, pictures=()) for sku in skus)


def _largest(amounts: Sequence[Decimal | None]) -> Decimal | None:
    return max((amount for amount in amounts if amount is not None), default=None)
