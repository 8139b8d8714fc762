"""The engine and the demo."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "sandbox.start_failed": Message(N_("The simulated marketplace did not start ({reason})"), N_("See {path}")),
    "chore.interrupted": Message(N_("It was interrupted"), N_("Start it again.")),
    "rehearsal.no_account": Message(
        N_("The profile {profile} has no account whose categories could be rehearsed with"),
        N_("Choose an account in the profile."),
    ),
    "rehearsal.no_schema": Message(
        N_("Nothing of the account {account} is cached yet"), N_("Fetch its categories first: schema sync {account}.")
    ),
    "rehearsal.taken": Message(
        N_("{name} is there already and is no rehearsal of ours"), N_("Rename it, or the profile that is to be rehearsed.")
    ),
    "rehearsal.none": Message(N_("The profile {profile} has no rehearsal")),
    "rehearsal.of_rehearsal": Message(N_("{profile} is a rehearsal itself"), N_("Export it to rehearse.")),
}
