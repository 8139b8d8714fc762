"""What is known of the pictures' addresses; which are due; the copies that were made fit. What changes, the lanes of
the products see (lane.overlay)."""

import json
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from aliexport_tui.model.picture import PASSING, PictureVerdict, Shown, Sight
from aliexport_tui.store.database import Cell, Database, Transaction, as_int, as_text

_ROWS = 200
_SIGHT = "v.verdict, v.type, v.bytes, v.width, v.height, v.status, v.fails"
_VERSION = "v.etag || ' ' || v.type || ' ' || v.bytes || ' ' || v.width || 'x' || v.height"
_HOST = "lower(substr(rest, 1, instr(rest || '/', '/') - 1))"

_OF_SKU = 100
"""The place of a variation's pictures: behind all of the product's own."""

_PICTURES_OF = f"""
SELECT j.value AS address, p.id AS product, j.key AS place FROM product p, json_each(p.body, '$.pictures') j
WHERE p.source = :source AND p.vanished_at IS NULL
UNION ALL SELECT j.value, p.id, {_OF_SKU} FROM product p, json_each(p.body, '$.skus') s, json_each(s.value, '$.pictures') j
WHERE p.source = :source AND p.vanished_at IS NULL AND p.sku_count > 0"""


class Due(msgspec.Struct, frozen=True):
    """An address to look at, as it stands in products; `etag` of the picture that was seen there."""

    id: int
    address: str
    etag: str


class Ages(msgspec.Struct, frozen=True):
    """Milliseconds after which an address is looked at again: a picture, what is none, what was a passing trouble."""

    picture_ms: int
    other_ms: int
    passing_ms: int


class Seen(msgspec.Struct, frozen=True):
    """A look at an address; `sight` None: as it was."""

    address: str
    sight: Sight | None
    etag: str = ""


class Copy(msgspec.Struct, frozen=True):
    """A picture made fit: `name` of its file in the folder; "" = it could not be, for `reason`."""

    address: str
    version: str
    name: str
    reason: str = ""


class Known(msgspec.Struct, frozen=True):
    """An address of a source's products with the newest look at it, and how many products show it."""

    address: str
    sight: Sight | None
    checked_at: int
    products: int


# ---- looking ---------------------------------------------------------------------------------------------------------


def gather(db: Database, source: int) -> int:
    """TEMP table `picture_use`: every address of the source's products, main pictures first. Returns how many addresses."""
    db.execute("PRAGMA temp_store=FILE")  # a large catalogue has a million
    db.execute("DROP TABLE IF EXISTS temp.picture_use")
    db.execute("CREATE TEMP TABLE picture_use (address TEXT NOT NULL, product INTEGER NOT NULL, place INTEGER NOT NULL)")
    db.execute(f"INSERT INTO temp.picture_use {_PICTURES_OF}", {"source": source})
    db.execute("CREATE INDEX temp.picture_use_by_address ON picture_use (address, product)")
    return as_int(db.value("SELECT count(DISTINCT address) FROM temp.picture_use"))


def find_due(db: Database, now: int, ages: Ages | None) -> dict[str, int]:
    """TEMP table `picture_due` of what `gather` found. `ages` None: all of it. Returns how many addresses of each host."""
    db.execute("DROP TABLE IF EXISTS temp.picture_due")
    db.execute("CREATE TEMP TABLE picture_due (id INTEGER PRIMARY KEY, host TEXT, address TEXT, etag TEXT)")
    old = ages or Ages(-1, -1, -1)
    db.execute(
        f"""INSERT INTO temp.picture_due (host, address, etag) SELECT {_HOST}, address, etag FROM
        (SELECT u.address, coalesce(v.etag, '') AS etag, substr(u.address, instr(u.address, '//') + 2) AS rest,
           min(u.place) AS place, v.address IS NULL AS fresh
         FROM temp.picture_use u LEFT JOIN picture v ON v.address = u.address
         WHERE v.address IS NULL OR v.checked_at <= :now - CASE WHEN v.fails > 0 THEN :passing
           WHEN v.verdict = 'picture' THEN :picture ELSE :other END
         GROUP BY u.address) ORDER BY place, fresh DESC, address""",
        {"now": now, "passing": old.passing_ms, "picture": old.picture_ms, "other": old.other_ms},
    )
    db.execute("CREATE INDEX temp.picture_due_by_host ON picture_due (host, id)")
    return {as_text(row[0]): as_int(row[1]) for row in db.rows("SELECT host, count(*) FROM temp.picture_due GROUP BY host")}


