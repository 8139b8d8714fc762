"""The listings that a planner has in hand, left behind by one that died over them, and what its successor makes of them."""

import msgspec

from aliexport_tui.store import deaths
from aliexport_tui.store.database import Database, Transaction, as_int


class Suspects(msgspec.Struct, frozen=True):
    """A range of listing ids, both ends included, `size` of which a planner had in hand when it died. `parked`: it is one
    product, and enough planners have died over it."""

    first: int
    last: int
    size: int
    parked: bool


def mark(db: Database, run: int, profile: int, listings: list[int]) -> None:
    """The run is about to build these."""
    with db.write() as tx:
        tx.run(
            "INSERT INTO building (run, profile, first, last, size) VALUES (?, ?, ?, ?, ?) ON CONFLICT (run) DO UPDATE SET"
            " first = excluded.first, last = excluded.last, size = excluded.size",
            (run, profile, min(listings), max(listings), len(listings)),
        )


def unmark(db: Database, run: int) -> None:
    """It has nothing in hand any more."""
    with db.write() as tx:
        tx.run("DELETE FROM building WHERE run = ? AND NOT died", (run,))


def marked(db: Database) -> tuple[int, ...]:
    """Runs that had something in hand when last heard of."""
    return tuple(as_int(row[0]) for row in db.rows("SELECT run FROM building WHERE NOT died ORDER BY run"))


def died(tx: Transaction, run: int) -> tuple[int, int]:
    """The run lives no more. Ended with an exit code, it was no death. Else a product that it had alone in hand has one more
    death; of more, their range is suspected, instead of any wider one. Returns (listing, deaths), 0 for none."""
    if tx.value("SELECT exit_code FROM run WHERE id = ?", (run,)) is not None:
        tx.run("DELETE FROM building WHERE run = ? AND NOT died", (run,))
        return 0, 0
    if not tx.run("UPDATE building SET died = 1 WHERE run = ? AND NOT died", (run,)):
        return 0, 0
    tx.run(
        "DELETE FROM building WHERE died AND run <> :run AND EXISTS (SELECT 1 FROM building b WHERE b.run = :run"
        " AND b.profile = building.profile AND b.first >= building.first AND b.last <= building.last)",
        {"run": run},
    )
    alone = as_int(tx.value("SELECT first FROM building WHERE run = ? AND size = 1", (run,)))
    return (alone, deaths.count(tx, alone)) if alone else (0, 0)


def suspects(db: Database) -> tuple[Suspects, ...]:
    """Narrowest first."""
    rows = db.rows(
        "SELECT b.first, b.last, b.size, b.size = 1 AND l.deaths >= ? FROM building b LEFT JOIN listing l ON l.id = b.first"
        " WHERE b.died ORDER BY b.size, b.run",
        (deaths.PARKED_AT,),
    )
    return tuple(Suspects(as_int(row[0]), as_int(row[1]), as_int(row[2]), bool(row[3])) for row in rows)


def clear(db: Database, profile: int) -> None:
    """Everything of the profile has been built: whoever is not parked is suspected no more."""
    with db.write() as tx:
        tx.run(
            "DELETE FROM building WHERE died AND profile = ? AND NOT (size = 1"
            " AND coalesce((SELECT deaths FROM listing WHERE id = first), 0) >= ?)",
            (profile, deaths.PARKED_AT),
        )
