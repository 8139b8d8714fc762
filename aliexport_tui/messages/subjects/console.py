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
    "console.encoding": Message(
        N_("The console needs a terminal that speaks UTF-8; this one is set to {encoding}."),
        N_(
            "Set the terminal program to UTF-8 and the locale to C.UTF-8 or ru_RU.UTF-8 (`LC_ALL=C.UTF-8 aliexport-tui`); "
            "PYTHONIOENCODING must not be set. The commands work in any encoding."
        ),
    ),
    "preferences.unwritable": Message(N_("The settings can't be written to {path}: {reason}"), N_("Is the folder yours?")),
}
