"""Runs, plans and what becomes of a sent product."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "run.busy": Message(
        N_("{action} of “{profile}” is being run already: process {pid}[[, {who}]][[, since {since}]]"),
        N_("Wait for it, or use --wait."),
    ),
    "run.died": Message(
        N_("The run broke off: its process died"), N_("The next run, or `resume`, goes on where it stopped.")
    ),
    "run.over": Message(N_("Run {run} has ended already")),
    "run.coming_up": Message(N_("The process of run {run} is only just starting"), N_("Try it again in a moment.")),
    "run.not_ours": Message(
        N_("The process of run {run} can't be stopped from here: it is another user's, or on another machine"),
        N_("Stop it where it was started, with Ctrl-C or SIGTERM."),
    ),
    "run.internal": Message(
        N_("A fault of the program itself"), N_("Its details are in the crash file beside the shop's file.")
    ),
    "draft.internal": Message(
        N_("A fault of the program itself while this product was prepared ({fault})"),
        N_("Its details are in the crash file beside the shop's file; all other products go on."),
    ),
    "send.internal": Message(
        N_("A fault of the program itself while this product was about to be sent ({fault})"),
        N_("Its details are in the crash file beside the shop's file; all other products go on."),
    ),
    "sku.shared": Message(
        N_("SKU code {code} is also on: {other}. Both are blocked."),
        N_("Give one of them another code in the shop, or take one out of the profile."),
    ),
    "sku.claimed": Message(
        N_("SKU code {code} already belongs to another card of ours"), N_("Give it another code, or delete the other card.")
    ),
    "card.collision": Message(
        N_("Card {card} on the marketplace already has these SKU codes: {codes}"),
        N_("See what fits and link it with: aliexport-tui adopt CODE --apply; or link CODE KEY {card}."),
    ),
    "card.owned": Message(
        N_("The marketplace answered with card {card}, which belongs to another listing"),
        N_("Look at both cards in the cabinet."),
    ),
    "card.duplicate": Message(
        N_("Several cards have the same SKU codes: {cards}. None was touched."),
        N_("Delete the surplus card in the cabinet."),
    ),
    "card.unclear": Message(
        N_("Nobody knows whether this product was made: the marketplace shows no SKUs of the cards {cards}"),
        N_("Look in the cabinet; delete the card, or link it by hand. Nothing is sent again until then."),
    ),
    "delete.in_vain": Message(
        N_("Deleted {tries} times, and the card is still there"), N_("Delete it in the cabinet, or try once more.")
    ),
    "create.parked": Message(
        N_("{tries} uploads came to nothing"), N_("Look at the exchanges, then upload it again by hand.")
    ),
    "send.unanswered": Message(
        N_("Sent alone, time after time, and never answered"), N_("Look at the exchanges, then approve it to try once more.")
    ),
    "send.refused": Message(N_("The marketplace refused it at once: {text}"), N_("Mend the named field and send again.")),
    "card.differs": Message(
        N_("On the marketplace it is not as it was sent: {lane}; {what} {sent} → {seen}"),
        N_("Compare with the card in the cabinet: somebody or the marketplace itself has changed it there."),
        "product",
    ),
    "card.taken_off_sale": Message(
        N_("Taken off sale, not by us: by hand in the cabinet, or by the marketplace itself"),
        N_("To put it on sale again: aliexport-tui resend CODE, or the part visibility in drift.restore."),
        "product",
    ),
    "card.put_on_sale": Message(
        N_("Put on sale, not by us: by hand in the cabinet, or by the marketplace itself"),
        N_("To take it off sale again: aliexport-tui resend CODE, or the part visibility in drift.restore."),
        "product",
    ),
    "task.failed": Message(
        N_("The marketplace refused it while processing: {text} [{number}]"), N_("Mend the cause and send again.")
    ),
    "edit.price_in_doubt": Message(
        N_("The card's price is in doubt, so the whole card can't be sent yet"), N_("Run the price action first.")
    ),
    "delete.unconfirmed": Message(
        N_("Deleting everything that the profile covers needs a yes: run again with --approve-holds")
    ),
    "run.not_waiting": Message(
        N_("Run {run} is not waiting to be started"),
        N_("It has ended or never was; start a new one with: aliexport-tui --run-profile CODE."),
    ),
    "sku.unknown": Message(
        N_("No product has the SKU code {sku}[[. Did you mean: {suggestion}?]]"),
        N_("Codes as the feed writes them, or a product's own key."),
    ),
    "plan.unknown": Message(N_("There is no plan {plan}"), N_("Make one with: aliexport-tui plan CODE.")),
    "plan.applied": Message(
        N_("Plan {plan} was applied already, by run {run}"),
        N_("What that run left open goes on with: aliexport-tui resume. A new plan: aliexport-tui plan CODE."),
    ),
    "plan.other_account": Message(
        N_("Since plan {plan} was made, the profile “{profile}” exports to another account"),
        N_("Make a new one with: aliexport-tui plan {profile}."),
    ),
    "exchange.unknown": Message(N_("There is no recorded exchange {exchange}"), N_("aliexport-tui exchanges")),
}
