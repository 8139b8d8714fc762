"""Orders to the shop by command line."""

import json
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aliexport_tui.cli.main import root
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.workspace import Workspace, secrets_beside
from aliexport_tui.model.clock import SystemClock
from aliexport_tui.model.order import Read
from aliexport_tui.store import accounts, order_settings, orders
from aliexport_tui.store.accounts import Account
from tests.handoff.parcels import BUYER, NUMBER, ORDER

Run = Callable[..., Result]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An account with one order."""
    path = tmp_path / "shop.db"
    with closing(Workspace(path, SystemClock()).open()) as db:
        account = accounts.add(db, Account(code="main", kind="local", base_url="http://127.0.0.1:9"), 1)
        with db.write() as tx:
            orders.put(tx, account.id, Read(ORDER, BUYER), 1)
    return path


@pytest.fixture
def run(file: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("LANGUAGE", "en")

    def call(*words: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(root, ["--db", str(file), "orders", *words], input=typed)

    return call


def test_a_target_is_added_tried_listed_and_removed(run: Run, tmp_path: Path) -> None:
    assert run("targets", "add", "file", "main", "out", str(tmp_path), "--since", "2026-01-01").exit_code == 0
    assert run("targets", "test", "main", "out").output == "out could take orders now.\n"
    (told,) = json.loads(run("targets", "list", "main", "--json").stdout)
    assert (told["name"], told["kind"], told["folder"], told["done"]) == ("out", "file", str(tmp_path), 0)
    assert "out" in run("targets", "list", "main").stdout
    assert run("targets", "remove", "main", "out").exit_code == 0
    assert json.loads(run("targets", "list", "main", "--json").stdout) == []
    assert run("targets", "test", "main", "out").exit_code == 2


def test_orders_go_fail_are_listed_and_go_again(run: Run, tmp_path: Path) -> None:
    """The whole way of a person whose command did not know the goods at first."""
    script = f"[ -e {tmp_path}/mended ] || {{ echo unknown goods >&2; exit 3; }}; cat > {tmp_path}/got"
    run("targets", "add", "command", "--since", "2026-01-01", "main", "shell", "/bin/sh", "-c", script)
    result = run("hand-off", "main")
    assert (result.exit_code, result.stdout) == (3, "main: 0 handed over, 1 failed, 0 waiting\n")
    (row,) = json.loads(run("failed", "main", "--json").stdout)
    assert (row["number"], row["code"], row["state"]) == (NUMBER, "handoff.command_refused", "failed")
    shown = run("failed").output
    assert "The command sh ended with 3: unknown goods" in shown
    assert "Mend what it names, then retry." in shown
    assert run("hand-off", "main").exit_code == 0
    (tmp_path / "mended").touch()
    assert run("retry", str(row["id"])).stdout == "1 is due again.\n"
    assert run("hand-off", "main").stdout == "main: 1 handed over, 0 failed, 0 waiting\n"
    assert json.loads((tmp_path / "got").read_text())["marketplace_number"] == NUMBER
    assert "No order has failed." in run("failed").output


def test_the_program_of_a_target_is_told_from_our_options(run: Run) -> None:
    assert run("targets", "add", "command", "main", "shell", "--", "/bin/true", "--new").exit_code == 0
    (told,) = json.loads(run("targets", "list", "main", "--json").stdout)
    assert told["argv"] == ["/bin/true", "--new"]
    refused = run("targets", "add", "command", "main", "shell", "--seconds", "5", "/bin/true")
    assert refused.exit_code == 2
    assert "options of ours stand before" in refused.output


def test_what_waits_is_told_by_the_exit_code(run: Run, tmp_path: Path) -> None:
    run("targets", "add", "file", "main", "out", str(tmp_path / "none"), "--since", "2026-01-01")
    result = run("hand-off", "main", "--json")
    assert (result.exit_code, json.loads(result.stdout)[0]["again"]) == (5, 1)
    shown = run("failed").output
    assert "There is no folder" in shown
    assert "\n  → Make it" in shown
    assert "by itself" not in shown, "nothing may be scheduled here"
    assert run("targets", "remove", "main", "out").exit_code == 0
    shown = run("failed").output
    assert "target removed" in shown
    assert "next hand-over" not in shown
    assert run("drop", "--all").stdout == "1 was dropped.\n"
    assert run("hand-off", "main").exit_code == 0


def test_a_signal_ends_it_with_its_number(run: Run, tmp_path: Path) -> None:
    """The order that is on its way arrives and is known as taken."""
    script = f"cat > {tmp_path}/got; kill -TERM {os.getpid()}"
    run("targets", "add", "command", "--since", "2026-01-01", "main", "shell", "/bin/sh", "-c", script)
    result = run("hand-off", "main")
    assert (result.exit_code, result.stdout) == (143, "main: 1 handed over, 0 failed, 0 waiting\n")
    assert run("hand-off", "main").stdout == "main: 0 handed over, 0 failed, 0 waiting\n"


def test_a_target_that_is_changed_keeps_its_secret_and_since_when(run: Run, file: Path, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text("# of the shop\naccess_token = geheim-token-1\n")
    run(
        "targets",
        "add",
        "magento",
        "main",
        "shop",
        "https://shop.example",
        "--keys-file",
        str(keys),
        "--since",
        "2026-01-01",
    )
    run("targets", "add", "magento", "main", "shop", "https://shop.example", "--quote")
    with closing(Workspace(file, SystemClock()).open()) as db:
        (target,) = order_settings.load(db, accounts.get(db, "main").id).settings.hand_off.targets.values()
    assert target.since == 1_767_214_800_000
    assert Secrets(secrets_beside(file)).keys("orders/main/shop") == {"access_token": "geheim-token-1"}
    assert "magento (by cart)" in run("targets", "list", "main").stdout


@pytest.mark.parametrize("text", ["access_token geheim-token-1\n", "word = geheim-token-1\n"])
def test_a_file_of_keys_that_is_none_is_not_quoted(run: Run, tmp_path: Path, text: str) -> None:
    keys = tmp_path / "keys"
    keys.write_text(text)
    result = run("targets", "add", "magento", "main", "shop", "https://shop.example", "--keys-file", str(keys))
    assert result.exit_code == 2
    assert "geheim" not in result.output


def test_a_secret_from_standard_input(run: Run, file: Path) -> None:
    run("targets", "add", "webhook", "main", "hook", "https://shop.example/in", "--secret-file", "-", typed="geheim-7\n")
    assert Secrets(secrets_beside(file)).keys("orders/main/hook") == {"secret": "geheim-7"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("retry",), "Nothing is named"),
        (("drop", "77"), "There is no hand-off with the number 77"),
        (("hand-off", "main", "--target", "moon"), "There is no target “moon”"),
        (("targets", "add", "file", "main", "Big Name", "/tmp"), "can't be the name of a target"),
    ],
)
def test_what_is_refused(run: Run, words: tuple[str, ...], told: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert told in result.output
