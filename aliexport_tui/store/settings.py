"""Settings of the shop's file that are none of a profile, an account or a source: a record as JSON by its key."""

from typing import TypeVar

import msgspec

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store.database import Database, Transaction, as_text

Kept = TypeVar("Kept", bound=msgspec.Struct)


def load(db: Database | Transaction, key: str, kind: type[Kept]) -> Kept:
    """What was never set has its defaults. Raises ConfigError `setting.damaged`."""
    found = as_text(db.value("SELECT value FROM setting WHERE key = ?", (key,)))
    if not found:
        return kind()
    try:
        return msgspec.json.decode(found, type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ConfigError("setting.damaged", key=key, reason=str(error)) from error


def save(tx: Transaction, key: str, value: msgspec.Struct) -> None:
    tx.run(
        "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, msgspec.json.encode(value).decode()),
    )
