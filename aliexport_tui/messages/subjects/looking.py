"""The look at a source before it is added."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "source.fixture": Message(
        N_("This is a table from which Magento's installer makes sample goods, not an export"),
        N_("Export the products: System → Export → Products. To read it all the same: --kind csv"),
    ),
    "source.rest_document": Message(
        N_("This is one answer of {system}'s programming interface, not a feed"),
        N_("Give the shop's own address and --kind {kind}: then all products are fetched, page by page."),
    ),
    "source.unanswered": Message(
        N_("The file can't tell this, and it is needed: {option}[[; one of {choices}]][[; there is “{example}” in it]]"),
        N_("Say it with {option}; “source look” shows all that was found. Nothing was stored."),
    ),
    "source.join_unnamed": Message(
        N_("The source “{source}” joins nothing by a rule yet"),
        N_("Name the rule to try: --join article or --join name. “source set” turns it on."),
    ),
    "source.key_unknown": Message(
        N_("A line of the file with keys is not understood; the source's kind asks for: {names}"),
        N_("Write NAME = VALUE, a line each; name the kind with --kind."),
    ),
}
