"""Tables of prices and stocks alone: a code, and what is new of it."""

from aliexport_tui.sources.layouts.usual_headers import suggest, suggest_params

_CODES = frozenset(("sku", "article", "barcode"))
_FIGURES = frozenset(("price", "old_price", "stock", "available"))
_OF_PRODUCTS = frozenset(("name", "description", "category", "brand"))


def only_updates(headers: tuple[str, ...]) -> bool:
    """Whether a table can only update SKUs: it has a column of codes, prices or stocks, and nothing that describes a product
    (for detection; such a source needs settings.updates)."""
    columns, pictures = suggest(headers)
    fields = set(columns)
    return bool(fields & _CODES and fields & _FIGURES) and not (fields & _OF_PRODUCTS or pictures or suggest_params(headers))
