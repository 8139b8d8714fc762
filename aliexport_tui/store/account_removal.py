"""Removing an account with everything that was ever sent to it: for rehearsals, of which nothing needs to stay."""

from collections.abc import Callable

from aliexport_tui.store.database import Database

_ROWS = 500
_FIRST = (
    ("batch", "id", "SELECT id FROM batch WHERE account = :account LIMIT :rows"),
    ("change", "id", "SELECT c.id FROM change c JOIN plan p ON p.id = c.plan WHERE p.account = :account LIMIT :rows"),
    ("listing", "id", "SELECT id FROM listing WHERE account = :account LIMIT :rows"),
    ("card", "(account, card_id)", "SELECT account, card_id FROM card WHERE account = :account LIMIT :rows"),
    ("exchange", "id", "SELECT id FROM exchange WHERE account = :account LIMIT :rows"),
    (
        "schema_item",
        "(account, kind, key)",
        "SELECT account, kind, key FROM schema_item WHERE account = :account LIMIT :rows",
    ),
    ("schema_category", "(account, id)", "SELECT account, id FROM schema_category WHERE account = :account LIMIT :rows"),
)
"""What may be many, each before what it refers to; in short transactions."""
_LAST = (
    "UPDATE run SET plan = NULL WHERE account = :account",
    "UPDATE plan SET undoes = NULL WHERE account = :account",
    "DELETE FROM run WHERE account = :account OR profile IN (SELECT id FROM profile WHERE account = :code)",
    "DELETE FROM plan WHERE account = :account",
    "DELETE FROM profile WHERE account = :code",
    "DELETE FROM account WHERE id = :account",
)


def remove(db: Database, account: int, pause: Callable[[], None]) -> None:
    """The account, the profiles that export to it, their runs. The caller holds the locks of both; cut off, it is finished
    by the next call."""
    for table, key, some in _FIRST:
        touched = _ROWS
        while touched >= _ROWS:
            with db.write() as tx:
                touched = tx.run(f"DELETE FROM {table} WHERE {key} IN ({some})", {"account": account, "rows": _ROWS})
            pause()
    code = db.value("SELECT code FROM account WHERE id = ?", (account,))
    for sql in _LAST:
        with db.write() as tx:
            tx.run(sql, {"account": account, "code": code})
