"""What a shop's interface asks for: by file or prompt, never in an argument."""

from pathlib import Path

import click

from aliexport_tui.cli.common import talk
from aliexport_tui.cli.secret import asked, from_file
from aliexport_tui.messages.i18n import _
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.sources.rest.key_names import KEYS
from aliexport_tui.sources.settings import Kind

keys_file_option = click.option(
    "--keys-file",
    type=click.Path(path_type=Path, allow_dash=True, dir_okay=False),
    metavar="FILE|-",
    help=_("File with what the shop's interface asks for, NAME = VALUE a line; - for standard input."),
)


def keys_for(kind: Kind | None, file: Path | None, *, ask: bool) -> dict[str, str]:
    """By the names of the kind; none for kinds that are files. `ask`: a person on a terminal is asked where there is no
    file. Raises ConfigError `secret.unreadable`, `source.key_unknown`."""
    names = KEYS.get(kind, ()) if kind is not None else ()
    if file is not None:
        return _parsed(from_file(file), names)
    if not (names and ask):
        return {}
    talk(_("How to sign in at the shop; leave empty what is not used."))
    typed = {name: asked(_("{name} (not shown)").format(name=name)) or "" for name in names}
    return {name: secret.strip() for name, secret in typed.items() if secret.strip()}


def _parsed(text: str, names: tuple[str, ...]) -> dict[str, str]:
    found = named_values(text)
    if found is None or not found.keys() <= set(names):
        # The line itself may be a secret.
        raise ConfigError("source.key_unknown", names=", ".join(names) or "-")
    return found


def named_values(text: str) -> dict[str, str] | None:
    """NAME = VALUE, one a line; None when a line is something else."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, equals, secret = line.partition("=")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not equals:
            return None
        found[name.strip()] = secret.strip().strip('"')
    return found
