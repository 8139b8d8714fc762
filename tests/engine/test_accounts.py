"""Accounts: settings in the file, the token beside it, every exchange recorded, nothing leaves when switched off."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.engine.accounts import ExchangeRecorder, add_account, change_account, check_account, listed, opened
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.marketplace.port import AuthError, Exchange
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store import accounts, exchanges
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from tests.engine.shop import account_on, workspace_in
from tests.marketplace.helpers import TOKEN, seed_draft
from tests.support.sandbox import Sandbox

LOCAL = Account(code="main", kind="local", base_url="")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path, sandbox: Sandbox) -> Workspace:
    sandbox.reset()
    return workspace_in(tmp_path, sandbox)


@pytest.fixture
def db(workspace: Workspace) -> Iterator[Database]:
    opened_file = workspace.open()
    yield opened_file
    opened_file.close()


def test_add_and_list(workspace: Workspace, db: Database) -> None:
    added = add_account(workspace, db, msgspec.structs.replace(LOCAL, currency="USD", locale="en_US"), TOKEN)
    assert added.base_url == "https://openapi.ru.laliexpress.com"
    assert added.id > 0
    (shown,) = listed(workspace, db)
    assert shown.account == added == accounts.get(db, "main")
    assert shown.token == "eyJh…" + TOKEN[-4:]
    assert TOKEN.encode() not in b"".join(path.read_bytes() for path in workspace.file.parent.glob("shop.db*") if
                                          path != workspace.secrets)  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "token", "code"),
    [
        ({"code": "Main"}, TOKEN, "account.code_malformed"),
        ({"kind": "global"}, TOKEN, "account.kind_unknown"),
        ({"currency": "EUR"}, TOKEN, "account.currency_unknown"),
        ({"base_url": "http://openapi.ru.laliexpress.com"}, TOKEN, "account.address_plain"),
        ({"base_url": "nonsense"}, TOKEN, "account.address_malformed"),
        ({"horizon_s": 5}, TOKEN, "account.horizon_short"),
        ({"locale": "ru\r\nX: 1"}, TOKEN, "account.locale_malformed"),
        ({}, "abc", "account.token_malformed"),
        ({"code": "taken"}, TOKEN, "account.exists"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    workspace: Workspace, db: Database, settings: dict[str, object], token: str, code: str
) -> None:
    add_account(workspace, db, msgspec.structs.replace(LOCAL, code="taken"), TOKEN)
    with pytest.raises(ConfigError) as error:
        add_account(workspace, db, msgspec.structs.replace(LOCAL, **settings), token)
    assert error.value.code == code
    assert [one.code for one in accounts.every(db)] == ["taken"]


def test_a_horizon_that_is_kept_is_no_new_one(workspace: Workspace, db: Database) -> None:
    """The demo's is shorter than a person may choose; its other settings can be changed all the same."""
    accounts.add(db, msgspec.structs.replace(LOCAL, base_url="https://example.org", horizon_s=20), 0)
    short = accounts.get(db, "main")
    change_account(workspace, db, msgspec.structs.replace(short, quota_limit=300))
    assert accounts.get(db, "main").quota_limit == 300
    with pytest.raises(ConfigError) as error:
        change_account(workspace, db, msgspec.structs.replace(short, horizon_s=19))
    assert error.value.code == "account.horizon_short"


def test_an_unknown_account_names_the_known(workspace: Workspace, db: Database) -> None:
    add_account(workspace, db, LOCAL, TOKEN)
    with pytest.raises(ConfigError) as error:
        accounts.get(db, "mian")
    assert error.value.args_by_name == {"account": "mian", "known": "main"}


def test_check_records_the_exchange_without_the_token(workspace: Workspace, db: Database, sandbox: Sandbox) -> None:
    check_account(workspace, account_on(workspace, db, sandbox))
    (recorded,) = exchanges.latest(db)
    assert (recorded.account, recorded.method, recorded.status, recorded.failure) == ("main", "POST", 200, "")
    request, response = exchanges.bodies(db, recorded.id)
    assert b'"limit":1' in request
    assert b'"data"' in response
    assert (recorded.request_size, recorded.response_size) == (len(request), len(response))
    assert exchanges.get(db, recorded.id) == recorded
    assert exchanges.get(db, 999) is None


def test_a_refused_token_is_told_and_recorded(workspace: Workspace, db: Database, sandbox: Sandbox) -> None:
    account = account_on(workspace, db, sandbox)
    change_account(workspace, db, account, TOKEN)
    with pytest.raises(AuthError):
        check_account(workspace, account)
    (recorded,) = exchanges.latest(db, failed=True)
    assert recorded.failure == "marketplace.auth"


def test_switched_off_no_request_leaves(workspace: Workspace, db: Database, sandbox: Sandbox) -> None:
    account = account_on(workspace, db, sandbox)
    change_account(workspace, db, msgspec.structs.replace(account, enabled=False))
    off = accounts.get(db, "main")
    assert not off.enabled
    with pytest.raises(ConfigError) as error:
        check_account(workspace, off)
    assert error.value.code == "account.disabled"
    assert sandbox.requests() == {}
    change_account(workspace, db, msgspec.structs.replace(off, enabled=True))
    check_account(workspace, accounts.get(db, "main"))
    assert len(sandbox.requests()) == 1


def test_a_token_that_is_gone_from_its_file(workspace: Workspace, db: Database, sandbox: Sandbox) -> None:
    account = account_on(workspace, db, sandbox)
    workspace.secrets.unlink()
    with pytest.raises(ConfigError) as error:
        check_account(workspace, account)
    assert error.value.code == "account.token_missing"
    assert listed(workspace, db)[0].token == ""


def test_records_of_a_write(workspace: Workspace, db: Database, sandbox: Sandbox) -> None:
    account = account_on(workspace, db, sandbox)
    with opened(workspace, account) as market:
        market.writes.create([seed_draft(external_id="x")])()
    (recorded,) = exchanges.latest(db, account="main")
    assert recorded.path == "/api/v1/product/create"
    assert "Джинсы".encode() in exchanges.bodies(db, recorded.id)[0]
    assert exchanges.latest(db, account="other") == ()


def test_a_record_for_an_account_that_is_gone_is_no_error(workspace: Workspace, db: Database) -> None:
    recorder = ExchangeRecorder(workspace, 999, None)
    recorder.record(Exchange(at=1, method="GET", path="/", status=200, seconds=0, request=b"", response=b""))
    recorder.close()
    assert exchanges.latest(db) == ()


def test_old_records_go(workspace: Workspace, db: Database, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchanges, "KEPT", 5)
    account = account_on(workspace, db, sandbox)
    recorder = ExchangeRecorder(workspace, account.id, None)
    for number in range(200):
        recorder.record(Exchange(at=number, method="GET", path="/", status=200, seconds=0, request=b"", response=b""))
    recorder.close()
    assert [one.at for one in exchanges.latest(db)] == [199, 198, 197, 196, 195]
