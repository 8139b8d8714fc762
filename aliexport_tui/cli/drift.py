"""`drift CODE`: has anybody changed our cards? Reads everything, sends nothing; for cron."""

import json
from collections.abc import Iterable, Iterator

import click

from aliexport_tui.cli.adopt import listed, rows_option
from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json, talk
from aliexport_tui.cli.progress import bars_or_silence
from aliexport_tui.engine.reconciling.drift import Drifted, DriftReport
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral
from aliexport_tui.messages.words import lane_names
from aliexport_tui.model.wants import LANES, Lane
from aliexport_tui.telling.change_text import field_text

_FIELDS = 3
"""Of one card and lane in the text; the JSON has all of them."""


@click.command(
    help=_(
        "Compare the profile's cards with what they were sent; nothing is sent. Exit code 3 when any differs or was deleted"
        " by somebody."
    )
)
@click.argument("code")
@click.option("--believe", is_flag=True, help=_("However many cards are missing, they were really deleted."))
@rows_option
@json_option
@pass_workspace
@click.pass_context
def drift(ctx: click.Context, workspace: Workspace, code: str, believe: bool, limit: int, as_json: bool) -> None:
    from aliexport_tui.engine.reconciling.drift import drift as check

    with bars_or_silence(workspace.clock) as progress:
        found = check(workspace, code, believe=believe, progress=progress)
    if as_json:
        print_json(_plain(found))
    else:
        for line in _text(found, limit):
            click.echo(line)
        for line in _next_steps(found):
            talk(line)
        if not found.exit_code:
            talk(_("Every card is as it was sent."))
    ctx.exit(int(found.exit_code))


def _text(found: DriftReport, limit: int) -> Iterator[str]:
    yield _(
        "Compared: {checked} cards, {in_full} of them in full; passed over, since something is on its way: {left}"
    ).format(checked=found.checked, in_full=found.in_full, left=found.passed_over)
    for lane in LANES:
        lines = [line for one in found.drifted if lane in one.fields for line in _card(one, lane, found.currency)]
        restored = " " + _("(the next run restores it)") if lane in found.restored else ""
        yield from listed(f"{lane_names(lane)}{restored}:", lines, limit)
    yield from listed(_("Deleted by somebody:"), [f"{neutral(one.name)} [{neutral(one.key)}]" for one in found.gone], limit)
    if found.doubted:
        yield _("Missing, but too many to be believed: {count}. If they were really deleted: --believe").format(
            count=found.doubted
        )
    if found.duplicates:
        yield _("SKU codes on several cards: {count}; see: problems {code}").format(
            count=found.duplicates, code=found.profile
        )


def _next_steps(found: DriftReport) -> Iterator[str]:
    """What a person would do about it."""
    if found.restored:
        yield _("The next run restores {lanes}: aliexport-tui --run-profile {code}").format(
            lanes=_names(found.restored), code=found.profile
        )
    if left := [lane for lane in found.lanes if lane not in found.restored]:
        yield _("Restore {lanes} as they were sent: aliexport-tui resend {code}").format(
            lanes=_names(left), code=found.profile
        )
        yield _("To have it done by itself, name in the profile: [drift] restore = {names}").format(
            names=json.dumps([*found.restored, *left])
        )
    if found.gone:
        yield _(
            "Create again what was deleted: mark it and upload it in the console, or aliexport-tui unlink {code} KEY"
        ).format(code=found.profile)


def _names(lanes: Iterable[Lane]) -> str:
    return ", ".join(lane_names(lane) for lane in lanes)


def _card(one: Drifted, lane: Lane, currency: str) -> Iterator[str]:
    fields = one.fields[lane]
    if lane == "visibility":
        shown = _("taken off sale, not by us") if fields[0].after == str(False) else _("put on sale, not by us")
        yield f"{neutral(one.name)} [{neutral(one.key)}] {one.card_id}: {shown}"
        return
    shown = "; ".join(field_text(field, currency) for field in fields[:_FIELDS])
    more = f"; +{len(fields) - _FIELDS}" if len(fields) > _FIELDS else ""
    yield f"{neutral(one.name)} [{neutral(one.key)}] {one.card_id}: {shown}{more}"


def _plain(found: DriftReport) -> dict[str, Plain]:
    return {
        "profile": found.profile,
        "account": found.account,
        "exit_code": int(found.exit_code),
        "checked": found.checked,
        "in_full": found.in_full,
        "passed_over": found.passed_over,
        "lanes": {str(lane): count for lane, count in found.lanes.items()},
        "restored": list(found.restored),
        "different": [
            {
                "key": one.key,
                "name": one.name,
                "card": one.card_id,
                "lane": lane,
                "fields": [{"field": field.field, "sent": field.before, "live": field.after} for field in fields],
            }
            for one in found.drifted
            for lane, fields in one.fields.items()
        ],
        "gone": [{"key": one.key, "name": one.name} for one in found.gone],
        "doubted": found.doubted,
        "duplicates": found.duplicates,
    }
