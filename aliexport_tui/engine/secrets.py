"""Tokens: a TOML file of mode 0600 beside the database, never in it (DESIGN, invariant 9)."""

import fcntl
import os
import stat
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tomli_w

from aliexport_tui.marketplace.tokens import plausible_token
from aliexport_tui.model.errors import ConfigError, FileTrouble

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Secrets:
    """Token by account code. Reading refuses a file that others may read or write, or that is another user's."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def token(self, account: str) -> str | None:
        """Raises ConfigError `secrets.permissions`, `secrets.damaged`; FileTrouble `secrets.unreadable`."""
        return self._read().get(account)

    def set_token(self, account: str, token: str) -> str:
        """Store a token, atomically; returns it without the blanks around it. Raises ConfigError
        `account.token_malformed` beside what reading raises, FileTrouble `secrets.unwritable`."""
        token = plausible_token(token)
        with self._changing() as tokens:
            tokens[account] = token
        return token

    def forget(self, account: str) -> None:
        with self._changing() as tokens:
            tokens.pop(account, None)

    def tokens(self) -> tuple[str, ...]:
        """All of them, for masking."""
        return tuple(self._read().values())

    def _read(self) -> dict[str, str]:
        try:
            with self.path.open("rb") as file:
                self._check(os.fstat(file.fileno()))
                held = tomllib.load(file).get("tokens", {})
        except FileNotFoundError:
            return {}
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            # The parser's own words may quote the file.
            raise ConfigError("secrets.damaged", path=str(self.path)) from None
        except OSError as error:
            raise FileTrouble("secrets.unreadable", path=str(self.path), reason=error.strerror or "") from error
        if not isinstance(held, dict):
            raise ConfigError("secrets.damaged", path=str(self.path))
        return {str(code): token for code, token in held.items() if isinstance(token, str)}

    def _check(self, found: os.stat_result) -> None:
        if found.st_mode & _OTHERS or found.st_uid != os.geteuid():
            raise ConfigError("secrets.permissions", path=str(self.path), mode=f"{stat.S_IMODE(found.st_mode):04o}")

    @contextmanager
    def _changing(self) -> Iterator[dict[str, str]]:
        """Read, let the caller change, replace the file. Two processes at once wait for each other."""
        try:
            self.path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
            with self.path.with_name(self.path.name + ".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                tokens = self._read()
                yield tokens
                self._replace(tokens)
        except OSError as error:
            raise FileTrouble("secrets.unwritable", path=str(self.path), reason=error.strerror or "") from error

    def _replace(self, tokens: dict[str, str]) -> None:
        # mkstemp makes the file with mode 0600 from its first instant.
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name + ".")
        try:
            with os.fdopen(handle, "wb") as file:
                tomli_w.dump({"tokens": tokens}, file)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
