"""Errors that reach a person: a code of the messages registry, its arguments, a place. Texts are made at the edges."""

from enum import IntEnum

from aliexport_tui.model.problem import Place


class ExitCode(IntEnum):
    """Exit codes of a run and of every command (DESIGN, "Command line")."""

    DONE = 0
    INTERNAL = 1
    USAGE = 2
    REJECTED = 3
    HELD = 4
    WAITING = 5
    BUSY = 6
    UNREACHABLE = 7
    FILE = 8


class AliexportError(Exception):
    """Base of all errors we raise on purpose. `code` names title and advice in the messages registry."""

    exit_code: ExitCode = ExitCode.INTERNAL

    def __init__(self, code: str, place: Place | None = None, **args: str) -> None:
        super().__init__(code)
        self.code = code
        self.place = place or Place()
        self.args_by_name = args

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.args_by_name.items())
        return f"{self.code} ({details})" if details else self.code


class ConfigError(AliexportError):
    """What the person asked for can't be done as asked: unknown name, bad setting, wrong file format."""

    exit_code = ExitCode.USAGE


class SourceError(AliexportError):
    """A feed can't be reached or read. The catalogue stays as it was."""

    exit_code = ExitCode.UNREACHABLE


class FileTrouble(AliexportError):
    """The database file or the disk: damaged, foreign, full, busy."""

    exit_code = ExitCode.FILE


class BusyError(AliexportError):
    """Another process runs the same profile and action."""

    exit_code = ExitCode.BUSY


class MarketplaceUnusable(AliexportError):
    """The marketplace can't be reached or refuses the token, so that nothing can go on."""

    exit_code = ExitCode.UNREACHABLE
