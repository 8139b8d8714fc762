"""The shop's file, the disk and the SQL prompt."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "file.newer": Message(
        N_("This file was made by a newer version: {path}"), N_("Update the program, or choose another file with --db.")
    ),
    "file.foreign": Message(
        N_("{path} is a database of another program"), N_("Choose another file with --db; nothing was changed in it.")
    ),
    "file.damaged": Message(
        N_("{path} is damaged or is no database ({reason})"), N_("Restore a backup, or choose another file with --db.")
    ),
    "file.full": Message(
        N_("The disk is full: {path} could not be written"),
        N_("Free some space and start again; what was committed is safe."),
    ),
    "file.answer_unsaved": Message(
        N_("The marketplace's answer could not be written to {path}; its group is {group}"),
        N_("Make room on the disk and start again: what was sent is looked for, nothing is sent twice."),
    ),
    "file.io": Message(
        N_("The disk refused to read or write {path} ({reason})"),
        N_("Check free space, limits and the disk; what was committed is safe."),
    ),
    "file.readonly": Message(N_("{path} can't be written"), N_("Check the permissions of the file and of its folder.")),
    "sheet.unwritable": Message(
        N_("{path} can't be written ({reason})"), N_("Choose a folder that is yours, or another name.")
    ),
    "file.unreadable": Message(N_("{path} can't be opened ({reason})"), N_("Check the path and its permissions.")),
    "file.busy": Message(N_("Another program keeps {path} locked"), N_("Close it, or try again.")),
    "file.network": Message(
        N_("{path} lies on a network file system ({kind}), where locks can't be trusted"),
        N_("Choose a local file with --db."),
    ),
    "file.interrupted": Message(N_("The work on {path} was stopped")),
    "sql.empty": Message(
        N_("There is no question to ask"),
        N_('Write a SELECT, for example: aliexport-tui sql "SELECT * FROM v_products LIMIT 10".'),
    ),
    "sql.several": Message(N_("One statement at a time"), N_("Ask the statements one after the other.")),
    "sql.refused": Message(
        N_("Only reading is allowed here: {reason}"),
        N_("Ask with SELECT or WITH; the views are listed by: SELECT name FROM sqlite_master WHERE type = 'view'."),
    ),
    "sql.invalid": Message(
        N_("SQLite does not understand the question: {reason}"),
        N_("Check names and spelling; the views are listed by: SELECT name FROM sqlite_master WHERE type = 'view'."),
    ),
    "sql.too_slow": Message(N_("No answer within {seconds} s"), N_("Ask for less, or raise --seconds.")),
    "sql.stopped": Message(N_("The question was stopped")),
    "sql.too_large": Message(N_("One value would be larger than {limit} bytes"), N_("Ask for a part of it, with substr()")),
}
