"""`schema sync|status`: the cached categories, dictionaries, templates, brands and size charts of the marketplace."""

import sys
from contextlib import closing
from pathlib import Path

import click

from aliexport_tui.cli.common import Shell, json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.cli.progress import bars_or_silence
from aliexport_tui.engine import accounts as work
from aliexport_tui.engine.chores import Told, chore
from aliexport_tui.engine.runs.working import Progress
from aliexport_tui.engine.schema_export import export_schema
from aliexport_tui.engine.schema_sync import SchemaSync, Stage
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store import accounts, schema_cache
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.store.schema_cache import Holding
from aliexport_tui.telling.words import age


@click.group(
    "schema", cls=Shell, help=_("The marketplace's categories, properties, templates and brands, kept for work offline.")
)
def schema() -> None:
    pass


account_argument = click.argument("account", required=False)


@schema.command("sync", help=_("Fetch the tree, templates and brands, and the dictionaries that profiles need."))
@account_argument
@click.option("--all-values", is_flag=True, help=_("Dictionaries of every category: thousands of requests."))
@click.option("--category", "categories", multiple=True, metavar="ID", help=_("All dictionaries of this category, too."))
@json_option
@pass_workspace
def sync(workspace: Workspace, account: str | None, all_values: bool, categories: tuple[str, ...], as_json: bool) -> None:
    with closing(workspace.open()) as db:
        chosen = choose(db, account)
        with (
            chore(workspace, "sync", chosen.code) as told,
            work.opened(workspace, chosen) as market,
            bars_or_silence(workspace.clock) as bars,
        ):
            syncing = SchemaSync(db, chosen, market, workspace.clock, Meter(bars, told))
            report = syncing.sync(all_values=all_values, categories=categories)
        if as_json:
            stages = {
                stage: {"new": kept.new, "changed": kept.changed, "same": kept.same} for stage, kept in report.stages.items()
            }
            print_json({"account": chosen.code, "stages": stages, "dropped": report.dropped})
            return
        rows = [
            (stage_name(stage), str(kept.new), str(kept.changed), str(kept.same)) for stage, kept in report.stages.items()
        ]
        print_table((_("what"), _("new"), _("changed"), _("same")), rows)
        if report.dropped:
            click.echo(_("Categories that are no longer there: {count}").format(count=report.dropped))


@schema.command("status", help=_("How much is cached, and how old it is."))
@account_argument
@json_option
@pass_workspace
def status(workspace: Workspace, account: str | None, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        chosen = choose(db, account)
        holdings = schema_cache.holdings(db, chosen.id)
    now = workspace.clock.now_ms()
    if as_json:
        print_json(
            {
                "account": chosen.code,
                "kinds": [
                    {
                        "kind": one.kind,
                        "documents": one.documents,
                        "entries": one.entries,
                        "oldest": one.oldest,
                        "newest": one.newest,
                    }
                    for one in holdings
                ],
            }
        )
        return
    print_table((_("what"), _("fetched"), _("entries"), _("oldest"), _("newest")), [_row(one, now) for one in holdings])


@schema.command("export", help=_("Write the cache as JSON: to look at, or for `sandbox --schema-from`."))
@account_argument
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help=_("Standard output unless given."))
@pass_workspace
def export(workspace: Workspace, account: str | None, output: Path | None) -> None:
    with closing(workspace.open()) as db:
        pieces = export_schema(db, choose(db, account))
        if output is None:
            sys.stdout.buffer.writelines(pieces)
            return
        try:
            with output.open("wb") as file:
                file.writelines(pieces)
        except OSError as error:
            raise ConfigError("schema.unwritable", path=str(output), reason=error.strerror or "") from error


def choose(db: Database, code: str | None) -> Account:
    """The account named, or the only one. Raises ConfigError `account.none`, `account.choose`, `account.unknown`."""
    if code is not None:
        return accounts.get(db, code)
    every = accounts.every(db)
    if not every:
        raise ConfigError("account.none")
    if len(every) > 1:
        raise ConfigError("account.choose", known=", ".join(one.code for one in every))
    return every[0]


class Meter:
    """Progress into the file, and on stderr: a bar per stage on a terminal, a line per finished stage elsewhere."""

    def __init__(self, bars: Progress, told: Told) -> None:
        self._bars = bars
        self._told = told
        self._lines = not sys.stderr.isatty()

    def __call__(self, stage: Stage, done: int, total: int) -> None:
        self._bars(stage_name(stage), done, total)
        self._told(done, total)
        if self._lines and done == total:
            talk(f"{stage_name(stage)}: {done}")


def stage_name(stage: str) -> str:
    names = {
        "tree": _("categories"),
        "categories": _("categories"),
        "templates": _("shipping templates"),
        "brands": _("brands"),
        "size_charts": _("size charts"),
        "values": _("dictionaries"),
    }
    return names.get(stage, stage)


def _row(one: Holding, now: int) -> tuple[str, ...]:
    return (stage_name(one.kind), str(one.documents), str(one.entries), age(one.oldest, now), age(one.newest, now))
