"""Keys of the marketplace actions, the same wherever products are shown."""

from aliexport_tui.tui.keys import key
from aliexport_tui.tui.words import _

ACTION_KEYS = (
    *key("u", "act('export')", _("Upload")),
    *key("p", "act('price')", _("Price")),
    *key("s", "act('stock')", _("Stock")),
    *key("U", "act('update')", _("Update the whole card"), show=False),
    *key("g", "act('images')", _("Send pictures"), show=False),
    *key("o", "act('online')", _("Put on sale"), show=False),
    *key("O", "act('offline')", _("Take off sale"), show=False),
    *key("D", "act('delete')", _("Delete from the marketplace"), show=False),
    *key("delete", "act('delete')", show=False),
)