def due_of(db: Database, host: str, after: int = 0) -> Iterator[Due]:
    """In their order, read in blocks."""
    while found := db.rows(
        "SELECT id, address, etag FROM temp.picture_due WHERE host = ? AND id > ? ORDER BY id LIMIT ?", (host, after, _ROWS)
    ):
        for id, address, etag in found:
            after = as_int(id)
            yield Due(after, as_text(address), as_text(etag))


def keep(db: Database, seen: Sequence[Seen], now: int) -> int:
    """What was seen into the file, in one transaction with the word to the lanes; returns how many addresses are not what
    they were. Needs `gather`."""
    if not seen:
        return 0
    with db.write() as tx:
        before = _sights(tx, [one.address for one in seen])
        rows: list[tuple[Cell, ...]] = []
        altered = []
        for one in seen:
            old, etag = before.get(one.address, (None, ""))
            sight, new_etag = _settled(old, etag, one)
            if sight is None:
                continue
            rows.append((one.address, now, *msgspec.structs.astuple(sight), new_etag))
            if sight != old:
                altered.append(one.address)
        tx.put(
            "INSERT OR REPLACE INTO picture (address, checked_at, verdict, type, bytes, width, height, status, fails, etag)"
            " VALUES {rows}",
            rows,
        )
        _tell_lanes(tx, altered)
    return len(altered)


def _settled(old: Sight | None, etag: str, seen: Seen) -> tuple[Sight | None, str]:
    """What is believed after a look. A passing trouble doesn't undo at once what was seen before."""
    new = seen.sight
    if new is None:
        return (msgspec.structs.replace(old, fails=0) if old is not None else None), seen.etag
    if new.verdict not in PASSING:
        return new, seen.etag
    if old is None or old.verdict in PASSING or old.fails:
        return msgspec.structs.replace(new, fails=2 if old is not None else 1), ""
    return msgspec.structs.replace(old, fails=1), etag


def tell_late(db: Database, source: int, since: int) -> None:
    """Products that changed while pictures were looked at may show addresses that `gather` did not know of."""
    late = db.ids("SELECT id FROM product WHERE source = ? AND changed_at >= ?", (source, since))
    for start in range(0, len(late), _ROWS):
        with db.write() as tx:
            tx.run(
                "UPDATE lane SET overlay = overlay + 1 WHERE lane IN ('images', 'content') AND listing IN"
                " (SELECT id FROM listing WHERE product IN (SELECT value FROM json_each(?)))",
                (json.dumps(late[start : start + _ROWS].tolist()),),
            )


def _tell_lanes(tx: Transaction, addresses: Sequence[str]) -> None:
    """A variation's pictures are in the content too."""
    if addresses:
        tx.run(
            f"""UPDATE lane SET overlay = overlay + 1 WHERE (listing, lane) IN
            (SELECT l.id, x.value FROM temp.picture_use u JOIN listing l ON l.product = u.product
             JOIN json_each(CASE WHEN u.place >= {_OF_SKU} THEN '["images", "content"]' ELSE '["images"]' END) x
             WHERE u.address IN (SELECT value FROM json_each(?)))""",
            (json.dumps(addresses),),
        )


# ---- copies ----------------------------------------------------------------------------------------------------------


class Candidate(msgspec.Struct, frozen=True):
    """A picture that may need a copy. `version`: of its file, as far as looks can tell. `name`: of the copy that was made
    of this version, "" = none; `tried`: whether one was tried."""

    address: str
    sight: Sight
    version: str
    name: str
    tried: bool


