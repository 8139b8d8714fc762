"""By which rule offers that stand alone are variants of one product. Pure: one offer in, its group and what tells it apart
from the others out."""

import msgspec

from aliexport_tui.model.product import Param, Product
from aliexport_tui.sources.offer import Offer
from aliexport_tui.sources.reading import ReadProduct
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.variant_words import Axis, Parted, part

GROUPS = "group:"
_NAMES: dict[Axis, tuple[str, str, frozenset[str]]] = {
    "size": ("Размер", "Size", frozenset(("размер", "size", "размеры", "рост", "российский размер", "размер одежды"))),
    "colour": ("Цвет", "Color", frozenset(("цвет", "color", "colour", "расцветка", "цвет товара"))),
    "other": ("Вариант", "Variant", frozenset(("вариант", "variant"))),
}
_SHORTEST = 3
"""A name with fewer letters left names nothing."""


class Ruled(msgspec.Struct, frozen=True):
    """`group`: the same for all variants of a product. `parts`: what differs, by axis."""

    group: str
    parts: tuple[tuple[Axis, str], ...] = ()


def stands_alone(product: Product) -> bool:
    return len(product.skus) == 1 and not product.key.startswith(GROUPS)


def rule(product: Product, settings: SourceSettings) -> Ruled | None:
    """None: it stands alone by this rule. Only for products with one SKU."""
    named = part(product.name, settings.join_words)
    match settings.join:
        case "article":
            prefix, rest = article_parts(product.article or product.skus[0].code, settings)
            if not prefix or (not product.article and not rest):
                return None
            parts = _by_axis(named)
            return Ruled(f"article:{prefix}", parts or ((("other", rest),) if rest else ()))
        case "name":
            key = named.key()
            if not named.parts or sum(map(str.isalpha, key)) < _SHORTEST:
                return None
            brand = product.brand.casefold()
            return Ruled(f"name:{key}" + (f":{brand}" if brand and brand not in key else ""), _by_axis(named))
        case _:
            return None


def article_parts(article: str, settings: SourceSettings) -> tuple[str, str]:
    """(what all variants share, what is the variant's own); the first "" where the rule finds nothing to part.
    "AB-12-XL" by "-" -> AB-12 and XL, by "-" behind at least 1 character -> AB and 12-XL, by 4 characters -> AB-1 and 2-XL.
    Without separator and length: the whole article."""
    article = article.strip()
    separator, length = settings.join_separator, settings.join_length
    if separator:
        at = article.find(separator, max(length, 1)) if length else article.rfind(separator)
        return (article[:at], article[at + len(separator) :]) if at > 0 else ("", "")
    if length:
        return (article[:length], article[length:]) if len(article) >= length else ("", "")
    return article, ""


def ruled(read: ReadProduct, settings: SourceSettings) -> Offer | None:
    """The product as an offer of its group, with params for what its name or article tells and its params don't; None:
    it stays as it is. Groups of the feed's own are left alone."""
    product = read.product
    found = rule(product, settings) if stands_alone(product) else None
    if found is None:
        return None
    params = (*product.params, *product.skus[0].params)
    told = {param.name.casefold() for param in params}
    more = [
        Param(_name(axis, product.name), text)
        for axis, text in found.parts
        if not (_NAMES[axis][2] & told or (axis == "other" and params))
    ]
    sku = msgspec.structs.replace(product.skus[0], params=())
    product = msgspec.structs.replace(product, params=(*params, *more), skus=(sku,))
    return Offer(product, found.group, read.problems)


def joined_name(name: str, settings: SourceSettings) -> str:
    """A product's name out of its variants' common one: without what is one variant's own."""
    rest = part(name, settings.join_words).rest
    if sum(map(str.isalpha, rest)) < _SHORTEST:
        return name
    return rest[0].upper() + rest[1:] if name[0].isupper() else rest


def _by_axis(named: Parted) -> tuple[tuple[Axis, str], ...]:
    """Several of one axis as one: "XXL/3XL"."""
    texts: dict[Axis, list[str]] = {}
    for axis, text in named.parts:
        texts.setdefault(axis, []).append(text)
    return tuple((axis, "/".join(found)) for axis, found in texts.items())


def _name(axis: Axis, beside: str) -> str:
    """In the language of the name."""
    russian, english, _others = _NAMES[axis]
    return russian if any("а" <= letter <= "я" for letter in beside.casefold()) else english
