"""The images lane: the product's pictures, main first. What is known to be unfit is left out while another is fit.
Variations have pictures of their own in the content."""

from collections.abc import Mapping

import msgspec

from aliexport_tui.listing.checks.pictures import check_presence, check_sight, is_mendable
from aliexport_tui.listing.recipe import Recipe
from aliexport_tui.listing.urls import clean_url
from aliexport_tui.model.picture import Shown
from aliexport_tui.model.problem import Problem, Severity
from aliexport_tui.model.product import Product
from aliexport_tui.model.wants import Images

BUILDER_VERSION = 2
NOTHING_KNOWN: Mapping[str, Shown] = {}

_FIELD = "main_image_urls_list"


def offered(product: Product) -> tuple[str, ...]:
    """Addresses as they stand in the product: its own; where it has none, those of its SKUs."""
    return tuple(dict.fromkeys(product.pictures or (url for sku in product.skus for url in sku.pictures)))


def all_of(product: Product) -> tuple[str, ...]:
    """Every address that stands in the product."""
    return tuple(dict.fromkeys((*product.pictures, *(url for sku in product.skus for url in sku.pictures))))


def assemble_images(
    product: Product, recipe: Recipe, known: Mapping[str, Shown] = NOTHING_KNOWN
) -> tuple[Images, list[Problem]]:
    """`known`: what was seen at the addresses; of one that nobody has looked at nothing is believed."""
    problems: list[Problem] = []
    left_out: list[Problem] = []
    urls: list[str] = []
    for text in offered(product):
        url = clean_url(text)
        if not url:
            problems.append(Problem("images.bad_url", _FIELD, {"url": text}, severity="warning"))
            continue
        url, fault = _judged(url, known.get(text), recipe)
        if fault is not None and fault.severity == "error":
            left_out.append(fault)
            continue
        if fault is not None:
            problems.append(fault)
        if url not in urls:
            urls.append(url)
    # Without any other they are what blocks the product.
    problems += left_out if not urls else [msgspec.structs.replace(one, severity="warning") for one in left_out]
    limit = min(recipe.image_limit, recipe.target.limits.images)
    if len(urls) > limit:
        args = {"count": str(len(urls)), "limit": str(limit)}
        problems.append(Problem("images.limited", _FIELD, args, severity="warning"))
    return Images(tuple(urls[:limit])), problems


def there(addresses: tuple[str, ...], field: str, known: Mapping[str, Shown]) -> tuple[tuple[str, ...], list[Problem]]:
    """Of a variation's pictures those that are not known to be missing: what the marketplace takes there is on a page of its
    own, which nobody could read, but nothing can be fetched from nowhere."""
    kept: list[str] = []
    problems: list[Problem] = []
    for text in addresses:
        shown = known.get(text)
        fault = check_presence(clean_url(text), field, shown.sight) if shown is not None else None
        if fault is None or fault.severity == "warning":
            kept.append(text)
        if fault is not None:
            problems.append(msgspec.structs.replace(fault, severity="warning"))
    return tuple(kept), problems


def _judged(url: str, shown: Shown | None, recipe: Recipe) -> tuple[str, Problem | None]:
    """The address to send, and what is wrong with it: the copy's where there is one and the picture needs it."""
    if shown is None:
        return url, None
    rule, limits = recipe.pictures, recipe.target.limits.pictures
    if rule.resize and shown.copy and is_mendable(shown.sight, limits):
        return f"{rule.address.rstrip('/')}/{shown.copy}", None
    assumed: Severity = "error" if rule.limits == "refuse" else "warning"
    return url, check_sight(url, _FIELD, shown.sight, limits, assumed=assumed)
