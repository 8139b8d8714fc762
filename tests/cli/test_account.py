"""`account`, `schema`, `exchanges` as a person or cron calls them: stdout, stderr, exit codes; never a token."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from aliexport_tui.cli.account import account
from aliexport_tui.cli.common import Shell
from aliexport_tui.cli.exchanges import exchanges
from aliexport_tui.cli.schema import schema
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store import exchanges as store
from tests.engine.shop import workspace_in
from tests.marketplace.helpers import TOKEN
from tests.support.sandbox import Sandbox

JEANS = "200000361"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


class Terminal:
    """Runs commands on one workspace."""

    def __init__(self, workspace: Workspace, sandbox: Sandbox) -> None:
        self.workspace = workspace
        self.sandbox = sandbox

    def __call__(self, command: click.Command, *arguments: str, stdin: str = "", token: str = "") -> Result:
        variables = {"ALIEXPORT_TOKEN": token or None, "LANGUAGE": "en"}
        root = Shell("aliexport-tui", commands=[account, schema, exchanges])
        result = CliRunner().invoke(root, [command.name or "", *arguments], obj=self.workspace, input=stdin, env=variables)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        for secret in (TOKEN, self.sandbox.token):
            assert secret not in result.output
            assert secret.split(".")[2] not in result.output
        return result

    def add(self, code: str = "main", *more: str) -> Result:
        return self(account, "add", code, "--base-url", self.sandbox.address, *more, token=self.sandbox.token)


@pytest.fixture
def terminal(tmp_path: Path, sandbox: Sandbox) -> Terminal:
    sandbox.reset()
    return Terminal(workspace_in(tmp_path, sandbox), sandbox)


def test_add_list_check(terminal: Terminal) -> None:
    added = terminal.add("main", "--currency", "rub", "--locale", "en_US", "--horizon", "7200")
    assert added.exit_code == 0
    ends = f"{terminal.sandbox.token[:4]}…{terminal.sandbox.token[-4:]}"
    assert ends in added.stdout
    (shown,) = json.loads(terminal(account, "list", "--json").stdout)
    assert (shown["code"], shown["currency"], shown["locale"], shown["horizon_s"]) == ("main", "RUB", "en_US", 7200)
    assert shown["token"] == ends
    checked = terminal(account, "check")
    assert (checked.exit_code, "main" in checked.stdout) == (0, True)
    assert json.loads(terminal(account, "check", "main", "--json").stdout) == [{"account": "main", "ok": True}]


@pytest.mark.parametrize("source", ["file", "stdin", "environment"])
def test_where_a_token_may_come_from(terminal: Terminal, tmp_path: Path, source: str) -> None:
    file = tmp_path / "token.txt"
    file.write_text(TOKEN + "\n")
    given = {
        "file": lambda: terminal(account, "add", "main", "--token-file", str(file)),
        "stdin": lambda: terminal(account, "add", "main", "--token-file", "-", stdin=f"  {TOKEN}  \n"),
        "environment": lambda: terminal(account, "add", "main", token=TOKEN),
    }[source]()
    assert given.exit_code == 0
    assert "https://openapi.ru.laliexpress.com" in given.stdout


@pytest.mark.parametrize(
    ("arguments", "token", "words"),
    [
        (("Main",), TOKEN, "Main"),
        (("main", "--currency", "EUR"), TOKEN, "EUR"),
        (("main", "--base-url", "http://example.com"), TOKEN, "example.com"),
        (("main", "--kind", "global"), TOKEN, "global"),
        (("main",), "abc", "token"),
        (("main",), "", "ALIEXPORT_TOKEN"),
        (("main", "--token-file", "/nonexistent"), "", "/nonexistent"),
    ],
)
def test_bad_settings_end_with_code_2_and_a_message(
    terminal: Terminal, arguments: tuple[str, ...], token: str, words: str
) -> None:
    result = terminal(account, "add", *arguments, token=token)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr
    assert json.loads(terminal(account, "list", "--json").stdout) == []


def test_a_second_account_of_the_same_code_is_refused(terminal: Terminal) -> None:
    terminal.add()
    assert terminal.add().exit_code == 2


def test_set_changes_what_is_named_alone(terminal: Terminal) -> None:
    terminal.add()
    assert terminal(account, "set", "main", "--disabled").exit_code == 0
    (shown,) = json.loads(terminal(account, "list", "--json").stdout)
    assert (shown["enabled"], shown["base_url"]) == (False, terminal.sandbox.address)
    for refused in (terminal(account, "check", "main"), terminal(account, "check"), terminal(schema, "sync", "main")):
        assert refused.exit_code == 2
    assert terminal.sandbox.requests() == {}
    terminal(account, "set", "main", "--enabled", "--token", token=TOKEN)
    unknown = terminal(account, "check")
    assert unknown.exit_code == 7
    assert unknown.stderr
    failed = json.loads(terminal(account, "check", "--json").stdout)
    assert (failed[0]["ok"], failed[0]["code"]) == (False, "marketplace.auth")
    assert terminal(account, "set", "nobody").exit_code == 2


def test_a_marketplace_that_is_down_ends_with_code_7(terminal: Terminal) -> None:
    with Sandbox() as gone:
        address = gone.address
    terminal(account, "add", "main", "--base-url", address, token=TOKEN)
    result = terminal(account, "check")
    assert (result.exit_code, result.stdout) == (7, "")


def test_the_help_tells_the_way_to_a_token(terminal: Terminal) -> None:
    text = terminal(account, "add", "--help").stdout
    assert "https://seller.aliexpress.ru/token-management/active" in text
    for step in range(1, 7):
        assert f"{step}. " in text


def test_sync_and_status(terminal: Terminal) -> None:
    terminal.add()
    before = json.loads(terminal(schema, "status", "--json").stdout)
    assert {one["kind"]: one["documents"] for one in before["kinds"]} == dict.fromkeys(
        ("categories", "values", "templates", "brands", "size_charts"), 0
    )
    synced = terminal(schema, "sync", "--category", JEANS, "--json")
    assert synced.exit_code == 0
    report = json.loads(synced.stdout)
    assert report["stages"]["tree"]["new"] > 300
    assert report["stages"]["values"]["new"] > 5
    assert synced.stderr, "progress goes to stderr"
    after = {one["kind"]: one for one in json.loads(terminal(schema, "status", "--json").stdout)["kinds"]}
    assert after["categories"]["documents"] == report["stages"]["tree"]["new"]
    assert after["values"]["entries"] > after["values"]["documents"]
    assert all(one["oldest"] <= one["newest"] for one in after.values())
    exported = json.loads(terminal(schema, "export").stdout)
    assert len(exported["categories"]) == after["categories"]["documents"]
    assert len(exported["values"]) == after["values"]["documents"]
    table = terminal(schema, "status", "main").stdout
    assert str(after["categories"]["documents"]) in table


def test_which_account_is_asked_for_only_when_it_is_not_clear(terminal: Terminal) -> None:
    assert terminal(schema, "status").exit_code == 2
    terminal.add("one")
    assert terminal(schema, "status").exit_code == 0
    terminal.add("two")
    result = terminal(schema, "status")
    assert result.exit_code == 2
    assert "one, two" in result.stderr


def test_help_shows_the_six_steps_and_the_cabinets_links(terminal: Terminal) -> None:
    shown = terminal(account, "add", "--help").stdout
    assert [step for step in range(1, 10) if f"\n  {step}. " in shown] == [1, 2, 3, 4, 5, 6]
    for link in ("", "token-management/active", "products/list", "orders/orders"):
        assert f" https://seller.aliexpress.ru/{link}\n" in shown
    assert "https://business.aliexpress.ru/help" in shown


def test_a_category_that_is_not_there_and_a_file_that_can_not_be_written(terminal: Terminal) -> None:
    terminal.add()
    unknown = terminal(schema, "sync", "--category", "999")
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert "999" in unknown.stderr
    unwritable = terminal(schema, "export", "--output", "/no/such/folder/file")
    assert (unwritable.exit_code, unwritable.stdout) == (2, ""), "as `profile export` answers"
    assert "/no/such/folder/file" in unwritable.stderr


def test_exchanges(terminal: Terminal) -> None:
    terminal.add()
    terminal(account, "check")
    terminal.sandbox.set({"fault.http_502": 1})
    assert terminal(account, "check").exit_code == 7
    newest, oldest = json.loads(terminal(exchanges, "--json").stdout)
    assert (newest["status"], oldest["status"], newest["failure"]) == (502, 200, "marketplace.server")
    assert json.loads(terminal(exchanges, "--failed", "--json").stdout) == [newest]
    assert "server's trouble" in terminal(exchanges, "--failed").stdout
    assert json.loads(terminal(exchanges, "--limit", "1", "--json").stdout) == [newest]
    assert json.loads(terminal(exchanges, "--account", "other", "--json").stdout) == []
    one = json.loads(terminal(exchanges, "--show", str(oldest["id"]), "--json").stdout)
    assert json.loads(one["request"])["limit"] == 1
    assert json.loads(one["response"])["data"] == []
    shown = terminal(exchanges, "--show", str(oldest["id"])).stdout
    assert '"limit": 1' in shown
    assert terminal(exchanges, "--show", "999").exit_code == 2


def test_foreign_text_can_not_steer_the_terminal(terminal: Terminal) -> None:
    terminal.add()
    with closing(terminal.workspace.open()) as db:
        number = store.add(
            db, 1, run=None, at=1, method="GET", path="/\x1b[2J", status=200, milliseconds=1, request=b"",
            response="<b>\x1b]0;owned\x07\u202e\nline".encode(), failure="",
        )  # fmt: skip
    text = terminal(exchanges, "--show", str(number)).stdout
    assert not set(text) & {"\x1b", "\x07", "\u202e"}
    assert "\nline" in text
