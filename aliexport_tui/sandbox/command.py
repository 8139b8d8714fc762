"""The command that runs the simulated marketplace. Its sentences go through the caller's translation."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from aliexport_tui.sandbox.failures import DiskFailure, PortFailure
from aliexport_tui.sandbox.order_commands import make_orders_group
from aliexport_tui.sandbox.registry import REGISTRY
from aliexport_tui.sandbox.switches import SwitchError, Switches, shown
from aliexport_tui.sandbox.tokens import is_token_shaped

_ENDING = (signal.SIGTERM, signal.SIGINT)


def make_command(_: Callable[[str], str] = str, own: Callable[[], str] = str) -> click.Group:
    """The click command `sandbox`, and those below it; `_` translates, `own` yields the address of a sandbox that is
    meant unless told."""

    @click.group(
        "sandbox",
        invoke_without_command=True,
        help=_("Run the simulated marketplace on this machine until it is interrupted."),
    )
    @click.option("--port", default=0, type=click.IntRange(0, 65535), help=_("Port on loopback; 0 picks one."))
    @click.option(
        "--state",
        type=click.Path(dir_okay=False, path_type=Path),
        help=_("File that keeps cards, tasks and tokens; without it everything is forgotten at the end."),
    )
    @click.option("--token", help=_("Take this token instead of making one."))
    @click.option("--switch", "switches", multiple=True, metavar="NAME=VALUE", help=_("Set a switch; repeatable."))
    @click.option("--list-switches", is_flag=True, help=_("Print every switch and end."))
    @click.option(
        "--schema-from",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help=_("Serve an account's cached schema from this JSON file."),
    )
    @click.option(
        "--idle-exit",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help=_("End after so many seconds without a request."),
    )
    @click.option(
        "--address-file",
        type=click.Path(dir_okay=False, path_type=Path),
        help=_("Write address, token and process id here as JSON once listening."),
    )
    @click.pass_context
    def sandbox(
        ctx: click.Context,
        port: int,
        state: Path | None,
        token: str | None,
        switches: tuple[str, ...],
        list_switches: bool,
        schema_from: Path | None,
        idle_exit: float | None,
        address_file: Path | None,
    ) -> None:
        if ctx.invoked_subcommand:
            return
        if list_switches:
            _print_switches()
            return
        if token is not None and not is_token_shaped(token):
            raise click.BadParameter(_("three base64url parts joined by points are expected"), param_hint="--token")
        settings = _settings(switches)
        with _state(state) as path, _ending_signals():
            _serve(port, path, token, settings, schema_from, idle_exit, address_file)

    sandbox.add_command(make_orders_group(_, own))
    return sandbox


def _print_switches() -> None:
    for switch in REGISTRY.values():
        click.echo(f"{switch.name} = {shown(switch.default)}\n    {switch.domain}: {switch.doc}")


def _settings(pairs: tuple[str, ...]) -> Switches:
    settings: dict[str, object] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise click.BadParameter(f"{pair!r} is not NAME=VALUE", param_hint="--switch")
        settings[name] = value
    try:
        return Switches(REGISTRY, settings)
    except SwitchError as error:
        raise click.BadParameter(str(error), param_hint="--switch") from error


@contextmanager
def _state(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="marketplace-") as folder:
        yield Path(folder) / "state.sqlite"


@contextmanager
def _ending_signals() -> Iterator[None]:
    """SIGTERM and SIGINT end the server in order: what was opened is closed, files of its own are removed."""

    def end(number: int, frame: object) -> None:
        raise SystemExit(0)

    before = {number: signal.signal(number, end) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _serve(
    port: int,
    state: Path,
    token: str | None,
    switches: Switches,
    schema_from: Path | None,
    idle_exit: float | None,
    address_file: Path | None,
) -> None:
    from aliexport_tui.sandbox.account_schema import SchemaFileError, load_schema
    from aliexport_tui.sandbox.market import open_market
    from aliexport_tui.sandbox.schema import own_schema
    from aliexport_tui.sandbox.server import address_of, listen, serving
    from aliexport_tui.sandbox.storage import ForeignFileError

    try:
        schema = load_schema(schema_from) if schema_from else own_schema()
        market = open_market(state, schema, switches)
    except (SchemaFileError, ForeignFileError) as error:
        raise DiskFailure(str(error)) from error
    try:
        listener = listen(port)
    except OSError as error:
        raise PortFailure(f"port {port}: {error.strerror}") from error
    with serving(market, listener, idle_exit) as server:
        now = market.clock.now()
        raw = market.tokens.issue(now, raw=token) if token else market.tokens.first() or market.tokens.issue(now)
        address = address_of(listener)
        with _announced(address_file, address, raw):
            click.echo(f"address {address}\ntoken {raw}")
            server.run()


@contextmanager
def _announced(address_file: Path | None, address: str, token: str) -> Iterator[None]:
    """`{"address", "token", "pid"}` in a private file while the server listens; replaced in one step."""
    if address_file is None:
        yield
        return
    content = msgspec.json.encode({"address": address, "token": token, "pid": os.getpid()})
    try:
        _write_private(address_file, content)
    except OSError as error:
        raise DiskFailure(f"{address_file}: {error.strerror}") from error
    try:
        yield
    finally:
        if _is_ours(address_file, content):
            address_file.unlink()


def _write_private(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # mode 0600
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(temporary).replace(path)


def _is_ours(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False
