"""`source add|set|show|list|import`: where the shop's products come from."""

import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import click
import msgspec

from aliexport_tui.cli.common import Plain, Shell, json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.cli.progress import bars_or_silence
from aliexport_tui.cli.secret import asked, from_file_or_environment
from aliexport_tui.cli.source_options import Given, given, settings_options
from aliexport_tui.cli.words import age
from aliexport_tui.engine import sources as work
from aliexport_tui.engine.chores import chore
from aliexport_tui.engine.importing import ImportReport, find_source, import_source
from aliexport_tui.engine.sources import Listed
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import render, render_error, render_problem
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.errors import AliexportError, ConfigError, ExitCode
from aliexport_tui.sources.fetch import has_user, split_password, with_password
from aliexport_tui.sources.settings import Kind, SourceSettings
from aliexport_tui.store.catalogue import Counts, ProblemCount
from aliexport_tui.store.database import Database
from aliexport_tui.store.sources import ImportRecord

PASSWORD_VARIABLE = "ALIEXPORT_FEED_PASSWORD"
password_file_option = click.option(
    "--password-file",
    type=click.Path(path_type=Path, allow_dash=True, dir_okay=False),
    metavar="FILE|-",
    help=_("File with the password of the user in the address, - for standard input."),
)

_WORST_FIRST = (ExitCode.INTERNAL, ExitCode.USAGE, ExitCode.FILE, ExitCode.UNREACHABLE, ExitCode.BUSY)


@click.group("source", cls=Shell, help=_("Where the shop's products come from: add, change, show, list, import."))
def source() -> None:
    pass


@source.command("add", help=_("Add a source: a path or an http(s) address. It is looked at, not imported yet."))
@click.argument("code")
@click.argument("location", metavar="PATH_OR_URL")
@click.option("--kind", type=click.Choice(("yml", "csv")), help=_("Found out unless given."))
@password_file_option
@settings_options
@json_option
@pass_workspace
def add(
    workspace: Workspace,
    /,
    code: str,
    location: str,
    kind: Kind | None,
    password_file: Path | None,
    as_json: bool,
    **options: object,
) -> None:
    settings = given(options).over(SourceSettings())
    location = with_secret(location, password_file)
    with closing(workspace.open()) as db:
        work.add_source(workspace, db, code, location, kind=kind, settings=settings)
        _describe(added := work.show(db, code), as_json)
    _tell_unused(added, given(options))


@source.command("set", help=_("Change a source; what is not named stays. The next import reads everything again."))
@click.argument("code")
@click.option("--location", metavar="PATH_OR_URL", help=_("A new path or address."))
@password_file_option
@settings_options
@json_option
@pass_workspace
def change(
    workspace: Workspace,
    /,
    code: str,
    location: str | None,
    password_file: Path | None,
    as_json: bool,
    **options: object,
) -> None:
    with closing(workspace.open()) as db:
        old = work.show(db, code)
        settings = given(options).over(old.settings)
        if location is not None or password_file is not None:
            location = with_secret(location or old.source.location, password_file)
        work.change_source(db, code, location=location, settings=settings)
        _describe(changed := work.show(db, code), as_json)
    _tell_unused(changed, given(options))


