"""`holds list|approve|drop`: what the guards hold back, until a person decides."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

import click

from aliexport_tui.cli.common import Plain, Shell, json_option, json_text, pass_workspace, talk
from aliexport_tui.cli.plan_text import plain_field
from aliexport_tui.engine import holds as work
from aliexport_tui.engine.holds import Decided
from aliexport_tui.engine.planning.fields import field_changes
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _, ngettext
from aliexport_tui.messages.registry import render
from aliexport_tui.messages.subjects.holds import MESSAGES
from aliexport_tui.messages.text import neutral
from aliexport_tui.store import holds as stored
from aliexport_tui.store.accounts import currency_of_plan
from aliexport_tui.store.database import Database
from aliexport_tui.store.holds import Held
from aliexport_tui.telling.change_text import field_text
from aliexport_tui.telling.words import KINDS, age

_REASONS = (*MESSAGES, "delete.unconfirmed")
_BLOCK = 200
_MOST_FIELDS = 3
"""Fields of a change in the text; the JSON has all of them."""


@click.group("holds", cls=Shell, help=_("Changes that a guard holds back: list, approve or drop them."))
def holds() -> None:
    pass


reason_option = click.option(
    "--reason",
    type=click.Choice(_REASONS),
    metavar="REASON",
    help=_("Only those held for this reason: {reasons}.").format(reasons=", ".join(_REASONS)),
)


@holds.command("list", help=_("What waits for a decision, with its figures; of all profiles or of one."))
@click.argument("code", required=False)
@reason_option
@json_option
@pass_workspace
def list_(workspace: Workspace, code: str | None, reason: str | None, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        ids = work.waiting(db, code, reason or "")
        if as_json:
            for line in _json(db, ids):
                click.echo(line)
            return
        now = workspace.clock.now_ms()
        for start in range(0, len(ids), _BLOCK):
            for one in _rows(db, ids, start):
                for line in _lines(db, one, now):
                    click.echo(line)
    if not ids:
        talk(_("Nothing is held."))
    else:
        talk(_("Approve with: aliexport-tui holds approve ID…, or --profile CODE, or --all. Leave out with: holds drop."))


def _choice(command: Callable[..., None]) -> Callable[..., None]:
    """The options by which approve and drop are told what is meant."""
    for decorate in (
        click.option("--all", "everything", is_flag=True, help=_("All that wait, of every profile.")),
        reason_option,
        click.option("--profile", "code", metavar="CODE", help=_("All that wait of this profile.")),
        click.argument("ids", nargs=-1, type=click.IntRange(min=1), metavar="[ID]…"),
    ):
        command = decorate(command)
    return command


@holds.command("approve", help=_("Let held changes pass, by their numbers or in groups. They pass as they are: old → new."))
@_choice
@pass_workspace
def approve(workspace: Workspace, ids: tuple[int, ...], code: str | None, reason: str | None, everything: bool) -> None:
    with closing(workspace.open()) as db:
        done = work.approve(db, workspace, _chosen(db, ids, code, reason, everything))
    text = ngettext("Approved: {count} change.", "Approved: {count} changes.", done.changes)
    click.echo(text.format(count=done.changes))
    if done.already:
        text = ngettext("{count} was approved before.", "{count} were approved before.", done.already)
        talk(text.format(count=done.already))
    _tell_missing(done)
    if done.profiles:
        talk(_("Sent by the next run of: {profiles}").format(profiles=", ".join(done.profiles)))
    if done.plans:
        plans = ", ".join(f"aliexport-tui apply {plan}" for plan in done.plans)
        talk(_("Or at once by: {plans}").format(plans=plans))


@holds.command("drop", help=_("Leave held changes out of every plan until something about them changes."))
@_choice
@pass_workspace
def drop(workspace: Workspace, ids: tuple[int, ...], code: str | None, reason: str | None, everything: bool) -> None:
    with closing(workspace.open()) as db:
        done = work.drop(db, workspace, _chosen(db, ids, code, reason, everything))
    text = ngettext("Dropped: {count} change.", "Dropped: {count} changes.", done.changes)
    click.echo(text.format(count=done.changes))
    if done.already:
        text = ngettext("{count} was dropped before.", "{count} were dropped before.", done.already)
        talk(text.format(count=done.already))
    _tell_missing(done)


def _chosen(db: Database, ids: Sequence[int], code: str | None, reason: str | None, everything: bool) -> Sequence[int]:
    """Exactly one way of saying which: an empty command must not come to mean everything."""
    if sum((bool(ids), code is not None, everything)) != 1 or (reason and not (code or everything)):
        raise click.UsageError(
            _("Name changes by their numbers, or --profile CODE, or --all; --reason goes with the latter two.")
        )
    return ids or work.waiting(db, code, reason or "")


def _tell_missing(done: Decided) -> None:
    if done.missing:
        text = ngettext("{count} of them is held no more.", "{count} of them are held no more.", done.missing)
        talk(text.format(count=done.missing))


def _rows(db: Database, ids: Sequence[int], start: int) -> tuple[Held, ...]:
    return stored.rows(db, list(ids[start : start + _BLOCK]))


def _json(db: Database, ids: Sequence[int]) -> Iterator[str]:
    """One list, written as it is read."""
    yield "["
    before = ""
    for start in range(0, len(ids), _BLOCK):
        for one in _rows(db, ids, start):
            if before:
                yield before + ","
            before = "  " + json_text(_plain(db, one))
    if before:
        yield before
    yield "]"


def _lines(db: Database, one: Held, now: int) -> list[str]:
    fields = field_changes(db, one.id)
    currency = currency_of_plan(db, one.plan)
    lines = [
        f"{one.id:>7}  {KINDS.get(one.kind, one.kind)}  {neutral(one.name)} [{neutral(one.key)}]",
        f"         {render(one.reason, one.args)}",
        *(f"         {field_text(field, currency)}" for field in fields[:_MOST_FIELDS]),
    ]
    if len(fields) > _MOST_FIELDS:
        lines.append("         " + _("… and {count} more fields").format(count=len(fields) - _MOST_FIELDS))
    where = _("profile {profile}, plan {plan}, {age} ago").format(
        profile=one.profile or "-", plan=one.plan, age=age(one.planned_at, now)
    )
    return [*lines, f"         {where}"]


def _plain(db: Database, one: Held) -> dict[str, Plain]:
    return {
        "id": one.id,
        "profile": one.profile,
        "plan": one.plan,
        "applied": one.applied,
        "planned": one.planned_at,
        "key": one.key,
        "name": one.name,
        "kind": one.kind,
        "reason": one.reason,
        "message": render(one.reason, one.args),
        "figures": one.args,
        "fields": [plain_field(field) for field in field_changes(db, one.id)],
    }
