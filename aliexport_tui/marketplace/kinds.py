"""Which marketplaces there are, and how to open an account of one."""

from aliexport_tui.marketplace.local.adapter import LocalMarketplace
from aliexport_tui.marketplace.port import Marketplace, Recorder
from aliexport_tui.model.clock import Chance, Clock
from aliexport_tui.model.errors import ConfigError

KINDS = ("local",)
DEFAULT_ADDRESS = {"local": "https://openapi.ru.laliexpress.com"}
"""Where each kind lives unless the account says otherwise (local-products.md §1.1)."""


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
) -> Marketplace:
    """No request leaves yet. Raises ConfigError: `account.kind_unknown`, and what the adapter finds amiss."""
    if kind != "local":
        raise ConfigError("account.kind_unknown", kind=kind, known=", ".join(KINDS))
    return LocalMarketplace(base_url, token, locale, currency, clock, chance, recorder)
