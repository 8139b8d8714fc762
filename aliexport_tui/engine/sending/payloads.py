"""From a change to what is sent: the documents of its lanes put together, checked by the one validator."""

from collections.abc import Sequence

import msgspec

from aliexport_tui.listing.schema_view import SchemaView
from aliexport_tui.listing.validate import validate_draft
from aliexport_tui.listing.variations import beside_edit, on_card
from aliexport_tui.model.problem import Problem, errors
from aliexport_tui.model.wants import (
    Content,
    Draft,
    Images,
    Lane,
    Prices,
    SkuPrice,
    SkuStock,
    Stocks,
    Visibility,
    Want,
    decode,
    encode,
)
from aliexport_tui.store import docs, outbox
from aliexport_tui.store.database import Database
from aliexport_tui.store.lanes import LaneRow, lanes_of_many
from aliexport_tui.store.outbox import Outgoing, Variations
from aliexport_tui.store.plans import Hashes

_CARRIED: tuple[Lane, ...] = ("price", "stock")
_ONLINE = docs.digest(encode(Visibility(online=True)))


class Payload(msgspec.Struct, frozen=True):
    """What one change sends. `draft` for create and edit, `want` for a single lane, neither for on, off, delete.
    `sent`: lane -> hash as it will be remembered; `new`: wants that the file does not hold yet."""

    outgoing: Outgoing
    codes: tuple[str, ...]
    sent: Hashes
    lanes: tuple[Lane, ...]
    draft: Draft | None = None
    want: Want | None = None
    new: tuple[Want, ...] = ()


class Waits(msgspec.Struct, frozen=True):
    """It can't be sent yet: something that another change or a read will bring is missing."""


class Shelf:
    """What a batch needs from the file, fetched at once: documents by hash, lanes of the listings that are rewritten."""

    def __init__(self, db: Database, batch: Sequence[Outgoing]) -> None:
        rewritten = [one.change.listing for one in batch if one.change.kind == "update"]
        self._lanes = lanes_of_many(db, rewritten) if rewritten else {}
        self._variations = outbox.variations(db, [one.change.id for one in batch if one.change.kind in _CARRIED])
        hashes = {name for one in batch for name in (*one.change.before.values(), *one.change.after.values())}
        for rows in self._lanes.values():
            for lane in _CARRIED:
                hashes |= {rows[lane].want, rows[lane].base, rows[lane].seen} if lane in rows else set()
        self._bodies = docs.bodies(db, hashes)

    def lane(self, listing: int, lane: Lane) -> LaneRow:
        return self._lanes[listing][lane]

    def variations(self, change: int) -> Variations:
        return self._variations.get(change, Variations())

    def want(self, lane: Lane, name: str) -> Want:
        """KeyError when the file does not hold it."""
        return decode(lane, self._bodies[name])

    def known(self, lane: Lane, name: str | None) -> Want | None:
        return self.want(lane, name) if name in self._bodies else None


def payload(shelf: Shelf, outgoing: Outgoing, schema: SchemaView) -> Payload | Waits | tuple[Problem, ...]:
    """The payload, or the problems for which it must not leave."""
    change = outgoing.change
    match change.kind:
        case "create":
            return _create(shelf, outgoing, schema)
        case "update":
            return _edit(shelf, outgoing, schema)
        case "images":
            return _lane(shelf, outgoing, "images")
        case "price":
            return _lane(shelf, outgoing, "price")
        case "stock":
            return _lane(shelf, outgoing, "stock")
        case "online" | "offline":
            return Payload(outgoing, (), change.after, ("visibility",))
        case "delete":
            return Payload(outgoing, (), {}, ("content", "images", "price", "stock", "visibility"))


def _create(shelf: Shelf, outgoing: Outgoing, schema: SchemaView) -> Payload | tuple[Problem, ...]:
    wants = {lane: shelf.want(lane, name) for lane, name in _named(outgoing.change.after).items()}
    draft = _draft(wants)
    if found := errors(validate_draft(draft, schema)):
        return found
    return Payload(
        outgoing,
        codes=_codes(draft.content),
        sent={**outgoing.change.after, "visibility": _ONLINE},
        lanes=("content", "images", "price", "stock", "visibility"),
        draft=draft,
        new=(Visibility(online=True),),
    )


