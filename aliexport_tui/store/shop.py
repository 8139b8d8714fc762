"""The shop's side as planning asks for it: a source by its code, its category tree."""

from aliexport_tui.model.product import ShopCategory
from aliexport_tui.store.database import Database, as_optional_int, as_text


def source_id(db: Database, code: str) -> int | None:
    return as_optional_int(db.value("SELECT id FROM source WHERE code = ?", (code,)))


def categories(db: Database, source: int) -> tuple[ShopCategory, ...]:
    rows = db.rows("SELECT key, name, parent FROM shop_category WHERE source = ?", (source,))
    return tuple(ShopCategory(as_text(row[0]), as_text(row[1]), as_text(row[2])) for row in rows)
