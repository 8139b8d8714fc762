"""`--run-profile`: one run without a screen, its report for people or for programs, its exit code."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

import click

from aliexport_tui.cli.common import Plain, print_json, talk
from aliexport_tui.cli.groups import plain_group, titled_groups
from aliexport_tui.cli.progress import bars_or_silence, progress_of_run
from aliexport_tui.cli.stopping import stop_on_signals
from aliexport_tui.cli.streams import drop_unread
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.engine.runs.summary import OUTCOMES as TOLD_OUTCOMES
from aliexport_tui.engine.runs.summary import Summary
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _, ngettext
from aliexport_tui.messages.registry import hint, render, render_error
from aliexport_tui.messages.text import neutral
from aliexport_tui.messages.words import action_name, hold_name
from aliexport_tui.model.change import Action
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store import runs
from aliexport_tui.store.events import of_run_with_code
from aliexport_tui.store.refusals import Refused, refused_of
from aliexport_tui.store.runs import Run
from aliexport_tui.telling.words import KINDS, OUTCOMES, counted, span

_NAMED_AT_MOST = 20


@dataclass(frozen=True)
class Asked:
    """What the command line asked for. `run_id`: a row that is committed already, by the console before it started this
    process or by `apply`; `plan`: the one that `apply` named; `try_parked`: what is parked goes, too."""

    profile: str
    action: Action
    dry_run: bool = False
    verify_s: int | None = None
    wait_s: int = 0
    approve_holds: bool = False
    run_id: int | None = None
    plan: int | None = None
    try_parked: bool = False


@dataclass(frozen=True)
class Named:
    """Products by their names: seen on sale by the run, not verified in time; rows that changed since they were planned."""

    live: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()


def run_and_report(workspace: Workspace, asked: Asked, *, as_json: bool, told: Mapping[str, Plain] | None = None) -> int:
    """The run's exit code. A reader that has left changes nothing about it. `told`: further members of the JSON."""
    summary = _run(workspace, asked)
    live, unverified = (named_of(workspace, summary, code) for code in ("listing.live", "listing.unverified"))
    with closing(workspace.open()) as db:
        named = Named(live, unverified, refused_of(db, "run", summary.run))
    try:
        if as_json and asked.plan is not None:
            refused = [plain_refused(one) for one in named.refused]
            print_json({"plan": asked.plan, **plain_summary(summary), "refused": refused, **(told or {})})
        elif as_json:
            print_json(plain_summary(summary))
        else:
            for line in report(summary, named, dry_run=asked.dry_run):
                click.echo(line)
    except BrokenPipeError:
        drop_unread()
    return summary.exit_code


def _run(workspace: Workspace, asked: Asked) -> Summary:
    row = _row(workspace, asked.run_id) if asked.run_id else None
    if row is None:
        _import_first(workspace, asked)
    with stop_on_signals() as stop, progress_of_run(workspace) as progress:
        return run_profile(
            workspace,
            asked.profile,
            action=row.action if row else asked.action,
            mode=row.mode if row else "headless",
            selection=row.selection if row else None,
            verify_s=row.verify_s if row else asked.verify_s,
            wait_s=asked.wait_s,
            dry_run=asked.dry_run,
            approve_holds=asked.approve_holds,
            try_parked=asked.try_parked,
            progress=progress,
            run_id=asked.run_id,
            stop=stop,
        )


def _import_first(workspace: Workspace, asked: Asked) -> None:
    """By the profile's setting. A run that a console or `apply` has begun goes by the catalogue that was looked at."""
    from aliexport_tui.engine.import_first import import_before_run

    with bars_or_silence(workspace.clock) as bars:
        passed_over = import_before_run(workspace, asked.profile, dry_run=asked.dry_run, wait_s=asked.wait_s, progress=bars)
    for error in passed_over:
        talk(render_error(error))
        talk(_("The run goes on with the catalogue as it is."))


def _row(workspace: Workspace, run: int) -> Run:
    with closing(workspace.open()) as db:
        found = runs.get(db, run)
    if found is None or found.state == "ended":
        raise ConfigError("run.not_waiting", run=str(run))
    return found


def named_of(workspace: Workspace, summary: Summary, code: str) -> tuple[str, ...]:
    """Names of the products that the run has logged with this code, each once."""
    with closing(workspace.open()) as db:
        found = {event.listing: event for event in of_run_with_code(db, summary.run, code)}
    return tuple(neutral(event.args.get("name", "")) for event in found.values())


