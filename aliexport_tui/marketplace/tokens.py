"""The seller's token: is it plausible, and how to show or hide it (local-products.md §1.3)."""

import re

from aliexport_tui.model.errors import ConfigError

_SHORTEST, _LONGEST = 24, 8192
_FORM = re.compile(r"[A-Za-z0-9_-]+={0,2}\.[A-Za-z0-9_-]+={0,2}\.[A-Za-z0-9_-]+={0,2}")
_SECRET_PART = 12
"""Shorter parts of a token are not hidden on their own: they would blot out innocent text."""


def plausible_token(text: str) -> str:
    """The token without the blanks around it.

    Raises ConfigError `account.token_malformed` unless it has 24..8192 bytes and three base64url parts."""
    token = text.strip()
    if not _SHORTEST <= len(token.encode()) <= _LONGEST or _FORM.fullmatch(token) is None:
        raise ConfigError("account.token_malformed", length=str(len(token)))
    return token


def masked(token: str) -> str:
    """Only the ends: `eyJh…x9Qw`. A text too short to be a token shows nothing of itself."""
    return f"{token[:4]}…{token[-4:]}" if len(token) >= _SHORTEST else "…"


class Mask:
    """Hides one token, whole or by its telling parts, in whatever is kept or shown."""

    def __init__(self, token: str) -> None:
        _, *telling = token.split(".")
        secrets = [token, *(part for part in telling if len(part) >= _SECRET_PART)]
        self._shown = masked(token)
        self._secrets = re.compile("|".join(re.escape(secret) for secret in secrets if secret) or r"(?!)")
        self._secret_bytes = re.compile(self._secrets.pattern.encode())
        self._needles = [secret.encode() for secret in secrets if secret]

    def text(self, text: str) -> str:
        return self._secrets.sub(lambda _: self._shown, text)

    def body(self, body: bytes) -> bytes:
        if not any(needle in body for needle in self._needles):  # most bodies, and a search is faster than a pattern
            return body
        return self._secret_bytes.sub(lambda _: self._shown.encode(), body)
