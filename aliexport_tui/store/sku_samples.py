"""A few real SKUs of a profile, to show what its rules do to them."""

import msgspec

from aliexport_tui.store.database import Database, as_int, as_optional_int, as_text
from aliexport_tui.store.filters import Clause


class SkuSample(msgspec.Struct, frozen=True):
    """Money in minor units."""

    code: str
    name: str
    price: int
    old_price: int | None
    stock: int | None
    available: bool


def samples(db: Database, members: Clause, limit: int = 10) -> tuple[SkuSample, ...]:
    """SKUs of the covered products that have a price, first those with an old price, each product once."""
    rows = db.rows(
        f"""SELECT s.code, p.name, s.price, s.old_price, s.stock, s.available
            FROM product p JOIN sku s ON s.product = p.id AND s.position = 0
            WHERE p.id IN (SELECT id FROM ({members.sql}) LIMIT 500) AND s.price > 0
            ORDER BY s.old_price IS NULL, s.price LIMIT ?""",
        (*members.params, limit),
    )
    return tuple(
        SkuSample(
            code=as_text(row[0]),
            name=as_text(row[1]),
            price=as_int(row[2]),
            old_price=as_optional_int(row[3]),
            stock=as_optional_int(row[4]),
            available=bool(row[5]),
        )
        for row in rows
    )


def covered(db: Database, members: Clause) -> int:
    """How many products a filter covers."""
    return as_int(db.value(f"SELECT count(*) FROM ({members.sql})", members.params))
