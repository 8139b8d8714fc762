"""What the engine may ask of a marketplace, and what it gets back. Adapters implement `Marketplace`.

Every write raises a `MarketplaceError` whose `fate` says what became of the request, or returns a `WriteAnswer`; it is made
ready beforehand and leaves when it is called."""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import Literal, Protocol

import msgspec

from aliexport_tui.model.errors import AliexportError, ExitCode
from aliexport_tui.model.schema import Brand, Category, Limits, SizeChart, Template, Value
from aliexport_tui.model.wants import Draft, Images, Prices, Stocks


class Fate(Enum):
    """What became of a request that failed (DESIGN, invariant 1)."""

    NOT_SENT = "not_sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class MarketplaceError(AliexportError):
    """`status`: HTTP status or 0; `said`: the server's own words; `group_id`: kept from a cut-off answer, else "";
    `retry_after`: seconds the server asked for, else None; `server_code`: the server's own error.code, else ""."""

    exit_code = ExitCode.UNREACHABLE

    def __init__(
        self,
        code: str,
        fate: Fate,
        *,
        status: int = 0,
        said: str = "",
        group_id: str = "",
        retry_after: float | None = None,
        server_code: str = "",
    ) -> None:
        super().__init__(code, status=str(status), said=said)
        self.fate = fate
        self.status = status
        self.said = said
        self.group_id = group_id
        self.retry_after = retry_after
        self.server_code = server_code


class AuthError(MarketplaceError):
    """401/403, or a text that names GetToken (local-products.md §1.3)."""


class QuotaError(MarketplaceError):
    """The 4-hour quota is used up: error.code 429 (§1.9)."""


class RateError(MarketplaceError):
    """Short-term rate limit: HTTP 429 without a quota code (§1.9)."""


class InvalidRequest(MarketplaceError):
    """Any other 4xx: the request as a whole was refused."""


class ServerTrouble(MarketplaceError):
    """5xx."""


class NetworkTrouble(MarketplaceError):
    """No connection, time-out, drop."""


class ProtocolTrouble(MarketplaceError):
    """An answer that can't be understood, or was cut off."""


class ItemResult(msgspec.Struct, frozen=True):
    """One entry of results[] by position. `task_id` "" when the server gave "0" or none. `errors`: path -> text."""

    ok: bool
    task_id: str = ""
    errors: dict[str, str] = {}
    external_id: str = ""


class WriteAnswer(msgspec.Struct, frozen=True):
    """HTTP 200 of a write: accepted into the queue, nothing more (§2)."""

    group_id: str
    results: tuple[ItemResult, ...]


TaskState = Literal["queued", "processing", "success", "error"]


class Task(msgspec.Struct, frozen=True):
    """§3.7. `id` and `product_id` "" when the server gave "0" or none. `item_errors`: batch_results by key."""

    id: str
    group_id: str
    state: TaskState
    product_id: str = ""
    sku_codes: tuple[str, ...] = ()
    external_id: str = ""
    error_code: str = ""
    error_text: str = ""
    warnings: tuple[str, ...] = ()
    item_errors: dict[str, str] = {}
    took_ms: int = 0
    """From its making to its latest change, by the marketplace's clock; 0 when it does not tell."""


class CardProperty(msgspec.Struct, frozen=True, omit_defaults=True):
    """One attribute of a card or of a SKU read in full; names may be placeholders, then they are empty here (§3.10).
    `definition`: the seller's own word for a SKU attribute's value."""

    name_id: str
    value_id: str = ""
    name: str = ""
    value: str = ""
    definition: str = ""


class CardSku(msgspec.Struct, frozen=True, omit_defaults=True):
    """Money in minor units; `stock` None when the list does not give it. The members below it come with a card in full
    alone, as far as the marketplace tells them."""

    code: str
    sku_id: str = ""
    price: int | None = None
    discount: int | None = None
    stock: int | None = None
    properties: tuple[CardProperty, ...] = ()
    gtin: str = ""
    tnved_codes: tuple[str, ...] = ()
    okpd2_codes: tuple[str, ...] = ()


class CardSummary(msgspec.Struct, frozen=True):
    """One row of the short scroll (§3.9). Times in UTC ms, 0 when absent."""

    id: str
    title: str
    category_id: str = ""
    image_urls: tuple[str, ...] = ()
    skus: tuple[CardSku, ...] = ()
    created_at: int = 0
    updated_at: int = 0
    currency: str = ""


CardStatus = Literal["ONLINE", "OFFLINE"]