def _edit(shelf: Shelf, outgoing: Outgoing, schema: SchemaView) -> Payload | Waits | tuple[Problem, ...]:
    """A whole-card edit must not carry yesterday's price or stock, nor what a guard holds (DESIGN, invariant 4): the price
    is what the marketplace is known or was last seen to have, the stock the smaller of that and today's; only new SKUs
    bring their own. It waits while that is not to be told."""
    names = _named(outgoing.change.after)
    content, images = shelf.want("content", names["content"]), shelf.want("images", names["images"])
    assert isinstance(content, Content)
    assert isinstance(images, Images)
    prices = _carried_prices(shelf, content, shelf.lane(outgoing.change.listing, "price"))
    stocks = _carried_stocks(shelf, content, shelf.lane(outgoing.change.listing, "stock"))
    if prices is None or stocks is None:
        return Waits()
    draft = Draft(content, images, prices, stocks)
    if found := errors(validate_draft(draft, schema)):
        return found
    sent: Hashes = {
        **outgoing.change.after,
        "price": docs.digest(encode(prices)),
        "stock": docs.digest(encode(stocks)),
    }
    return Payload(
        outgoing, codes=_codes(content), sent=sent, lanes=("content", "images"), draft=draft, new=(prices, stocks)
    )


def _lane(shelf: Shelf, outgoing: Outgoing, lane: Lane) -> Payload | Waits:
    """Of prices and stocks what the card can take now: an edit of it may be on its way."""
    planned = shelf.want(lane, _named(outgoing.change.after)[lane])
    known = shelf.known(lane, outgoing.change.before.get(lane))
    now = shelf.variations(outgoing.change.id)
    if now.edit is None:
        want = kept = on_card(known, planned, now.card)
    else:
        want, kept = beside_edit(known, planned, now.card, now.edit)
    codes = tuple(sku.sku_code for sku in want.skus) if isinstance(want, Prices | Stocks) else ()
    if kept is planned:
        return Payload(outgoing, codes=codes, sent=outgoing.change.after, lanes=(lane,), want=want)
    if not codes:
        return Waits()
    return Payload(outgoing, codes=codes, sent={lane: docs.digest(encode(kept))}, lanes=(lane,), want=want, new=(kept,))


def _carried_prices(shelf: Shelf, content: Content, row: LaneRow) -> Prices | None:
    """Of a price in doubt the last seen one; a SKU that nobody has seen brings its own, unless that is held."""
    known = _price_of(shelf.known("price", row.base or row.seen))
    wanted = _price_of(shelf.known("price", row.want)) if known and row.hold is None else {}
    skus = [known.get(code) or wanted.get(code) for code in _codes(content)]
    return None if None in skus else Prices(tuple(sku for sku in skus if sku))


def _carried_stocks(shelf: Shelf, content: Content, row: LaneRow) -> Stocks | None:
    """The smaller of what is known and what is wanted; in doubt today's, for its own lane brings that too."""
    known = _stock_of(shelf.known("stock", row.base))
    wanted = _stock_of(shelf.known("stock", row.want)) if row.hold is None else {}
    last_resort = _stock_of(shelf.known("stock", row.seen))
    skus = []
    for code in _codes(content):
        amounts = [found[code] for found in (known, wanted) if code in found]
        if not amounts and code in last_resort:
            amounts = [last_resort[code]]
        if not amounts:
            return None
        skus.append(SkuStock(code, min(amounts)))
    return Stocks(tuple(skus))


def _price_of(want: Want | None) -> dict[str, SkuPrice]:
    return {sku.sku_code: sku for sku in want.skus} if isinstance(want, Prices) else {}


def _stock_of(want: Want | None) -> dict[str, int]:
    return {sku.sku_code: sku.inventory for sku in want.skus} if isinstance(want, Stocks) else {}


def _codes(content: Content) -> tuple[str, ...]:
    return tuple(sku.sku_code for sku in content.skus)


def _named(hashes: Hashes) -> dict[Lane, str]:
    names: dict[str, Lane] = {"content": "content", "images": "images", "price": "price", "stock": "stock"}
    return {names[lane]: name for lane, name in hashes.items() if name is not None and lane in names}


def _draft(wants: dict[Lane, Want]) -> Draft:
    content, images, prices, stocks = wants["content"], wants["images"], wants["price"], wants["stock"]
    assert isinstance(content, Content)
    assert isinstance(images, Images)
    assert isinstance(prices, Prices)
    assert isinstance(stocks, Stocks)
    return Draft(content, images, prices, stocks)
