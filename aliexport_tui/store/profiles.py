"""Profiles as they are kept: the settings as JSON, a version that grows with each save."""

import difflib
import json
from collections.abc import Callable, Iterable

import msgspec

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.profile import Profile
from aliexport_tui.store.database import Cell, Database, Row, Transaction, as_int, as_text


class StoredProfile(msgspec.Struct, frozen=True):
    """`version`: a save names the version it read."""

    id: int
    version: int
    profile: Profile


_COLUMNS = "id, version, body"


def find(db: Database, code: str) -> StoredProfile | None:
    row = db.row(f"SELECT {_COLUMNS} FROM profile WHERE code = ?", (code,))
    return _stored(row) if row else None


def get(db: Database, code: str) -> StoredProfile:
    """Raises ConfigError `profile.unknown` with the nearest code there is."""
    found = find(db, code)
    if found is None:
        known = [one.profile.code for one in every(db)]
        nearest = difflib.get_close_matches(code, known, n=1)
        raise ConfigError("profile.unknown", profile=code, suggestion=nearest[0] if nearest else "", known=", ".join(known))
    return found


def by_id(db: Database, profile: int) -> StoredProfile | None:
    row = db.row(f"SELECT {_COLUMNS} FROM profile WHERE id = ?", (profile,))
    return _stored(row) if row else None


def every(db: Database) -> tuple[StoredProfile, ...]:
    """In the order of their codes."""
    return tuple(_stored(row) for row in db.rows(f"SELECT {_COLUMNS} FROM profile ORDER BY code"))


def active_codes(db: Database, account: str) -> tuple[str, ...]:
    """Codes of the active profiles of one account."""
    return tuple(
        as_text(row[0]) for row in db.rows("SELECT code FROM profile WHERE account = ? AND active ORDER BY id", (account,))
    )


def add(db: Database, profile: Profile, now: int) -> int:
    """Raises ConfigError `profile.exists`, `profile.name_taken`."""
    with db.write() as tx:
        _check_free(tx, profile, own_id=0)
        return tx.insert(
            "INSERT INTO profile (code, name, account, source, active, body, created_at, changed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (profile.code, profile.name, profile.account, profile.source, profile.active, _body(profile), now, now),
        )


def save(db: Database, profile: Profile, version: int, now: int) -> int:
    """Store the settings of a profile that was read at `version`; returns the new version. Raises ConfigError
    `profile.changed_meanwhile`, `profile.name_taken`."""
    with db.write() as tx:
        own_id = as_int(tx.value("SELECT id FROM profile WHERE code = ?", (profile.code,)))
        _check_free(tx, profile, own_id=own_id)
        touched = tx.run(
            "UPDATE profile SET name = ?, account = ?, source = ?, active = ?, body = ?, version = version + 1,"
            " changed_at = ? WHERE id = ? AND version = ?",
            (profile.name, profile.account, profile.source, profile.active, _body(profile), now, own_id, version),
        )
        if not touched:
            raise ConfigError("profile.changed_meanwhile", profile=profile.code)
    return version + 1


def rename(db: Database, code: str, profile: Profile, version: int, now: int, pause: Callable[[], None]) -> None:
    """Give the profile `code` another code or name; its lines of the log follow in short transactions with a `pause`
    between them. Raises ConfigError as `save` and `add` do."""
    with db.write() as tx:
        own_id = as_int(tx.value("SELECT id FROM profile WHERE code = ?", (code,)))
        if tx.value("SELECT 1 FROM profile WHERE code = ? AND id <> ?", (profile.code, own_id)):
            raise ConfigError("profile.exists", profile=profile.code)
        _check_free(tx, profile, own_id=own_id)
        touched = tx.run(
            "UPDATE profile SET code = ?, name = ?, body = ?, version = version + 1, changed_at = ?"
            " WHERE id = ? AND version = ?",
            (profile.code, profile.name, _body(profile), now, own_id, version),
        )
        if not touched:
            raise ConfigError("profile.changed_meanwhile", profile=code)
    lines = "SELECT id FROM event WHERE profile = ? LIMIT 1000"
    while code != profile.code and _touch(db, f"UPDATE event SET profile = ? WHERE id IN ({lines})", profile.code, code):
        pause()


def open_items(db: Database, profile: int) -> int:
    """How many sent products of this profile have an end that is not known yet."""
    return as_int(
        db.value(
            "SELECT count(*) FROM batch b JOIN item i ON i.batch = b.id JOIN change c ON c.id = i.change"
            " JOIN plan p ON p.id = c.plan"
            " WHERE b.state IN ('intent', 'answered', 'unknown') AND i.state = 'open' AND p.profile = ?",
            (profile,),
        )
    )


def delete(db: Database, profile: int, pause: Callable[[], None]) -> int:
    """Remove a profile; its listings stay, as orphans, and so does the history of its runs. What waited in the outbox
    is dropped. Returns the number of orphans; they are released in short transactions with a `pause` between them."""
    orphans = 0
    mine = "SELECT id FROM listing WHERE profile = ? LIMIT 1000"
    while released := _touch(db, f"UPDATE listing SET profile = NULL WHERE id IN ({mine})", profile):
        orphans += released
        pause()
    with db.write() as tx:
        tx.run(
            "UPDATE change SET state = 'dropped' WHERE state = 'ready' AND run IS NOT NULL"
            " AND plan IN (SELECT id FROM plan WHERE profile = ?)",
            (profile,),
        )
        tx.run("DELETE FROM profile WHERE id = ?", (profile,))
    return orphans


def target_names(db: Database, account: str, ids: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(name of the category above, own name) of these marketplace categories, as far as they are in the cache."""
    rows = db.rows(
        """SELECT coalesce(above.name, ''), c.name FROM account a
           JOIN schema_category c ON c.account = a.id
           LEFT JOIN schema_category above ON above.account = a.id AND above.id = c.parent_id
           WHERE a.code = ? AND c.id IN (SELECT value FROM json_each(?)) ORDER BY 1, 2""",
        (account, json.dumps(sorted(set(ids)))),
    )
    return tuple((as_text(row[0]), as_text(row[1])) for row in rows)


def _touch(db: Database, sql: str, *params: Cell) -> int:
    with db.write() as tx:
        return tx.run(sql, params)


def _check_free(tx: Transaction, profile: Profile, *, own_id: int) -> None:
    if not own_id and tx.value("SELECT 1 FROM profile WHERE code = ?", (profile.code,)):
        raise ConfigError("profile.exists", profile=profile.code)
    if tx.value("SELECT 1 FROM profile WHERE name = ? AND id <> ?", (profile.name, own_id)):
        raise ConfigError("profile.name_taken", name=profile.name)


def _body(profile: Profile) -> str:
    return msgspec.json.encode(profile).decode()


def _stored(row: Row) -> StoredProfile:
    return StoredProfile(as_int(row[0]), as_int(row[1]), msgspec.json.decode(as_text(row[2]), type=Profile))
