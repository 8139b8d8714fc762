"""`orders track|sync`: what the shop says of its orders, to the marketplace and back."""

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json, talk
from aliexport_tui.cli.orders_fetch import chosen
from aliexport_tui.cli.telling_orders import exit_with, plain_action, tell, wait_option, worst
from aliexport_tui.engine.chores import chore
from aliexport_tui.engine.orders import settings as order_settings
from aliexport_tui.engine.orders.news.pasted import LARGEST, text_of
from aliexport_tui.engine.orders.returning import Place, hear_text
from aliexport_tui.engine.orders.sync import Synced, send_now, sync
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _, ngettext
from aliexport_tui.messages.registry import hint, render
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.errors import ConfigError, ExitCode
from aliexport_tui.store import accounts, order_actions
from aliexport_tui.store.database import Database


@click.command(
    "track",
    help=_(
        "Tell the marketplace the tracks of many orders: number, track, carrier a line; CSV with or without titles, or JSON."
        " - reads standard input, as for a pasted list."
    ),
)
@click.argument("file", metavar="FILE|-", type=click.Path(path_type=Path, allow_dash=True, dir_okay=False))
@click.option("--account", "code", metavar="CODE", help=_("Whose orders they are; not needed with a single account."))
@wait_option
@json_option
@pass_workspace
def track(workspace: Workspace, file: Path, code: str | None, wait: int, as_json: bool) -> None:
    text, name = _read(file)
    with closing(workspace.open()) as db:
        account = accounts.get(db, code or _single(db))
        settings = order_settings.load(db, account.code).settings
        place = hear_text(workspace, db, account, settings, text, name)
        send_now(workspace, db, account.code, patience_s=wait)
        found = order_actions.by_ids(db, place.understood.actions)
        if as_json:
            print_json({"place": _plain_place(place), "actions": [plain_action(one) for one in found]})
            result = worst(found)
        else:
            _tell_places([place])
            result = tell(found)
    if result is ExitCode.DONE and place.understood.bad:
        result = ExitCode.REJECTED
    exit_with(result)


@click.command(
    "sync",
    help=_(
        "Bring both sides together: fetch orders, hear what the shop says (folder, command, Magento), tell the marketplace"
        " what waits, read shipments and handover lists back. Of one account, or of all whose orders are switched on."
    ),
)
@click.argument("account", required=False)
@wait_option
@json_option
@pass_workspace
def sync_(workspace: Workspace, account: str | None, wait: int, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        codes = (account,) if account else chosen(db)
        done = [_synced(workspace, db, code, wait) for code in codes]
        ids = [id for one in done for id in one.acted.ids]
        found = order_actions.by_ids(db, ids)
        if as_json:
            print_json({"accounts": [_plain(one) for one in done], "actions": [plain_action(one) for one in found]})
            result = worst(found)
        else:
            for one in done:
                _tell_places(one.places)
            result = tell(found)
            for one in done:
                talk(_summary(one))
    amiss = any(place.trouble or place.understood.bad for one in done for place in one.places)
    exit_with(ExitCode.REJECTED if result is ExitCode.DONE and amiss else result)


def _synced(workspace: Workspace, db: Database, code: str, wait: int) -> Synced:
    with chore(workspace, "order_actions", code):
        return sync(workspace, db, code, patience_s=wait)


def _read(file: Path) -> tuple[str, str]:
    """Raises ConfigError `tracks.unreadable`, `tracks.no_text`."""
    dashed = str(file) == "-"
    try:
        if dashed:
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with file.open("rb") as opened:
                data = opened.read(LARGEST + 1)
    except OSError as error:
        raise ConfigError("tracks.unreadable", path=str(file), reason=error.strerror or "") from error
    text = text_of(data) if len(data) <= LARGEST else None
    if text is None:
        raise ConfigError("tracks.no_text", path=str(file))
    return text, "" if dashed else file.name


def _single(db: Database) -> str:
    """Raises ConfigError `orders.which_account`."""
    every = accounts.every(db)
    if len(every) != 1:
        raise ConfigError("orders.which_account", accounts=", ".join(one.code for one in every))
    return every[0].code


def _tell_places(places: Sequence[Place]) -> None:
    for place in places:
        name = neutral(place.name) or "-"
        if place.trouble is not None:
            talk(f"{name}: {render(place.trouble.code, place.trouble.args)}")
            _hint(place.trouble.code, place.trouble.args)
        for row in place.understood.bad:
            told = render(row.code, row.args)
            talk(_("{place}, line {line}: {reason}").format(place=name, line=row.line, reason=told))
            _hint(row.code, row.args)
        if place.understood.known:
            count = place.understood.known
            text = ngettext("{place}: {count} was known already", "{place}: {count} were known already", count)
            talk(text.format(place=name, count=count))


def _hint(code: str, args: dict[str, str]) -> None:
    if text := hint(code, args):
        talk(f"    {text}")


def _summary(one: Synced) -> str:
    """One line for an account."""
    fetched = one.fetched
    parts = [
        (_("orders read {count}"), fetched.read if fetched else 0),
        (_("new {count}"), fetched.new if fetched else 0),
        (_("changed {count}"), fetched.changed if fetched else 0),
        (_("told {count}"), len(one.acted.done)),
        (_("refused {count}"), len(one.acted.refused)),
        (_("waiting {count}"), len(one.acted.waiting)),
        (_("not known {count}"), len(one.acted.unknown)),
        (_("shipments changed {count}"), one.states.shipments_changed),
        (_("lists changed {count}"), one.states.lists_changed),
    ]
    told = " · ".join(text.format(count=count) for text, count in parts if count)
    return f"{one.account}: {told or _('nothing new')}"


def _plain(one: Synced) -> dict[str, Plain]:
    return {
        "account": one.account,
        "read": one.fetched.read if one.fetched else None,
        "new": one.fetched.new if one.fetched else None,
        "changed": one.fetched.changed if one.fetched else None,
        "places": [_plain_place(place) for place in one.places],
        "done": len(one.acted.done),
        "refused": len(one.acted.refused),
        "unknown": len(one.acted.unknown),
        "waiting": len(one.acted.waiting),
        "shipments_changed": one.states.shipments_changed,
        "lists_changed": one.states.lists_changed,
    }


def _plain_place(place: Place) -> dict[str, Plain]:
    trouble = place.trouble
    return {
        "name": place.name,
        "told": len(place.understood.actions),
        "known": place.understood.known,
        "trouble": render(trouble.code, trouble.args) if trouble else "",
        "bad_rows": [
            {"line": row.line, "reason": row.code, "message": render(row.code, row.args)} for row in place.understood.bad
        ],
    }
