"""`doctor`: is everything as it should be, and what to do where it is not; `--check` for cron and monitors."""

from collections.abc import Sequence

import click

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json, talk
from aliexport_tui.cli.kinds import Duration
from aliexport_tui.engine.operations.doctor import USUAL_AGE_S, Asked, examine
from aliexport_tui.engine.operations.finding import Finding, worst
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.telling.health_text import grade_word, part_name, text_of

EXIT_CODES = {"ok": 0, "warn": 3, "bad": 4}


@click.command(help=_("Is everything as it should be? Findings with advice."))
@click.option(
    "--check", is_flag=True, help=_("For monitors: print only what is amiss; exit code 0 good, 3 worth a look, 4 bad.")
)
@click.option(
    "--max-age",
    type=Duration(),
    default=USUAL_AGE_S,
    show_default="26h",
    help=_("So long ago the last good run of a profile may have ended."),
)
@click.option("--offline", is_flag=True, help=_("Ask nothing of the marketplace: token and clock stay untried."))
@click.option("--deep", is_flag=True, help=_("Read the whole file, each index too; takes minutes on a large one."))
@json_option
@pass_workspace
@click.pass_context
def doctor(
    ctx: click.Context, workspace: Workspace, check: bool, max_age: int, offline: bool, deep: bool, as_json: bool
) -> None:
    found = examine(workspace, Asked(max_age_s=max_age, offline=offline, deep=deep))
    grade = worst(found)
    shown = [one for one in found if one.grade != "ok"] if check else list(found)
    if as_json:
        print_json({"grade": grade, "findings": [_plain(one) for one in shown]})
    else:
        _print(shown)
        if not check:
            talk({"ok": _("All is well."), "warn": _("Some things deserve a look."), "bad": _("Something is wrong.")}[grade])
    if check:
        ctx.exit(EXIT_CODES[grade])


def _print(found: Sequence[Finding]) -> None:
    grades = max((len(grade_word(one.grade)) for one in found), default=0)
    parts = max((len(part_name(one.check)) for one in found), default=0)
    for one in found:
        text, advice = text_of(one)
        click.echo(f"{grade_word(one.grade):<{grades}}  {part_name(one.check):<{parts}}  {text}")
        if advice and one.grade != "ok":
            click.echo(f"{'':<{grades}}  {'':<{parts}}  → {advice}")


def _plain(one: Finding) -> dict[str, Plain]:
    text, advice = text_of(one)
    return {"check": one.check, "grade": one.grade, "code": one.code, "args": one.args, "text": text, "advice": advice}
