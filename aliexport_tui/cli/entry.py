"""The way in from a shell: streams that can say anything, signals, and an exit code for every end."""

import gettext
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType

import click

from aliexport_tui.cli.streams import drop_unread, speak_unicode
from aliexport_tui.messages.i18n import LOCALES, _, use_language

INTERRUPTED = 130


def run(arguments: Sequence[str]) -> int:
    """The exit code of one call of the program (DESIGN, "Command line")."""
    speak_unicode()
    _speak_the_users_language()
    for number in (signal.SIGTERM, signal.SIGHUP):
        # Under nohup a hang-up is ignored, and that must stay.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _leave)
    code = _called(arguments)
    drop_unread()
    return code


def _called(arguments: Sequence[str]) -> int:
    from aliexport_tui.cli.main import root

    try:
        _refuse_undecodable(arguments)
        ended = root.main(list(arguments), prog_name="aliexport-tui", standalone_mode=False)
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return ended if isinstance(ended, int) else 0


def _refuse_undecodable(arguments: Sequence[str]) -> None:
    """Bytes that are no text in this locale could neither be looked up in the file nor shown."""
    for word in arguments:
        if any("\ud800" <= letter <= "\udfff" for letter in word):
            shown = os.fsencode(word).decode("utf-8", "replace")
            raise click.UsageError(_("{word} is not written in the encoding of this locale.").format(word=shown))


def _speak_the_users_language() -> None:
    """Before the commands are imported: their texts are made then. Click's own come through gettext's default domain."""
    if use_language(_chosen_language()) != "en":
        gettext.bindtextdomain("click", LOCALES)
        gettext.textdomain("click")


def _chosen_language() -> str:
    """Of the settings; "" leaves it to the environment. Settings that can't be read are the console's to tell."""
    from aliexport_tui.engine.folders import config_file

    if not config_file().exists():
        return ""
    from aliexport_tui.engine.preferences import preferences
    from aliexport_tui.model.errors import ConfigError

    try:
        return preferences().language
    except ConfigError:
        return ""


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