class CardFilter(msgspec.Struct, frozen=True):
    """§3.9 filter. `ids` and `sku_codes`: at most 50, not both. `made_since`: UTC ms by the marketplace's clock."""

    status: CardStatus | None = None
    ids: tuple[str, ...] = ()
    sku_codes: tuple[str, ...] = ()
    made_since: int | None = None


class CardDetail(msgspec.Struct, frozen=True):
    """One card in full (§3.10). `titles`, `descriptions`: locale -> text. Sizes in cm, days, weight a decimal number in
    kg; 0 and "" where the answer does not tell."""

    id: str
    status: str
    category_id: str
    titles: dict[str, str]
    descriptions: dict[str, str] = {}
    properties: tuple[CardProperty, ...] = ()
    skus: tuple[CardSku, ...] = ()
    mobile_descriptions: dict[str, str] = {}
    freight_template_id: str = ""
    package_length: int = 0
    package_width: int = 0
    package_height: int = 0
    weight: str = ""
    product_unit: int = 0
    shipping_lead_time: int = 0
    size_chart_id: str = ""


class CardDraft(msgspec.Struct, frozen=True):
    """A whole-card edit: the card's id and its new contents."""

    card_id: str
    draft: Draft


class CardImages(msgspec.Struct, frozen=True):
    card_id: str
    images: Images


class CardPrices(msgspec.Struct, frozen=True):
    card_id: str
    prices: Prices


class CardStocks(msgspec.Struct, frozen=True):
    card_id: str
    stocks: Stocks


class Exchange(msgspec.Struct, frozen=True):
    """One recorded request with its answer. Bodies are plain here and compressed by the recorder; the token
    is masked already. `seconds` is wall time as the injected clock saw it; `status` 0 when none came."""

    at: int
    method: str
    path: str
    status: int
    seconds: float
    request: bytes
    response: bytes
    failure: str = ""


class Recorder(Protocol):
    """Where exchanges go. Called once per try, in the thread of the request."""

    def record(self, exchange: Exchange) -> None: ...


Departure = Callable[[], WriteAnswer]
"""A write that is ready to leave: calling it sends the request, once. Raises a MarketplaceError with its fate."""


class Writes(Protocol):
    """One request for what is given. Raises InvalidRequest when that can't be put into words at all."""

    def create(self, drafts: Sequence[Draft]) -> Departure: ...

    def edit(self, cards: Sequence[CardDraft]) -> Departure: ...

    def set_images(self, cards: Sequence[CardImages]) -> Departure: ...

    def set_prices(self, cards: Sequence[CardPrices]) -> Departure: ...

    def set_stocks(self, cards: Sequence[CardStocks]) -> Departure: ...

    def online(self, card_ids: Sequence[str]) -> Departure: ...

    def offline(self, card_ids: Sequence[str]) -> Departure: ...

    def delete(self, card_ids: Sequence[str]) -> Departure: ...


class Marketplace(Protocol):
    """One account of one marketplace. Reads retry by themselves with back-off and jitter; writes never."""

    @property
    def limits(self) -> Limits: ...

    @property
    def ahead_ms(self) -> int | None:
        """How far the marketplace's clock is ahead of ours, by its newest answer; None before the first that told."""
        ...

    def check(self) -> None:
        """Cheap connection and token test (§1.3)."""
        ...

    @property
    def writes(self) -> Writes:
        """Thread-safe as all else; at most one of them should be on its way."""
        ...

    def tasks(self, group_id: str) -> tuple[Task, ...]:
        """All tasks of a group; empty when the server knows none (yet)."""
        ...

    def scroll(self, where: CardFilter) -> Iterator[CardSummary]:
        """Every card that fits, ascending by id, page by page."""
        ...

    def card(self, card_id: str) -> CardDetail | None: ...

    def stocks(self, sku_ids: Sequence[str]) -> dict[str, int]:
        """sku_id -> quantity that can be sold (§3.6)."""
        ...

    def top_categories(self) -> tuple[Category, ...]: ...

    def categories(self, ids: Sequence[str]) -> tuple[Category, ...]:
        """At most 20 ids a request; longer lists are split."""
        ...

    def values(self, category_id: str, property_id: str, *, sku: bool) -> tuple[Value, ...]: ...

    def templates(self) -> tuple[Template, ...]: ...

    def brands(self) -> tuple[Brand, ...]: ...

    def size_charts(self, category_id: str) -> tuple[SizeChart, ...]: ...

    def close(self) -> None: ...
