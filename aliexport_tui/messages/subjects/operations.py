"""The administrator's side: the activity log, health, backups, logs and their limits."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "activity.unknown": Message(N_("There is no line {id} in the activity log"), N_("aliexport-tui activity lists them.")),
}
