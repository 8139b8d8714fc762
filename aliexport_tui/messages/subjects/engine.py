"""The engine and the demo."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "demo.sandbox_failed": Message(N_("The demo's marketplace did not start ({reason})"), N_("See {path}")),
}
