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
    "backup.no_folder": Message(N_("There is no folder {path}"), N_("Make it: mkdir -p {path}")),
    "restore.same_file": Message(N_("{path} is the shop's file itself"), N_("Name the backup that is to be brought back.")),
    "file.at_work": Message(
        N_("Somebody is at work on the file: {lock}[[, process {pid}]][[, {who}]][[, since {since}]]"),
        N_("Let it end or stop it, and keep cron and timers away for so long; then try again."),
    ),
    "restore.open_elsewhere": Message(
        N_("{path} can't be read, has to be moved away, and is open in other processes: {pids}"),
        N_("Close them and try again."),
    ),
    "logging.no_path": Message(N_("A log in a file needs its path"), N_("aliexport-tui logging set file --path FILE")),
    "logging.nobody_listens": Message(
        N_("No journal listens at {path} ({reason})"), N_("Name its socket with --path, or: logging set file --path FILE")
    ),
    "logging.unwritable": Message(N_("{path} can't be written ({reason})"), N_("Choose a file that is yours.")),
    "bundle.folder": Message(N_("{path} is a folder"), N_("Name the zip file that is to be made.")),
    "bundle.unwritable": Message(
        N_("{path} can't be written ({reason})"), N_("Check the folder, its permissions and the disk.")
    ),
    "vacuum.no_room": Message(
        N_("{free} MB are free, {needed} MB are needed to write {path} anew"), N_("Make room on the disk, then try again.")
    ),
    "retention.log_unknown": Message(N_("There is no log “{log}”"), N_("There are: {known}.")),
    "retention.bad_value": Message(
        N_("That is no limit of a log"), N_("0 to {days} days, 0 to {megabytes} megabytes; 0 is no limit.")
    ),
    "debug.too_long": Message(
        N_("Debug mode is switched on for {days} days at most"), N_("It ends by itself: name a time.")
    ),
    "doctor.versions": Message(N_("aliexport-tui {version}, Python {python}, SQLite {sqlite}")),
    "doctor.old_sqlite": Message(
        N_("SQLite {sqlite} is too old for the shop's file"), N_("Use a Python that brings SQLite 3.37 or newer.")
    ),
    "doctor.libraries": Message(N_("libraries: {names}")),
    "doctor.library_missing": Message(
        N_("Libraries are missing: {names}"), N_("Install the program anew in an environment of its own.")
    ),
    "doctor.no_file": Message(N_("There is no shop's file: {path}"), N_("Name it by --db or ALIEXPORT_DB, as cron does.")),
    "doctor.private": Message(N_("the file and its secrets are yours alone")),
    "doctor.secrets_open": Message(
        N_("Others may read the secrets: {path} ({mode})"), N_("chmod 600, then replace the tokens in it.")
    ),
    "doctor.secrets_of_another": Message(
        N_("The secrets belong to another user: {path}"), N_("Run the program as the user whose shop it is.")
    ),
    "doctor.file_open": Message(
        N_("Others may read the shop's file: {path} ({mode})"), N_("chmod 600: buyers' addresses are in it.")
    ),
    "doctor.folder_open": Message(N_("Anybody may put files into {path} ({mode})"), N_("chmod 700.")),
    "doctor.not_writable": Message(N_("{path} can't be written"), N_("Check its owner and permissions.")),
    "doctor.disk": Message(N_("{free} MB are free; the file has {size} MB")),
    "doctor.disk_low": Message(
        N_("Only {free} MB are free in {path}; the file has {size} MB"),
        N_("A backup or a vacuum needs as much once more: make room."),
    ),
    "doctor.disk_full": Message(
        N_("Only {free} MB are free in {path}"), N_("Make room now: soon nothing can be written down, and nothing is sent.")
    ),
    "doctor.long_wal": Message(
        N_("The write-ahead log has {size} MB: {path}"),
        N_("Something has been reading for very long: close old consoles and SQL programs; it shrinks then."),
    ),
    "doctor.sound": Message(N_("the file is sound, {size} MB[[, of them {free} MB free]]")),
    "doctor.whole": Message(N_("the whole file was read and is sound, {size} MB[[, of them {free} MB free]]")),
    "doctor.damaged": Message(
        N_("The file is damaged: {fault}"), N_("Stop everything and bring a backup back: aliexport-tui restore FILE.")
    ),
    "doctor.much_free": Message(
        N_("{free} of {size} MB hold nothing"), N_("aliexport-tui vacuum gives them back to the disk.")
    ),
    "doctor.dead_run": Message(
        N_("Run {run} of {profile} ({action}) broke off: its process is gone; it began {since}"),
        N_("The next run, or aliexport-tui resume, goes on where it stopped."),
    ),
    "doctor.long_run": Message(
        N_("Run {run} of {profile} ({action}) has been at work since {since}"),
        N_("Look at it in the console, or: aliexport-tui log --run {run}"),
    ),
    "doctor.lock_held": Message(N_("{lock} is held[[ by process {pid}]][[, {who}]][[, since {since}]]")),
    "doctor.at_work": Message(N_("runs at work: {count}")),
    "doctor.run_good": Message(N_("{profile}: the last good run ended {hours} h ago")),
    "doctor.not_run_yet": Message(N_("{profile}: no run yet, and none was due for longer than {limit} h")),
    "doctor.run_old": Message(
        N_("{profile}: no successful run for {hours} hours (allowed: {limit})"),
        N_("See why: aliexport-tui runs --profile {profile}; is it called at all: aliexport-tui schedule status."),
    ),
    "doctor.never_ran": Message(
        N_("{profile}: active for {hours} hours and never successfully run (allowed: {limit})"),
        N_("aliexport-tui --run-profile {profile}; or switch it off: aliexport-tui profile deactivate {profile}."),
    ),
    "doctor.import_failed": Message(
        N_("{source}: the last import failed; the catalogue is as it was"),
        N_("See why: aliexport-tui source show {source}."),
    ),
    "doctor.no_schema": Message(
        N_("{account}: no categories of the marketplace yet"), N_("aliexport-tui schema sync {account}")
    ),
    "doctor.schema": Message(N_("{account}: the oldest category was read {days} days ago")),
    "doctor.old_schema": Message(
        N_("{account}: the oldest category was read {days} days ago"), N_("aliexport-tui schema sync {account}")
    ),
    "doctor.held": Message(N_("{count} changes wait for a person"), N_("aliexport-tui holds list")),
    "doctor.orders_good": Message(N_("{account}: orders were fetched {hours} h ago")),
    "doctor.orders_old": Message(
        N_("{account}: no orders could be fetched for {hours} hours (allowed: {limit})"),
        N_("See why: aliexport-tui orders fetch {account}; is it called at all: aliexport-tui schedule status."),
    ),
    "doctor.hand_offs_failed": Message(
        N_("{count} orders could not be handed to the shop"), N_("aliexport-tui orders failed tells why.")
    ),
    "doctor.orders_overdue": Message(
        N_("{count} orders should be on their way by now"), N_("Send them: the console's Orders, sorted by what is left.")
    ),
    "doctor.schedule": Message(N_("runs by itself ({kind}): {count} jobs")),
    "doctor.schedule_none": Message(N_("nothing is installed to run by itself"), N_("aliexport-tui schedule install")),
    "doctor.schedule_differs": Message(
        N_("What is installed to run by itself is not what should run"), N_("aliexport-tui schedule install")
    ),
    "doctor.job_failed": Message(
        N_("The job {job}[[ of {subject}]] failed the last time[[: {problem}]]"), N_("aliexport-tui schedule status")
    ),
    "doctor.job_missed": Message(
        N_("The job {job}[[ of {subject}]] did not run when it was due, times in the last week: {count}"),
        N_("aliexport-tui schedule status"),
    ),
    "doctor.alerts": Message(N_("alerts go over {channels}")),
    "doctor.alerts_none": Message(N_("nobody is told of trouble by mail or chat"), N_("aliexport-tui alerts add")),
    "doctor.alerts_stuck": Message(
        N_("{count} alerts could not be told over {channel}: {problem}"), N_("aliexport-tui alerts test {channel}")
    ),
    "doctor.no_backup": Message(
        N_("There is no backup yet"), N_("aliexport-tui backup FOLDER --keep 14, every night by cron.")
    ),
    "doctor.old_backup": Message(
        N_("The last backup is {days} days old: {path}"), N_("aliexport-tui backup FOLDER --keep 14, every night by cron.")
    ),
    "doctor.backup": Message(N_("the last backup is {days} days old: {path}")),
    "doctor.debugging": Message(N_("Debug mode is on until {since}"), N_("aliexport-tui debug off")),
    "doctor.clock_back": Message(
        N_("The newest line of the log is {minutes} min ahead of this machine's clock"),
        N_("Set the clock, by NTP; what is due and what is overdue hangs on it."),
    ),
    "doctor.clock": Message(N_("{account}: clocks differ by {seconds} s")),
    "doctor.clock_apart": Message(
        N_("{account}: this machine's clock is {seconds} s off the marketplace's"), N_("Set it by NTP.")
    ),
    "doctor.no_account": Message(N_("There is no account that is switched on"), N_("aliexport-tui account add CODE")),
    "doctor.token_there": Message(N_("{account}: a token is there; it was not tried")),
    "doctor.token_good": Message(N_("{account}: connected, the token is good")),
}
