"""What every command shares: the shop's file, printing of results, errors into stderr and an exit code."""

import json
import sys
from collections.abc import Mapping, Sequence
from unicodedata import combining, east_asian_width

import click

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import render_error
from aliexport_tui.model.errors import AliexportError

Plain = str | int | float | bool | None | Sequence["Plain"] | Mapping[str, "Plain"]

_STEERING = {code: f"\\u{code:04x}" for code in (0x7F, *range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
"""Control characters and changes of direction that json.dumps leaves as they are."""


class Failure(click.ClickException):
    """One of our errors on its way to stderr; keeps the documented exit code."""

    def __init__(self, error: AliexportError) -> None:
        super().__init__(error.code)
        self.error = error
        self.exit_code = int(error.exit_code)  # type: ignore[misc]  # click reads it from the instance

    def show(self, file: object = None) -> None:
        talk(render_error(self.error))


class Shell(click.Group):
    """A group whose commands may raise AliexportError. `lazy` maps a command's name to `module:attribute`, so that
    `--version` imports nothing of the engine."""

    def __init__(self, *args: object, lazy: Mapping[str, str] | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._lazy = dict(lazy or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self._lazy})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._lazy:
            return super().get_command(ctx, cmd_name)
        from importlib import import_module

        module, attribute = self._lazy[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except AliexportError as error:
            raise Failure(error) from error


pass_workspace = click.make_pass_decorator(Workspace)
"""Hands the command the shop that --db or --demo chose."""

json_option = click.option("--json", "as_json", is_flag=True, help=_("Print JSON instead of text."))


def talk(text: str) -> None:
    """Progress and talk go to stderr; stdout is for results."""
    click.echo(text, err=True)


def print_json(value: Plain) -> None:
    sys.stdout.write(json_text(value, indent=2) + "\n")


def json_text(value: Plain, *, indent: int | None = None) -> str:
    """JSON that a terminal can show: what would steer it is escaped, and reads back the same (DESIGN, invariant 10)."""
    return json.dumps(value, ensure_ascii=False, indent=indent).translate(_STEERING)


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as their widest cell, measured in terminal cells; the last one is not padded."""
    lines = [list(headings), *[list(row) for row in rows]]
    widths = [max(_cells(line[column]) for line in lines) for column in range(len(headings))]
    for line in lines:
        padded = [cell + " " * (width - _cells(cell)) for cell, width in zip(line, widths, strict=True)]
        click.echo("  ".join(padded).rstrip())


def _cells(text: str) -> int:
    """Wide characters take two cells of a terminal, combining ones none."""
    return sum(0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text)
