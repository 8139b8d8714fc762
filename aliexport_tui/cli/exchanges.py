"""`exchanges`: every request to the marketplace with its answer, as it went, but for the token."""

import json
from contextlib import closing

import click

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json, print_table
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral
from aliexport_tui.messages.words import failure_name
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store import exchanges as store
from aliexport_tui.store.exchanges import Recorded
from aliexport_tui.telling.words import local_time


@click.command("exchanges", help=_("Requests to the marketplace and its answers, newest first; the token is masked."))
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help=_("How many."))
@click.option("--account", default="", help=_("Of this account alone."))
@click.option("--failed", is_flag=True, help=_("Only those that failed."))
@click.option("--show", type=int, metavar="ID", help=_("One exchange with its bodies."))
@json_option
@pass_workspace
def exchanges(workspace: Workspace, limit: int, account: str, failed: bool, show: int | None, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        if show is None:
            found = store.latest(db, limit=limit, account=account, failed=failed)
            request = response = b""
        else:
            one = store.get(db, show)
            if one is None:
                raise ConfigError("exchange.unknown", exchange=str(show))
            found = (one,)
            request, response = store.bodies(db, show)
    if as_json and show is None:
        print_json([_plain(one) for one in found])
    elif as_json:
        print_json({**_plain(found[0]), "request": _text(request), "response": _text(response)})
    else:
        headings = (
            "id",
            _("time"),
            _("account"),
            _("request"),
            _("status"),
            "ms",
            _("sent"),
            _("received"),
            _("failure"),
        )
        print_table(headings, [_row(one) for one in found])
        if show is not None:
            click.echo(f"\n> {_harmless(_pretty(request))}\n\n< {_harmless(_pretty(response))}")


def _harmless(text: str) -> str:
    """Foreign text of several lines for a terminal (DESIGN, invariant 10)."""
    return "\n".join(map(neutral, text.split("\n")))


def _plain(one: Recorded) -> dict[str, Plain]:
    return {
        "id": one.id,
        "at": one.at,
        "account": one.account,
        "run": one.run,
        "method": one.method,
        "path": one.path,
        "status": one.status,
        "milliseconds": one.milliseconds,
        "request_size": one.request_size,
        "response_size": one.response_size,
        "failure": one.failure,
    }


def _row(one: Recorded) -> tuple[str, ...]:
    status = str(one.status) if one.status else "-"
    return (
        str(one.id),
        local_time(one.at),
        one.account,
        f"{one.method} {neutral(one.path)}",
        status,
        str(one.milliseconds),
        str(one.request_size),
        str(one.response_size),
        neutral(failure_name(one.failure)),
    )


def _text(body: bytes) -> str:
    return body.decode(errors="replace")


def _pretty(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except ValueError:
        return _text(body)