def candidates(db: Database, folder: str) -> Iterator[Candidate]:
    """Addresses that were seen as pictures. Needs `gather`."""
    after = ""
    while found := db.rows(
        f"""SELECT v.address, {_SIGHT}, {_VERSION}, coalesce(c.name, ''), c.name IS NOT NULL FROM picture v
        LEFT JOIN picture_copy c ON c.folder = ? AND c.address = v.address AND c.version = {_VERSION}
        WHERE v.address > ? AND v.verdict = 'picture' AND v.address IN (SELECT address FROM temp.picture_use)
        ORDER BY v.address LIMIT ?""",
        (folder, after, _ROWS),
    ):
        for row in found:
            after = as_text(row[0])
            yield Candidate(after, _sight(row[1:8]), as_text(row[8]), as_text(row[9]), bool(row[10]))


def keep_copies(db: Database, folder: str, copies: Sequence[Copy], now: int) -> None:
    """In one transaction with the word to the lanes. Needs `gather`."""
    if not copies:
        return
    with db.write() as tx:
        names = {one.address: one.name for one in copies}
        rows = tx.rows(
            "SELECT address, name FROM picture_copy WHERE folder = ? AND address IN (SELECT value FROM json_each(?))",
            (folder, json.dumps(list(names))),
        )
        before = {as_text(row[0]): as_text(row[1]) for row in rows}
        tx.put(
            "INSERT OR REPLACE INTO picture_copy (folder, address, version, name, reason, made_at) VALUES {rows}",
            [(folder, one.address, one.version, one.name, one.reason, now) for one in copies],
        )
        _tell_lanes(tx, [address for address, name in names.items() if before.get(address, "") != name])


# ---- reading ---------------------------------------------------------------------------------------------------------


def any_known(db: Database) -> bool:
    return db.value("SELECT 1 FROM picture LIMIT 1") is not None


def shown(db: Database, addresses: Iterable[str], folder: str) -> dict[str, Shown]:
    """What is known of these addresses; of the others nothing is. `folder` "": no copies are asked for."""
    rows = db.rows(
        f"""SELECT v.address, {_SIGHT}, coalesce(c.name, '') FROM picture v
        LEFT JOIN picture_copy c ON c.folder = ? AND c.address = v.address
        WHERE v.address IN (SELECT value FROM json_each(?))""",
        (folder, json.dumps(list(addresses))),
    )
    return {as_text(row[0]): Shown(_sight(row[1:8]), as_text(row[8])) for row in rows}


def known(db: Database) -> Iterator[Known]:
    """Every address of the source's products, what was never looked at among them. Needs `gather`."""
    after = ""
    while found := db.rows(
        f"""SELECT u.address, {_SIGHT}, coalesce(v.checked_at, 0), u.products FROM
        (SELECT address, count(DISTINCT product) AS products FROM temp.picture_use WHERE address > ?
         GROUP BY address ORDER BY address LIMIT ?) u LEFT JOIN picture v ON v.address = u.address ORDER BY u.address""",
        (after, _ROWS),
    ):
        for row in found:
            after = as_text(row[0])
            sight = _sight(row[1:8]) if row[1] is not None else None
            yield Known(after, sight, as_int(row[8]), as_int(row[9]))


def _sights(tx: Transaction, addresses: Sequence[str]) -> dict[str, tuple[Sight | None, str]]:
    rows = tx.rows(
        f"SELECT v.address, {_SIGHT}, v.etag FROM picture v WHERE v.address IN (SELECT value FROM json_each(?))",
        (json.dumps(addresses),),
    )
    return {as_text(row[0]): (_sight(row[1:8]), as_text(row[8])) for row in rows}


def _sight(cells: Sequence[Cell]) -> Sight:
    verdict: PictureVerdict = cells[0]  # type: ignore[assignment]
    numbers = [as_int(cell) for cell in cells[2:]]
    return Sight(verdict, as_text(cells[1]), *numbers)
