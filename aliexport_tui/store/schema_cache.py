"""The cached schema of an account: categories as rows of a tree, everything else as documents; each with its age."""

import hashlib
from collections.abc import Sequence
from typing import Literal, TypeVar

import msgspec

from aliexport_tui.model.schema import Category
from aliexport_tui.store.database import Database, as_int, as_optional_int, as_text, fold

Kind = Literal["values", "templates", "brands", "size_charts"]
Record = TypeVar("Record", bound=msgspec.Struct)

_encoder = msgspec.json.Encoder(order="deterministic")
_ROWS = 500
"""Categories per transaction (DESIGN, "The file": short ones)."""


class Kept(msgspec.Struct, frozen=True):
    """What storing did: how many are new, differ from what was there, or are the same and only got younger."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(self.new + other.new, self.changed + other.changed, self.same + other.same)


class Holding(msgspec.Struct, frozen=True):
    """How much of one kind is cached: `documents` fetched on their own, `entries` in them; ages in UTC ms."""

    kind: str
    documents: int
    entries: int
    oldest: int | None
    newest: int | None


def values_key(category_id: str, property_id: str, sku: bool) -> str:
    return f"{category_id}/{property_id}/{int(sku)}"


def put_categories(db: Database, account: int, categories: Sequence[Category], now: int) -> Kept:
    """Unchanged bodies are not rewritten, only their age is."""
    kept = Kept()
    for start in range(0, len(categories), _ROWS):
        with db.write() as tx:
            for category in categories[start : start + _ROWS]:
                body, digest = _encoded(category)
                there = tx.value("SELECT hash FROM schema_category WHERE account = ? AND id = ?", (account, category.id))
                if there == digest:
                    tx.run(
                        "UPDATE schema_category SET fetched_at = ? WHERE account = ? AND id = ?", (now, account, category.id)
                    )
                else:
                    tx.run(
                        "INSERT OR REPLACE INTO schema_category (account, id, parent_id, name, name_fold, is_leaf, body,"
                        " hash, fetched_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        (
                            account,
                            category.id,
                            category.parent_id,
                            category.name,
                            fold(category.name),
                            int(category.is_leaf),
                            body,
                            digest,
                            now,
                        ),
                    )
                kept += _verdict(there is not None, there == digest)
    return kept


def drop_older_categories(db: Database, account: int, began: int) -> int:
    """Forget what a complete walk that began then did not meet. Returns how many."""
    with db.write() as tx:
        return tx.run("DELETE FROM schema_category WHERE account = ? AND fetched_at < ?", (account, began))


def category(db: Database, account: int, category_id: str) -> Category | None:
    body = db.value("SELECT body FROM schema_category WHERE account = ? AND id = ?", (account, category_id))
    return msgspec.json.decode(as_text(body), type=Category) if body is not None else None


def children(db: Database, account: int, parent_id: str = "") -> tuple[Category, ...]:
    """In the order of their names; the top ones for parent ""."""
    rows = db.rows(
        "SELECT body FROM schema_category WHERE account = ? AND parent_id = ? ORDER BY name_fold, id", (account, parent_id)
    )
    return tuple(msgspec.json.decode(as_text(row[0]), type=Category) for row in rows)


def leaf_ids(db: Database, account: int) -> tuple[str, ...]:
    rows = db.rows("SELECT id FROM schema_category WHERE account = ? AND is_leaf ORDER BY id", (account,))
    return tuple(as_text(row[0]) for row in rows)


def put_items(db: Database, account: int, kind: Kind, key: str, entries: Sequence[msgspec.Struct], now: int) -> Kept:
    """One document: a dictionary, the templates, the brands, or the size charts of a category."""
    body, digest = _encoded(entries)
    with db.write() as tx:
        there = tx.value("SELECT hash FROM schema_item WHERE account = ? AND kind = ? AND key = ?", (account, kind, key))
        if there == digest:
            tx.run(
                "UPDATE schema_item SET fetched_at = ? WHERE account = ? AND kind = ? AND key = ?", (now, account, kind, key)
            )
        else:
            tx.run(
                "INSERT OR REPLACE INTO schema_item (account, kind, key, body, hash, fetched_at) VALUES (?, ?, ?, ?, ?, ?)",
                (account, kind, key, body, digest, now),
            )
    return _verdict(there is not None, there == digest)


def items(db: Database, account: int, kind: Kind, key: str, record: type[Record]) -> tuple[Record, ...] | None:
    """None: never fetched."""
    body = db.value("SELECT body FROM schema_item WHERE account = ? AND kind = ? AND key = ?", (account, kind, key))
    if body is None:
        return None
    found: list[Record] = msgspec.json.decode(as_text(body), type=list[record])  # type: ignore[valid-type]
    return tuple(found)


def keys(db: Database, account: int, kind: Kind) -> frozenset[str]:
    rows = db.rows("SELECT key FROM schema_item WHERE account = ? AND kind = ?", (account, kind))
    return frozenset(as_text(row[0]) for row in rows)


def holdings(db: Database, account: int) -> tuple[Holding, ...]:
    """For `schema status`: every kind, those never fetched with zeros."""
    found = {
        as_text(row[0]): Holding(
            as_text(row[0]), as_int(row[1]), as_int(row[2]), as_optional_int(row[3]), as_optional_int(row[4])
        )
        for row in db.rows(
            "SELECT 'categories', count(*), count(*), min(fetched_at), max(fetched_at)"
            " FROM schema_category WHERE account = ?"
            " UNION ALL SELECT kind, count(*), sum(json_array_length(body)), min(fetched_at), max(fetched_at)"
            " FROM schema_item WHERE account = ? GROUP BY kind",
            (account, account),
        )
    }
    kinds = ("categories", "values", "templates", "brands", "size_charts")
    return tuple(found.get(kind, Holding(kind, 0, 0, None, None)) for kind in kinds)


def _encoded(value: object) -> tuple[str, str]:
    body = _encoder.encode(value)
    return body.decode(), hashlib.blake2b(body, digest_size=16).hexdigest()


def _verdict(was_there: bool, is_same: bool) -> Kept:
    return Kept(same=1) if is_same else Kept(changed=1) if was_there else Kept(new=1)


def copy(db: Database, account: int, to: int) -> None:
    """What one account has cached becomes what the other has. Only what differs is written."""
    for table, keys, columns in (
        ("schema_category", ("id",), "id, parent_id, name, name_fold, is_leaf, body, hash, fetched_at"),
        ("schema_item", ("kind", "key"), "kind, key, body, hash, fetched_at"),
    ):
        same = " AND ".join(f"o.{key} = s.{key}" for key in keys)
        fresh = (
            f"INSERT OR REPLACE INTO {table} (account, {columns}) SELECT :to, {columns} FROM {table} s"
            " WHERE account = :account"
            f" AND NOT EXISTS (SELECT 1 FROM {table} o WHERE o.account = :to AND {same} AND o.hash = s.hash) LIMIT {_ROWS}"
        )
        gone = (
            f"DELETE FROM {table} AS o WHERE account = :to"
            f" AND NOT EXISTS (SELECT 1 FROM {table} s WHERE s.account = :account AND {same})"
        )
        copied = _ROWS
        while copied:
            with db.write() as tx:
                copied = tx.run(fresh, {"account": account, "to": to})
        with db.write() as tx:
            tx.run(gone, {"account": account, "to": to})
