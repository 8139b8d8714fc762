"""What is asked of the marketplace: one write request for the payloads of one kind, made ready and sent apart."""

import threading
from collections.abc import Sequence
from typing import NoReturn

from aliexport_tui.engine.sending.payloads import Payload
from aliexport_tui.marketplace.port import (
    CardDraft,
    CardImages,
    CardPrices,
    CardStocks,
    Departure,
    Marketplace,
    MarketplaceError,
    WriteAnswer,
    Writes,
)
from aliexport_tui.model.change import Kind
from aliexport_tui.model.wants import Images, Prices, Stocks


def departure(market: Marketplace, kind: Kind, payloads: Sequence[Payload]) -> Departure:
    """The request with its body. One that can't be made fails as if it had been refused."""
    try:
        return _made(market.writes, kind, payloads)
    except MarketplaceError as fault:
        unmade = fault

        def refuse() -> NoReturn:
            raise unmade

        return refuse


def _made(writes: Writes, kind: Kind, payloads: Sequence[Payload]) -> Departure:
    card_ids = [one.outgoing.card_id for one in payloads]
    match kind:
        case "create":
            return writes.create([one.draft for one in payloads if one.draft])
        case "update":
            return writes.edit([CardDraft(one.outgoing.card_id, one.draft) for one in payloads if one.draft])
        case "images":
            return writes.set_images(
                [CardImages(one.outgoing.card_id, one.want) for one in payloads if isinstance(one.want, Images)]
            )
        case "price":
            return writes.set_prices(
                [CardPrices(one.outgoing.card_id, one.want) for one in payloads if isinstance(one.want, Prices)]
            )
        case "stock":
            return writes.set_stocks(
                [CardStocks(one.outgoing.card_id, one.want) for one in payloads if isinstance(one.want, Stocks)]
            )
        case "online":
            return writes.online(card_ids)
        case "offline":
            return writes.offline(card_ids)
        case "delete":
            return writes.delete(card_ids)


_LOOK_S = 0.5


class InTheAir:
    """A request on its way in a thread of its own, so that the worker gets the next one ready meanwhile. The thread does
    not hold up the end of the process: who is told to leave at once leaves, and the request counts as unknown."""

    def __init__(self, leave: Departure) -> None:
        self._leave = leave
        self._landed = threading.Event()
        self._answer: WriteAnswer | None = None
        self._fault: BaseException | None = None
        threading.Thread(target=self._fly, name="request", daemon=True).start()

    def landed(self) -> WriteAnswer:
        """Wait for the answer. Raises the request's MarketplaceError."""
        while not self._landed.wait(_LOOK_S):
            pass  # a signal that another thread has received is seen between two waits
        if self._fault is not None:
            raise self._fault
        assert self._answer is not None
        return self._answer

    def _fly(self) -> None:
        try:
            self._answer = self._leave()
        except BaseException as fault:  # noqa: BLE001  # why: whatever it was, the worker's thread has to know
            self._fault = fault
        finally:
            self._landed.set()
