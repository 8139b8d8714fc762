"""Whatever the validator passes the marketplace's pre-validation accepts, and what it refuses is refused for a reason.

The two share no line of code: drafts are built by the real builders, judged by the one validator, and sent in batches
over real HTTP to the sandbox."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.listing.build import assemble, build
from aliexport_tui.listing.validate import validate_draft
from aliexport_tui.marketplace.local.adapter import LocalMarketplace
from aliexport_tui.marketplace.port import (
    CardDraft,
    CardImages,
    CardPrices,
    CardStocks,
    Exchange,
    InvalidRequest,
    WriteAnswer,
)
from aliexport_tui.model.clock import system_chance
from aliexport_tui.model.problem import errors
from aliexport_tui.model.wants import Content, Draft, Images, Lane, Prices, Stocks, Want
from tests.listing.test_against_sandbox import VIEW, complaints
from tests.properties.examples import examples
from tests.properties.goods import Case, cases
from tests.support.export import SharedClock
from tests.support.sandbox import Sandbox

LANES: tuple[Lane, ...] = ("content", "images", "price", "stock")


def drafted(case: Case) -> tuple[Draft, set[str]]:
    """The draft as far as it can be made, and the codes of all errors that keep it from being sent."""
    made: dict[Lane, Want] = {}
    codes: set[str] = set()
    for lane in LANES:
        made[lane], found = assemble(lane, case.product, case.recipe)
        built = build(lane, case.product, case.recipe)
        assert (built.want is None) == any(problem.severity == "error" for problem in found)
        codes |= {problem.code for problem in errors(found)}
    draft = _draft(made)
    return draft, codes | {problem.code for problem in errors(validate_draft(draft, VIEW))}


def _draft(made: dict[Lane, Want]) -> Draft:
    content, images, prices, stocks = (made[lane] for lane in LANES)
    assert isinstance(content, Content)
    assert isinstance(images, Images)
    assert isinstance(prices, Prices)
    assert isinstance(stocks, Stocks)
    return Draft(content, images, prices, stocks)


# ---- one by one, in process: many examples, small counterexamples


@examples(200)
@given(cases())
def test_what_passes_has_no_complaints(case: Case) -> None:
    draft, codes = drafted(case)
    if not codes:
        assert complaints(VIEW.schema, draft) == []


OURS_ALONE = {
    "attribute.unmatched",  # the profile says: block
    "attribute.no_dictionary",
    "attribute.required",  # with some attribute there the sandbox refuses it late, in the task
    "attribute.value_unknown",  # a value id on a property without a dictionary
    "brand.missing",  # the profile says: block
    "brand.not_approved",  # the sandbox refuses it late, in the task
    "category.unmapped",  # named by our own code; nothing could be sent
    "description.missing",  # the card's own language, which the marketplace translates from; the sandbox takes any
    "external_id.missing",
    "images.bad_url",
    "language.unsupported",  # 001 names ru and en; the sandbox takes tr as other pages do
    "number.bad",  # what can't be read as a number is not guessed at
    "number.not_flag",
    "number.not_whole",
    "okpd2.bad",
    "price.currency",  # a feed in another currency: right numbers, wrong money
    "sku.value_unmatched",  # the profile names an axis, so the word belongs to the variation
    "title.missing",  # as description.missing
    "tnved.bad",
    "video.bad_url",
    "video.preview_alone",
}
"""What is refused though the sandbox might take it, each for a reason of the profile's, of ours or of the document."""


@examples(200)
@given(cases())
def test_what_is_refused_is_refused_for_a_reason(case: Case) -> None:
    draft, codes = drafted(case)
    if not codes or codes & OURS_ALONE:
        return
    try:
        found = complaints(VIEW.schema, draft)
    except InvalidRequest:
        return  # not even a request could be made of it
    assert found != [], codes


# ---- in batches, over HTTP


class _Silent:
    def record(self, exchange: Exchange) -> None: ...


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(frozen=True) as running:
        yield running


@pytest.fixture(scope="module")
def market(sandbox: Sandbox) -> Iterator[LocalMarketplace]:
    clock = SharedClock(sandbox)
    opened = LocalMarketplace(
        sandbox.address, sandbox.token, "ru_RU", "RUB", clock, system_chance(), _Silent(), per_second=100_000
    )
    yield opened
    opened.close()


def refused(answer: WriteAnswer, count: int) -> list[tuple[int, dict[str, str]]]:
    assert len(answer.results) == count
    return [(position, result.errors) for position, result in enumerate(answer.results) if not result.ok]


def created(market: LocalMarketplace, sandbox: Sandbox, drafts: Sequence[Draft]) -> list[str]:
    """Ids of the cards, by position; "" where the task failed for what only a task can know."""
    answer = market.create(drafts)
    assert refused(answer, len(drafts)) == []
    sandbox.advance(60)
    cards = {task.id: task.product_id for task in market.tasks(answer.group_id)}
    return [cards[result.task_id] for result in answer.results]


@examples(8)
@given(st.lists(cases(), min_size=4, max_size=12))
def test_batches_are_taken_whole(sandbox: Sandbox, market: LocalMarketplace, found: list[Case]) -> None:
    drafts = [draft for draft, codes in (drafted(case) for case in found) if not codes]
    if not drafts:
        return
    there = [(card, draft) for card, draft in zip(created(market, sandbox, drafts), drafts, strict=True) if card]
    if not there:
        return
    assert refused(market.edit([CardDraft(*one) for one in there]), len(there)) == []
    assert refused(market.set_images([CardImages(card, draft.images) for card, draft in there]), len(there)) == []
    assert refused(market.set_prices([CardPrices(card, draft.prices) for card, draft in there]), len(there)) == []
    assert refused(market.set_stocks([CardStocks(card, draft.stocks) for card, draft in there]), len(there)) == []