def plain_summary(summary: Summary) -> dict[str, Plain]:
    """DESIGN, "Command line": the object of --json."""
    return {
        "run": summary.run,
        "profile": summary.profile,
        "action": summary.action,
        "exit_code": int(summary.exit_code),
        "started": summary.started,
        "seconds": summary.seconds,
        "planned": summary.planned,
        "outcomes": {name: summary.outcomes[name] for name in TOLD_OUTCOMES},
        "requests": summary.requests,
        "problems": [plain_group(group) for group in summary.groups],
    }


def report(summary: Summary, named: Named, *, dry_run: bool) -> list[str]:
    """The end of a run for people: counts, what succeeded, grouped problems, what was refused or not verified in time."""
    title = _("Run {run}: profile {profile}, {action}, {span}").format(
        run=summary.run, profile=summary.profile, action=action_name(summary.action), span=span(summary.seconds)
    )
    lines = [title, _("Planned:  {counts}").format(counts=counted(KINDS, summary.planned))]
    if dry_run:
        lines.append(_("Dry run: nothing was sent."))
    lines += [
        _("Outcomes: {counts}").format(counts=counted(OUTCOMES, summary.outcomes)),
        _("Requests: {write} writing, {read} reading").format(
            write=summary.requests["write"], read=summary.requests["read"]
        ),
    ]
    if summary.foreign:
        text = ngettext(
            "{count} product belongs to another profile of the account and was left alone.",
            "{count} products belong to another profile of the account and were left alone.",
            summary.foreign,
        )
        lines.append(text.format(count=summary.foreign))
    lines += _holds(summary)
    lines += titled_groups(summary.groups)
    lines += _list(_("Seen on sale by this run ({count}):"), named.live, summary.run)
    refused = tuple(_refused_text(one) for one in named.refused)
    lines += _list(_("Changed since it was planned, not sent ({count}):"), refused, summary.run)
    lines += _list(_("Not verified in time ({count}); the next run goes on with them:"), named.unverified, summary.run)
    code = int(summary.exit_code)
    return [*lines, "", _("Exit code {code}: {meaning}").format(code=code, meaning=meaning(code))]


def _holds(summary: Summary) -> list[str]:
    """What guards hold back: how many, of what kind, one example with its figures, and what to do."""
    if not summary.holds and summary.alarm is None:
        return []
    lines = ["", _("Held back until a person decides:")]
    if summary.alarm is not None:
        lines.append(f"  ! {render(summary.alarm.reason, summary.alarm.args)}")
        lines.append(f"         {hint(summary.alarm.reason, summary.alarm.args)}")
    for group in summary.holds:
        lines.append(f"{group.count:>6} × {KINDS.get(group.kind, group.kind)}: {hold_name(group.reason)}")
        named = f"{neutral(group.name)} [{neutral(group.key)}]: {render(group.reason, group.args)}"
        lines.append("         " + _("for example {example}").format(example=named))
    if summary.holds:
        lines.append("         " + _("Look at them: aliexport-tui holds list {profile}").format(profile=summary.profile))
    return lines


def plain_refused(one: Refused) -> dict[str, Plain]:
    """`reason`: code, with its figures; `text`: the same in words."""
    text = render(one.reason, one.args) if one.reason else ""
    return {"key": one.key, "name": one.name, "kind": one.kind, "reason": one.reason, "figures": one.args, "text": text}


def _refused_text(one: Refused) -> str:
    why = f": {render(one.reason, one.args)}" if one.reason else ""
    return f"{neutral(one.name)} [{neutral(one.key)}], {KINDS.get(one.kind, one.kind)}{why}"


def _list(title: str, names: tuple[str, ...], run: int) -> list[str]:
    """The first names under a title, and where the others are; nothing when there are none."""
    if not names:
        return []
    lines = ["", title.format(count=len(names)), *(f"  {name}" for name in names[:_NAMED_AT_MOST])]
    if len(names) > _NAMED_AT_MOST:
        more = _("… and {count} more: aliexport-tui log --run {run} --limit 100000")
        lines.append("  " + more.format(count=len(names) - _NAMED_AT_MOST, run=run))
    return lines


def meaning(code: int) -> str:
    """What a run's exit code says, in words."""
    return {
        0: _("all that was planned is done, or nothing was to do"),
        3: _("some products are blocked, rejected or not as they were sent"),
        4: _("changes are held by a guard"),
        5: _("some products still wait or are unknown at the limit"),
    }.get(code, "")
