"""From a change to what is sent: the documents of its lanes put together, checked by the one validator."""

import msgspec

from aliexport_tui.listing.schema_view import SchemaView
from aliexport_tui.listing.validate import validate_draft
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
    encode,
)
from aliexport_tui.store import docs
from aliexport_tui.store.database import Database
from aliexport_tui.store.lanes import LaneRow, lanes_of
from aliexport_tui.store.outbox import Outgoing
from aliexport_tui.store.plans import Hashes

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


def payload(db: Database, outgoing: Outgoing, schema: SchemaView) -> Payload | tuple[Problem, ...]:
    """The payload, or the problems for which it must not leave."""
    change = outgoing.change
    match change.kind:
        case "create":
            return _create(db, outgoing, schema)
        case "update":
            return _edit(db, outgoing, schema)
        case "images":
            return _lane(db, outgoing, "images")
        case "price":
            return _lane(db, outgoing, "price")
        case "stock":
            return _lane(db, outgoing, "stock")
        case "online" | "offline":
            return Payload(outgoing, (), change.after, ("visibility",))
        case "delete":
            return Payload(outgoing, (), {}, ("content", "images", "price", "stock", "visibility"))


def _create(db: Database, outgoing: Outgoing, schema: SchemaView) -> Payload | tuple[Problem, ...]:
    wants = {lane: docs.get(db, lane, name) for lane, name in _named(outgoing.change.after).items()}
    draft = _draft(wants)
    if found := errors(validate_draft(draft, schema)):
        return found
    online = Visibility(online=True)
    return Payload(
        outgoing,
        codes=_codes(draft.content),
        sent={**outgoing.change.after, "visibility": _ONLINE},
        lanes=("content", "images", "price", "stock", "visibility"),
        draft=draft,
        new=(online,),
    )


def _edit(db: Database, outgoing: Outgoing, schema: SchemaView) -> Payload | tuple[Problem, ...]:
    """A whole-card edit must not carry yesterday's price or stock (DESIGN, invariant 4): the price is what the
    marketplace is known to have, the stock the smaller of that and today's; only new SKUs bring their own."""
    rows = lanes_of(db, outgoing.change.listing)
    content = docs.get(db, "content", _named(outgoing.change.after)["content"])
    images = docs.get(db, "images", _named(outgoing.change.after)["images"])
    assert isinstance(content, Content)
    assert isinstance(images, Images)
    prices = _carried_prices(db, content, rows["price"])
    stocks = _carried_stocks(db, content, rows["stock"])
    if prices is None or stocks is None:
        return (Problem("edit.price_in_doubt", "sku_info_list"),)
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


def _lane(db: Database, outgoing: Outgoing, lane: Lane) -> Payload:
    want = docs.get(db, lane, _named(outgoing.change.after)[lane])
    codes = tuple(sku.sku_code for sku in want.skus) if isinstance(want, Prices | Stocks) else ()
    return Payload(outgoing, codes=codes, sent=outgoing.change.after, lanes=(lane,), want=want)


def _carried_prices(db: Database, content: Content, row: LaneRow) -> Prices | None:
    known = _price_of(docs.get(db, "price", row.base)) if row.base else {}
    wanted = _price_of(docs.get(db, "price", row.want)) if row.want else {}
    skus = []
    for code in _codes(content):
        price = known.get(code) or (wanted.get(code) if row.hold is None else None)
        if price is None:
            return None
        skus.append(price)
    return Prices(tuple(skus))


def _carried_stocks(db: Database, content: Content, row: LaneRow) -> Stocks | None:
    known = _stock_of(docs.get(db, "stock", row.base)) if row.base else {}
    wanted = _stock_of(docs.get(db, "stock", row.want)) if row.want else {}
    skus = []
    for code in _codes(content):
        amounts = [amounts[code] for amounts in (known, wanted) if code in amounts]
        if not amounts:
            return None
        skus.append(SkuStock(code, min(amounts)))
    return Stocks(tuple(skus))


def _price_of(want: Want) -> dict[str, SkuPrice]:
    return {sku.sku_code: sku for sku in want.skus} if isinstance(want, Prices) else {}


def _stock_of(want: Want) -> dict[str, int]:
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
