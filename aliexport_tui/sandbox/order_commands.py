"""Commands that play buyers and carriers on a running sandbox, by its control routes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
import msgspec

from aliexport_tui.sandbox.failures import DiskFailure, PortFailure
from aliexport_tui.sandbox.orders.words import FINISH_REASONS, STATES

JsonObject = dict[str, object]
_Command = TypeVar("_Command", bound=Callable[..., object])
_SECONDS = 60


class _Line(msgspec.Struct):
    sku_code: str
    quantity: int


class _Order(msgspec.Struct):
    id: int
    model: str
    state: str
    lines: list[_Line]


def make_orders_group(_: Callable[[str], str], own: Callable[[], str]) -> click.Group:
    """The click group `orders`; `own` yields the address of a sandbox that is meant unless told, "" for none."""

    def where(command: _Command) -> _Command:
        """The options that say which sandbox."""
        command = click.option("--address", metavar="URL", help=_("Address that the sandbox printed."))(command)
        return click.option(
            "--address-file",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help=_("File that the sandbox wrote its address into."),
        )(command)

    def at(address: str | None, address_file: Path | None) -> str:
        found = address or (_read_address(address_file) if address_file else "") or own()
        if not found:
            raise click.UsageError(_("Say which sandbox: --address or --address-file."))
        return found.rstrip("/")

    ids = click.argument("ids", nargs=-1, required=True, type=int, metavar="ID…")
    group = click.Group("orders", help=_("Play buyers and carriers on a running sandbox."))

    @group.command("make", help=_("Make orders; prints their ids."))
    @click.option("--count", default=1, show_default=True, type=click.IntRange(1, 100_000), help=_("How many orders."))
    @click.option(
        "--state",
        default="waiting",
        show_default=True,
        type=click.Choice((*STATES, "live", "mixed")),
        help=_("State they are made in; live: they go their way by the sandbox's clock; mixed: some of each."),
    )
    @click.option("--from", "since", metavar="DATE", help=_("Spread them from then on (2026-02-01T00:00:00Z)."))
    @click.option("--to", "until", metavar="DATE", help=_("… until then; now unless told."))
    @click.option(
        "--model", type=click.Choice(("DBS", "FBS")), help=_("Who delivers: the seller (DBS) or the platform (FBS).")
    )
    @click.option("--sku", metavar="CODE", help=_("SKU code that is bought; any on sale unless told."))
    @click.option("--lines", type=click.IntRange(min=1), help=_("Lines of each order."))
    @click.option("--quantity", type=click.IntRange(min=1), help=_("Units of each line."))
    @click.option("--seed", type=int, help=_("Seed of the dice."))
    @where
    def make(
        count: int,
        state: str,
        since: str | None,
        until: str | None,
        model: str | None,
        sku: str | None,
        lines: int | None,
        quantity: int | None,
        seed: int | None,
        address: str | None,
        address_file: Path | None,
    ) -> None:
        wish: JsonObject = {"count": count, "state": state, "from": since, "to": until, "model": model, "sku_code": sku}
        wish |= {"lines": lines, "quantity": quantity, "seed": seed}
        answer = _ask(
            at(address, address_file), "orders/make", {name: value for name, value in wish.items() if value is not None}
        )
        for order_id in _members(answer, "ids"):
            click.echo(order_id)

    @group.command("list", help=_("Every order with its state, oldest first."))
    @click.option("--state", type=click.Choice(tuple(STATES)), help=_("Only those in this state."))
    @click.option("--json", "as_json", is_flag=True, help=_("JSON: the whole truth about each."))
    @where
    def listed(state: str | None, as_json: bool, address: str | None, address_file: Path | None) -> None:
        orders = _members(_ask(at(address, address_file), f"orders?state={state}" if state else "orders"), "orders")
        if as_json:
            click.echo(json.dumps(orders, ensure_ascii=False, indent=2))
            return
        for order in msgspec.convert(orders, list[_Order]):
            goods = ", ".join(f"{line.quantity} × {line.sku_code}" for line in order.lines)
            click.echo(f"{order.id}  {order.model}  {order.state:9}  {goods}")

    @group.command("pay", help=_("The buyers pay, and the antifraud lets them pass."))
    @ids
    @where
    def pay(ids: tuple[int, ...], address: str | None, address_file: Path | None) -> None:
        _tell(_ask(at(address, address_file), "orders/advance", {"ids": ids, "to": "waiting"}))

    @group.command("deliver", help=_("The parcels arrive; what was not sent is sent before."))
    @ids
    @where
    def deliver(ids: tuple[int, ...], address: str | None, address_file: Path | None) -> None:
        _tell(_ask(at(address, address_file), "orders/advance", {"ids": ids, "to": "delivered"}))

    @group.command("cancel", help=_("Cancel orders; their stock comes back."))
    @ids
    @click.option(
        "--reason", default="CancelledByBuyer", show_default=True, metavar="WORD", help=_("finish_reason they get.")
    )
    @where
    def cancel(ids: tuple[int, ...], reason: str, address: str | None, address_file: Path | None) -> None:
        if reason not in FINISH_REASONS:
            raise click.BadParameter(", ".join(FINISH_REASONS), param_hint="--reason")
        _tell(_ask(at(address, address_file), "orders/cancel", {"ids": ids, "reason": reason}))

    return group


def _tell(answer: JsonObject) -> None:
    for order in _members(answer, "orders"):
        click.echo(f"{order['id']}  {order['state']}")


def _read_address(file: Path) -> str:
    try:
        return str(json.loads(file.read_text(encoding="utf-8"))["address"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DiskFailure(f"{file}: {error}") from error


def _ask(address: str, path: str, body: JsonObject | None = None) -> JsonObject:
    import httpx

    try:
        method = "GET" if body is None else "POST"
        answer = httpx.request(method, f"{address}/control/{path}", json=body, timeout=_SECONDS, trust_env=False)
        content = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise PortFailure(f"{address}: {error}") from error
    if not isinstance(content, dict) or answer.status_code != 200:
        told = content.get("error") if isinstance(content, dict) else None
        raise click.UsageError(str(told or answer.status_code))
    return content


def _members(answer: JsonObject, name: str) -> list[JsonObject]:
    members = answer.get(name)
    return members if isinstance(members, list) else []
