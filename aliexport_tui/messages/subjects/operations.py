"""The administrator's side: the activity log, health, backups, logs and their limits."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "activity.unknown": Message(N_("There is no line {id} in the activity log"), N_("aliexport-tui activity lists them.")),
    "backup.incomplete": Message(
        N_("The copy for {path} was not complete, and was thrown away"), N_("Look at the disk, and try again.")
    ),
    "backup.unwritable": Message(
        N_("{path} can't be written ({reason})"), N_("Check the folder, its permissions and the disk.")
    ),
    "backup.same_file": Message(N_("{path} is the shop's file itself"), N_("Name another file, or a folder.")),
    "backup.foreign_there": Message(
        N_("{path} is there already and is no backup of this program"), N_("Name another file; nothing was changed.")
    ),
    "backup.keep_needs_folder": Message(
        N_("Older backups can be removed only in a folder"), N_("Name a folder, or leave --keep out.")
    ),
    "restore.same_file": Message(N_("{path} is the shop's file itself"), N_("Name the backup that is to be brought back.")),
    "restore.at_work": Message(
        N_("Somebody is at work on the file: {lock}[[, process {pid}]][[, {who}]][[, since {since}]]"),
        N_("Let it end or stop it, and keep cron and timers away for so long; then try again."),
    ),
    "restore.open_elsewhere": Message(
        N_("{path} can't be read, has to be moved away, and is open in other processes: {pids}"),
        N_("Close them and try again."),
    ),
}
