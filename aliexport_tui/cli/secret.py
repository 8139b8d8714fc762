"""A secret from a file, the environment or a prompt without echo; never from an argument, which every user of the machine
can see (DESIGN, invariant 9)."""

import os
import sys
from pathlib import Path

import click

from aliexport_tui.model.errors import ConfigError


def from_file(file: Path) -> str:
    """What a file or, for "-", standard input holds. Bytes that are no text come out as such and are refused as a secret.

    Raises ConfigError `secret.unreadable`."""
    try:
        held = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise ConfigError("secret.unreadable", path=str(file), reason=error.strerror or "") from None
    return held.decode("utf-8-sig", "replace")


def from_file_or_environment(file: Path | None, variable: str) -> str | None:
    """None: neither has one. Raises ConfigError `secret.unreadable`."""
    return from_file(file) if file is not None else os.environ.get(variable) or None


def asked(prompt: str) -> str | None:
    """What a person types, without echo; None when nobody is there."""
    if not sys.stdin.isatty():
        return None
    typed: str = click.prompt(prompt, hide_input=True, err=True, default="", show_default=False)
    return typed
