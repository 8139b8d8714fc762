"""What is told to the marketplace about orders, shipments and handover lists, and what the shop says of them."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "orders.telling_busy": Message(
        N_("Another process is telling the marketplace about the orders of {account} just now[[ (process {pid})]]"),
        N_("What was asked for waits in its line; that process, or the next orders sync, sends it."),
    ),
    "orders.no_carrier": Message(
        N_("No carrier is named, and none is set as the default"),
        N_("Say it by --carrier, or set it: orders settings set ACCOUNT back.default_carrier=…"),
    ),
    "orders.which_account": Message(
        N_("It is not said whose orders these are[[. Accounts: {accounts}]]"), N_("Say it by --account.")
    ),
    "tracks.unreadable": Message(N_("{path} can't be read ({reason})"), N_("Check the path and its permissions.")),
    "tracks.no_text": Message(N_("{path} is no text, or larger than 8 MiB"), N_("It should be CSV or JSON.")),
    "shipment.none_of_order": Message(N_("The order {order} has no shipments"), N_("Make them with: shipments create.")),
    # Why something can't be done.
    "order.not_there": Message(
        N_("The marketplace knows no order {order} of this account"), N_("Check the number and the account.")
    ),
    "order.not_shown": Message(
        N_("The marketplace does not show the order {order} just now, though it is known here"),
        N_("The next orders sync, by schedule or by hand, asks for it again."),
    ),
    "order.unknown": Message(
        N_("There is no order {order} here"), N_("Fetch the orders first, or name its account with --account.")
    ),
    "order.ambiguous": Message(N_("Several accounts have an order {order}: {accounts}"), N_("Say which one by --account.")),
    "order.cancelled": Message(
        N_("The order {order} is cancelled"), N_("Don't send it; take the parcel back if it has left.")
    ),
    "order.finished": Message(N_("The order {order} is finished"), N_("Nothing more can be told of it.")),
    "order.unpaid": Message(N_("The order {order} is not paid"), N_("Wait until the money is held, then try again.")),
    "order.blocked": Message(
        N_("The marketplace has blocked the order {order} as suspicious"),
        N_("Don't send it; ask the marketplace's support."),
    ),
    "order.checked": Message(
        N_("The marketplace is still checking the payment of order {order}"), N_("Try again when it waits to be sent.")
    ),
    "order.by_platform": Message(
        N_("The order {order} is delivered by the marketplace: it takes no track of yours"),
        N_("Create a shipment: shipments create {order}."),
    ),
    "order.by_seller": Message(
        N_("The order {order} is delivered by the seller: no shipment of the marketplace can be made for it"),
        N_("Tell its track: orders send {order}."),
    ),
    "order.already_sent": Message(
        N_("The marketplace knows already that the order {order} is on its way"),
        N_("Its track can't be changed over the API; the cabinet may."),
    ),
    "order.already_delivered": Message(N_("The order {order} is delivered already"), N_("Nothing is to be done.")),
    "order.not_sent": Message(
        N_("The marketplace does not know yet that the order {order} is on its way"),
        N_("Tell its track first: orders send."),
    ),
    "order.no_postings": Message(
        N_("The marketplace names no parcels for the order {order}"), N_("Fetch the orders again, then look at the order.")
    ),
    "parcel.nothing_left": Message(
        N_("All goods of the order {order} are in shipments already"), N_("See them with: shipments list.")
    ),
    "parcel.sku_unknown": Message(N_("The order {order} has no goods {sku}"), N_("See its lines with: orders show.")),
    "parcel.too_many": Message(
        N_("More of {sku} than the order {order} has left in one parcel[[: {left}]]"),
        N_("A shipment holds no more than its posting; make several."),
    ),
    "parcel.mixed": Message(
        N_("These goods of the order {order} stand in several postings of the marketplace"),
        N_("Make a shipment for each: two must not be joined."),
    ),
    "parcel.sides_unknown": Message(
        N_("The marketplace does not tell the sides of {sku} in the order {order}"),
        N_("Give the parcel's by --sides LENGTHxWIDTHxHEIGHT, in cm."),
    ),
    "parcel.weight_unknown": Message(
        N_("The marketplace does not tell the weight of {sku} in the order {order}"),
        N_("Give the parcel's by --weight, in kg."),
    ),
    "parcel.several": Message(
        N_("The order {order} goes in {count} parcels: sides or weight of one can't stand for all"),
        N_("Make them one by one, each with --units."),
    ),
    "shipment.not_there": Message(
        N_("The marketplace knows no shipment {shipment} of this account"), N_("Read them anew with: orders sync.")
    ),
    "shipment.unknown": Message(N_("There is no shipment {shipment} here"), N_("Read them anew with: orders sync.")),
    "shipment.too_many": Message(
        N_("The order {order} has not so many goods left for a shipment"),
        N_("Somebody has made one meanwhile: see shipments list."),
    ),
    "shipment.ended": Message(
        N_("The shipment {shipment} is at its end ({status})"), N_("Nothing more can be done about it.")
    ),
    "shipment.handed_over": Message(
        N_("The shipment {shipment} is in the handover list[[ {list}]], which is closed ({status})"),
        N_("It goes with that list; the marketplace's support can stop it."),
    ),
    "shipment.being_made": Message(
        N_("The marketplace is still making the shipment {shipment}"),
        N_("The next orders sync, by schedule or by hand, goes on once it is made."),
    ),
    "shipment.not_made": Message(
        N_("The marketplace could not make the shipment {shipment}[[: {said}]]"),
        N_("Delete it, mend the cause, make it anew."),
    ),
    "shipment.in_list": Message(
        N_("The shipment {shipment} is in the handover list[[ {list}]]"),
        N_("Take it out of that list first: handover remove."),
    ),
    "shipment.not_in_list": Message(
        N_("The shipment {shipment} is not in the handover list {list}"), N_("See what is in it with: handover list.")
    ),
    "handover.not_there": Message(
        N_("The marketplace knows no handover list {list} of this account"), N_("Read them anew with: orders sync.")
    ),
    "handover.unknown": Message(N_("There is no handover list {list} here"), N_("Read them anew with: orders sync.")),
    "handover.not_open": Message(
        N_("The handover list {list} is closed ({status})"), N_("Only an open list can be changed; make a new one.")
    ),
    "handover.empty": Message(N_("The handover list {list} is empty"), N_("Add shipments first: handover add.")),
    "handover.several_accounts": Message(
        N_("These shipments are of several accounts: {accounts}"), N_("Make a list for each account.")
    ),
    # What the marketplace refuses (its own codes).
    "refused.order_not_found": Message(
        N_("The marketplace knows no such order or shipment[[: {said}]]"),
        N_("Fetch the orders again and look at its number."),
    ),
    "refused.seller_mismatch": Message(N_("It is another seller's[[: {said}]]"), N_("Check the account and its token.")),
    "refused.list_not_found": Message(
        N_("The marketplace knows no such handover list[[: {said}]]"), N_("Read them anew with: orders sync.")
    ),
    "refused.list_status": Message(
        N_("The handover list is closed and can't be changed[[: {said}]]"),
        N_("What is in it goes with it; make a new list for the rest."),
    ),
    "refused.not_removed": Message(
        N_("The marketplace could not take the shipment out of its handover list[[: {said}]]"),
        N_("Take it out by hand (handover remove), then try again."),
    ),
    "refused.no_provider": Message(
        N_("The marketplace has no label for this way of delivery[[: {said}]]"),
        N_("A third-party carrier delivers it: print that carrier's label."),
    ),
    "refused.other": Message(
        N_("The marketplace refused it[[: {said}]][[ ({word})]]"), N_("See the request and its answer with: exchanges.")
    ),
    # What becomes of an action.
    "action.died": Message(
        N_("The process that sent it died before an answer came"),
        N_("The next orders sync, by schedule or by hand, finds out what became of it."),
    ),
    "action.cannot_tell": Message(
        N_("Nothing that the marketplace shows tells whether it was carried out"),
        N_("Look in the cabinet; then orders actions drop, or orders actions again."),
    ),
    "action.in_vain": Message(
        N_("It was sent {tries} times, each time the answer was lost, and nothing shows that it was done"),
        N_("Look at the exchanges; then orders actions again."),
    ),
    # Labels.
    "labels.no_folder": Message(
        N_("No folder is set for labels"),
        N_("Name one by --folder, or set it: orders settings set ACCOUNT back.labels_folder=…"),
    ),
    "labels.unwritable": Message(
        N_("{path} can't be written ({reason})"), N_("Check the folder, its permissions and the disk.")
    ),
    # What the shop says.
    "news.no_order": Message(N_("no order's number"), N_("Each row needs one.")),
    "news.number_damaged": Message(
        N_("a spreadsheet has rounded this number: {order}"), N_("Let the column be text, and write the file again.")
    ),
    "news.too_long": Message(N_("a cell is longer than any number or name"), N_("Check the delimiter.")),
    "news.status_unknown": Message(
        N_("order {order}: unknown status “{status}”"), N_("Known: sent, ready_for_pickup, delivered.")
    ),
    "news.no_track": Message(N_("order {order}: no tracking number"), N_("What is sent needs one.")),
    "news.track_odd": Message(
        N_("order {order}: a tracking number without a digit"),
        N_("Check which column stands where; titles make it certain."),
    ),
    "news.not_json": Message(N_("this is no JSON object"), N_("Write one object a line, or a list of them.")),
    "news.order_unknown": Message(
        N_("there is no order {order} of this account"), N_("Fetch the orders; check the prefix in the settings.")
    ),
    "news.no_carrier": Message(
        N_("order {order}: no carrier"), N_("Say it in the row, or set a default one: back.default_carrier.")
    ),
    "news.folder": Message(
        N_("The folder {path} can't be read ({reason})"), N_("Make it, or give the right to read and write in it.")
    ),
    "news.too_large": Message(N_("the file is larger than {limit} bytes"), N_("It was moved aside; split it.")),
    "news.unreadable": Message(N_("the file can't be read: {reason}"), N_("It was moved aside; give the right to read it.")),
    "news.no_text": Message(N_("the file is no text"), N_("It was moved aside; write CSV or JSON.")),
    "news.not_moved": Message(
        N_("the file can't be moved to {path}: {reason}"),
        N_("It is read at each look, to no harm; give the right to write in its folder."),
    ),
    "news.command_missing": Message(
        N_("The command {command} can't be started ({reason})"), N_("Check its path in the order settings.")
    ),
    "news.command_failed": Message(
        N_("The command {command} ended with code {exit_code}"), N_("Run it by hand: its words are not kept here.")
    ),
    "news.command_slow": Message(
        N_("The command {command} took longer than {seconds} s"), N_("It was ended; run it by hand.")
    ),
    "news.command_garbled": Message(
        N_("The command {command} printed no text, or too much of it"), N_("It should print CSV or JSON.")
    ),
}

EVENTS: dict[str, Message] = {
    "order.told_sent": Message(N_("Order {order}: told to be on its way[[ with {carrier}]][[, track {track}]]")),
    "order.told_ready": Message(N_("Order {order}: told to be ready for pickup")),
    "order.told_delivered": Message(N_("Order {order}: told to be delivered")),
    "shipment.made": Message(N_("[[Order {order}: ]]shipment {shipment} made[[, track {track}]]")),
    "shipment.deleted": Message(N_("[[Order {order}: ]]shipment {shipment} deleted")),
    "shipment.passed": Message(N_("[[Order {order}: ]]shipment {shipment} moved to its spare day")),
    "handover.made": Message(N_("Handover list {list} made, shipments in it: {count}")),
    "handover.added": Message(N_("Handover list {list}: shipments added: {count}")),
    "handover.removed": Message(N_("Handover list {list}: shipments taken out: {count}")),
    "handover.closed": Message(N_("Handover list {list} closed")),
    "handover.courier": Message(N_("Handover list {list}: the courier is called")),
    "handover.bags": Message(N_("Handover list {list}: bags counted: {count}")),
    "label.saved": Message(N_("Label of[[ shipment {shipment}]][[ handover list {list}]] saved: {path}")),
    "label.saved_together": Message(N_("Labels of {count} shipments saved: {path}")),
    "action.refused": Message(N_("Not done: {deed} ({subject}): {reason}")),
    "action.unknown": Message(N_("Not known whether it was done: {deed} ({subject}): {reason}")),
    "orders.not_read_back": Message(N_("Orders of {account} could not be read again: {reason}")),
    "news.taken": Message(
        N_("The shop ({place}) tells of orders: to be told on {count}[[, known {known}]][[, rows amiss {bad}]]")
    ),
    "news.bad_row": Message(N_("The shop ({place}), line {line}: {reason}")),
    "news.trouble": Message(N_("What the shop says ({place}) can't be had: {reason}")),
}
"""Lines of the log, and the steps of an order."""
