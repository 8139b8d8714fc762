"""`log`: the newest lines of the event log; -f stays and prints what comes."""

from collections.abc import Iterable
from contextlib import closing

import click

from aliexport_tui.cli.common import Plain, json_option, json_text, pass_workspace, print_json
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import render_event
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.event import LEVELS, Event, Level
from aliexport_tui.store import events, profiles
from aliexport_tui.telling.words import local_time

_POLL_S = 0.5


@click.command(help=_("The newest lines of the log, oldest first."))
@click.option("-f", "--follow", is_flag=True, help=_("Stay and print what comes, until interrupted."))
@click.option("--profile", metavar="CODE", help=_("Only this profile's lines."))
@click.option("--run", type=click.IntRange(min=1), metavar="ID", help=_("Only this run's lines."))
@click.option("--level", type=click.Choice(LEVELS), default="info", show_default=True, help=_("This level and worse."))
@click.option(
    "--limit", type=click.IntRange(0, 100_000), default=200, show_default=True, help=_("How many lines to begin with.")
)
@json_option
@pass_workspace
def log(
    workspace: Workspace, follow: bool, profile: str | None, run: int | None, level: Level, limit: int, as_json: bool
) -> None:
    with closing(workspace.open()) as db:
        code = profiles.get(db, profile).profile.code if profile else ""
        last_id = events.newest_id(db)
        found = events.latest(db, limit=limit, profile=code, run=run, levels=LEVELS[LEVELS.index(level) :])
        if as_json and not follow:
            print_json([_plain(event) for event in found])
            return
        _print(found, as_json)
        last_id = max(last_id, found[-1].id or 0) if found else last_id
        while follow:
            workspace.clock.sleep(_POLL_S)
            while fresh := events.after(db, last_id, profile=code, run=run):
                last_id = fresh[-1].id or last_id
                _print((event for event in fresh if LEVELS.index(event.level) >= LEVELS.index(level)), as_json)


def _print(found: Iterable[Event], as_json: bool) -> None:
    for event in found:
        click.echo(_json_line(event) if as_json else _line(event))


def _line(event: Event) -> str:
    profile = f" {event.profile}:" if event.profile else ""
    return neutral(f"{local_time(event.at)} {event.level:<7}{profile} {render_event(event)}")


def _plain(event: Event) -> dict[str, Plain]:
    return {
        "id": event.id,
        "at": event.at,
        "level": event.level,
        "code": event.code,
        "args": event.args,
        "run": event.run,
        "profile": event.profile,
        "listing": event.listing,
        "text": render_event(event),
    }


def _json_line(event: Event) -> str:
    """One object a line, so that a reader of a stream can part them."""
    return json_text(_plain(event))
