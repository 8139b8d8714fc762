"""`orders …`: read, listed, shown, set up, forgotten; the buyer only where that is asked for."""

import json
import shlex
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from aliexport_tui.engine.accounts import add_account
from aliexport_tui.engine.workspace import open_workspace
from aliexport_tui.store import accounts
from aliexport_tui.store.accounts import Account
from tests.cli.shell import call
from tests.support.sandbox import Sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        running.make_orders(3, "waiting", model="DBS")
        running.make_orders(2, "delivered", model="FBS")
        yield running


@pytest.fixture
def file(tmp_path: Path, sandbox: Sandbox) -> Path:
    workspace = open_workspace(tmp_path / "shop.db")
    with closing(workspace.open()) as db:
        for code in ("main", "other"):
            add_account(workspace, db, Account(code=code, kind="local", base_url=sandbox.address), sandbox.token)
    return workspace.file


def run(file: Path, line: str, code: int = 0) -> Result:
    result = call(file, "orders", *shlex.split(line))
    assert result.exit_code == code, result.output
    return result


def buyer(sandbox: Sandbox, number: str) -> str:
    return next(str(order["buyer"]["name"]) for order in sandbox.orders() if str(order["id"]) == number)


def test_read_list_show_forget(file: Path, sandbox: Sandbox) -> None:
    assert "5 orders read, 5 new, 0 changed" in run(file, "fetch main").output
    (again,) = json.loads(run(file, "fetch main --json").stdout)
    assert (again["new"], again["changed"], again["complete"]) == (0, 0, True)

    listed = json.loads(run(file, "list --json").stdout)
    assert [row["status"] for row in listed] == ["InProgress"] * 3 + ["Finished"] * 2
    number = listed[0]["number"]
    text = run(file, "list --open --limit 2").output
    assert number in text
    assert "… and 1 more" in text
    assert (
        run(file, f"list --search {number} --account main --due --status InProgress --delivery Init").output.count(number)
        == 1
    )
    assert "no such orders" in run(file, "list --account other").output
    assert [row["number"] for row in json.loads(run(file, "list --sort number --reverse --json").stdout)] == sorted(
        (row["number"] for row in listed), reverse=True
    )

    name = buyer(sandbox, number)
    told = run(file, f"show {number}").output
    assert f"Order {number} of main, DBS" in told
    assert name not in told + run(file, f"show {number} --json").output
    assert name in run(file, f"show {number} --personal").output
    assert json.loads(run(file, f"show №{number} --personal --json --account main").stdout)["buyer"]["name"] == name

    ended = listed[-1]["number"]
    assert "main: buyers forgotten 2" in run(file, "erase main --days 0").output
    assert json.loads(run(file, "erase --json").stdout)[0] == {"account": "main", "orders": 0, "labels": 0}
    assert "was erased" in run(file, f"show {ended} --personal").output


def test_of_several_accounts(file: Path) -> None:
    assert "switched on for no account" in run(file, "fetch", 2).output
    for code in ("main", "other"):
        run(file, f"settings set {code} enabled=true fetch.page_size=2")
    told = run(file, "fetch --from 2026-01-01 --to 31.12.2099").output
    assert "main: 5 orders read" in told
    assert "other: 5 orders read" in told
    assert run(file, "fetch main --changed-from 2020-01-01 --changed-to 2020-01-02").output.startswith("main: 0 orders read")
    number = json.loads(run(file, "list --json --limit 1").stdout)[0]["number"]
    assert "Several accounts have an order" in run(file, f"show {number}", 2).output
    run(file, f"show {number} --account other")
    assert "There is no order 7" in run(file, "show 7", 2).output
    assert "“soon” is no date" in run(file, "fetch main --from soon", 2).output


def test_one_that_fails_keeps_no_other_back(file: Path) -> None:
    with closing(open_workspace(file).open()) as db:
        accounts.add(db, Account(code="bare", kind="local", base_url="http://127.0.0.1:9"), 0)
    result = run(file, "fetch bare nobody main", 2)
    assert "main: 5 orders read" in result.output
    assert "nobody:" in result.output
    assert "bare:" in result.output


def test_settings(file: Path, tmp_path: Path) -> None:
    assert 'open_orders = "until_shipped"' in run(file, "settings show main").output
    assert json.loads(run(file, "settings show main --json").stdout)["fetch"]["page_size"] == 20, "defaults, too"
    run(file, "settings set main open_orders=off fetch.overlap_minutes=5")
    assert json.loads(run(file, "settings show main --json").stdout)["fetch"]["overlap_minutes"] == 5
    exported = run(file, "settings export main").stdout
    path = tmp_path / "orders.toml"
    path.write_text(exported, encoding="utf-8")
    run(file, f"settings import other {path}")
    assert run(file, "settings export other").stdout == exported
    assert "ends before it begins" in run(file, "fetch main --from 2026-02-02 --to 2026-02-01", 2).output
    assert "is no setting" in run(file, "settings set main enabled", 2).output
    assert "can't be read" in run(file, f"settings import main {tmp_path / 'none.toml'}", 2).output
    path.write_text("fetch = 5", encoding="utf-8")
    assert "fetch" in run(file, f"settings import main {path}", 2).output
