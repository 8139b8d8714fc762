"""Profiles as they are kept: the settings as JSON, a version that grows with each save."""

import difflib

import msgspec

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.profile import Profile
from aliexport_tui.store.database import Database, Row, as_int, as_text


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


def _stored(row: Row) -> StoredProfile:
    return StoredProfile(as_int(row[0]), as_int(row[1]), msgspec.json.decode(as_text(row[2]), type=Profile))
