"""`orders hand-off|failed|retry|drop`: orders on their way to the shop."""

import sys
from contextlib import closing

import click

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.cli.orders_fetch import chosen
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _, ngettext
from aliexport_tui.messages.registry import hint, render, render_error
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.errors import AliexportError, ConfigError, ExitCode
from aliexport_tui.store import accounts, hand_offs
from aliexport_tui.store.database import Database
from aliexport_tui.store.hand_offs import HandOff
from aliexport_tui.telling.words import local_time

_WORST_FIRST = (
    ExitCode.INTERNAL, ExitCode.USAGE, ExitCode.FILE, ExitCode.UNREACHABLE, ExitCode.BUSY, ExitCode.REJECTED,
    ExitCode.WAITING, ExitCode.DONE,
)  # fmt: skip


@click.command(
    "hand-off",
    help=_("Hand orders to the shop's targets, each once; without an account, of all whose orders are switched on."),
)
@click.argument("codes", nargs=-1, metavar="[ACCOUNT]...")
@click.option("--target", "targets", multiple=True, metavar="NAME", help=_("Only to this target; may be repeated."))
@json_option
@pass_workspace
def hand_off(workspace: Workspace, codes: tuple[str, ...], targets: tuple[str, ...], as_json: bool) -> None:
    from aliexport_tui.cli.stopping import stop_on_signals
    from aliexport_tui.engine.chores import chore
    from aliexport_tui.engine.orders.handing.going import HandedOver, hand_over

    worst: list[ExitCode] = [ExitCode.DONE]
    results: list[dict[str, Plain]] = []
    with closing(workspace.open()) as db, stop_on_signals() as stop:
        for code in codes or chosen(db):
            if stop.is_set():
                break
            try:
                with chore(workspace, "hand_off", code):
                    ended = hand_over(workspace, db, code, only=targets, stop=stop.is_set)
            except AliexportError as error:
                talk(f"{code}: {render_error(error)}")
                results.append({"account": code, "code": error.code, "message": render_error(error)})
                worst.append(error.exit_code)
                continue
            results.append({"account": code, **{name: getattr(ended, name) for name in HandedOver.__struct_fields__}})
            worst.append(ExitCode.REJECTED if ended.failed else ExitCode.WAITING if ended.waiting else ExitCode.DONE)
            if not as_json:
                text = _("{account}: {done} handed over, {failed} failed, {waiting} waiting")
                click.echo(text.format(account=code, done=ended.done, failed=ended.failed, waiting=ended.waiting))
                if ended.failed or ended.again:
                    talk(_("Why: orders failed"))
    if as_json:
        print_json(results)
    if stop.is_set():
        talk(_("Stopped. What was taken is on record; the next hand-over goes on."))
        sys.exit(stop.exit_code)
    sys.exit(min(worst, key=_WORST_FIRST.index))


@click.command("failed", help=_("Orders that the shop did not take, with the reason and what helps."))
@click.argument("code", required=False, metavar="[ACCOUNT]")
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True, help=_("How many."))
@json_option
@pass_workspace
def failed(workspace: Workspace, code: str | None, limit: int, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        rows = hand_offs.in_trouble(db, accounts.get(db, code).id if code else None, limit=limit)
    if as_json:
        print_json([_plain(row) for row in rows])
        return
    if not rows:
        talk(_("No order has failed."))
        return
    headings = (_("no."), _("order"), _("account"), _("target"), _("tries"), _("when"), _("reason"))
    print_table(headings, [_cells(row) for row in rows])
    for advice in dict.fromkeys(_advice(row) for row in rows):
        if advice:
            talk(f"  → {neutral(advice)}")
    if any(row.homeless for row in rows):
        talk(_("A target that was removed takes nothing: drop its rows, or add it again by the same name."))
    if any(row.state != "failed" and not row.homeless for row in rows):
        talk(_("What is not given up is tried again by the next hand-over, by schedule or by hand: orders hand-off"))


@click.command(
    "retry", help=_("Try orders again that failed, now that the cause is mended. ID: as `orders failed` shows it.")
)
@click.argument("ids", nargs=-1, type=int, metavar="[ID]...")
@click.option("--all", "all_of_them", is_flag=True, help=_("All that failed or wait after a failure."))
@click.option("--account", metavar="CODE", help=_("With --all: only of this account."))
@pass_workspace
def retry(workspace: Workspace, ids: tuple[int, ...], all_of_them: bool, account: str | None) -> None:
    from aliexport_tui.engine.orders.handing import by_hand

    with closing(workspace.open()) as db:
        count = by_hand.retry(workspace, db, _named(db, ids, all_of_them, account))
    click.echo(ngettext("{count} is due again.", "{count} are due again.", count).format(count=count))
    talk(_("orders hand-off takes them to the shop."))


@click.command("drop", help=_("Hand orders over no more that failed. ID: as `orders failed` shows it."))
@click.argument("ids", nargs=-1, type=int, metavar="[ID]...")
@click.option("--all", "all_of_them", is_flag=True, help=_("All that failed or wait after a failure."))
@click.option("--account", metavar="CODE", help=_("With --all: only of this account."))
@pass_workspace
def drop(workspace: Workspace, ids: tuple[int, ...], all_of_them: bool, account: str | None) -> None:
    from aliexport_tui.engine.orders.handing import by_hand

    with closing(workspace.open()) as db:
        count = by_hand.drop(workspace, db, _named(db, ids, all_of_them, account))
    click.echo(ngettext("{count} was dropped.", "{count} were dropped.", count).format(count=count))


def _named(db: Database, ids: tuple[int, ...], all_of_them: bool, account: str | None) -> tuple[int, ...]:
    """Raises ConfigError `handoff.none_named`, `account.unknown`."""
    if all_of_them:
        return hand_offs.troubled_ids(db, accounts.get(db, account).id if account else None)
    if not ids:
        raise ConfigError("handoff.none_named")
    return ids


def _cells(row: HandOff) -> tuple[str, ...]:
    when = _("given up")
    if row.homeless:
        when = _("target removed")
    elif row.state != "failed":
        when = _("not before {at}").format(at=local_time(row.next_try_at)) if row.next_try_at else _("at work")
    return (str(row.id), neutral(row.number), row.account, row.target, str(row.tries), when, _reason(row))


def _reason(row: HandOff) -> str:
    told = render(row.failure.code, row.failure.args) if row.failure else ""
    return told if row.kind == "new" else _("cancellation: {reason}").format(reason=told)


def _advice(row: HandOff) -> str:
    return hint(row.failure.code, row.failure.args) if row.failure and not row.homeless else ""


def _plain(row: HandOff) -> dict[str, Plain]:
    plain: dict[str, Plain] = {name: getattr(row, name) for name in HandOff.__struct_fields__ if name != "failure"}
    code, args = (row.failure.code, row.failure.args) if row.failure else ("", {})
    return {**plain, "code": code, "args": args, "message": _reason(row), "advice": _advice(row)}
