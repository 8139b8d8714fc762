"""Products without a card beside cards without a product, matched by their SKU codes. The whole account is matched by a few
joins over TEMP tables, with no look-up per product."""

import msgspec

from aliexport_tui.store.database import Database, Row, as_int, as_text


class Pair(msgspec.Struct, frozen=True):
    """A product and a card that share SKU codes. `shared`: how many; `ours`, `theirs`: how many each side has."""

    listing: int
    key: str
    name: str
    card_id: str
    title: str
    online: bool
    shared: int
    ours: int
    theirs: int


class LoneCard(msgspec.Struct, frozen=True):
    """A card that no product of the profile matches. `product`: key of one outside the profile with one of its codes."""

    card_id: str
    title: str
    online: bool
    codes: tuple[str, ...]
    product: str


class LoneProduct(msgspec.Struct, frozen=True):
    """A product of the profile without a card, and no card matches it."""

    listing: int
    key: str
    name: str
    codes: tuple[str, ...]


_SEPARATOR = "\x1f"
_PREPARE = (
    "DROP TABLE IF EXISTS temp.our_code",
    "DROP TABLE IF EXISTS temp.ours",
    "DROP TABLE IF EXISTS temp.their_code",
    "DROP TABLE IF EXISTS temp.theirs",
    "DROP TABLE IF EXISTS temp.pair",
    "CREATE TEMP TABLE our_code (listing INTEGER, code TEXT, PRIMARY KEY (listing, code)) WITHOUT ROWID",
    # A product that can't be drafted yet is known by the codes of the feed.
    """INSERT OR IGNORE INTO temp.our_code SELECT l.id, s.sku_code FROM temp.member m
       JOIN listing l ON l.account = :account AND l.product = m.product JOIN listing_sku s ON s.listing = l.id
       WHERE l.card_id IS NULL AND NOT EXISTS (SELECT 1 FROM lane a WHERE a.listing = l.id AND a.open_item IS NOT NULL)""",
    """INSERT OR IGNORE INTO temp.our_code SELECT l.id, s.code FROM temp.member m
       JOIN listing l ON l.account = :account AND l.product = m.product JOIN sku s ON s.product = l.product
       WHERE l.card_id IS NULL AND s.code <> '' AND NOT EXISTS (SELECT 1 FROM listing_sku x WHERE x.listing = l.id)
         AND NOT EXISTS (SELECT 1 FROM lane a WHERE a.listing = l.id AND a.open_item IS NOT NULL)""",
    "CREATE TEMP TABLE ours (listing INTEGER PRIMARY KEY, codes TEXT, number INTEGER)",
    f"""INSERT INTO temp.ours SELECT listing, group_concat(code, '{_SEPARATOR}'), count(*)
        FROM (SELECT listing, code FROM temp.our_code ORDER BY listing, code) GROUP BY listing""",
    "CREATE TEMP TABLE their_code (card_id TEXT, code TEXT, PRIMARY KEY (card_id, code)) WITHOUT ROWID",
    """INSERT INTO temp.their_code SELECT s.card_id, s.sku_code FROM card_sku s
       WHERE s.account = :account AND s.sku_code <> ''
         AND NOT EXISTS (SELECT 1 FROM listing l WHERE l.account = s.account AND l.card_id = s.card_id)""",
    "CREATE INDEX temp.their_code_by_code ON their_code (code)",
    "CREATE TEMP TABLE theirs (card_id TEXT PRIMARY KEY, codes TEXT, number INTEGER) WITHOUT ROWID",
    f"""INSERT INTO temp.theirs SELECT card_id, group_concat(code, '{_SEPARATOR}'), count(*)
        FROM (SELECT card_id, code FROM temp.their_code ORDER BY card_id, code) GROUP BY card_id""",
    "CREATE TEMP TABLE pair (listing INTEGER, card_id TEXT, shared INTEGER, same INTEGER, PRIMARY KEY (listing, card_id))",
    """INSERT INTO temp.pair SELECT o.listing, t.card_id, count(*),
         (SELECT codes FROM temp.ours WHERE listing = o.listing) = (SELECT codes FROM temp.theirs WHERE card_id = t.card_id)
       FROM temp.our_code o JOIN temp.their_code t ON t.code = o.code
       WHERE NOT EXISTS (SELECT 1 FROM parted p
                         WHERE p.account = :account AND p.card_id = t.card_id AND p.listing = o.listing)
       GROUP BY o.listing, t.card_id""",
    "CREATE INDEX temp.pair_by_card ON pair (card_id)",
)

