"""Why a command of the sandbox ends without having done anything."""

from __future__ import annotations

import click


class DiskFailure(click.ClickException):
    """A file that cannot be used (exit code 8)."""

    exit_code = 8


class PortFailure(click.ClickException):
    """A port that cannot be had, or an address where nobody answers (exit code 7)."""

    exit_code = 7
