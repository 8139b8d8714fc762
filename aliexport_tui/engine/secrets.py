"""Tokens and passwords: a TOML file of mode 0600 beside the database, never in it (DESIGN, invariant 9)."""

import fcntl
import os
import stat
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import tomli_w

from aliexport_tui.model.errors import ConfigError, FileTrouble

_TOKENS = "tokens"
_PASSWORDS = "passwords"
_KEYS = "keys."
_USER = "user"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Secrets:
    """Token by account code; password of a feed's address, and keys of a shop's API by their names, by source code.
    Reading refuses a file that others may read or write, or that is another user's."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def token(self, account: str) -> str | None:
        """Raises ConfigError `secrets.permissions`, `secrets.damaged`; FileTrouble `secrets.unreadable`."""
        return self._read()[_TOKENS].get(account)

    def password(self, source: str) -> str | None:
        """As it stands in an address, percent signs and all. Raises as `token` does."""
        return self._read()[_PASSWORDS].get(source)

    def set_password(self, source: str, password: str | None) -> None:
        """None forgets it. Raises as `set_token` does."""
        if password is None and self.password(source) is None:
            return
        with self._changing() as held:
            if password is None:
                del held[_PASSWORDS][source]
            else:
                held[_PASSWORDS][source] = password

    def keys(self, source: str) -> dict[str, str]:
        """What the source signs in with, by names of its kind (`consumer_key`). Raises as `token` does."""
        return self._read().get(_KEYS + source, {})

    def set_keys(self, source: str, keys: Mapping[str, str]) -> None:
        """In place of all that were there; an empty one is none, none at all forgets them. Raises as `set_token` does."""
        keys = {name: secret for name, secret in keys.items() if secret}
        if not keys and not self.keys(source):
            return
        with self._changing() as held:
            held[_KEYS + source] = keys

    def set_key(self, source: str, name: str, secret: str) -> None:
        """One of them; "" forgets it. Raises as `set_token` does."""
        self.set_keys(source, {**self.keys(source), name: secret})

    def set_token(self, account: str, token: str) -> str:
        """Store a token, atomically; returns it without the blanks around it. Raises ConfigError
        `account.token_malformed` beside what reading raises, FileTrouble `secrets.unwritable`."""
        # why here: the console reads secrets' names before it needs any marketplace
        from aliexport_tui.marketplace.tokens import plausible_token

        token = plausible_token(token)
        with self._changing() as held:
            held[_TOKENS][account] = token
        return token

    def forget(self, account: str) -> None:
        with self._changing() as held:
            held[_TOKENS].pop(account, None)

    def tokens(self) -> tuple[str, ...]:
        """All of them, the passwords and the keys, for masking; names of users are none."""
        return tuple(
            secret
            for table, secrets in self._read().items()
            for name, secret in secrets.items()
            if not (name == _USER and table.startswith(_KEYS))
        )

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            with self.path.open("rb") as file:
                self._check(os.fstat(file.fileno()))
                told = tomllib.load(file)
        except FileNotFoundError:
            return {_TOKENS: {}, _PASSWORDS: {}}
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            # The parser's own words may quote the file.
            raise ConfigError("secrets.damaged", path=str(self.path)) from None
        except OSError as error:
            raise FileTrouble("secrets.unreadable", path=str(self.path), reason=error.strerror or "") from error
        held: dict[str, dict[str, str]] = {}
        keys = told.get(_KEYS.rstrip("."), {})
        if not isinstance(keys, dict):
            raise ConfigError("secrets.damaged", path=str(self.path))
        tables = {name: told.get(name, {}) for name in (_TOKENS, _PASSWORDS)}
        tables |= {f"{_KEYS}{source}": table for source, table in keys.items()}
        for name, table in tables.items():
            if not isinstance(table, dict):
                raise ConfigError("secrets.damaged", path=str(self.path))
            held[name] = {str(code): secret for code, secret in table.items() if isinstance(secret, str)}
        return held

    def _check(self, found: os.stat_result) -> None:
        if found.st_mode & _OTHERS or found.st_uid != os.geteuid():
            raise ConfigError("secrets.permissions", path=str(self.path), mode=f"{stat.S_IMODE(found.st_mode):04o}")

    @contextmanager
    def _changing(self) -> Iterator[dict[str, dict[str, str]]]:
        """Read, let the caller change, replace the file. Two processes at once wait for each other."""
        try:
            self.path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
            with self.path.with_name(self.path.name + ".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                held = self._read()
                yield held
                self._replace(held)
        except OSError as error:
            raise FileTrouble("secrets.unwritable", path=str(self.path), reason=error.strerror or "") from error

    def _replace(self, held: dict[str, dict[str, str]]) -> None:
        # mkstemp makes the file with mode 0600 from its first instant.
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name + ".")
        try:
            with os.fdopen(handle, "wb") as file:
                tomli_w.dump(_nested(held), file)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path)
        except BaseException:  # why: whatever it was, no copy of the tokens is left lying
            Path(name).unlink(missing_ok=True)
            raise


def _nested(held: Mapping[str, Mapping[str, str]]) -> dict[str, object]:
    """As TOML has it: the keys of a source are the table [keys.<source>]."""
    plain: dict[str, object] = {name: table for name, table in held.items() if table and not name.startswith(_KEYS)}
    keys = {name.removeprefix(_KEYS): table for name, table in held.items() if table and name.startswith(_KEYS)}
    return {**plain, **({_KEYS.rstrip("."): keys} if keys else {})}
