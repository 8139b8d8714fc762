"""The one validator of every field and limit of 001, for preview, dry run and sender (DESIGN, invariant 7).

Independent of the sandbox's checks. Limits are the adapter's data: `Target.limits`."""

from collections.abc import Iterator

from aliexport_tui.listing.checks.attributes import check_attributes
from aliexport_tui.listing.checks.card import check_card
from aliexport_tui.listing.checks.lanes import check_images, check_prices, check_stocks
from aliexport_tui.listing.checks.skus import check_skus
from aliexport_tui.listing.checks.texts import check_texts
from aliexport_tui.listing.schema_view import SchemaView
from aliexport_tui.listing.target import DictionaryKey, Target, Targets
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.wants import Content, Draft, Images, Lane, Prices, Stocks, Visibility, Want


def validate(lane: Lane, want: Want, target: Target) -> tuple[Problem, ...]:
    """All problems of one lane's want; fields are paths of the create request. `want` must be the lane's type."""
    return tuple(_checks(lane, want, target))


def validate_draft(draft: Draft, schema: SchemaView) -> tuple[Problem, ...]:
    """A whole card against the schema: every lane, and the same SKU codes in each. What several lanes find alike (a
    missing SKU code) is told once."""
    target = target_of(draft.content, schema)
    found = (
        *validate("content", draft.content, target),
        *validate("images", draft.images, target),
        *validate("price", draft.prices, target),
        *validate("stock", draft.stocks, target),
        *_same_skus(draft),
    )
    return tuple({(problem.code, problem.field): problem for problem in found}.values())


def target_of(content: Content, schema: SchemaView) -> Target:
    """The tables that this content's checks look into."""
    wanted: set[DictionaryKey] = {(attribute.name_id, False) for attribute in content.attributes}
    wanted |= {(attribute.name_id, True) for sku in content.skus for attribute in sku.attributes}
    return _targets(schema).make(content.category_id, sorted(wanted))


_last: list[Targets] = []


def _targets(schema: SchemaView) -> Targets:
    """The last ones, as long as they are current: a sender validates thousands of drafts by one schema."""
    if not (_last and _last[0].current(schema)):
        _last[:] = [Targets(schema)]
    return _last[0]


def _checks(lane: Lane, want: Want, target: Target) -> Iterator[Problem]:
    match want:
        case Content() if lane == "content":
            yield from check_card(want, target)
            yield from check_texts(want, target)
            yield from check_attributes(want.attributes, target)
            yield from check_skus(want, target)
        case Images() if lane == "images":
            yield from check_images(want, target.limits)
        case Prices() if lane == "price":
            yield from check_prices(want, target.limits)
        case Stocks() if lane == "stock":
            yield from check_stocks(want, target.limits)
        case Visibility() if lane == "visibility":
            return
        case _:
            raise ValueError(f"a want of lane {lane} can't be {type(want).__name__}")


def _same_skus(draft: Draft) -> Iterator[Problem]:
    codes = {sku.sku_code for sku in draft.content.skus}
    for name, found in (
        ("price", {sku.sku_code for sku in draft.prices.skus}),
        ("inventory", {sku.sku_code for sku in draft.stocks.skus}),
    ):
        for code in sorted(codes ^ found):
            yield Problem("sku.lane_differs", f"sku_info_list.{name}", {"sku": code, "lane": name})
