"""How many products a filter covers, how many each of its conditions does alone, and some of those in and out."""

import msgspec

from aliexport_tui.model.profile import Profile
from aliexport_tui.store import filters
from aliexport_tui.store.database import Cell, Database, as_int, as_optional_int, as_text

SHOWN = 100


class Counts(msgspec.Struct, frozen=True):
    """`products`: of the source; `covered`: with those put in and taken out by hand; `each`: of every condition alone;
    `expert`: of the owner's SQL alone, None where there is none."""

    products: int
    covered: int
    each: tuple[int, ...]
    expert: int | None = None


class Example(msgspec.Struct, frozen=True):
    """One product. `category`: its name; `price` in minor units."""

    id: int
    key: str
    name: str
    category: str
    brand: str
    price: int | None
    stock: int | None
    available: bool


def counted(db: Database, profile: Profile, source: int) -> Counts:
    """One pass over the source's products. Raises ConfigError for a filter that can't be understood."""
    clauses = [*(filters.clause(condition, source) for condition in profile.filter), *filters.expert(profile, source)]
    columns = "".join(f", coalesce(sum(CASE WHEN {one.sql} THEN 1 END), 0)" for one in clauses)
    params: list[Cell] = [cell for one in clauses for cell in one.params]
    row = db.row(
        f"SELECT count(*){columns} FROM product p WHERE p.source = ? AND p.vanished_at IS NULL", (*params, source)
    ) or (0,)
    each = tuple(as_int(cell) for cell in row[1:])
    inside = filters.membership(profile, source)
    covered = as_int(db.value(f"SELECT count(*) FROM ({inside.sql})", inside.params))
    conditions = len(profile.filter)
    return Counts(as_int(row[0]), covered, each[:conditions], each[conditions] if len(each) > conditions else None)


def some(db: Database, profile: Profile, source: int, *, inside: bool) -> tuple[Example, ...]:
    """The first SHOWN products that the filter covers, or of those that it leaves out."""
    members = filters.membership(profile, source)
    word = "IN" if inside else "NOT IN"
    rows = db.rows(
        "SELECT p.id, p.key, p.name, coalesce(c.name, p.category), p.brand, p.price, p.stock, p.available"
        " FROM product p LEFT JOIN shop_category c ON c.source = p.source AND c.key = p.category"
        f" WHERE p.source = ? AND p.vanished_at IS NULL AND p.id {word} ({members.sql}) ORDER BY p.id LIMIT ?",
        (source, *members.params, SHOWN),
    )
    return tuple(
        Example(
            id=as_int(row[0]),
            key=as_text(row[1]),
            name=as_text(row[2]),
            category=as_text(row[3]),
            brand=as_text(row[4]),
            price=as_optional_int(row[5]),
            stock=as_optional_int(row[6]),
            available=bool(row[7]),
        )
        for row in rows
    )
