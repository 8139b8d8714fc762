"""Why a guard holds a change back until a person says yes."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

_DECIDE = N_("Approve or drop it: aliexport-tui holds list.")

MESSAGES: dict[str, Message] = {
    "price.floor": Message(
        N_("price {price}[[ {currency}]] is below the floor of {limit}[[ {currency}]] (SKU {sku}[[ and {more} more]])"),
        _DECIDE,
        "profile",
    ),
    "price.ceiling": Message(
        N_("price {price}[[ {currency}]] is above the ceiling of {limit}[[ {currency}]] (SKU {sku}[[ and {more} more]])"),
        _DECIDE,
        "profile",
    ),
    "price.change": Message(
        N_("price {before} → {after}[[ {currency}]], {percent} %, at most {limit} % (SKU {sku}[[ and {more} more]])"),
        _DECIDE,
        "profile",
    ),
    "discount.deep": Message(
        N_(
            "discount price {discount} beside the price {price}[[ {currency}]][[, {percent} % off, at most {limit} %]]"
            " (SKU {sku}[[ and {more} more]])"
        ),
        _DECIDE,
        "profile",
    ),
    "stock.zeros": Message(
        N_("{count} of {of} products fall to zero at once; up to {limit}, or up to {percent} %, pass by themselves"),
        _DECIDE,
        "source",
    ),
    "mass.offline": Message(
        N_("{count} of {of} products go off sale at once; up to {limit}, or up to {percent} %, pass by themselves"),
        _DECIDE,
        "source",
    ),
    "mass.delete": Message(
        N_("{count} of {of} products are deleted at once; up to {limit}, or up to {percent} %, pass by themselves"),
        _DECIDE,
        "source",
    ),
    "source.emptied": Message(
        N_("the source {source} has no products any more: nothing is done about its {of} cards"),
        N_("Look at the feed. If the shop really sells nothing any more: aliexport-tui holds approve."),
        "source",
    ),
    "source.shrunken": Message(
        N_(
            "{count} of {of} products have left the source {source} or the filter;"
            " up to {limit}, or up to {percent} %, pass by themselves"
        ),
        N_("Look at the feed and at the profile's filter. If it is meant: aliexport-tui holds approve."),
        "source",
    ),
    "source.stale": Message(
        N_("the stocks are old: no import has succeeded[[ for {age} min]]; at most {limit} min are allowed"),
        N_("Import the source: aliexport-tui source import."),
        "source",
    ),
    "canary": Message(
        N_("{live} of the first {first} were seen live; at least {limit} were needed"),
        N_("Look at what became of the first ones, then approve the others: aliexport-tui holds list."),
        "profile",
    ),
    "parked": Message(
        N_("parked:[[ failed {times} times in the same way: {way}]][[ {deaths} runs broke off while they had it in hand]]"),
        N_("Mend the cause. Approving means: try once more."),
        "product",
    ),
}
