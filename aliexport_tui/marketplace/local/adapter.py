"""One account of the local API: every route of local-products.md §3.1-3.17 behind the `Marketplace` port."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import quote

import msgspec

from aliexport_tui.marketplace.local import answers, limits
from aliexport_tui.marketplace.local.address import checked_address
from aliexport_tui.marketplace.local.node import Node
from aliexport_tui.marketplace.local.retrying import retried
from aliexport_tui.marketplace.local.transport import Call, Timeouts, Transport
from aliexport_tui.marketplace.local.writes import PRODUCT, LocalWrites
from aliexport_tui.marketplace.pacing import Pacer
from aliexport_tui.marketplace.port import (
    CardDetail,
    CardDraft,
    CardFilter,
    CardImages,
    CardPrices,
    CardStocks,
    CardSummary,
    Fate,
    InvalidRequest,
    ProtocolTrouble,
    Recorder,
    ServerTrouble,
    Task,
    WriteAnswer,
)
from aliexport_tui.marketplace.tokens import masked, plausible_token
from aliexport_tui.model.clock import Chance, Clock, Wait
from aliexport_tui.model.schema import Brand, Category, Limits, SizeChart, Template, Value
from aliexport_tui.model.wants import Draft

Found = TypeVar("Found")

_SHORT_SCROLL = "/api/v1/scroll-short-product-by-filter"
_FULL_SCROLL = "/api/v1/scroll-product-by-filter"
_NOT_FOUND = ("404", "5")
"""Codes that say so inside a 200: HTTP's, and the one of gRPC, which the gateway speaks to (§1.1)."""


