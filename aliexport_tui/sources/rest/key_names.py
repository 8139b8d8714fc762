"""What sources ask for to sign in, by their kind."""

from aliexport_tui.sources.rest.magento_signing import MAGENTO_KEYS
from aliexport_tui.sources.rest.woo_fetch import WOO_KEYS
from aliexport_tui.sources.settings import Kind

KEYS: dict[Kind, tuple[str, ...]] = {"magento_rest": MAGENTO_KEYS, "woo_rest": WOO_KEYS}
"""Names under which the secrets' file keeps them; which of them are enough, the kind's fetcher says."""
