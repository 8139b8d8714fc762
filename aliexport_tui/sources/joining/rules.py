"""By which rule offers that stand alone are variants of one product. Pure: one offer in, its group and what tells it apart
from the others out."""

import msgspec

from aliexport_tui.model.product import Param, Product
from aliexport_tui.sources.joining.variant_words import Axis, part
from aliexport_tui.sources.offer import Offer
from aliexport_tui.sources.reading import ReadProduct
from aliexport_tui.sources.settings import SourceSettings

GROUPS = "group:"
_NAMES: dict[Axis, tuple[str, str, frozenset[str]]] = {
    "size": ("Размер", "Size", frozenset(("размер", "size", "размеры", "рост", "российский размер", "размер одежды"))),
    "colour": ("Цвет", "Color", frozenset(("цвет", "color", "colour", "расцветка", "цвет товара"))),
    "other": ("Вариант", "Variant", frozenset(("вариант", "variant"))),
}
_SHORTEST = 3
"""A name with fewer letters left names nothing."""


def stands_alone(product: Product) -> bool:
    return len(product.skus) == 1 and not product.key.startswith(GROUPS)


def group_of(product: Product, settings: SourceSettings) -> str:
    """The same for all variants of a product; "" when it stands alone by the rule."""
    match settings.join:
        case "article":
            prefix, rest = article_parts(product.article or product.skus[0].code, settings)
            return f"article:{prefix}" if prefix and (product.article or rest) else ""
        case "name":
            named = part(product.name, settings.join_words)
            key = named.key()
            if not named.parts or sum(map(str.isalpha, key)) < _SHORTEST:
                return ""
            brand = product.brand.casefold()
            return f"name:{key}" + (f":{brand}" if brand and brand not in key else "")
        case _:
            return ""


def parts_of(product: Product, settings: SourceSettings) -> tuple[tuple[Axis, str], ...]:
    """What tells it apart from the others of its group, by axis: sizes and colours of its name, else the rest of its
    article. Several of one axis as one: "XXL/3XL"."""
    texts: dict[Axis, list[str]] = {}
    for axis, text in part(product.name, settings.join_words).parts:
        texts.setdefault(axis, []).append(text)
    if not texts and settings.join == "article":
        _prefix, rest = article_parts(product.article or product.skus[0].code, settings)
        return (("other", rest),) if rest else ()
    return tuple((axis, "/".join(found)) for axis, found in texts.items())


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


def grouped(read: ReadProduct, settings: SourceSettings) -> Offer | None:
    """The product as an offer of its group; None: it stays as it is. Groups of the feed's own are left alone."""
    product = read.product
    group = group_of(product, settings) if stands_alone(product) else ""
    if not group:
        return None
    params = product.skus[0].params
    if params:
        sku = msgspec.structs.replace(product.skus[0], params=())
        product = msgspec.structs.replace(product, params=(*product.params, *params), skus=(sku,))
    return Offer(product, group, read.problems)


def told_apart(offer: Offer, settings: SourceSettings) -> Offer:
    """One of several of a group, with params for what its name or article tells and its params don't."""
    product = offer.product
    told = {param.name.casefold() for param in product.params}
    more = [
        Param(_name(axis, product.name), text)
        for axis, text in parts_of(product, settings)
        if not (_NAMES[axis][2] & told or (axis == "other" and told))
    ]
    if not more:
        return offer
    return msgspec.structs.replace(offer, product=msgspec.structs.replace(product, params=(*product.params, *more)))


def joined_name(name: str, settings: SourceSettings) -> str:
    """A product's name out of its variants' common one: without what is one variant's own."""
    rest = part(name, settings.join_words).rest
    if sum(map(str.isalpha, rest)) < _SHORTEST:
        return name
    return rest[0].upper() + rest[1:] if name[0].isupper() else rest


def _name(axis: Axis, beside: str) -> str:
    """In the language of the name."""
    russian, english, _others = _NAMES[axis]
    return russian if any("а" <= letter <= "я" for letter in beside.casefold()) else english
