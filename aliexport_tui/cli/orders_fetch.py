"""`orders fetch`: what is new or changed, or a period."""

import sys
from contextlib import closing

import click

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json, talk
from aliexport_tui.cli.progress import bars_or_silence
from aliexport_tui.engine.chores import chore
from aliexport_tui.engine.orders.dates import moment_of
from aliexport_tui.engine.orders.fetching import Fetched, Period, fetch_news, fetch_period
from aliexport_tui.engine.orders.settings import load, zone
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import render_error
from aliexport_tui.model.errors import AliexportError, ConfigError, ExitCode
from aliexport_tui.store import accounts, order_settings
from aliexport_tui.store.database import Database

_WORST_FIRST = (
    ExitCode.INTERNAL, ExitCode.USAGE, ExitCode.FILE, ExitCode.UNREACHABLE, ExitCode.BUSY, ExitCode.REJECTED,
)  # fmt: skip


@click.command("fetch", help=_("Read new and changed orders, or those of a period; without an account, of all switched on."))
@click.argument("codes", nargs=-1, metavar="[ACCOUNT]...")
@click.option("--from", "made_from", metavar="DATE", help=_("Made from then on, in the zone of the settings: 2026-02-01."))
@click.option("--to", "made_to", metavar="DATE", help=_("Made until then, the whole day."))
@click.option("--changed-from", metavar="DATE", help=_("Changed from then on."))
@click.option("--changed-to", metavar="DATE", help=_("Changed until then."))
@json_option
@pass_workspace
def fetch(
    workspace: Workspace,
    codes: tuple[str, ...],
    made_from: str | None,
    made_to: str | None,
    changed_from: str | None,
    changed_to: str | None,
    as_json: bool,
) -> None:
    dates = (made_from, made_to, changed_from, changed_to)
    results: list[dict[str, Plain]] = []
    failures: list[AliexportError] = []
    with closing(workspace.open()) as db:
        for code in codes or chosen(db):
            try:
                fetched = _fetched(workspace, db, code, dates)
            except AliexportError as error:
                failures.append(error)
                talk(f"{code}: {render_error(error)}")
                results.append({"account": code, "code": error.code, "message": render_error(error)})
                continue
            results.append(_plain(fetched))
            if not as_json:
                _tell(fetched)
    if as_json:
        print_json(results)
    if failures:
        sys.exit(min((error.exit_code for error in failures), key=_WORST_FIRST.index))


def chosen(db: Database) -> tuple[str, ...]:
    """Codes of the accounts whose orders are switched on. Raises ConfigError `orders.nowhere_on`."""
    on = order_settings.accounts_with(db)
    codes = tuple(one.code for one in accounts.every(db) if one.id in on)
    if not codes:
        raise ConfigError("orders.nowhere_on")
    return codes


def _fetched(workspace: Workspace, db: Database, code: str, dates: tuple[str | None, ...]) -> Fetched:
    with bars_or_silence(workspace.clock) as bars, chore(workspace, "orders", code) as told:

        def tell(read: int, total: int) -> None:
            bars("orders", read, total)
            told(read, total)

        if not any(dates):
            return fetch_news(workspace, db, code, progress=tell)
        where = zone(load(db, code).settings)
        ends = (False, True, False, True)
        moments = [moment_of(text, where, end=end) if text else None for text, end in zip(dates, ends, strict=True)]
        return fetch_period(workspace, db, code, Period(*moments), progress=tell)


def _tell(fetched: Fetched) -> None:
    text = _("{account}: {read} orders read, {new} new, {changed} changed")
    click.echo(text.format(account=fetched.account, read=fetched.read, new=fetched.new, changed=fetched.changed))
    if not fetched.complete:
        talk(_("The list changed faster than it could be read; the next fetch goes over it again."))
    if fetched.passed:
        click.echo("  " + _("left out by the settings: {count}").format(count=fetched.passed))


def _plain(fetched: Fetched) -> dict[str, Plain]:
    return {name: getattr(fetched, name) for name in Fetched.__struct_fields__}
