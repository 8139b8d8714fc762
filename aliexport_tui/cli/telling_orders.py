"""What the commands share that tell the marketplace about orders: whose they are, and what came of it."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing

import click

from aliexport_tui.cli.common import Plain, talk
from aliexport_tui.cli.kinds import Duration
from aliexport_tui.engine.orders import acting
from aliexport_tui.engine.orders.sync import send_now
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import render
from aliexport_tui.model.errors import ConfigError, ExitCode
from aliexport_tui.model.order_action import Doing
from aliexport_tui.store import accounts, handover_lists, order_actions, orders, shipments
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.store.order_actions import Action
from aliexport_tui.telling.order_action_text import action_lines

BY_HAND = "by_hand"
account_option = click.option("--account", "code", metavar="CODE", help=_("Whose it is, where several accounts have it."))
wait_option = click.option(
    "--wait",
    type=Duration(),
    default=60,
    show_default=True,
    help=_("Wait so long for what does not work at once: 90s, 5m. What is left then waits for the next orders sync."),
)


def account_of_order(db: Database, number: str, code: str | None) -> Account:
    """Raises ConfigError `account.unknown`, `order.unknown`, `order.ambiguous`."""
    if code is not None:
        return accounts.get(db, code)
    return _only(db, {one.account_code for one in orders.named(db, number)}, "order.unknown", number)


def account_of_shipments(db: Database, ids: Iterable[str], code: str | None) -> Account:
    """Raises ConfigError `account.unknown`, `shipment.unknown`, `order.ambiguous`, `handover.several_accounts`."""
    if code is not None:
        return accounts.get(db, code)
    found = {}
    for id in ids:
        owners = {_code(db, one.account) for one in shipments.find(db, None, id)}
        if not owners:
            raise ConfigError("shipment.unknown", shipment=id)
        account = _only(db, owners, "order.unknown", id)
        found[account.code] = account
    if len(found) != 1:
        raise ConfigError("handover.several_accounts", accounts=", ".join(sorted(found)))
    return next(iter(found.values()))


def account_of_list(db: Database, number: str, code: str | None) -> Account:
    """Raises ConfigError `account.unknown`, `handover.unknown`, `order.ambiguous`."""
    if code is not None:
        return accounts.get(db, code)
    owners = {_code(db, one.account) for one in handover_lists.find(db, None, number)}
    if not owners:
        raise ConfigError("handover.unknown", list=number)
    return _only(db, owners, "order.unknown", number)


def _only(db: Database, codes: set[str], missing: str, number: str) -> Account:
    """With a single account there is no question whose a number is."""
    if not codes:
        every = accounts.every(db)
        if len(every) == 1:
            return every[0]
        raise ConfigError(missing, order=number)
    if len(codes) > 1:
        raise ConfigError("order.ambiguous", order=number, accounts=", ".join(sorted(codes)))
    return accounts.get(db, next(iter(codes)))


def _code(db: Database, account: int) -> str:
    return next(one.code for one in accounts.every(db) if one.id == account)


Wanted = Sequence[tuple[Account, Doing]]


def carry_out(workspace: Workspace, wanted: Callable[[Database], Wanted], wait: int) -> None:
    """Ask, send, tell what came of it; the exit code tells the worst."""
    with closing(workspace.open()) as db:
        ids: list[int] = []
        by_account: dict[str, tuple[Account, list[Doing]]] = {}
        for account, doing in wanted(db):
            by_account.setdefault(account.code, (account, []))[1].append(doing)
        for account, doings in by_account.values():
            ids += [one.id for one in acting.ask(db, workspace, account, doings, BY_HAND)]
        for code in by_account:
            send_now(workspace, db, code, patience_s=wait)
        exit_with(tell(order_actions.by_ids(db, ids)))


def tell(found: Sequence[Action]) -> ExitCode:
    """What was done goes to standard output, the rest to standard error."""
    for one in found:
        for line in action_lines(one):
            (click.echo if one.state == "done" else talk)(line)
    return worst(found)


def worst(found: Iterable[Action]) -> ExitCode:
    states = {one.state for one in found}
    if "refused" in states:
        return ExitCode.REJECTED
    return ExitCode.WAITING if states & {"waiting", "sending", "unknown"} else ExitCode.DONE


def exit_with(code: ExitCode) -> None:
    if code is not ExitCode.DONE:
        raise click.exceptions.Exit(int(code))


def plain_action(one: Action) -> dict[str, Plain]:
    return {
        "id": one.id,
        "kind": one.kind,
        "subject": one.subject,
        "state": one.state,
        "made": one.answer.id if one.answer else "",
        "track": one.answer.track if one.answer else "",
        "reason": one.failure.code if one.failure else "",
        "message": render(one.failure.code, one.failure.args) if one.failure else "",
        "tries": one.tries,
        "origin": one.origin,
        "who": one.who,
        "asked_at": one.made_at,
        "ended_at": one.ended_at,
    }
