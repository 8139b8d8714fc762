"""What sources of prices and rests said of other sources' SKUs, and the products it concerns."""

from collections.abc import Iterable, Sequence

import msgspec

from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.model.product import Product, SkuUpdate
from aliexport_tui.store.database import Database, Row, Transaction, as_int, as_optional_int, as_text


class Holder(msgspec.Struct, frozen=True):
    """A product of the catalogue with the problems that its import found."""

    product: Product
    problems: tuple[Problem, ...]


def told(db: Database, feeds: Sequence[int], codes: Iterable[str]) -> dict[str, SkuUpdate]:
    """By SKU code, what the stored `feeds` (source ids) say; of two that say the same thing the first one counts."""
    wanted = tuple(codes)
    found: dict[str, SkuUpdate] = {}
    for feed in feeds:
        rows = db.rows(
            "SELECT code, price, old_price, stock, place FROM sku_update"
            " WHERE source = ? AND code IN (SELECT value FROM json_each(?))",
            (feed, msgspec.json.encode(wanted).decode()),
        )
        for row in rows:
            one = _update(row)
            found[one.code] = merged(found[one.code], one) if one.code in found else one
    return found


def merged(first: SkuUpdate, other: SkuUpdate) -> SkuUpdate:
    """What `first` says, and of the rest what `other` says."""
    if first.price is None:
        first = msgspec.structs.replace(first, price=other.price, old_price=other.old_price)
    return first if first.stock is not None else msgspec.structs.replace(first, stock=other.stock)


def replace(tx: Transaction, feed: int, only_changes: bool) -> None:
    """With the spill attached as `fresh`: its updates become what `feed` says; after a file of changes the others stay."""
    if not only_changes:
        tx.run("DELETE FROM sku_update WHERE source = ? AND code NOT IN (SELECT code FROM fresh.sku_update)", (feed,))
    tx.run(
        """INSERT INTO sku_update (source, code, price, old_price, stock, place)
        SELECT ?, code, price, old_price, stock, place FROM fresh.sku_update WHERE true
        ON CONFLICT (source, code) DO UPDATE
        SET price = excluded.price, old_price = excluded.old_price, stock = excluded.stock, place = excluded.place
        WHERE (price, old_price, stock, place)
          IS NOT (excluded.price, excluded.old_price, excluded.stock, excluded.place)""",
        (feed,),
    )


def holders(db: Database, source: int, codes: Iterable[str]) -> tuple[Holder, ...]:
    """The products of `source` that have one of these SKUs and have not vanished."""
    rows = db.rows(
        """SELECT p.id, p.body FROM product p WHERE p.vanished_at IS NULL AND p.id IN (
          SELECT s.product FROM sku s JOIN product q ON q.id = s.product AND q.source = ?
          WHERE s.code IN (SELECT value FROM json_each(?))) ORDER BY p.id""",
        (source, msgspec.json.encode(tuple(codes)).decode()),
    )
    return tuple(
        Holder(msgspec.json.decode(as_text(body), type=Product), _problems(db, as_int(number))) for number, body in rows
    )


def _problems(db: Database, product: int) -> tuple[Problem, ...]:
    rows = db.rows(
        "SELECT code, field, args, place, severity FROM problem WHERE product = ? AND stage = 'import' ORDER BY id",
        (product,),
    )
    return tuple(
        Problem(
            as_text(code),
            as_text(field),
            msgspec.json.decode(as_text(args), type=dict[str, str]),
            msgspec.json.decode(as_text(place), type=Place),
            "warning" if severity == "warning" else "error",
        )
        for code, field, args, place, severity in rows
    )


def _update(row: Row) -> SkuUpdate:
    return SkuUpdate(
        as_text(row[0]),
        as_optional_int(row[1]),
        as_optional_int(row[2]),
        as_optional_int(row[3]),
        msgspec.json.decode(as_text(row[4]), type=Place),
    )