@source.command("show", help=_("One source with its settings and its newest import."))
@click.argument("code")
@json_option
@pass_workspace
def show(workspace: Workspace, code: str, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        _describe(work.show(db, code), as_json)


@source.command("list", help=_("List the sources."))
@json_option
@pass_workspace
def list_(workspace: Workspace, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        found = work.listed(db)
    if as_json:
        print_json([_plain(one) for one in found])
        return
    now = workspace.clock.now_ms()
    headings = (_("code"), _("kind"), _("products"), _("imported"), _("state"), _("address"))
    rows = [
        (
            one.source.code,
            one.settings.kind,
            str(one.products),
            age(one.latest.began_at if one.latest else None, now),
            _state(one.latest, brief=True),
            neutral(one.location),
        )
        for one in found
    ]
    print_table(headings, rows)


@source.command("import", help=_("Read sources into the catalogue; without a code, all of them."))
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option("--again", is_flag=True, help=_("Read also what has not changed since the last import."))
@json_option
@pass_workspace
def import_(workspace: Workspace, codes: tuple[str, ...], again: bool, as_json: bool) -> None:
    results: list[dict[str, Plain]] = []
    failures: list[AliexportError] = []
    with closing(workspace.open()) as db:
        chosen = codes or tuple(one.source.code for one in work.listed(db))
        if not chosen:
            raise ConfigError("source.none")
        for code in chosen:
            try:
                report = _imported(workspace, db, code, again)
            except AliexportError as error:
                failures.append(error)
                talk(f"{code}: {render_error(error)}")
                results.append({"source": code, "state": "failed", "code": error.code, "message": render_error(error)})
                continue
            results.append(_plain_report(report))
            if not as_json:
                _tell(report)
    if as_json:
        print_json(results)
    if failures:
        sys.exit(min((error.exit_code for error in failures), key=_WORST_FIRST.index))


def _tell_unused(one: Listed, named: Given) -> None:
    if one.settings.kind != "csv" and named.over(SourceSettings()).csv != SourceSettings().csv:
        talk(
            _("{source} is no delimited file: the options of delimited files have no effect on it.").format(
                source=one.source.code
            )
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


def _imported(workspace: Workspace, db: Database, code: str, again: bool) -> ImportReport:
    find_source(db, code)  # what is not there is no chore
    with bars_or_silence(workspace.clock) as bars, chore(workspace, "import", code) as told:

        def tell(count: int) -> None:
            bars("import", count, count)
            told(count, 0)

        return import_source(workspace, db, code, again=again, progress=tell)


def _tell(report: ImportReport) -> None:
    if report.state == "unchanged":
        text = _("{source}: not changed since the last import, {products} products")
        click.echo(text.format(source=report.source, products=report.counts.products))
        return
    click.echo(f"{report.source}: {_counts(report.counts)}")
    for one in report.problems:
        text, advice = render_problem(one.example)
        place = neutral(str(one.example.place))
        click.echo(f"  {one.count} × {_severity(one)}: {text}" + (f"  ({place})" if place else ""))
        if advice:
            click.echo(f"      {advice}")


def _counts(counts: Counts) -> str:
    words = (
        (_("products"), counts.products),
        (_("variants"), counts.skus),
        (_("new"), counts.new),
        (_("changed"), counts.changed),
        (_("unchanged"), counts.unchanged),
        (_("vanished"), counts.vanished),
        (_("problems"), counts.problems),
    )
    return ", ".join(f"{word} {count}" for word, count in words)


def _severity(one: ProblemCount) -> str:
    return _("warning") if one.severity == "warning" else _("error")


def _state(latest: ImportRecord | None, brief: bool = False) -> str:
    if latest is None:
        return _("never imported")
    if latest.state == "failed" and not brief:
        return _("failed: {reason}").format(reason=render(latest.error_code, latest.error_args))
    return {
        "done": _("done"),
        "unchanged": _("not changed"),
        "running": _("running"),
        "failed": _("failed"),
    }.get(latest.state, latest.state)


def _describe(one: Listed, as_json: bool) -> None:
    if as_json:
        print_json(_plain(one))
        return
    lines: list[tuple[str, str]] = [
        (_("code"), one.source.code),
        (_("kind"), one.settings.kind),
        (_("address"), one.location),
        (_("products"), str(one.products)),
        (_("state"), _state(one.latest)),
    ]
    if one.settings.kind == "csv":
        csv = one.settings.csv
        lines += [(field, header) for field, header in csv.columns.items()]
        lines += [(_("param {name}").format(name=name), header) for name, header in csv.params.items()]
        lines += [(_("picture"), header) for header in csv.pictures]
    for name, text in lines:
        click.echo(f"{name}: {neutral(text)}")


def _plain(one: Listed) -> dict[str, Plain]:
    settings: Plain = msgspec.to_builtins(one.settings)
    latest: Plain = None
    if one.latest:
        latest = {
            "id": one.latest.id,
            "state": one.latest.state,
            "began_at": one.latest.began_at,
            "ended_at": one.latest.ended_at,
            "counts": one.latest.counts,
            "error": one.latest.error_code or None,
        }
    return {
        "code": one.source.code,
        "location": one.location,
        "products": one.products,
        "settings": settings,
        "import": latest,
    }


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
            }
            for one in report.problems
        ],
    }