class LocalMarketplace:
    """Thread-safe. No request leaves before the first call. `per_second`: requests a second at most; `tries`: of a read,
    between which `wait` passes the time (unless given, the clock's sleep).

    Raises ConfigError: `account.address_malformed`, `account.address_plain`, `account.token_malformed`,
    `account.currency_unknown`."""

    def __init__(
        self,
        base_url: str,
        token: str,
        locale: str,
        currency: str,
        clock: Clock,
        chance: Chance,
        recorder: Recorder,
        *,
        per_second: float = 8,
        tries: int = 4,
        wait: Wait | None = None,
        timeouts: Timeouts | None = None,
    ) -> None:
        self._limits = limits.limits_of(currency)
        self._address = checked_address(base_url)
        token = plausible_token(token)
        self._shown_token = masked(token)
        self._wait = wait or clock.sleep
        self._chance = chance
        self._tries = tries
        self._timeouts = timeouts or Timeouts()
        pacer = Pacer(per_second, clock)
        self._transport = Transport(self._address, token, locale, clock, recorder, pacer, self._timeouts.connect)
        self._writes = LocalWrites(self._transport, self._timeouts)

    def __repr__(self) -> str:
        return f"LocalMarketplace({self._address!r}, token {self._shown_token})"

    def close(self) -> None:
        self._transport.close()

    @property
    def limits(self) -> Limits:
        return self._limits

    @property
    def ahead_ms(self) -> int | None:
        return self._transport.ahead_ms

    def check(self) -> None:
        """One try of the short list with limit 1 (§1.3)."""
        page = {"filter": {}, "last_product_id": "0", "limit": 1}
        answers.short_cards(self._transport.send(self._read_call(_SHORT_SCROLL, page)))

    # Writes: one request for what is given, one try.

    @property
    def writes(self) -> LocalWrites:
        return self._writes

    def create(self, drafts: Sequence[Draft]) -> WriteAnswer:
        return self._writes.create(drafts)()

    def edit(self, cards: Sequence[CardDraft]) -> WriteAnswer:
        return self._writes.edit(cards)()

    def set_images(self, cards: Sequence[CardImages]) -> WriteAnswer:
        return self._writes.set_images(cards)()

    def set_lead_times(self, days: Sequence[tuple[str, int]]) -> WriteAnswer:
        return self._writes.set_lead_times(days)()

    def set_titles(self, titles: Sequence[tuple[str, str]]) -> WriteAnswer:
        return self._writes.set_titles(titles)()

    def set_prices(self, cards: Sequence[CardPrices]) -> WriteAnswer:
        return self._writes.set_prices(cards)()

    def set_stocks(self, cards: Sequence[CardStocks]) -> WriteAnswer:
        return self._writes.set_stocks(cards)()

    def online(self, card_ids: Sequence[str]) -> WriteAnswer:
        return self._writes.online(card_ids)()

    def offline(self, card_ids: Sequence[str]) -> WriteAnswer:
        return self._writes.offline(card_ids)()

    def delete(self, card_ids: Sequence[str]) -> WriteAnswer:
        return self._writes.delete(card_ids)()

    # Reads: tried again while the trouble may pass.

    def tasks(self, group_id: str) -> tuple[Task, ...]:
        call = Call("GET", f"/api/v1/tasks?group_id={quote(group_id, safe='')}", self._timeouts.slow)
        try:
            return self._read(call, answers.tasks)
        except InvalidRequest as refusal:
            if refusal.status == 404:
                return ()
            raise

    def scroll(self, where: CardFilter) -> Iterator[CardSummary]:
        """Raises ProtocolTrouble when the cursor does not move on. A search ends with a page that is not full; the
        whole shop only with an empty one, since "all cards were seen" must not hang on the server's page size."""
        chosen = _filter(where)
        cursor = "0"
        while True:
            page = {"filter": chosen, "last_product_id": cursor, "limit": limits.CARDS_PER_PAGE}
            cards = self._read(self._read_call(_SHORT_SCROLL, page), answers.short_cards)
            yield from cards
            if not cards or ("search_content" in chosen and len(cards) < limits.CARDS_PER_PAGE):
                return
            cursor = _next_cursor(cursor, cards[-1].id)

    def scroll_full(self, where: CardFilter) -> Iterator[CardDetail]:
        """The legacy scroll of whole cards (§3.11)."""
        cursor = "0"
        while True:
            page = {"filter": _filter(where), "last_product_id": cursor, "limit": limits.CARDS_PER_PAGE}
            cards, _ = self._read(self._read_call(_FULL_SCROLL, page), lambda answer: answers.full_cards(answer.get("data")))
            yield from cards
            if not cards:
                return
            cursor = _next_cursor(cursor, cards[-1].id)

    def card(self, card_id: str) -> CardDetail | None:
        call = self._read_call(PRODUCT + "get-seller-product", {"product_id": card_id})
        try:
            return self._read(call, lambda answer: answers.full_card(answer.get("data")))
        except (InvalidRequest, ServerTrouble) as refusal:
            if refusal.status == 404 or (refusal.status == 200 and refusal.server_code in _NOT_FOUND):
                return None
            raise

    def cards_by_id(self, card_ids: Sequence[str]) -> tuple[tuple[CardDetail, ...], tuple[str, ...]]:
        """The legacy read (§3.11): cards in full, and the ids that are lost."""
        found: list[CardDetail] = []
        lost: list[str] = []
        for ids in _chunks(card_ids, limits.IDS_PER_PRODUCTS):
            call = self._read_call(PRODUCT + "get-products", {"ids": ids})
            cards, missing = self._read(call, answers.full_cards)
            found += cards
            lost += missing
        return tuple(found), tuple(lost)

    def stocks(self, sku_ids: Sequence[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for ids in _chunks(sku_ids, limits.IDS_PER_STOCKS):
            call = self._read_call("/api/v1/stocks", {"stocks": [{"sku": sku_id} for sku_id in ids]})
            found |= self._read(call, answers.sellable)
        return found

    def top_categories(self) -> tuple[Category, ...]:
        return self._read(self._read_call("/api/v1/categories/top", {}), answers.categories)

    def categories(self, ids: Sequence[str]) -> tuple[Category, ...]:
        found: list[Category] = []
        for some in _chunks(ids, limits.IDS_PER_CATEGORIES):
            found += self._read(self._read_call("/api/v1/categories/get", {"ids": some}), answers.categories)
        return tuple(found)

    def values(self, category_id: str, property_id: str, *, sku: bool) -> tuple[Value, ...]:
        asked = {"category_id": category_id, "property_id": property_id, "is_sku_property": sku}
        path = "/api/v1/categories/values-dictionary"
        return self._read(self._read_call(path, asked, self._timeouts.dictionary), answers.values)

    def templates(self) -> tuple[Template, ...]:
        path = "/api/v1/sellercenter/get-count-product-on-onboarding-template"
        return self._read(Call("GET", path, self._timeouts.read), answers.templates)

    def brands(self) -> tuple[Brand, ...]:
        """Of every status. Offsets count from 0; the page may also be read as counting from 1 (§8)."""
        try:
            return self._brands(0)
        except InvalidRequest:
            return self._brands(1)

    def _brands(self, first: int) -> tuple[Brand, ...]:
        """Page by page until one is not full or brings nothing new."""
        found: dict[str, Brand] = {}
        while True:
            page = {"offset": str(first + len(found)), "limit": str(limits.BRANDS_PER_PAGE)}
            brands = self._read(self._read_call("/api/v1/brand/get-brand-list", page), answers.brands)
            fresh = {brand.id: brand for brand in brands if brand.id not in found}
            found |= fresh
            if not fresh or len(brands) < limits.BRANDS_PER_PAGE:
                return tuple(found.values())

    def size_charts(self, category_id: str) -> tuple[SizeChart, ...]:
        call = self._read_call("/api/v1/getSizeChartTemplates", {"category_id": category_id})
        return self._read(call, lambda answer: answers.size_charts(answer, category_id))

    def _read_call(self, path: str, asked: object, read_s: float | None = None) -> Call:
        return Call("POST", path, read_s or self._timeouts.read, msgspec.json.encode(asked))

    def _read(self, call: Call, understand: Callable[[Node], Found]) -> Found:
        return retried(lambda: understand(self._transport.send(call)), self._tries, self._wait, self._chance)


def _filter(where: CardFilter) -> dict[str, object]:
    chosen: dict[str, object] = {}
    if where.status is not None:
        chosen["status"] = where.status
    if where.ids:
        chosen["search_content"] = {"content_values": where.ids, "content_type": "PRODUCT_ID"}
    elif where.sku_codes:
        chosen["search_content"] = {"content_values": where.sku_codes, "content_type": "SKU_SELLER_SKU"}
    if where.made_since is not None:
        begin = datetime.fromtimestamp(where.made_since // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        chosen["time_range_condition"] = {"begin_time": begin, "time_type": "PRODUCT_CREATE_TIME"}
    return chosen


def _next_cursor(cursor: str, last: str) -> str:
    """Ids ascend (§3.9); a cursor that stands still would scroll for ever."""
    if not last.isdecimal() or int(last) <= int(cursor):
        raise ProtocolTrouble("marketplace.cursor_stuck", Fate.UNKNOWN, status=200, said=last)
    return last


def _chunks(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
