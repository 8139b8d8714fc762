"""The writes of the local API, made ready beforehand: body and address stand, the request leaves when it is told to."""

from collections.abc import Callable, Sequence

from aliexport_tui.marketplace.local import results, wire
from aliexport_tui.marketplace.local.node import Node
from aliexport_tui.marketplace.local.transport import Call, Timeouts, Transport
from aliexport_tui.marketplace.port import CardDraft, CardImages, CardPrices, CardStocks, Departure, WriteAnswer
from aliexport_tui.model.wants import Draft

PRODUCT = "/api/v1/product/"


class LocalWrites:
    """One request each for what is given, one try (local-products.md §3.1-3.8)."""

    def __init__(self, transport: Transport, timeouts: Timeouts) -> None:
        self._transport = transport
        self._timeouts = timeouts

    def create(self, drafts: Sequence[Draft]) -> Departure:
        body = wire.products_body(drafts)
        call = Call("POST", PRODUCT + "create", self._timeouts.slow, body, fresh=True, write=True)
        ids = _external_ids(drafts)
        return self._departure(call, lambda answer: results.write_answer(answer, len(ids), external_ids=ids))

    def edit(self, cards: Sequence[CardDraft]) -> Departure:
        call = self._call("edit", wire.edit_body(cards), self._timeouts.slow)
        ids = _external_ids([card.draft for card in cards])
        return self._departure(call, lambda answer: results.write_answer(answer, len(ids), external_ids=ids))

    def set_images(self, cards: Sequence[CardImages]) -> Departure:
        return self._fields("image_urls", wire.images_body(cards), len(cards))

    def set_lead_times(self, days: Sequence[tuple[str, int]]) -> Departure:
        """§3.3 `delivery_time`: pairs of card id and days."""
        return self._fields("delivery_time", wire.field_body("delivery_time", days), len(days))

    def set_titles(self, titles: Sequence[tuple[str, str]]) -> Departure:
        """§3.3 `subject` in the card's main language: pairs of card id and title."""
        return self._fields("subject", wire.field_body("subject", titles), len(titles))

    def set_prices(self, cards: Sequence[CardPrices]) -> Departure:
        call, count = self._call("update-sku-price", wire.prices_body(cards)), len(cards)
        return self._departure(call, lambda answer: results.write_answer(answer, count))

    def set_stocks(self, cards: Sequence[CardStocks]) -> Departure:
        call, count = self._call("update-sku-stock", wire.stocks_body(cards)), len(cards)
        return self._departure(call, lambda answer: results.write_answer(answer, count))

    def online(self, card_ids: Sequence[str]) -> Departure:
        return self._ids("online", card_ids)

    def offline(self, card_ids: Sequence[str]) -> Departure:
        return self._ids("offline", card_ids)

    def delete(self, card_ids: Sequence[str]) -> Departure:
        return self._ids("delete", card_ids)

    def _fields(self, field: str, body: bytes, count: int) -> Departure:
        call = self._call("update-field", body)
        return self._departure(call, lambda answer: results.write_answer(answer, count, field=field))

    def _ids(self, route: str, card_ids: Sequence[str]) -> Departure:
        call, count = self._call(route, wire.ids_body(card_ids)), len(card_ids)
        return self._departure(call, lambda answer: results.ids_answer(answer, count))

    def _call(self, route: str, body: bytes, read_s: float | None = None) -> Call:
        return Call("POST", PRODUCT + route, read_s or self._timeouts.read, body, write=True)

    def _departure(self, call: Call, understand: Callable[[Node], WriteAnswer]) -> Departure:
        return lambda: understand(self._transport.send(call))


def _external_ids(drafts: Sequence[Draft]) -> list[str]:
    return [draft.content.external_id for draft in drafts]
