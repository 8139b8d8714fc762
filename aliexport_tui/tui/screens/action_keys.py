"""Keys of the marketplace actions, the same wherever products are shown."""

from aliexport_tui.tui.keys import key
from aliexport_tui.tui.words import _

ACTION_KEYS = (
    *key("u", "act('export')", _("Upload"), writes=True),
    *key("p", "act('price')", _("Price"), writes=True),
    *key("s", "act('stock')", _("Stock"), writes=True),
    *key("U", "act('update')", _("Update the whole card"), show=False, writes=True),
    *key("g", "act('images')", _("Send pictures"), show=False, writes=True),
    *key("o", "act('online')", _("Put on sale"), show=False, writes=True),
    *key("O", "act('offline')", _("Take off sale"), show=False, writes=True),
    *key("D", "act('delete')", _("Delete from the marketplace"), show=False, writes=True),
    *key("delete", "act('delete')", show=False, writes=True),
)
