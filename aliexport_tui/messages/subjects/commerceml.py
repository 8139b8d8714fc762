"""Sets of files that 1C sends (CommerceML)."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "source.no_set": Message(
        N_("There is no CommerceML file in it"),
        N_("1C writes import….xml, offers….xml and others; give the folder or the archive that holds them."),
    ),
    "source.archive_path": Message(
        N_("The archive wants to write outside of its folder: {name}"), N_("Do not unpack it; let 1C make a new one.")
    ),
    "source.price_type_needed": Message(
        N_("The offers have several kinds of prices: {types}"), N_("Set the source's price type to one of them.")
    ),
    "source.price_type_unknown": Message(
        N_("No offer has a price of the kind “{price_type}”; there are: {types}"),
        N_("Set the source's price type to one of them, by name or id."),
    ),
    "source.warehouse_unknown": Message(
        N_("There is no warehouse “{warehouse}”; there are: {warehouses}"),
        N_("Name the source's warehouses as 1C does, or by their ids; leave them out to count all."),
    ),
    "feed.set_beside": Message(
        N_("Beside the file lie others of its set, which were not read: {files}"),
        N_("Give the folder as the source's address: then goods, prices and rests are read together."),
    ),
    "feed.skipped_file": Message(
        N_("The file {name} is no CommerceML and was left out"), N_("If it belongs to the exchange, let 1C write it again.")
    ),
    "feed.offers_absent": Message(
        N_("The set has no file of offers: prices and stocks stay as they were"),
        N_("Send the offers too (offers….xml), or give the folder that holds all files."),
    ),
    "feed.classifier_absent": Message(
        N_("The set has no classifier: names of groups and properties are unknown"),
        N_("Send a full exchange once more; 1C then writes the classifier into import….xml."),
    ),
    "feed.groups_several": Message(
        N_("The good stands in several groups; taken: {taken}, left: {others}"), N_("The first group counts.")
    ),
    "feed.property_unknown": Message(
        N_("The property {property} is not declared; its values were left out"), N_("Send a full exchange once more.")
    ),
    "feed.value_unknown": Message(
        N_("The value {value} of the property {property} is not declared and was left out"),
        N_("Send a full exchange once more: the list of values lacks it."),
    ),
    "feed.skipped_without_good": Message(
        N_("The offer {name} ({id}) was left out: its good is not in the set"),
        N_("Often the good is outside of the selection that 1C sends."),
    ),
    "feed.offer_missing": Message(
        N_("The good has no offer: there is no price and no stock"),
        N_("Set a price in 1C, or leave the good out of the selection that it sends."),
    ),
    "feed.trait_differs": Message(
        N_("The offer's name says {name}, its characteristics say {value}; the characteristics count"),
        N_("Mend one of the two in 1C."),
    ),
    "feed.trait_missing": Message(
        N_("Nothing tells what this offer's variant is: {name}"),
        N_("Name the characteristic's properties in 1C, or its variant in brackets."),
    ),
    "feed.stock_negative": Message(N_("The stock is below zero ({value}); 0 was taken"), N_("Mend the rests in 1C.")),
    "feed.stock_without_warehouse": Message(
        N_("The stock is not told by warehouse; 0 was taken"),
        N_("Let 1C send the rests by warehouse, or leave the source's warehouses out."),
    ),
    "feed.currencies_differ": Message(
        N_("The offers of one good have prices in several currencies: {currencies}"),
        N_("Choose a price type with one currency."),
    ),
}
