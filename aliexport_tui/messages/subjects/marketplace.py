"""What the marketplace answers, or fails to."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "marketplace.auth": Message(
        N_("The marketplace refuses the token[[ (HTTP {status})]][[: {said}]]"),
        N_(
            "It may have been deleted. Make a new one at seller.aliexpress.ru/token-management/active and set it with: "
            "account set ACCOUNT --token."
        ),
    ),
    "schema.unwritable": Message(N_("{path} can't be written ({reason})"), N_("Check the path and its permissions.")),
    "schema.no_leaf": Message(
        N_("The marketplace has no category {category} of the lowest level"),
        N_("See the ids with: aliexport-tui schema export."),
    ),
    "marketplace.quota": Message(
        N_("The quota of products for 4 hours is used up[[: {said}]]"),
        N_("Sending goes on by itself when the quota has room again."),
    ),
    "marketplace.rate": Message(
        N_("The marketplace asks for fewer requests[[ (HTTP {status})]][[: {said}]]"),
        N_("Sending goes on by itself, more slowly."),
    ),
    "marketplace.invalid": Message(
        N_("The marketplace refused the whole request[[ (HTTP {status})]][[: {said}]]"),
        N_("See the request and its answer with: exchanges."),
    ),
    "marketplace.server": Message(
        N_("The marketplace has trouble of its own[[ (HTTP {status})]][[: {said}]]"),
        N_("Wait; what became of the request is found out by itself."),
    ),
    "marketplace.no_connection": Message(
        N_("No connection to the marketplace[[: {said}]]"), N_("Check the network and the account's base address.")
    ),
    "marketplace.timeout": Message(
        N_("The marketplace did not answer in time"), N_("What became of the request is found out by itself.")
    ),
    "marketplace.dropped": Message(
        N_("The connection was lost before an answer came[[: {said}]]"),
        N_("What became of the request is found out by itself."),
    ),
    "marketplace.cut_off": Message(
        N_("The marketplace's answer was cut off[[: {said}]]"), N_("What became of the request is found out by itself.")
    ),
    "marketplace.unreadable": Message(
        N_("The marketplace's answer is no JSON object[[: {said}]]"),
        N_("Check the account's base address; a proxy may have answered in its place."),
    ),
    "marketplace.redirected": Message(
        N_("The marketplace's address leads elsewhere[[ (HTTP {status})]]"), N_("Check the account's base address.")
    ),
    "marketplace.too_big": Message(
        N_("The marketplace's answer is larger than 64 MiB"), N_("See the request with: exchanges.")
    ),
    "marketplace.member_missing": Message(
        N_("The marketplace's answer lacks the member {said}"), N_("See the request and its answer with: exchanges.")
    ),
    "marketplace.results_count": Message(
        N_("The marketplace answered with another number of results than products were sent[[: {said}]]"),
        N_("The outcome is found out from the tasks."),
    ),
    "marketplace.cursor_stuck": Message(
        N_("The marketplace's list of products does not move on after {said}"),
        N_("See the request and its answer with: exchanges."),
    ),
    "marketplace.pages_stuck": Message(
        N_("The marketplace's list of orders brings the same ones again and again, up to page {said}"),
        N_("See the requests and their answers with: exchanges."),
    ),
    "marketplace.label_address": Message(
        N_("The marketplace names an address for the label that is none of the web"),
        N_("Print the label in the seller's cabinet; see the answer with: exchanges."),
    ),
    "marketplace.no_pdf": Message(
        N_("What lies at the label's address is no PDF"), N_("Try again; else print the label in the seller's cabinet.")
    ),
    "marketplace.label_big": Message(N_("The label is larger than 32 MiB"), N_("Ask for fewer labels at once.")),
    "marketplace.unsendable": Message(
        N_("This can't be written as a request[[: {said}]]"),
        N_("Check the numbers; if they are right, this is a fault of the program: please report it."),
    ),
    "marketplace.token_refused": Message(
        N_("The marketplace refused the token. It said[[: {said}]]"),
        N_("Make a new token in the cabinet and store it with: account set ACCOUNT --token, or in the console."),
    ),
    "marketplace.unreachable": Message(
        N_("The marketplace can't be reached.[[ {said}]]"), N_("Everything that waits is kept; the next start goes on.")
    ),
}
