"""An account's order settings as they are kept: JSON, with a version that grows with each save."""

import msgspec

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.order_settings import OrderSettings
from aliexport_tui.store.database import Database, Transaction, as_int, as_text


class StoredSettings(msgspec.Struct, frozen=True):
    """`version` 0: never saved, the defaults."""

    settings: OrderSettings
    version: int


def load(db: Database, account: int) -> StoredSettings:
    """Raises ConfigError `orders.settings_broken`."""
    row = db.row("SELECT body, version FROM order_settings WHERE account = ?", (account,))
    if row is None:
        return StoredSettings(OrderSettings(), 0)
    try:
        return StoredSettings(msgspec.json.decode(as_text(row[0]), type=OrderSettings), as_int(row[1]))
    except msgspec.MsgspecError as error:
        raise ConfigError("orders.settings_broken", reason=str(error)) from error


def save(tx: Transaction, account: int, settings: OrderSettings, version: int, now: int) -> int:
    """What was read at `version` and changed; returns the new version. Raises ConfigError
    `orders.settings_changed_meanwhile` when somebody else was faster."""
    body = msgspec.json.encode(settings).decode()
    if version == 0:
        touched = tx.run("INSERT OR IGNORE INTO order_settings VALUES (?, ?, 1, ?)", (account, body, now))
    else:
        touched = tx.run(
            "UPDATE order_settings SET body = ?, version = version + 1, changed_at = ? WHERE account = ? AND version = ?",
            (body, now, account, version),
        )
    if not touched:
        raise ConfigError("orders.settings_changed_meanwhile")
    return version + 1


def accounts_with(db: Database, *, enabled: bool = True) -> tuple[int, ...]:
    """Ids of the accounts whose orders are switched on (or off)."""
    rows = db.rows(
        "SELECT account FROM order_settings WHERE coalesce(json_extract(body, '$.enabled'), 0) = ? ORDER BY account",
        (int(enabled),),
    )
    return tuple(as_int(row[0]) for row in rows)
