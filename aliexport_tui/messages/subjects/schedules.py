"""What runs by itself: how jobs ended, and what the schedule is amiss in."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "job.run": Message(
        N_(
            "ended with code {exit_code}[[ · live {live}]][[ · different {different}]][[ · rejected {rejected}]]"
            "[[ · blocked {blocked}]][[ · held {held}]][[ · waiting {waiting}]][[ · unknown {unknown}]]"
            "[[ · offline {offline}]][[ · deleted {deleted}]]"
        )
    ),
    "job.orders": Message(
        N_(
            "Orders read[[ · new {new}]][[ · changed {changed}]][[ · handed over {handed}]][[ · not handed over {failed}]]"
            "[[ · waiting {waiting}]]"
        )
    ),
    "job.order_status": Message(
        N_("Brought together[[ · told {done}]][[ · refused {refused}]][[ · waiting {waiting}]][[ · changed {changed}]]")
    ),
    "job.housekeeping": Message(
        N_(
            "Tidied[[ · buyers forgotten {erased}]][[ · log lines removed {removed}]][[ · had broken off {died}]]"
            "[[ · missed times {missed}]]"
        )
    ),
    "job.missed": Message(N_("It did not run when it was due, times: {count}, since {since}")),
    "job.at_work": Message(N_("The one before was still at work[[ (process {pid})]]")),
    "job.died": Message(N_("Its process died[[ ({pid})]]")),
    "job.stopped": Message(N_("It was stopped")),
    "schedule.every": Message(N_("Every {every} minutes does not divide an hour or a day evenly"), N_("One of {known}")),
    "schedule.bad_time": Message(N_("“{at}” is no time of day"), N_("Write HH:MM, as 04:15.")),
    "schedule.bad_value": Message(N_("The schedule can't be so: {reason}")),
    "schedule.subject": Message(N_("The job {job} is for the whole shop, not for one profile or account")),
    "schedule.demo": Message(N_("The demo runs nothing by itself"), N_("Give your own shop a schedule")),
    "schedule.bad_path": Message(N_("The path of the shop's file has control characters in it: {path}")),
    "schedule.block_damaged": Message(
        N_("In the crontab a mark stands without its other half: {mark}"),
        N_("Nothing was changed. Put the marks in order with crontab -e"),
    ),
    "schedule.no_crontab": Message(
        N_("There is no crontab on this machine"), N_("aliexport-tui schedule install --systemd, or --crontab-file FILE")
    ),
    "schedule.crontab_failed": Message(N_("The crontab can't be read or written: {said}")),
    "schedule.no_systemd": Message(N_("There is no systemctl on this machine"), N_("aliexport-tui schedule install --cron")),
    "schedule.systemd_failed": Message(
        N_("systemd did not take it: {said}"), N_("aliexport-tui schedule install --cron uses the crontab instead")
    ),
    "schedule.unit_foreign": Message(N_("{path} is there and was not written by this program for this shop")),
    "schedule.folder": Message(N_("{path} can't be written ({reason})"), N_("Check the path and its permissions.")),
}
"""`since`: UTC ms, told in the machine's zone."""
