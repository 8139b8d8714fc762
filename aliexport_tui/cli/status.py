"""`status [CODE]`: how every profile stands."""

from contextlib import closing

import click
import msgspec

from aliexport_tui.cli.common import json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral
from aliexport_tui.messages.words import action_name
from aliexport_tui.store.status import ProfileStatus, of_profiles
from aliexport_tui.telling.words import OUTCOMES, age, counted, local_time, run_end


@click.command(help=_("How the profiles stand: outcomes, last run, open tasks, age of the source."))
@click.argument("code", required=False)
@json_option
@pass_workspace
def status(workspace: Workspace, code: str | None, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        found = of_profiles(db, code)
    now = workspace.clock.now_ms()
    if as_json:
        print_json([{**msgspec.to_builtins(one), "not_uploaded": one.not_uploaded} for one in found])
    elif code:
        first, *others = _details(found[0], now)
        print_table(first, others)
    elif found:
        print_table(
            (
                _("profile"),
                _("state"),
                _("account"),
                _("total"),
                _("uploaded"),
                _("open tasks"),
                _("last run"),
                _("source"),
                _("outcomes"),
            ),
            [_line(one, now) for one in found],
        )
    else:
        talk(_("There are no profiles yet. Make one with: profile new"))


def _line(one: ProfileStatus, now: int) -> tuple[str, ...]:
    return (
        one.code,
        _state(one),
        neutral(one.account) or "-",
        _figure(one.total),
        str(one.uploaded),
        str(one.open_tasks),
        _run(one, now),
        age(one.source_at, now),
        counted(OUTCOMES, one.outcomes),
    )


def _details(one: ProfileStatus, now: int) -> list[tuple[str, str]]:
    return [
        (_("Profile"), f"{one.code}  {neutral(one.name)}"),
        (_("State"), _state(one)),
        (_("Account"), neutral(one.account) or "-"),
        (_("Products"), _figure(one.total)),
        (_("Uploaded"), str(one.uploaded)),
        (_("Not uploaded"), _figure(one.not_uploaded)),
        (_("Open tasks"), str(one.open_tasks)),
        (_("Last run"), _run(one, now)),
        *_forecast(one, now),
        (_("Source"), f"{neutral(one.source) or '-'}, {age(one.source_at, now)}"),
        *[(word, str(one.outcomes[name])) for name, word in OUTCOMES.items() if one.outcomes.get(name)],
    ]


def _forecast(one: ProfileStatus, now: int) -> list[tuple[str, str]]:
    """When the last change of a run that works will have left."""
    if one.run is None or one.run.ended_at is not None or (one.run.forecast_at or 0) <= now:
        return []
    return [(_("All sent by"), local_time(one.run.forecast_at or 0))]


def _state(one: ProfileStatus) -> str:
    return _("active") if one.active else _("inactive")


def _figure(count: int | None) -> str:
    return "?" if count is None else str(count)


def _run(one: ProfileStatus, now: int) -> str:
    if one.run is None:
        return "-"
    ended = run_end(one.run.state, one.run.exit_code)
    return _("{action}: {end}, {age} ago").format(
        action=action_name(one.run.action), end=ended, age=age(one.run.ended_at or one.run.started_at, now)
    )
