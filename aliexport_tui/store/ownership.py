"""Which profiles of an account already look after products that another one covers too (DESIGN, invariant 3)."""

from aliexport_tui.store.database import Database, as_int, as_text
from aliexport_tui.store.filters import Clause


def others(db: Database, account: int, profile: int, products: Clause) -> tuple[tuple[str, int], ...]:
    """(code of another profile, number of these products that it owns), the greatest first."""
    rows = db.rows(
        f"""SELECT other.code, count(*) FROM listing l JOIN profile other ON other.id = l.profile
            WHERE l.account = ? AND l.profile <> ? AND l.firm AND l.product IN ({products.sql})
            GROUP BY other.code ORDER BY count(*) DESC, other.code""",
        (account, profile, *products.params),
    )
    return tuple((as_text(code), as_int(count)) for code, count in rows)
