"""Counts of a profile's texts, kept so that going over all products happens once per import."""

from aliexport_tui.store.database import Database, as_text

_MOST_BYTES = 8_000_000
"""Who maps the names of 100,000 products to a dictionary has them counted anew."""


def find(db: Database, profile: str, stamp: str) -> str | None:
    """None: never counted, or of something else."""
    body = db.value(
        "SELECT c.body FROM value_count c JOIN profile p ON p.id = c.profile WHERE p.code = ? AND c.stamp = ?",
        (profile, stamp),
    )
    return as_text(body) if body is not None else None


def keep(db: Database, profile: str, stamp: str, body: str) -> None:
    """In place of older ones."""
    if len(body) > _MOST_BYTES:
        return
    with db.write() as tx:
        tx.run(
            "INSERT OR REPLACE INTO value_count (profile, stamp, body) SELECT id, ?, ? FROM profile WHERE code = ?",
            (stamp, body, profile),
        )
