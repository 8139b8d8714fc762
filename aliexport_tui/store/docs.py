"""Wants by the hash of their canonical JSON, stored once however many lanes hold them."""

import hashlib
import zlib

from aliexport_tui.model.wants import Lane, Want, decode, encode
from aliexport_tui.store.database import Database, Transaction, as_bytes


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
