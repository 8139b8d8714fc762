"""Access tokens: JWT-shaped, without an expiry, valid until deleted (local-products.md §1.3)."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Literal

import msgspec

from aliexport_tui.sandbox.storage import Storage

MAIN_SELLER = "700000001"
Standing = Literal["valid", "missing", "unknown", "deleted", "expired"]
_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


def is_token_shaped(raw: str) -> bool:
    """Three non-empty base64url parts, 24..8192 characters."""
    return 24 <= len(raw) <= 8192 and _SHAPE.fullmatch(raw) is not None


def make_token(token_id: int, seller: str) -> str:
    """A token with the claims seen in the wild; its signature is fixed bytes derived from the token's id."""
    header = {"alg": "RS256", "typ": "JWT"}
    claims = {"seller_id": int(seller), "token_id": token_id}
    signature = b"".join(hashlib.sha256(f"{token_id}:{part}".encode()).digest() for part in range(8))
    return ".".join(_base64url(part) for part in (_json(header), _json(claims), signature))


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Tokens:
    """The tokens of all sellers."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def issue(self, now: int, seller: str = MAIN_SELLER, raw: str | None = None) -> str:
        """Make a token, or take `raw` as one; returns its text."""
        with self._storage.transaction():
            token_id = self._storage.take("token")
            text = raw or make_token(token_id, seller)
            self._storage.db.execute(
                "INSERT INTO token VALUES (?, ?, ?, ?, NULL) "
                "ON CONFLICT (raw) DO UPDATE SET deleted_ms = NULL, seller = excluded.seller",
                (token_id, text, seller, now),
            )
        return text

    def first(self) -> str | None:
        """The oldest token of the main seller that is not deleted."""
        row = self._storage.db.execute(
            "SELECT raw FROM token WHERE seller = ? AND deleted_ms IS NULL ORDER BY id LIMIT 1", (MAIN_SELLER,)
        ).fetchone()
        return str(row[0]) if row else None

    def standing(self, raw: str | None, now: int, ttl_ms: int) -> tuple[Standing, str]:
        """How a presented token stands, and its seller ("" unless valid)."""
        if not raw:
            return "missing", ""
        row = self._storage.db.execute("SELECT seller, created_ms, deleted_ms FROM token WHERE raw = ?", (raw,)).fetchone()
        if row is None:
            return "unknown", ""
        if row[2] is not None:
            return "deleted", ""
        if ttl_ms and now >= row[1] + ttl_ms:
            return "expired", ""
        return "valid", str(row[0])

    def delete(self, raw: str, now: int) -> bool:
        """Delete a token for good; False when there is none such."""
        with self._storage.transaction():
            changed = self._storage.db.execute(
                "UPDATE token SET deleted_ms = ? WHERE raw = ? AND deleted_ms IS NULL", (now, raw)
            ).rowcount
        return changed > 0
