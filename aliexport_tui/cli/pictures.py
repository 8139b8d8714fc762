"""`pictures check|show`: are the pictures there, and does the marketplace take them?"""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import click

from aliexport_tui.cli.common import Plain, Shell, json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.cli.progress import bars_or_silence
from aliexport_tui.engine import sources as work
from aliexport_tui.engine.chores import chore
from aliexport_tui.engine.importing import find_source
from aliexport_tui.engine.pictures.checking import Checked, check_pictures
from aliexport_tui.engine.pictures.showing import Judged, judged
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import render_event, render_problem
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.event import Event
from aliexport_tui.store.database import Database
from aliexport_tui.telling.words import age

source_option = click.option("--source", "code", metavar="CODE", help=_("One source; all of them unless given."))


@click.group("pictures", cls=Shell, help=_("The products' pictures: look at them before the marketplace does."))
def pictures() -> None:
    pass


@pictures.command("check", help=_("Look at the pictures that are due, by their first kilobytes; make copies that fit."))
@source_option
@click.option("--all", "every", is_flag=True, help=_("Look also at those that were looked at of late."))
@json_option
@pass_workspace
def check(workspace: Workspace, code: str | None, every: bool, as_json: bool) -> None:
    reports = []
    with closing(workspace.open()) as db:
        for one in _codes(db, code):
            with bars_or_silence(workspace.clock) as bars, chore(workspace, "pictures", one) as told:

                def tell(stage: str, done: int, total: int) -> None:
                    bars(stage, done, total)
                    told(done, total)

                report = check_pictures(workspace, db, one, every=every, progress=tell)
            reports.append(_plain_report(report))
            if not as_json:
                _tell(report)
    if as_json:
        print_json(reports)


@pictures.command("show", help=_("What is known of the pictures; with --unfit each that the marketplace would not take."))
@source_option
@click.option("--unfit", is_flag=True, help=_("Each picture that has something wrong with it, with its figures."))
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help=_("At most so many pictures."))
@json_option
@pass_workspace
def show(workspace: Workspace, code: str | None, unfit: bool, limit: int, as_json: bool) -> None:
    counts: dict[str, Counter[str]] = {}
    wrong: list[tuple[str, Judged]] = []
    with closing(workspace.open()) as db:
        for one in _codes(db, code):
            counts[one] = Counter()
            for found in judged(db, find_source(db, one).id):
                counts[one][found.state] += 1
                if unfit and found.problem is not None and len(wrong) < limit:
                    wrong.append((one, found))
    if as_json:
        listed = [_plain(one, found) for one, found in wrong]
        print_json({"sources": {one: dict(told) for one, told in counts.items()}, "unfit": listed})
    elif unfit:
        now = workspace.clock.now_ms()
        rows = [(one, age(found.checked_at, now), str(found.products), _words(found)) for one, found in wrong]
        print_table((_("source"), _("looked at"), _("products"), _("what is wrong")), rows)
    else:
        states = {
            "fit": _("fit"), "doubtful": _("doubtful"), "unfit": _("unfit"), "unchecked": _("not checked")
        }  # fmt: skip
        print_table(
            (_("source"), *states.values()), [(one, *(str(told[state]) for state in states)) for one, told in counts.items()]
        )


def _codes(db: Database, code: str | None) -> tuple[str, ...]:
    if code is not None:
        return (find_source(db, code).code,)
    every = tuple(one.source.code for one in work.listed(db))
    if not every:
        raise ConfigError("source.none")
    return every


def _tell(report: Checked) -> None:
    if report.no_network:
        talk(_line("pictures.no_network", source=report.source, asked=report.asked))
        return
    for line in _lines(report):
        click.echo(neutral(line))


def _lines(report: Checked) -> Iterator[str]:
    source = report.source
    yield _line("pictures.checked", source=source, addresses=report.addresses, asked=report.asked, altered=report.altered)
    if report.given_up:
        hosts = ", ".join(report.given_up[:5])
        yield _line("pictures.given_up", source=source, count=len(report.given_up), hosts=hosts)
    for one in report.copied:
        failed = {"failed": sum(one.failed.values())} if one.failed else {}
        yield _line("pictures.copied", source=source, folder=one.folder, made=one.made, **failed)
        if one.unpublished:
            yield _line("pictures.unpublished", source=source, url=one.unpublished)


def _line(code: str, **args: object) -> str:
    """What stands in the log too."""
    return render_event(Event(0, code, {name: str(value) for name, value in args.items()}))


def _words(found: Judged) -> str:
    return neutral(render_problem(found.problem)[0]) if found.problem is not None else ""


def _plain_report(report: Checked) -> dict[str, Plain]:
    copied: list[Plain] = [
        {"folder": one.folder, "made": one.made, "failed": one.failed, "unpublished": one.unpublished or None}
        for one in report.copied
    ]
    return {
        "source": report.source,
        "addresses": report.addresses,
        "asked": report.asked,
        "altered": report.altered,
        "no_network": report.no_network,
        "given_up": list(report.given_up),
        "copied": copied,
    }


def _plain(source: str, found: Judged) -> dict[str, Plain]:
    assert found.sight is not None
    assert found.problem is not None
    sight = found.sight
    return {
        "source": source,
        "address": found.address,
        "code": found.problem.code,
        "state": found.state,
        "message": _words(found),
        "verdict": sight.verdict,
        "status": sight.status or None,
        "type": sight.type or None,
        "bytes": sight.bytes or None,
        "width": sight.width or None,
        "height": sight.height or None,
        "checked_at": found.checked_at,
        "products": found.products,
    }
