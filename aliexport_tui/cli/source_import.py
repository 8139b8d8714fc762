"""`source import`: the shop's products into the catalogue, and what came of it."""

import sys
from contextlib import closing

import click

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json, talk
from aliexport_tui.cli.kinds import Duration
from aliexport_tui.cli.progress import bars_or_silence
from aliexport_tui.engine import sources as work
from aliexport_tui.engine.chores import chore
from aliexport_tui.engine.import_first import is_fresh
from aliexport_tui.engine.importing import ImportReport, find_source, import_source
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.import_words import LEFT_OUT, counts_words
from aliexport_tui.messages.place_words import place_words
from aliexport_tui.messages.registry import render_error, render_problem
from aliexport_tui.model.errors import AliexportError, ConfigError, ExitCode
from aliexport_tui.store.catalogue import Counts, ProblemCount
from aliexport_tui.store.database import Database

_WORST_FIRST = (ExitCode.INTERNAL, ExitCode.USAGE, ExitCode.FILE, ExitCode.UNREACHABLE, ExitCode.BUSY)


@click.command("import", help=_("Read sources into the catalogue; without a code, all of them."))
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option("--again", is_flag=True, help=_("Read also what has not changed since the last import."))
@click.option("--if-older", type=Duration(), help=_("Only sources whose last good import ended longer ago: 30m, 2h, 1d."))
@json_option
@pass_workspace
def import_(workspace: Workspace, codes: tuple[str, ...], again: bool, if_older: int | None, as_json: bool) -> None:
    results: list[dict[str, Plain]] = []
    failures: list[AliexportError] = []
    with closing(workspace.open()) as db:
        chosen = codes or tuple(one.source.code for one in work.listed(db))
        if not chosen:
            raise ConfigError("source.none")
        for code in chosen:
            try:
                if if_older is not None and is_fresh(db, code, if_older * 1000, workspace.clock.now_ms()):
                    results.append({"source": code, "state": "fresh"})
                    if not as_json:
                        click.echo(_("{source}: imported not long ago, left as it is").format(source=code))
                    continue
                report = _imported(workspace, db, code, again)
            except AliexportError as error:
                failures.append(error)
                talk(f"{code}: {render_error(error)}")
                results.append({"source": code, "state": "failed", "code": error.code, "message": render_error(error)})
                continue
            results.append(_plain_report(report))
            if not as_json:
                _tell(report, work.show(db, code).location)
    if as_json:
        print_json(results)
    if failures:
        sys.exit(min((error.exit_code for error in failures), key=_WORST_FIRST.index))


def _imported(workspace: Workspace, db: Database, code: str, again: bool) -> ImportReport:
    find_source(db, code)  # what is not there is no chore
    with bars_or_silence(workspace.clock) as bars, chore(workspace, "import", code) as told:

        def tell(count: int) -> None:
            bars("import", count, count)
            told(count, 0)

        return import_source(workspace, db, code, again=again, progress=tell)


def _tell(report: ImportReport, location: str) -> None:
    """`location` of the source is not repeated in the places of its problems."""
    if report.state == "unchanged":
        text = _("{source}: not changed since the last import, {products} products")
        click.echo(text.format(source=report.source, products=report.counts.products))
        return
    counts = {name: getattr(report.counts, name) for name in Counts.__struct_fields__}
    click.echo(f"{report.source}: {counts_words(counts)}")
    for one in report.problems:
        text, advice = render_problem(one.example)
        places = "; ".join(filter(None, dict.fromkeys(place_words(place, location) for place in one.places)))
        more = "; …" if places and one.count > len(one.places) else ""
        click.echo(f"  {one.count} × {_severity(one)}{text}")
        for line in (f"{places}{more}", advice):
            if line:
                click.echo(f"      {line}")


def _severity(one: ProblemCount) -> str:
    if one.code.startswith(LEFT_OUT):
        return ""  # the text itself says so
    return f"{_('warning') if one.severity == 'warning' else _('error')}: "


def _plain_report(report: ImportReport) -> dict[str, Plain]:
    counts = report.counts
    return {
        "source": report.source,
        "import": report.import_id,
        "state": report.state,
        "milliseconds": report.milliseconds,
        "counts": {name: getattr(counts, name) for name in Counts.__struct_fields__},
        "problems": [
            {
                "code": one.code,
                "severity": one.severity,
                "count": one.count,
                "message": render_problem(one.example)[0],
                "example": str(one.example.place),
                "places": [str(place) for place in one.places],
            }
            for one in report.problems
        ],
    }
