"""Accounts at work: made, changed, checked, and opened for requests that are all recorded."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from aliexport_tui.engine import own_sandbox
from aliexport_tui.engine.activity import difference, note
from aliexport_tui.engine.alerting import raising
from aliexport_tui.engine.operations import debugging
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.marketplace.kinds import (
    DEFAULT_ADDRESS,
    USUAL_PACE,
    checked_address,
    limits_of,
    open_marketplace,
    open_orders,
)
from aliexport_tui.marketplace.order_port import OrderDesk
from aliexport_tui.marketplace.port import Exchange, Marketplace
from aliexport_tui.marketplace.tokens import masked, plausible_token
from aliexport_tui.model.clock import Chance, Clock, Wait, system_chance
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.profile import is_code
from aliexport_tui.store import accounts, exchanges
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database

LEAST_HORIZON_S = 60
NO_TOKEN = ""


class Listed(msgspec.Struct, frozen=True):
    """An account as it may be shown: `token` is the token's ends, "" when there is none."""

    account: Account
    token: str


class ExchangeRecorder:
    """Keeps exchanges in the shop's file over a connection of its own, from whichever thread makes the request."""

    def __init__(self, workspace: Workspace, account: int, run: int | None) -> None:
        self._db = workspace.open()
        self._db.hurry()
        self._account = account
        self._run = run
        self._lock = threading.Lock()

    def record(self, exchange: Exchange) -> None:
        with self._lock:
            in_full = debugging.is_on(self._db, exchange.at)
            exchanges.add(
                self._db,
                self._account,
                run=self._run,
                at=exchange.at,
                method=exchange.method,
                path=exchange.path,
                status=exchange.status,
                milliseconds=round(exchange.seconds * 1000),
                request=exchange.request,
                response=exchange.response if in_full else debugging.shortened(exchange),
                failure=exchange.failure,
                answered=len(exchange.response),
                keep_all=in_full,
            )
            if exchange.failure in raising.REFUSED_TOKEN:
                raising.token_refused(self._db, self._account, exchange.at)

    def close(self) -> None:
        with self._lock:
            self._db.close()


def checked_new(db: Database, account: Account) -> Account:
    """A new account's settings in form, so that a token is asked for only when they are good.

    Raises ConfigError: `account.code_malformed`, `account.exists`, what `checked` raises."""
    if not is_code(account.code):
        raise ConfigError("account.code_malformed", account=account.code)
    if accounts.find(db, account.code) is not None:
        raise ConfigError("account.exists", account=account.code)
    return checked(account)


def add_account(workspace: Workspace, db: Database, account: Account, token: str) -> Account:
    """Settings into the file, the token beside it. An empty `base_url` becomes the kind's own address.

    Raises ConfigError: `account.token_malformed`, what `checked_new` raises."""
    account = checked_new(db, account)
    # The token first: an account that stands in the file without one would look ready and not be.
    token = Secrets(workspace.secrets).set_token(account.code, token)
    now = workspace.clock.now_ms()
    added = accounts.add(db, account, now)
    _note(db, "added", "account.added", None, added, {"account": added.code, "ends": masked(token)}, now)
    return added


def change_account(workspace: Workspace, db: Database, account: Account, token: str = NO_TOKEN) -> None:
    """New settings and, unless empty, a new token. A horizon that is not changed is no new one: the demo's is shorter than
    a person may choose."""
    stored = accounts.find(db, account.code)
    account = checked(account, min(LEAST_HORIZON_S, stored.horizon_s) if stored else LEAST_HORIZON_S)
    now = workspace.clock.now_ms()
    if token != NO_TOKEN:
        token = Secrets(workspace.secrets).set_token(account.code, token)
        args = {"account": account.code, "ends": masked(token)}
        note(db, "account", "token", account.code, "account.token_replaced", args, at=now)
    accounts.change(db, account)
    if stored is not None and stored != account:
        _note(db, "changed", "account.changed", stored, account, {"account": account.code}, now)


def switch_account(workspace: Workspace, db: Database, code: str, *, enabled: bool) -> None:
    """Off: no request leaves. Raises ConfigError `account.unknown`."""
    stored = accounts.get(db, code)
    wanted = msgspec.structs.replace(stored, enabled=enabled)
    accounts.change(db, wanted)
    now = workspace.clock.now_ms()
    _note(db, "changed", "account.changed", stored, wanted, {"account": code}, now)


