"""A target's settings -> the target."""

from collections.abc import Mapping
from pathlib import Path

from aliexport_tui.handoff.command import Command
from aliexport_tui.handoff.files import OrderFiles
from aliexport_tui.handoff.key_names import MAGENTO_KEYS, WEBHOOK_KEYS
from aliexport_tui.handoff.target import Target
from aliexport_tui.model.clock import Clock
from aliexport_tui.model.order_settings import CommandTarget, FileTarget, HandingOff, MagentoTarget, WebhookTarget
from aliexport_tui.model.order_settings import Target as Settings


def open_target(settings: Settings, of_all: HandingOff, keys: Mapping[str, str], folder: Path, clock: Clock) -> Target:
    """Of any kind but a file for each day. `keys`: its secrets by their names; `folder`: private, for what a target keeps
    beside the file. Raises HandOffTrouble."""
    match settings:
        case FileTarget():
            return OrderFiles(Path(settings.folder).expanduser(), settings.format)
        case CommandTarget():
            return Command(settings.argv, settings.seconds, folder)
        case WebhookTarget():
            from aliexport_tui.handoff.webhook import Webhook

            return Webhook(settings.url, settings.seconds, keys.get("secret", ""), clock)
        case MagentoTarget():
            from aliexport_tui.handoff.magento.cart import MagentoCart
            from aliexport_tui.handoff.magento.direct import MagentoDirect
            from aliexport_tui.handoff.magento.shop import MagentoShop

            shop = MagentoShop(settings.url, settings.store, keys, clock)
            return (MagentoCart if settings.quote else MagentoDirect)(shop, disabled=of_all.disabled)


def key_names(settings: Settings) -> tuple[str, ...]:
    """Of the secrets that a target of its kind signs with."""
    match settings:
        case WebhookTarget():
            return WEBHOOK_KEYS
        case MagentoTarget():
            return MAGENTO_KEYS
    return ()
