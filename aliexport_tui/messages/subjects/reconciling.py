"""Cards against listings: links, adoption, drift, a restored file."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "account.busy": Message(
        N_("Another process is at work on the account {account}: {pid}[[, {who}]]"), N_("Wait for it, or use --wait.")
    ),
    "card.gone": Message(
        N_("Its card was deleted by somebody on the marketplace"),
        N_("To create it again: mark it in the console and upload it, or aliexport-tui unlink CODE KEY."),
        "product",
    ),
    "link.product_unknown": Message(
        N_("The profile's feed has no product {key}"), N_("KEY is the product's own key, as plan prints it in brackets.")
    ),
    "link.foreign": Message(
        N_("Product {key} belongs to another profile: {owner}"), N_("Link it there, or take it out of that profile.")
    ),
    "link.card_unknown": Message(
        N_("The marketplace shows no card {card} to this account"), N_("A card made a moment ago may not be visible yet.")
    ),
    "link.card_taken": Message(
        N_("Card {card} is linked to another product: {name} [{key}]"),
        N_("Break that link first: aliexport-tui unlink CODE {key}."),
    ),
    "link.has_card": Message(
        N_("Product {key} has another card: {card}"), N_("Break that link first: aliexport-tui unlink CODE {key}.")
    ),
    "link.codes_differ": Message(
        N_("The product and the card have no SKU code in common. The product has: {ours}. The card has: {theirs}"),
        N_("If they are the same goods all the same: aliexport-tui link CODE KEY CARD_ID --force."),
    ),
    "link.in_the_air": Message(
        N_("Something of product {key} was sent and its end is not known yet"), N_("Wait for it: aliexport-tui resume.")
    ),
    "link.none": Message(N_("Product {key} has no card and no link to break")),
}
