"""Orders: their settings, fetching, what is done about them."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "orders.settings_broken": Message(
        N_("The order settings in the shop's file can't be read: {reason}"),
        N_("Import them from TOML again, or set them one by one."),
    ),
    "orders.settings_changed_meanwhile": Message(
        N_("Somebody else has changed these order settings meanwhile"), N_("Look at them again; nothing was saved.")
    ),
    "orders.not_toml": Message(
        N_("Line {line}: this is no TOML ({reason})"), N_("Look at the line; texts need quotes. Nothing was imported.")
    ),
    "orders.unknown_key": Message(
        N_("The order settings have no key “{key}” in {where}.[[ Did you mean “{suggestion}”?]]"),
        N_("Mend or remove the key; nothing was saved."),
    ),
    "orders.bad_value": Message(
        N_("[[{where}: ]]the value does not fit: {reason}"), N_("Mend the value; nothing was saved.")
    ),
    "orders.zone_unknown": Message(
        N_("There is no time zone “{zone}”"), N_("Write it as Europe/Moscow or Asia/Vladivostok; nothing was saved.")
    ),
    "orders.target_name": Message(
        N_("“{target}” can't be the name of a target"), N_("A name begins with a–z and has only a–z, 0–9 and _.")
    ),
    "orders.target_folder": Message(N_("The target “{target}” has no folder"), N_("Name the folder for its files.")),
    "orders.target_command": Message(
        N_("The target “{target}” has no command"), N_("Name the program, then its arguments.")
    ),
    "orders.target_address": Message(
        N_("The address of the target “{target}” is none of the web: {url}"), N_("It begins with https://")
    ),
    "orders.back_command": Message(
        N_("The command that tells what was sent is empty"), N_("Name the program, or leave the setting out.")
    ),
    "orders.back_magento": Message(
        N_("“{target}” is no Magento among the targets[[. There are: {known}]]"), N_("Add it as a target first.")
    ),
    "orders.carrier_doubled": Message(
        N_("The carrier “{carrier}” stands twice in the mapping"), N_("Leave one of the two rows.")
    ),
    "orders.settings_unreadable": Message(N_("{path} can't be read: {reason}"), N_("Check the path.")),
    "orders.no_pair": Message(N_("“{pair}” is no setting"), N_("Write NAME=VALUE, as fetch.page_size=50.")),
    "orders.nowhere_on": Message(
        N_("Orders are switched on for no account"),
        N_("Name an account, or switch them on: orders settings set ACCOUNT enabled=true."),
    ),
    "orders.unknown": Message(
        N_("There is no order {order} here"), N_("Read the orders first, or the period it was made in: orders fetch.")
    ),
    "orders.of_several": Message(N_("Several accounts have an order {order}: {accounts}"), N_("Say which by --account.")),
    "orders.date_malformed": Message(
        N_("“{date}” is no date"), N_("Write it as 2026-02-01, 01.02.2026 or 2026-02-01 12:30.")
    ),
    "orders.period_reversed": Message(N_("The period ends before it begins"), N_("Swap the dates, or leave one out.")),
    "orders.busy": Message(
        N_("The orders of {account} are being fetched just now[[ by {who}]][[ (process {pid})]]"),
        N_("Wait for its end; what it reads is here then."),
    ),
}

EVENTS: dict[str, Message] = {
    "orders.settings_changed": Message(N_("{who} changed the order settings of {account}")),
    "orders.fetched": Message(N_("Orders of {account} read[[: new {new}]][[, changed {changed}]]")),
    "orders.fetch_failed": Message(N_("The orders of {account} could not be read: {problem}")),
    "orders.nameless": Message(N_("Orders of {account} that came without a number and were left out: {count}")),
    "orders.restless": Message(
        N_("The list of orders of {account} changed faster than it could be read; the next fetch goes over it again")
    ),
    "orders.erased": Message(N_("Buyers of {account} forgotten: {count}[[, labels removed: {labels}]]")),
    "order.came": Message(N_("The order came in: {status}[[, payment {payment}]]")),
    "order.status_changed": Message(N_("Status: {before} → {after}[[ ({reason})]]")),
    "order.payment_changed": Message(N_("Payment: {before} → {after}")),
    "order.delivery_changed": Message(N_("Delivery: {before} → {after}")),
    "order.antifraud_changed": Message(N_("Fraud check: {before} → {after}")),
    "order.shipment_changed": Message(N_("Shipment {shipment}:[[ {before} →]] {after}[[, track {track}]]")),
}
"""Lines of the log, and the steps of an order."""
