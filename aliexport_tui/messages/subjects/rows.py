"""Why a row of a plan is left out, and what stands against taking a run back."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "row.left": Message(N_("the profile no longer covers it")),
    "row.blocked": Message(N_("problems block it by now")),
    "row.wanted": Message(N_("the shop wants something else by now")),
    "row.base": Message(N_("something else has been sent since, or it is in doubt what arrived")),
    "row.moved": Message(N_("on the marketplace {what} is {now} by now, not {before}[[; other fields: {more}]]")),
    "row.unseen": Message(N_("its card was not found on the marketplace")),
    "row.open": Message(N_("what became of it is not known yet")),
    "row.doubt": Message(N_("what it was before is not known")),
    "row.undone": Message(N_("run {run} has taken it back already")),
    "row.newer": Message(N_("run {run} has written it since")),
    "row.dropped": Message(N_("a person has dropped this change, or the card lacks some of these SKUs")),
    "row.gone": Message(N_("its card is gone")),
    "problem.unknown": Message(
        N_("No product of “{profile}” has the problem {asked}[[. There are: {known}]]"),
        N_("What was mended and planned since goes with: aliexport-tui resend {profile}."),
    ),
    "hold.unknown": Message(N_("No change was ever held by the number {change}"), N_("aliexport-tui holds list")),
    "run.unknown": Message(N_("There is no run {run}"), N_("aliexport-tui runs")),
    "undo.nothing": Message(
        N_("Run {run} did nothing that can be taken back"),
        N_("Prices, stocks and being on or off sale can; contents, pictures, uploads and deletions can not."),
    ),
    "undo.done": Message(
        N_("Run {run} was taken back already, by run {by}"), N_("That run can be taken back, too: aliexport-tui undo {by}.")
    ),
    "undo.profile_gone": Message(N_("The profile “{profile}” of run {run} is gone, so nothing can be sent for it")),
}
