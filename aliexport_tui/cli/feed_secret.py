"""The password of a feed's address: by file, environment or prompt, never in an argument."""

from pathlib import Path
from urllib.parse import quote

import click

from aliexport_tui.cli.secret import asked, from_file_or_environment
from aliexport_tui.messages.i18n import _
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.sources.fetch import has_user, split_password, with_password

PASSWORD_VARIABLE = "ALIEXPORT_FEED_PASSWORD"
password_file_option = click.option(
    "--password-file",
    type=click.Path(path_type=Path, allow_dash=True, dir_okay=False),
    metavar="FILE|-",
    help=_("File with the password of the user in the address, - for standard input."),
)


def with_secret(location: str, password_file: Path | None) -> str:
    """The address with the password of its user, which comes by file, environment or prompt and never stands in an argument.

    Raises ConfigError `source.password_shown`, `source.password_without_user`, `secret.unreadable`."""
    if split_password(location)[1] is not None:
        raise ConfigError("source.password_shown", variable=PASSWORD_VARIABLE)
    if not has_user(location):
        if password_file is not None:
            raise ConfigError("source.password_without_user")
        return location
    password = from_file_or_environment(password_file, PASSWORD_VARIABLE) or asked(_("Password (not shown)"))
    return with_password(location, quote(password.rstrip("\r\n"), safe="") if password else None)
