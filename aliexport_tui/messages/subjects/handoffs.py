"""Orders on their way to the shop: why a target did not take one, and what helps."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "handoff.target_unknown": Message(
        N_("There is no target “{target}”[[. There are: {known}]]"), N_("orders targets list shows them.")
    ),
    "handoff.key_unknown": Message(
        N_("A target of this kind does not sign in with that"), N_("It knows: {names}. Write NAME = VALUE, one a line.")
    ),
    "handoff.at_work": Message(
        N_("Another process is handing over the orders of {account}[[ (pid {pid})]]"),
        N_("Wait until it has ended; it takes what has come by then."),
    ),
    "handoff.unknown_row": Message(
        N_("There is no hand-off with the number {id}"), N_("orders failed shows the numbers in its first column.")
    ),
    "handoff.none_named": Message(N_("Nothing is named"), N_("Give the numbers that orders failed shows, or --all.")),
    # What a target may not be.
    "handoff.address": Message(N_("The target's address can't be asked: {host}"), N_("Mend it in the target's settings.")),
    "handoff.plain_http": Message(
        N_("Orders hold personal data and go to {host} only over https"), N_("Give the target an address with https://.")
    ),
    "handoff.keys_missing": Message(
        N_("The target has no keys to sign in with: {names}"), N_("Give them: orders targets add … --keys-file FILE.")
    ),
    "handoff.no_email": Message(
        N_("Magento asks for a customer's e-mail, and none is set"),
        N_("Set hand_off.customer_email in the order settings; the next hand-over takes the orders there."),
    ),
    # The way there.
    "handoff.unreachable": Message(
        N_("{host} can't be reached: {reason}"), N_("Check network and address; the next hand-over tries it again.")
    ),
    "handoff.timeout": Message(
        N_("{host} did not answer within {seconds} s"), N_("The next hand-over tries it again; it is not taken twice.")
    ),
    "handoff.busy": Message(
        N_("{host} asks to come later (HTTP {status})[[: {reason}]]"),
        N_("The next hand-over after that time tries it again."),
    ),
    "handoff.server_trouble": Message(
        N_("{host} is in trouble itself (HTTP {status})[[: {reason}]]"),
        N_("The next hand-over tries it again. If it lasts, the shop's log tells more."),
    ),
    "handoff.keys_refused": Message(
        N_("{host} refuses the keys (HTTP {status})[[: {reason}]]"),
        N_("Give new ones: orders targets add … --keys-file FILE; the next hand-over takes the orders there."),
    ),
    "handoff.redirect": Message(
        N_("{host} sends on to another address (HTTP {status})"), N_("Enter the final address in the target's settings.")
    ),
    "handoff.refused": Message(
        N_("{host} refuses the order (HTTP {status})[[: {reason}]]"), N_("Mend what it names, then retry.")
    ),
    "handoff.too_large": Message(
        N_("{host} answers with more than {limit} bytes"), N_("Check that this is the right address, then retry.")
    ),
    "handoff.answer_unreadable": Message(
        N_("The shop's answer does not tell whether it took the order"),
        N_("The next hand-over looks for it and tries it again; look whether a plug-in prints warnings into answers."),
    ),
    "handoff.unforeseen": Message(
        N_("Handing over broke off for a reason that nobody foresaw: {reason}"),
        N_("Look in the shop whether it has the order; if not, retry. Please report it."),
    ),
    "handoff.restored": Message(
        N_("The file was brought back from a backup, and does not know whether the shop has this order"),
        N_("Look in the shop: if it has the order, drop this; if not, retry."),
    ),
    # Folders.
    "handoff.no_folder": Message(
        N_("There is no folder {path}"),
        N_("Make it, or name another in the target's settings; the next hand-over writes them."),
    ),
    "handoff.folder_unwritable": Message(
        N_("Nothing can be written into {path}: {reason}"),
        N_("Give the user that runs this the right to write there, or free space; the next hand-over writes them."),
    ),
    # Commands.
    "handoff.command_missing": Message(
        N_("The command {command} can't be started"),
        N_("Check that it is there and may be run; the next hand-over takes the orders there."),
    ),
    "handoff.command_refused": Message(
        N_("The command {command} ended with {exit}[[: {reason}]]"), N_("Mend what it names, then retry.")
    ),
    "handoff.command_later": Message(
        N_("The command {command} asks to come later[[: {reason}]]"), N_("The next hand-over tries it again.")
    ),
    "handoff.command_slow": Message(
        N_("The command {command} took longer than {seconds} s and was ended"),
        N_("Look in the shop whether it has the order; if not, retry. The limit stands in the target's settings."),
    ),
    "handoff.command_unknown": Message(
        N_("How the command {command} ended is not known: it was killed, or the machine went down"),
        N_("Look in the shop whether it has the order: if so, drop this, if not, retry."),
    ),
    "handoff.command_lost": Message(
        N_("The command {command} could not be started"), N_("The next hand-over tries it again.")
    ),
    # Goods.
    "handoff.out_of_stock": Message(
        N_("{sku} is out of stock: {stock} there, {quantity} ordered"),
        N_("Fill the stock and import, or set hand_off.out_of_stock in the order settings; then retry."),
        "stock",
    ),
    "handoff.disabled": Message(
        N_("{sku} is in the shop's catalogue no more"),
        N_("Bring it back and import, or set hand_off.disabled in the order settings; then retry."),
        "source",
    ),
    "handoff.no_lines": Message(N_("The order has no goods"), N_("Fetch it again; if it stays so, look there.")),
    "handoff.no_sku": Message(
        N_("The marketplace tells no SKU code for “{name}”"), N_("Give the card its SKU code there; fetch the order, retry.")
    ),
    "handoff.sku_unknown": Message(N_("Magento has no product {sku}"), N_("Add it in Magento, then retry.")),
    "handoff.sku_disabled": Message(
        N_("The product {sku} is disabled in Magento"),
        N_("Enable it there, or set hand_off.disabled in the order settings; then retry."),
    ),
    "handoff.not_sold": Message(
        N_("Magento does not put {sku} into the cart[[: {reason}]]"), N_("Mend what it names in Magento, then retry.")
    ),
    # Cancellations.
    "handoff.cancelled_before": Message(N_("It was cancelled before it was handed over")),
    "handoff.order_gone": Message(
        N_("The shop has no order {reference} to cancel"), N_("Look whether it was deleted there; then drop this.")
    ),
    "handoff.not_cancelled": Message(
        N_("Magento does not cancel order {reference} (it is {state})"),
        N_("What is shipped or paid there has to be taken back by hand; then drop this."),
    ),
}

EVENTS: dict[str, Message] = {
    "order.handed_over": Message(N_("Handed to {target}[[ as {reference}]]")),
    "order.cancellation_told": Message(N_("{target} was told of the cancellation[[: {reference}]]")),
    "order.hand_off_failed": Message(N_("Not handed to {target}: {problem}")),
    "handoff.failed": Message(N_("Order {order} was not handed to {target}: {problem}")),
    "handoff.later": Message(N_("Order {order} is handed to {target} later: {problem}")),
    "handoff.recovered": Message(
        N_("{count} orders of {account} were on their way when a process died; whether they arrived is found out")
    ),
    "handoff.ended": Message(
        N_("Orders of {account} handed over: {done}[[, failed: {failed}]][[, to be tried again: {again}]]")
    ),
    "handoff.retried": Message(N_("{who} lets the hand-off of orders be tried again: {orders}")),
    "handoff.dropped": Message(N_("{who} has dropped the hand-off of orders: {orders}")),
}
"""Lines of the log, and the steps of an order."""
