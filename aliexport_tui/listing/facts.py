"""What picks and templates may see of a product. Prices, stocks and pictures are other lanes' inputs and not among it."""

from collections.abc import Iterable

import msgspec

from aliexport_tui.listing.fold import fold
from aliexport_tui.model.product import Param, Product, Sku

PRODUCT_NAMES = ("name", "brand", "article", "description", "url", "country", "key")
SIZE_NAMES = ("weight", "length", "width", "height")
SKU_NAMES = ("code", "sku", "barcode")


class Fact(msgspec.Struct, frozen=True):
    """One text of the product, with the unit that the feed gave it."""

    text: str
    unit: str = ""


class Facts:
    """One product, as one of its SKUs sees it or (`sku` None) as a whole. A name that two SKUs fill differently
    has several facts then."""

    def __init__(self, product: Product, sku: Sku | None = None, category_name: str = "") -> None:
        self.product = product
        self.sku = sku
        self.category_name = category_name

    def field(self, name: str) -> tuple[Fact, ...]:
        """A member of Product or Sku, `category` (its name), `category_key`, `tnved`, or one of Product.fields."""
        product = self.product
        if name in PRODUCT_NAMES:
            return _facts([getattr(product, name)])
        if name in SIZE_NAMES:
            number = getattr(product, name)
            return _facts([] if number is None else [format(number, "f")])
        if name in SKU_NAMES:
            member = "code" if name == "sku" else name
            return _facts(getattr(sku, member) for sku in self._skus())
        if name == "category":
            return _facts([self.category_name])
        if name == "category_key":
            return _facts([product.category])
        if name == "tnved":
            return _facts(product.tnved)
        return _facts([product.fields.get(name, "")])

    def param(self, name: str) -> tuple[Fact, ...]:
        """Feed params by name, case aside; the SKU's own come before the shared ones."""
        wanted = fold(name)
        own = [param for sku in self._skus() for param in sku.params if fold(param.name) == wanted]
        found = own or [param for param in self.product.params if fold(param.name) == wanted]
        return tuple(dict.fromkeys(Fact(param.value.strip(), param.unit) for param in found if param.value.strip()))

    def params(self) -> tuple[Param, ...]:
        """The params that all SKUs share, for the list of {params}."""
        return tuple(param for param in self.product.params if param.value.strip())

    def named(self, name: str) -> tuple[Fact, ...]:
        """A template's name: `param.X` or a field."""
        return self.param(name[6:]) if name.startswith("param.") else self.field(name)

    def text(self, name: str) -> str:
        """A template's name as one text; several are joined."""
        return ", ".join(_with_unit(fact) for fact in self.named(name))

    def _skus(self) -> tuple[Sku, ...]:
        return self.product.skus if self.sku is None else (self.sku,)


def _facts(texts: Iterable[str]) -> tuple[Fact, ...]:
    return tuple(dict.fromkeys(Fact(text.strip()) for text in texts if text.strip()))


def _with_unit(fact: Fact) -> str:
    return f"{fact.text} {fact.unit}" if fact.unit else fact.text
