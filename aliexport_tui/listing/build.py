"""The builder of each lane: one product and one recipe -> its want, or the problems that block it."""

import re
from collections.abc import Callable, Mapping

import msgspec

from aliexport_tui.listing import content, images, prices, stocks
from aliexport_tui.listing.images import NOTHING_KNOWN
from aliexport_tui.listing.inputs import narrow, skus_in_order
from aliexport_tui.listing.recipe import Recipe
from aliexport_tui.listing.stocks import NONE_ORDERED
from aliexport_tui.listing.validate import validate
from aliexport_tui.model.picture import Shown
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.model.product import Product
from aliexport_tui.model.wants import Lane, Visibility, Want

VISIBILITY_VERSION = 1

BUILDER_VERSION: Mapping[Lane, int] = {
    "content": content.BUILDER_VERSION,
    "images": images.BUILDER_VERSION,
    "price": prices.BUILDER_VERSION,
    "stock": stocks.BUILDER_VERSION,
    "visibility": VISIBILITY_VERSION,
}
"""Grows whenever the lane's builder gives another want for the same inputs."""

_SKU_FIELD = re.compile(r"sku_info_list\[(\d+)\]")


class Built(msgspec.Struct, frozen=True):
    """`want` None: blocked. `problems` holds all that was found, warnings too."""

    want: Want | None
    problems: tuple[Problem, ...]


def build(
    lane: Lane,
    product: Product,
    recipe: Recipe,
    pictures: Mapping[str, Shown] = NOTHING_KNOWN,
    ordered: Mapping[str, int] = NONE_ORDERED,
) -> Built:
    """Whatever comes out with a want has passed the validator. `pictures`: what was seen at the addresses of the product's
    pictures; images and content look at it. `ordered`: units that open orders take, by the SKU's code on the marketplace;
    stock looks at it."""
    if recipe.skipped:
        skipped = Problem(
            "category.skipped", args={"category": recipe.category_name or recipe.category_key}, severity="warning"
        )
        return Built(None, (_placed(skipped, product, recipe),))
    want, found = assemble(lane, product, recipe, pictures, ordered)
    problems = tuple(_placed(problem, product, recipe) for problem in found)
    blocked = any(problem.severity == "error" for problem in problems)
    return Built(None if blocked else want, problems)


def assemble(
    lane: Lane,
    product: Product,
    recipe: Recipe,
    pictures: Mapping[str, Shown] = NOTHING_KNOWN,
    ordered: Mapping[str, int] = NONE_ORDERED,
) -> tuple[Want, tuple[Problem, ...]]:
    """The want as far as it can be made (for a preview of blocked products), with all problems. Never send it."""
    want, found = _ASSEMBLERS[lane](narrow(lane, product), recipe, pictures, ordered)
    blamed = {_subject(problem) for problem in found if problem.severity == "error"}
    checked = [problem for problem in validate(lane, want, recipe.target) if _subject(problem) not in blamed]
    if any(field.startswith("sku_info_list") for field, _ in blamed):
        checked = [problem for problem in checked if problem.code != "sku.same_combination"]
    return want, (*found, *checked)


_Assembler = Callable[[Product, Recipe, Mapping[str, Shown], Mapping[str, int]], tuple[Want, list[Problem]]]
_ASSEMBLERS: Mapping[Lane, _Assembler] = {
    "content": lambda product, recipe, known, _ordered: content.assemble_content(product, recipe, known),
    "images": lambda product, recipe, known, _ordered: images.assemble_images(product, recipe, known),
    "price": lambda product, recipe, _known, _ordered: prices.assemble_prices(product, recipe),
    "stock": lambda product, recipe, _known, ordered: stocks.assemble_stocks(product, recipe, ordered),
    "visibility": lambda _product, _recipe, _known, _ordered: (Visibility(online=True), []),
}


def _subject(problem: Problem) -> tuple[str, str]:
    """What a problem is about, so that a missing attribute isn't blamed twice for one unmatched value."""
    return problem.field, problem.args.get("id", "")


def _placed(problem: Problem, product: Product, recipe: Recipe) -> Problem:
    place = product.place
    match = _SKU_FIELD.match(problem.field)
    if match and int(match[1]) < len(product.skus):
        sku = skus_in_order(product)[int(match[1])]
        place = sku.place if sku.place != Place() else place
    if place == Place():
        place = Place(key=product.key)
    if problem.code == "category.unmapped":
        return _unmapped(problem.field, place, recipe)
    return msgspec.structs.replace(problem, place=place)


def _unmapped(field: str, place: Place, recipe: Recipe) -> Problem:
    """The bucket of products without a category has no name of its own."""
    if not recipe.category_key:
        return Problem("category.bucket_unmapped", field, place=place)
    args = {"category": recipe.category_name or recipe.category_key, "key": recipe.category_key}
    return Problem("category.unmapped", field, args, place)
