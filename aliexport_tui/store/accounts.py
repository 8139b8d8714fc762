"""Accounts: one seller's access to one marketplace each. Tokens are not here (DESIGN, invariant 9)."""

import msgspec

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store.database import Database, Row, Transaction, as_int, as_optional_int, as_text


class Account(msgspec.Struct, frozen=True):
    """`currency` picks the price ceiling; `enabled` off: no request leaves. `horizon_s`: a create that nobody sees
    counts as absent only after so many seconds. `quota_limit`: products that may be created or edited in
    `quota_window_s` seconds, of which content leaves `quota_share` percent to prices and stocks if these count too
    (`quota_counts_lanes`); `quota_learnt`: a lower limit that a refusal taught. Times in UTC ms. `id` 0: not stored yet."""

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
    quota_limit: int = 100_000
    quota_window_s: int = 14_400
    quota_share: int = 10
    quota_counts_lanes: bool = True
    quota_learnt: int | None = None


_COLUMNS = (
    "code, kind, base_url, locale, currency, enabled, horizon_s, last_full_scan, created_at, id,"
    " quota_limit, quota_window_s, quota_share, quota_counts_lanes, quota_learnt"
)


def add(db: Database, account: Account, now: int) -> Account:
    """Raises ConfigError `account.exists`."""
    with db.write() as tx:
        if tx.value("SELECT id FROM account WHERE code = ?", (account.code,)) is not None:
            raise ConfigError("account.exists", account=account.code)
        number = tx.insert(
            "INSERT INTO account (code, kind, base_url, locale, currency, enabled, horizon_s, created_at,"
            " quota_limit, quota_window_s, quota_share, quota_counts_lanes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                account.code,
                account.kind,
                account.base_url,
                account.locale,
                account.currency,
                int(account.enabled),
                account.horizon_s,
                now,
                account.quota_limit,
                account.quota_window_s,
                account.quota_share,
                account.quota_counts_lanes,
            ),
        )
    return msgspec.structs.replace(account, id=number, created_at=now)


def change(db: Database, account: Account) -> None:
    """Store the settings of an account that is there already; code and kind stay. Another quota makes what was learnt of
    the old one void."""
    with db.write() as tx:
        tx.run(
            "UPDATE account SET quota_limit = ?, quota_window_s = ?, quota_share = ?, quota_counts_lanes = ?,"
            " quota_learnt = CASE WHEN quota_limit = ? AND quota_window_s = ? THEN quota_learnt END WHERE id = ?",
            (
                account.quota_limit,
                account.quota_window_s,
                account.quota_share,
                account.quota_counts_lanes,
                account.quota_limit,
                account.quota_window_s,
                account.id,
            ),
        )
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


def currency_of_plan(db: Database, plan: int) -> str:
    """The currency of the account that the plan is for."""
    return as_text(db.value("SELECT a.currency FROM plan p JOIN account a ON a.id = p.account WHERE p.id = ?", (plan,)))


def find(db: Database, code: str) -> Account | None:
    row = db.row(f"SELECT {_COLUMNS} FROM account WHERE code = ?", (code,))
    return _account(row) if row else None


def get(db: Database, code: str) -> Account:
    """Raises ConfigError `account.unknown`, naming those that are there."""
    found = find(db, code)
    if found is None:
        raise ConfigError("account.unknown", account=code, known=", ".join(one.code for one in every(db)))
    return found


def code_of(db: Database | Transaction, account: int) -> str:
    """ "" for one that is gone."""
    return as_text(db.value("SELECT code FROM account WHERE id = ?", (account,)))


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
        quota_limit=as_int(row[10]),
        quota_window_s=as_int(row[11]),
        quota_share=as_int(row[12]),
        quota_counts_lanes=bool(row[13]),
        quota_learnt=as_optional_int(row[14]),
    )


def longest_queue(db: Database, account: int) -> int:
    """Milliseconds: the longest that a task has taken so far."""
    return as_int(db.value("SELECT longest_queue_ms FROM account WHERE id = ?", (account,)))


def saw_queue(tx: Transaction, account: int, took_ms: int) -> None:
    tx.run("UPDATE account SET longest_queue_ms = ? WHERE id = ? AND longest_queue_ms < ?", (took_ms, account, took_ms))
