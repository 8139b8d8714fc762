"""Which marketplaces there are, what each demands of an account's settings, and how to open one."""

from aliexport_tui.marketplace.local.adapter import LocalMarketplace
from aliexport_tui.marketplace.local.address import checked_address as local_address
from aliexport_tui.marketplace.local.limits import limits_of as local_limits
from aliexport_tui.marketplace.order_port import OrderDesk
from aliexport_tui.marketplace.port import Marketplace, Recorder
from aliexport_tui.model.clock import Chance, Clock, Wait
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.schema import Limits

KINDS = ("local",)
WRITE_PATHS = tuple(
    f"/api/v1/product/{name}"
    for name in ("create", "edit", "update-field", "update-sku-price", "update-sku-stock", "online", "offline", "delete")
)
"""Ends of the addresses that change something; all other calls read."""
DEFAULT_ADDRESS = {"local": "https://openapi.ru.laliexpress.com"}
"""Where each kind lives unless the account says otherwise (local-products.md §1.1)."""


USUAL_PACE = 8.0
"""Requests a second that leave room below the published ceiling (local-products.md §1.9)."""


def open_marketplace(
    kind: str,
    *,
    base_url: str,
    token: str,
    locale: str,
    currency: str,
    clock: Clock,
    chance: Chance,
    recorder: Recorder,
    per_second: float = USUAL_PACE,
    wait: Wait | None = None,
) -> Marketplace:
    """No request leaves yet. `per_second`: requests a second at most; `wait`: how a read passes the time before it is tried
    again.

    Raises ConfigError: `account.kind_unknown`, and what the adapter finds amiss."""
    _known(kind)
    return LocalMarketplace(base_url, token, locale, currency, clock, chance, recorder, per_second=per_second, wait=wait)


def open_orders(
    kind: str,
    *,
    base_url: str,
    token: str,
    locale: str,
    clock: Clock,
    chance: Chance,
    recorder: Recorder,
    per_second: float = USUAL_PACE,
    wait: Wait | None = None,
) -> OrderDesk:
    """The account's orders, as `open_marketplace` its cards.

    Raises ConfigError: `account.kind_unknown`, and what the adapter finds amiss."""
    _known(kind)
    from aliexport_tui.marketplace.local.orders import LocalOrders  # who sends products has no use for it

    return LocalOrders(base_url, token, locale, clock, chance, recorder, per_second=per_second, wait=wait)


def limits_of(kind: str, currency: str) -> Limits:
    """The limits of a marketplace that is not opened. Raises ConfigError `account.kind_unknown`,
    `account.currency_unknown`."""
    _known(kind)
    return local_limits(currency)


def checked_address(kind: str, base_url: str) -> str:
    """The base address as it will be used. Raises ConfigError `account.kind_unknown`, `account.address_malformed`,
    `account.address_plain`."""
    _known(kind)
    return local_address(base_url)


def _known(kind: str) -> None:
    if kind not in KINDS:
        raise ConfigError("account.kind_unknown", kind=kind, known=", ".join(KINDS))
