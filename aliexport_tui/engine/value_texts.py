"""The distinct texts that a profile's products have where a mapping looks, with the number of products that have them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal

import msgspec

from aliexport_tui.listing.attributes import attribute_facts
from aliexport_tui.listing.cleaning import plain_text
from aliexport_tui.listing.facts import Facts
from aliexport_tui.listing.fold import fold
from aliexport_tui.listing.picks import literal, pick_text
from aliexport_tui.model.product import Product
from aliexport_tui.model.profile import AttributeMapping, Pick, Setting

Takes = Literal["all", "of_each", "first"]


class Origin(msgspec.Struct, frozen=True):
    """Where a mapping takes its texts from. `takes`: all texts of the product (attributes, split at the `separator`), the
    first one of each SKU (axes), the first of all (the brand)."""

    source: Setting
    separator: str = ""
    takes: Takes = "all"


Counts = Mapping[tuple[str, Origin], Counter[str]]
"""(shop category, origin) -> text -> products."""


class _Param(msgspec.Struct, gc=False):
    name: str
    value: str


class _Sku(msgspec.Struct, gc=False):
    params: tuple[_Param, ...] = ()


class _Narrow(msgspec.Struct, gc=False):
    """Of a product only what most origins look at: read in half the time."""

    brand: str = ""
    article: str = ""
    country: str = ""
    params: tuple[_Param, ...] = ()
    skus: tuple[_Sku, ...] = ()


_FIELDS = ("brand", "article", "country")
_narrow = msgspec.json.Decoder(_Narrow)
_whole = msgspec.json.Decoder(Product)


def count(products: Iterable[tuple[str, str]], wanted: Mapping[str, Sequence[Origin]], names: Mapping[str, str]) -> Counts:
    """`products`: (shop category, JSON of Product); `wanted`: origins by shop category; `names`: of the categories."""
    counts: dict[tuple[str, Origin], Counter[str]] = {}
    plans = {category: _Plan(category, origins, counts) for category, origins in wanted.items() if origins}
    for category, body in products:
        plan = plans.get(category)
        if plan is None:
            continue
        if plan.params or plan.fields:
            product = _narrow.decode(body)
            plan.count_fields(product)
            plan.count_params(product)
        for texts, found in plan.constants:
            found.update(texts)
        if plan.others:
            whole = _whole.decode(body)
            for origin, found in plan.others:
                found.update(_texts(origin, whole, names.get(category, "")))
    return counts


def to_json(counts: Counts) -> str:
    rows = [(category, origin, texts) for (category, origin), texts in counts.items()]
    return msgspec.json.encode(rows).decode()


def from_json(body: str) -> Counts:
    rows = msgspec.json.decode(body, type=list[tuple[str, Origin, dict[str, int]]])
    return {(category, origin): Counter(texts) for category, origin, texts in rows}


class _Plan:
    """What is counted of the products of one category."""

    def __init__(self, category: str, origins: Sequence[Origin], counts: dict[tuple[str, Origin], Counter[str]]) -> None:
        self.params: list[tuple[str, Origin, Counter[str]]] = []
        self.fields: list[tuple[str, Origin, Counter[str]]] = []
        self.constants: list[tuple[frozenset[str], Counter[str]]] = []
        self.others: list[tuple[Origin, Counter[str]]] = []
        for origin in dict.fromkeys(origins):
            found = counts[(category, origin)] = Counter()
            source = origin.source
            if isinstance(source, Pick) and source.param and not source.field:
                self.params.append((fold(source.param), origin, found))
            elif isinstance(source, Pick) and source.field in _FIELDS and origin.takes != "of_each":
                self.fields.append((source.field, origin, found))
            elif not isinstance(source, Pick) and origin.takes != "of_each":
                self.constants.append((_clean(literal(source), origin.separator), found))
            else:
                self.others.append((origin, found))
        self._wanted = {name for name, _origin, _found in self.params}

    def count_fields(self, product: _Narrow) -> None:
        for name, origin, found in self.fields:
            text: str = getattr(product, name).strip() or _default(origin)
            if text:
                found.update(_clean(text, origin.separator))

    def count_params(self, product: _Narrow) -> None:
        """As Facts.param finds them: an SKU's own before the shared ones."""
        shared = self._told(product.params)
        own = [self._told(sku.params) for sku in product.skus]
        for name, origin, found in self.params:
            common, default = shared.get(name, ()), _default(origin)
            if origin.takes == "of_each":
                raw = {next((text for text in one.get(name) or common if text), default) for one in own}
            else:
                mine = [text for one in own for text in one.get(name, ())]
                texts = [text for text in mine or common if text] or [default]
                raw = set(texts[:1] if origin.takes == "first" else texts)
            if len(raw) == 1:
                found.update(_clean(next(iter(raw)), origin.separator))
            elif raw:
                found.update({text for one in raw for text in _clean(one, origin.separator)})

    def _told(self, params: tuple[_Param, ...]) -> dict[str, list[str]]:
        told: dict[str, list[str]] = {}
        for param in params:
            name = fold(param.name)
            if name in self._wanted:
                told.setdefault(name, []).append(param.value.strip())
        return told


def _default(origin: Origin) -> str:
    return origin.source.default.strip() if isinstance(origin.source, Pick) else ""


@lru_cache(maxsize=65_536)
def _clean(raw: str, separator: str) -> frozenset[str]:
    """ "" gives none."""
    pieces = [piece.strip() for piece in raw.split(separator)] if separator else [raw]
    return frozenset(text for piece in pieces if (text := plain_text(piece)))


def _texts(origin: Origin, product: Product, category_name: str) -> set[str]:
    """By the builders' own functions, for any setting."""
    if origin.takes == "of_each":
        found = [pick_text(origin.source, Facts(product, sku, category_name)) for sku in product.skus]
    elif origin.takes == "first":
        found = [pick_text(origin.source, Facts(product, None, category_name))]
    else:
        mapping = AttributeMapping("", origin.source, separator=origin.separator)
        found = [fact.text for fact in attribute_facts(mapping, Facts(product, None, category_name))]
    return {text for one in found if (text := plain_text(one))}
