"""Wants by the hash of their canonical JSON, stored once however many lanes hold them."""

import hashlib
import json
import zlib
from collections.abc import Iterable

from aliexport_tui.model.wants import Lane, Want, decode, encode
from aliexport_tui.store.database import Database, Transaction, as_bytes, as_text


def digest(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def put(tx: Transaction, want: Want) -> str:
    """Store a want; returns its hash."""
    body = encode(want)
    name = digest(body)
    tx.run("INSERT OR IGNORE INTO doc (hash, body) VALUES (?, ?)", (name, zlib.compress(body, 1)))
    return name


def get(db: Database | Transaction, lane: Lane, name: str) -> Want:
    """The want with this hash; KeyError when the file does not hold it."""
    body = as_bytes(db.value("SELECT body FROM doc WHERE hash = ?", (name,)))
    if not body:
        raise KeyError(name)
    return decode(lane, zlib.decompress(body))


def bodies(db: Database, names: Iterable[str | None]) -> dict[str, bytes]:
    """hash -> canonical JSON of many wants at once (a block of changes, not a catalogue); None is passed over."""
    wanted = json.dumps(sorted({name for name in names if name is not None}))
    rows = db.rows("SELECT hash, body FROM doc WHERE hash IN (SELECT value FROM json_each(?))", (wanted,))
    return {as_text(row[0]): zlib.decompress(as_bytes(row[1])) for row in rows}