_OWN_KNOWLEDGE = {"id", "created_at", "last_full_scan", "quota_learnt"}
"""Of an account, what no person sets."""


def _note(
    db: Database, subtype: str, code: str, before: Account | None, after: Account, args: dict[str, str], now: int
) -> None:
    states = [
        one and {k: v for k, v in msgspec.structs.asdict(one).items() if k not in _OWN_KNOWLEDGE} for one in (before, after)
    ]
    note(db, "account", subtype, after.code, code, args, *difference(*states), at=now)


def checked(account: Account, least_horizon_s: int = LEAST_HORIZON_S) -> Account:
    """The account with its address in form. Raises ConfigError: `account.kind_unknown`, `account.address_malformed`,
    `account.address_plain`, `account.currency_unknown`, `account.horizon_short`, `account.locale_malformed`."""
    address = checked_address(account.kind, account.base_url or DEFAULT_ADDRESS.get(account.kind, ""))
    limits_of(account.kind, account.currency)
    if account.horizon_s < least_horizon_s:
        raise ConfigError("account.horizon_short", seconds=str(account.horizon_s), least=str(LEAST_HORIZON_S))
    if not account.locale.replace("_", "").replace("-", "").isalpha() or not account.locale.isascii():
        raise ConfigError("account.locale_malformed", locale=account.locale)
    return msgspec.structs.replace(account, base_url=address)


def listed(workspace: Workspace, db: Database) -> tuple[Listed, ...]:
    secrets = Secrets(workspace.secrets)
    return tuple(Listed(account, shown_token(secrets, account.code)) for account in accounts.every(db))


def shown_token(secrets: Secrets, code: str) -> str:
    """The ends of an account's token, "" when there is none."""
    token = secrets.token(code)
    return masked(token) if token else ""


@contextmanager
def opened(
    workspace: Workspace,
    account: Account,
    *,
    run: int | None = None,
    clock: Clock | None = None,
    chance: Chance | None = None,
    wait: Wait | None = None,
) -> Iterator[Marketplace]:
    """The account's marketplace while the block runs, every exchange recorded (under `run` when there is one). A sandbox of
    our own behind the account is woken. `wait`: how
    a read passes the time before it is tried again, unless by the clock's sleep.

    Raises ConfigError: `account.disabled`, `account.token_missing`, what the settings are amiss in; MarketplaceUnusable
    `sandbox.start_failed`."""
    with _ready(workspace, account, run) as (account, token, recorder, pace):
        market = open_marketplace(
            account.kind,
            base_url=account.base_url,
            token=token,
            locale=account.locale,
            currency=account.currency,
            clock=clock or workspace.clock,
            chance=chance or system_chance(),
            recorder=recorder,
            per_second=pace,
            wait=wait,
        )
        try:
            yield market
        finally:
            market.close()


@contextmanager
def opened_orders(
    workspace: Workspace,
    account: Account,
    *,
    clock: Clock | None = None,
    chance: Chance | None = None,
    wait: Wait | None = None,
) -> Iterator[OrderDesk]:
    """The account's orders while the block runs; otherwise as `opened`."""
    with _ready(workspace, account, None) as (account, token, recorder, pace):
        desk = open_orders(
            account.kind,
            base_url=account.base_url,
            token=token,
            locale=account.locale,
            clock=clock or workspace.clock,
            chance=chance or system_chance(),
            recorder=recorder,
            per_second=pace,
            wait=wait,
        )
        try:
            yield desk
        finally:
            desk.close()


@contextmanager
def _ready(
    workspace: Workspace, account: Account, run: int | None
) -> Iterator[tuple[Account, str, ExchangeRecorder, float]]:
    """The account as it can be reached now, its token, where exchanges go, requests a second at most."""
    if not account.enabled:
        raise ConfigError("account.disabled", account=account.code)
    token = Secrets(workspace.secrets).token(account.code)
    if token is None:
        raise ConfigError("account.token_missing", account=account.code)
    plausible_token(token)
    account = own_sandbox.awake(workspace, account)
    recorder = ExchangeRecorder(workspace, account.id, run)
    try:
        yield account, token, recorder, own_sandbox.PACE if own_sandbox.has_own(workspace, account) else USUAL_PACE
    finally:
        recorder.close()


def check_account(workspace: Workspace, account: Account) -> None:
    """The cheap test of address and token. Raises MarketplaceError, and what `opened` raises."""
    with opened(workspace, account) as market:
        market.check()
