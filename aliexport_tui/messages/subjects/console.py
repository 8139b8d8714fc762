"""The program's own settings."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES = {
    "preferences.unreadable": Message(
        N_("The settings in {path} can't be read: {reason}"), N_("Mend the file, or delete it: the defaults come back.")
    ),
    "preferences.bad": Message(
        N_("The settings in {path} hold something unknown: {reason}"),
        N_("Mend the file, or delete it: the defaults come back.[[ Did you mean “{near}”?]]"),
    ),
    "preferences.unwritable": Message(N_("The settings can't be written to {path}: {reason}"), N_("Is the folder yours?")),
}
