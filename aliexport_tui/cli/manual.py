"""The command line as a manual page: roff with the man macros, which man, groff and mandoc read."""

import re
from collections.abc import Iterator

import click

from aliexport_tui import __version__
from aliexport_tui.messages.i18n import _

_PROGRAM = "aliexport-tui"
_ASCII_ART = re.compile(r"\x08\n?")
"""click's mark for text that is not to be wrapped."""


def page(root: click.Command) -> str:
    """The whole page."""
    return "\n".join(_lines(root)) + "\n"


def _lines(root: click.Command) -> Iterator[str]:
    ctx = click.Context(root, info_name=_PROGRAM)
    yield f'.TH {_PROGRAM.upper()} 1 "" "{_PROGRAM} {__version__}" ""'
    yield ".ad l"  # lines of options can't be stretched
    yield f".SH {_plain(_('Name'))}"
    yield f"{_PROGRAM} \\- {_plain(_('export a shop’s products to AliExpress'))}"
    yield f".SH {_plain(_('Synopsis'))}"
    yield f".B {_PROGRAM}"
    yield _plain(_("[options] [command …]"))
    yield f".SH {_plain(_('Description'))}"
    yield from _paragraphs(root.help or "")
    yield f".SH {_plain(_('Options'))}"
    yield from _options(root, ctx)
    yield f".SH {_plain(_('Commands'))}"
    yield from _commands(root, ctx, "")
    yield f".SH {_plain(_('Exit status'))}"
    for code, meaning in _exit_codes():
        yield ".TP"
        yield f".B {code}"
        yield _plain(meaning)


def _commands(group: click.Command, ctx: click.Context, path: str) -> Iterator[str]:
    if not isinstance(group, click.Group):
        return
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        if command is None or command.hidden:
            continue
        inner = click.Context(command, parent=ctx, info_name=name)
        full = f"{path}{name}"
        if not isinstance(command, click.Group) or command.invoke_without_command:
            usage = " ".join(command.collect_usage_pieces(inner))
            yield f".SS {_plain(f'{full} {usage}'.strip())}"
            yield from _paragraphs(command.help or "")
            yield from _options(command, inner)
        yield from _commands(command, inner, f"{full} ")


def _options(command: click.Command, ctx: click.Context) -> Iterator[str]:
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx) if isinstance(param, click.Option) and not param.hidden else None
        if record is not None:
            yield ".TP"
            yield f".B {_plain(record[0])}"
            yield _plain(record[1]) or "\\&"


def _paragraphs(text: str) -> Iterator[str]:
    """A blank line parts them; lines that click does not wrap stay lines."""
    for paragraph in text.strip().split("\n\n"):
        yield ".PP"
        lines = _ASCII_ART.sub("", paragraph).splitlines()
        as_they_are = "\x08" in paragraph
        for line in lines:
            if as_they_are and line is not lines[0]:
                yield ".br"
            yield _plain(line) or "\\&"


def _plain(text: str) -> str:
    """Nothing of it is taken for roff."""
    text = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    return f"\\&{text}" if text[:1] in (".", "'") else text


def _exit_codes() -> tuple[tuple[int, str], ...]:
    return (
        (0, _("all that was asked for is done, or nothing was to do")),
        (1, _("internal error; a file with the details is named")),
        (2, _("usage or configuration")),
        (3, _("some products are blocked, rejected or different")),
        (4, _("changes are held by a guard")),
        (5, _("some are still waiting or unknown at the time limit")),
        (6, _("another process is at it")),
        (7, _("marketplace or source not reached, token refused")),
        (8, _("file or disk")),
    )
