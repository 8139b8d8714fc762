"""`logging show|set`: the log also goes to the system's journal or to a file."""

from contextlib import closing
from pathlib import Path
from typing import Literal

import click

from aliexport_tui.cli.common import Shell, json_option, pass_workspace, print_json, talk
from aliexport_tui.engine.operations import log_target
from aliexport_tui.engine.operations.log_target import JOURNAL, LogTarget
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.event import LEVELS, Level


@click.group("logging", cls=Shell, help=_("Hand the log to the system's journal or to a file, too."))
def logging() -> None:
    pass


@logging.command("show", help=_("Where the log goes beside the shop's file."))
@json_option
@pass_workspace
def show(workspace: Workspace, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        _tell(log_target.load(db), as_json)


@logging.command(
    "set", help=_("From now on: off, journal (systemd's, or any syslog), or file (logrotate may move it away).")
)
@click.argument("to", type=click.Choice(["off", "journal", "file"]))
@click.option(
    "--path", type=click.Path(path_type=Path), help=_("The file; of the journal its socket, /dev/log unless given.")
)
@click.option("--level", type=click.Choice(LEVELS), default="info", show_default=True, help=_("This level and worse."))
@json_option
@pass_workspace
def change(
    workspace: Workspace, to: Literal["off", "journal", "file"], path: Path | None, level: Level, as_json: bool
) -> None:
    _tell(log_target.save(workspace, LogTarget(to, str(path or ""), level)), as_json)


def _tell(target: LogTarget, as_json: bool) -> None:
    if as_json:
        print_json({"to": target.to, "path": target.path, "level": target.level})
    elif target.to == "off":
        talk(_("The log stays in the shop's file."))
    else:
        path = target.path or JOURNAL
        talk(_("The log also goes to {path}, from level {level} on.").format(path=neutral(path), level=target.level))
