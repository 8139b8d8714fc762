"""Wants by the hash of their canonical JSON, stored once however many lanes hold them."""

import hashlib
import json
import zlib
from collections.abc import Iterable

import msgspec

from aliexport_tui.model.wants import Lane, Want, decode, encode
from aliexport_tui.store.database import Database, Transaction, as_bytes, as_text

_SHORT = 512
"""Bytes up to which a body is kept as it is: packing costs more than it saves."""


class Doc(msgspec.Struct, frozen=True):
    """A want as it lies in the file: its hash and its packed body."""

    name: str
    body: bytes


def digest(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def pack(want: Want) -> Doc:
    body = encode(want)
    return Doc(digest(body), body if len(body) <= _SHORT else zlib.compress(body, 1))


def put(tx: Transaction, want: Want) -> str:
    """Store a want; returns its hash."""
    doc = pack(want)
    put_all(tx, (doc,))
    return doc.name


def put_all(tx: Transaction, docs: Iterable[Doc]) -> None:
    tx.put("INSERT OR IGNORE INTO doc (hash, body) VALUES {rows}", [(doc.name, doc.body) for doc in docs])


def get(db: Database | Transaction, lane: Lane, name: str) -> Want:
    """The want with this hash; KeyError when the file does not hold it."""
    body = as_bytes(db.value("SELECT body FROM doc WHERE hash = ?", (name,)))
    if not body:
        raise KeyError(name)
    return decode(lane, _unpacked(body))


def wants(db: Database | Transaction, asked: Iterable[tuple[Lane, str]]) -> dict[tuple[Lane, str], Want]:
    """(lane, hash) -> the want, of many at once (a block of listings); KeyError when the file does not hold one."""
    names = set(asked)
    found = bodies(db, {name for _, name in names})
    return {(lane, name): decode(lane, found[name]) for lane, name in names}


def bodies(db: Database | Transaction, names: Iterable[str | None]) -> dict[str, bytes]:
    """hash -> canonical JSON of many wants at once (a block of changes, not a catalogue); None is passed over."""
    wanted = json.dumps(sorted({name for name in names if name is not None}))
    rows = db.rows("SELECT hash, body FROM doc WHERE hash IN (SELECT value FROM json_each(?))", (wanted,))
    return {as_text(row[0]): _unpacked(as_bytes(row[1])) for row in rows}


def _unpacked(body: bytes) -> bytes:
    """JSON of a want begins with a brace, what zlib has packed with an x."""
    return body if body.startswith(b"{") else zlib.decompress(body)
