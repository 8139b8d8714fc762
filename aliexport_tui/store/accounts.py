"""Accounts: one seller's access to one marketplace each. Tokens are not here (DESIGN, invariant 9)."""

import msgspec

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store.database import Database, Row, as_int, as_optional_int, as_text


class Account(msgspec.Struct, frozen=True):
    """`currency` picks the price ceiling; `enabled` off: no request leaves. `horizon_s`: a create that nobody sees
    counts as absent only after so many seconds. Times in UTC ms. `id` 0: not stored yet."""

    code: str
    kind: str
    base_url: str
    locale: str = "ru_RU"
    currency: str = "RUB"
    enabled: bool = True
    horizon_s: int = 5400
    last_full_scan: int | None = None
    created_at: int = 0
    id: int = 0


_COLUMNS = "code, kind, base_url, locale, currency, enabled, horizon_s, last_full_scan, created_at, id"


def add(db: Database, account: Account, now: int) -> Account:
    """Raises ConfigError `account.exists`."""
    with db.write() as tx:
        if tx.value("SELECT id FROM account WHERE code = ?", (account.code,)) is not None:
            raise ConfigError("account.exists", account=account.code)
        number = tx.insert(
            "INSERT INTO account (code, kind, base_url, locale, currency, enabled, horizon_s, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                account.code,
                account.kind,
                account.base_url,
                account.locale,
                account.currency,
                int(account.enabled),
                account.horizon_s,
                now,
            ),
        )
    return msgspec.structs.replace(account, id=number, created_at=now)


def change(db: Database, account: Account) -> None:
    """Store the settings of an account that is there already; code and kind stay."""
    with db.write() as tx:
        tx.run(
            "UPDATE account SET base_url = ?, locale = ?, currency = ?, enabled = ?, horizon_s = ? WHERE id = ?",
            (
                account.base_url,
                account.locale,
                account.currency,
                int(account.enabled),
                account.horizon_s,
                account.id,
            ),
        )


def find(db: Database, code: str) -> Account | None:
    row = db.row(f"SELECT {_COLUMNS} FROM account WHERE code = ?", (code,))
    return _account(row) if row else None


def get(db: Database, code: str) -> Account:
    """Raises ConfigError `account.unknown`, naming those that are there."""
    found = find(db, code)
    if found is None:
        raise ConfigError("account.unknown", account=code, known=", ".join(one.code for one in every(db)))
    return found


def every(db: Database) -> tuple[Account, ...]:
    """In the order of their codes."""
    return tuple(_account(row) for row in db.rows(f"SELECT {_COLUMNS} FROM account ORDER BY code"))


def _account(row: Row) -> Account:
    return Account(
        code=as_text(row[0]),
        kind=as_text(row[1]),
        base_url=as_text(row[2]),
        locale=as_text(row[3]),
        currency=as_text(row[4]),
        enabled=bool(row[5]),
        horizon_s=as_int(row[6]),
        last_full_scan=as_optional_int(row[7]),
        created_at=as_int(row[8]),
        id=as_int(row[9]),
    )
