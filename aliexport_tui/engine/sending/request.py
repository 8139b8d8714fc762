"""What is asked of the marketplace: one write request for the payloads of one kind."""

from collections.abc import Sequence

from aliexport_tui.engine.sending.payloads import Payload
from aliexport_tui.marketplace.port import CardDraft, CardImages, CardPrices, CardStocks, Marketplace, WriteAnswer
from aliexport_tui.model.change import Kind
from aliexport_tui.model.wants import Images, Prices, Stocks


def ask(market: Marketplace, kind: Kind, payloads: Sequence[Payload]) -> WriteAnswer:
    """Send them. Raises a MarketplaceError with the request's fate."""
    card_ids = [one.outgoing.card_id for one in payloads]
    match kind:
        case "create":
            return market.create([one.draft for one in payloads if one.draft])
        case "update":
            return market.edit([CardDraft(one.outgoing.card_id, one.draft) for one in payloads if one.draft])
        case "images":
            return market.set_images(
                [CardImages(one.outgoing.card_id, one.want) for one in payloads if isinstance(one.want, Images)]
            )
        case "price":
            return market.set_prices(
                [CardPrices(one.outgoing.card_id, one.want) for one in payloads if isinstance(one.want, Prices)]
            )
        case "stock":
            return market.set_stocks(
                [CardStocks(one.outgoing.card_id, one.want) for one in payloads if isinstance(one.want, Stocks)]
            )
        case "online":
            return market.online(card_ids)
        case "offline":
            return market.offline(card_ids)
        case "delete":
            return market.delete(card_ids)