_PAIR = """
SELECT x.listing, p.key, p.name, x.card_id, c.title, c.status = 'ONLINE', x.shared,
       (SELECT number FROM temp.ours WHERE listing = x.listing), (SELECT number FROM temp.theirs WHERE card_id = x.card_id)
FROM temp.pair x JOIN listing l ON l.id = x.listing JOIN product p ON p.id = l.product
JOIN card c ON c.account = :account AND c.card_id = x.card_id WHERE"""
_SINGLE = """(SELECT count(*) FROM temp.pair o WHERE o.same AND o.listing = x.listing) = 1
  AND (SELECT count(*) FROM temp.pair o WHERE o.same AND o.card_id = x.card_id) = 1"""


def prepare(db: Database, account: int) -> None:
    """Match the members (TEMP table `member`) that have no card and nothing in the air with the cards of the last scan."""
    for statement in _PREPARE:
        db.execute(statement, {"account": account} if ":account" in statement else ())


def matches(db: Database, account: int) -> tuple[Pair, ...]:
    """The same set of codes, and no other card or product has it."""
    return _pairs(db, account, f"x.same AND {_SINGLE}")


def ambiguous(db: Database, account: int) -> tuple[Pair, ...]:
    """The same set of codes on several cards, or on several products."""
    return _pairs(db, account, f"x.same AND NOT ({_SINGLE})")


def partial(db: Database, account: int) -> tuple[Pair, ...]:
    """Some codes in common, of a product and a card that nothing matches whole."""
    return _pairs(
        db,
        account,
        "NOT x.same AND NOT EXISTS (SELECT 1 FROM temp.pair o WHERE o.same"
        " AND (o.listing = x.listing OR o.card_id = x.card_id))",
    )


def lone_cards(db: Database, account: int) -> tuple[LoneCard, ...]:
    """Unlinked cards that nothing of the profile matches, those without any SKU code among them."""
    rows = db.rows(
        """SELECT c.card_id, c.title, c.status = 'ONLINE', coalesce(t.codes, ''),
             coalesce((SELECT p.key FROM card_sku k JOIN sku s ON s.code = k.sku_code JOIN product p ON p.id = s.product
                       WHERE k.account = c.account AND k.card_id = c.card_id LIMIT 1), '')
           FROM card c LEFT JOIN temp.theirs t ON t.card_id = c.card_id
           WHERE c.account = :account AND NOT EXISTS (SELECT 1 FROM temp.pair x WHERE x.card_id = c.card_id)
             AND NOT EXISTS (SELECT 1 FROM listing l WHERE l.account = c.account AND l.card_id = c.card_id)
           ORDER BY CAST(c.card_id AS INTEGER)""",
        {"account": account},
    )
    return tuple(LoneCard(as_text(r[0]), as_text(r[1]), bool(r[2]), _codes(r[3]), as_text(r[4])) for r in rows)


def lone_products(db: Database) -> tuple[LoneProduct, ...]:
    rows = db.rows(
        """SELECT o.listing, p.key, p.name, o.codes FROM temp.ours o JOIN listing l ON l.id = o.listing
           JOIN product p ON p.id = l.product WHERE NOT EXISTS (SELECT 1 FROM temp.pair x WHERE x.listing = o.listing)
           ORDER BY o.listing"""
    )
    return tuple(LoneProduct(as_int(row[0]), as_text(row[1]), as_text(row[2]), _codes(row[3])) for row in rows)


def codes_of_listing(db: Database, listing: int) -> tuple[str, ...]:
    """As its newest draft has them, else as the feed has."""
    rows = db.rows("SELECT sku_code FROM listing_sku WHERE listing = ? ORDER BY sku_code", (listing,)) or db.rows(
        "SELECT DISTINCT code FROM sku WHERE product = (SELECT product FROM listing WHERE id = ?) ORDER BY code", (listing,)
    )
    return tuple(as_text(row[0]) for row in rows)


def _pairs(db: Database, account: int, where: str) -> tuple[Pair, ...]:
    rows = db.rows(f"{_PAIR} {where} ORDER BY x.listing, CAST(x.card_id AS INTEGER)", {"account": account})
    return tuple(map(_pair, rows))


def _pair(row: Row) -> Pair:
    return Pair(
        listing=as_int(row[0]),
        key=as_text(row[1]),
        name=as_text(row[2]),
        card_id=as_text(row[3]),
        title=as_text(row[4]),
        online=bool(row[5]),
        shared=as_int(row[6]),
        ours=as_int(row[7]),
        theirs=as_int(row[8]),
    )


def _codes(cell: object) -> tuple[str, ...]:
    return tuple(cell.split(_SEPARATOR)) if isinstance(cell, str) and cell else ()
