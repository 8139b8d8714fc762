"""The images lane: the product's pictures, main first."""

from aliexport_tui.listing.recipe import Recipe
from aliexport_tui.listing.urls import clean_url
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Product
from aliexport_tui.model.wants import Images

BUILDER_VERSION = 2


def assemble_images(product: Product, recipe: Recipe) -> tuple[Images, list[Problem]]:
    """The product's own pictures; where it has none, those of its SKUs."""
    problems = []
    offered = product.pictures or tuple(url for sku in product.skus for url in sku.pictures)
    urls: list[str] = []
    for text in dict.fromkeys(offered):
        url = clean_url(text)
        if not url:
            problems.append(Problem("images.bad_url", "main_image_urls_list", {"url": text}, severity="warning"))
        elif url not in urls:
            urls.append(url)
    limit = min(recipe.image_limit, recipe.target.limits.images)
    if len(urls) > limit:
        args = {"count": str(len(urls)), "limit": str(limit)}
        problems.append(Problem("images.limited", "main_image_urls_list", args, severity="warning"))
    return Images(tuple(urls[:limit])), problems
