"""What a look at the file's health asks of it; read-only, and quick but for the integrity check."""

import msgspec

from aliexport_tui.model.errors import FileTrouble
from aliexport_tui.store.database import Database, as_int, as_optional_int, as_text
from aliexport_tui.store.runs import DRY_RUN


class Pages(msgspec.Struct, frozen=True):
    """Bytes of the file, and of those that hold nothing (any more)."""

    size: int
    free: int


class LastGood(msgspec.Struct, frozen=True):
    """`at`: end of the profile's newest run that came to its end (exit code 0, 3, 4 or 5), no dry run; None: there is none.
    `since`: when the profile was last changed, before which nothing was to be expected. Times in UTC ms."""

    profile: str
    at: int | None
    since: int
    exit_code: int | None


class AccountSchema(msgspec.Struct, frozen=True):
    """Of an account that active profiles export to. `oldest`: UTC ms at which its oldest category was read, None: none."""

    account: str
    oldest: int | None


class LastImport(msgspec.Struct, frozen=True):
    """Of a source that active profiles use: its newest import. `ended_at` None: it has not ended, or there is none."""

    source: str
    state: str
    ended_at: int | None


def integrity(db: Database, *, deep: bool) -> str:
    """ "" when the file is whole, else the first fault in SQLite's words. `deep`: every index against its table, too."""
    try:
        found = as_text(db.value("PRAGMA integrity_check(1)" if deep else "PRAGMA quick_check(1)"))
    except FileTrouble as error:
        return error.args_by_name.get("reason", error.code)
    if found != "ok":
        return found
    broken = db.row("PRAGMA foreign_key_check") if deep else None
    return f"{as_text(broken[0])} → {as_text(broken[2])}" if broken else ""


def pages(db: Database) -> Pages:
    size = as_int(db.value("PRAGMA page_size"))
    return Pages(as_int(db.value("PRAGMA page_count")) * size, as_int(db.value("PRAGMA freelist_count")) * size)


def rewrite(db: Database) -> None:
    """VACUUM, and the log carried into the file. Raises FileTrouble `file.busy` when anybody reads or writes meanwhile."""
    db.execute("VACUUM")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def last_good_runs(db: Database) -> tuple[LastGood, ...]:
    """Of every active profile, in the order of their codes."""
    rows = db.rows(
        f"SELECT p.code, r.ended_at, p.changed_at, r.exit_code FROM profile p LEFT JOIN run r ON r.id = (SELECT id"
        f" FROM run WHERE profile = p.id AND state = 'ended' AND exit_code IN (0, 3, 4, 5) AND NOT {DRY_RUN}"
        " ORDER BY id DESC LIMIT 1) WHERE p.active ORDER BY p.code"
    )
    return tuple(LastGood(as_text(r[0]), as_optional_int(r[1]), as_int(r[2]), as_optional_int(r[3])) for r in rows)


def schemas(db: Database) -> tuple[AccountSchema, ...]:
    rows = db.rows(
        "SELECT a.code, (SELECT min(fetched_at) FROM schema_category c WHERE c.account = a.id) FROM account a"
        " WHERE a.enabled AND a.code IN (SELECT account FROM profile WHERE active) ORDER BY a.code"
    )
    return tuple(AccountSchema(as_text(row[0]), as_optional_int(row[1])) for row in rows)


def last_imports(db: Database) -> tuple[LastImport, ...]:
    rows = db.rows(
        "SELECT s.code, coalesce(i.state, ''), i.ended_at FROM source s LEFT JOIN import i ON i.id ="
        " (SELECT max(id) FROM import WHERE source = s.id)"
        " WHERE s.code IN (SELECT source FROM profile WHERE active) ORDER BY s.code"
    )
    return tuple(LastImport(as_text(row[0]), as_text(row[1]), as_optional_int(row[2])) for row in rows)


def newest_event(db: Database) -> int:
    """UTC ms, 0 for none."""
    return as_int(db.value("SELECT at FROM event ORDER BY id DESC LIMIT 1"))


def orders_known(db: Database) -> tuple[tuple[str, int], ...]:
    """Accounts whose orders are switched on -> when the last complete fetch began, else since when they are; UTC ms."""
    rows = db.rows(
        "SELECT a.code, coalesce(r.fetched_at, s.changed_at) FROM account a JOIN order_settings s ON s.account = a.id"
        " LEFT JOIN order_reach r ON r.account = a.id"
        " WHERE a.enabled AND CASE WHEN json_valid(s.body) THEN json_extract(s.body, '$.enabled') END ORDER BY a.code"
    )
    return tuple((as_text(row[0]), as_int(row[1])) for row in rows)


def failed_hand_offs(db: Database) -> int:
    return as_int(db.value("SELECT count(*) FROM hand_off WHERE state = 'failed'"))


def overdue_orders(db: Database, now: int) -> int:
    """Orders whose time to be on their way has passed."""
    return as_int(db.value("SELECT count(*) FROM trade_order WHERE due_at < ? AND ended_at IS NULL", (now,)))
