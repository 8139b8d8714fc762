"""The doctor: each thing amiss is found and graded, with advice; a monitor is told by the exit code."""

import json
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from aliexport_tui.engine.accounts import add_account
from aliexport_tui.engine.operations import system_checks
from aliexport_tui.engine.operations.backup import LastBackup
from aliexport_tui.engine.operations.debugging import switch_on
from aliexport_tui.engine.operations.doctor import Asked, examine
from aliexport_tui.engine.operations.finding import Finding, worst
from aliexport_tui.engine.operations.system_checks import libraries
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.workspace import Workspace, open_workspace
from aliexport_tui.messages.registry import MESSAGES, render
from aliexport_tui.store import runs, settings
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.telling.health_text import text_of
from tests.cli.shell import call
from tests.engine.operations.test_activity import TOKEN
from tests.support.sandbox import Sandbox
from tests.support.shop import NOW

Shop = tuple[Workspace, Database]
HOUR = 3_600_000
OFFLINE = Asked(offline=True)


@pytest.fixture
def shop(filled: Shop) -> Shop:
    """Everything as it should be."""
    workspace, db = filled
    Secrets(workspace.secrets).set_token("main", TOKEN)
    ran(db, 1)
    with db.write() as tx:
        settings.save(tx, "last_backup", LastBackup(NOW, "kept.db", 1))
    return filled


def ran(db: Database, hours_ago: float, exit_code: int = 0, summary: str = "") -> None:
    at = NOW - round(hours_ago * HOUR)
    run = runs.start(db, profile=1, action="stock", mode="headless", selection=None, verify_s=1, who="cron", now=at)
    runs.end(db, run, exit_code, at, summary=summary)


def amiss(found: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(one.code, one.grade) for one in found if one.grade != "ok" and one.check != "disk"]


def test_all_is_well(shop: Shop) -> None:
    workspace, _db = shop
    found = examine(workspace, OFFLINE)
    assert amiss(found) == []
    assert {"versions", "permissions", "disk", "file", "work", "run", "schema", "backup", "token"} <= {
        one.check for one in found
    }
    for one in found:
        assert "?" not in text_of(one)[0]
    assert {"click", "httpx", "textual", "msgspec"} <= libraries()[0].keys()


def write(sql: str) -> Callable[[Workspace, Database], None]:
    def change(_workspace: Workspace, db: Database) -> None:
        with db.write() as tx:
            tx.run(sql)

    return change


def mode(name: str, bits: int) -> Callable[[Workspace, Database], None]:
    return lambda workspace, _db: (workspace.file.parent / name).chmod(bits)


OLD_RUN = write(f"UPDATE run SET ended_at = {NOW - 27 * HOUR}")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (OLD_RUN, ("doctor.run_old", "bad")),
        (write("UPDATE run SET exit_code = 7"), None),
        (write(f"UPDATE profile SET changed_at = {NOW - 30 * HOUR}"), None),
        (write(f"UPDATE schema_category SET fetched_at = {NOW - 31 * 24 * HOUR}"), ("doctor.old_schema", "warn")),
        (write("DELETE FROM schema_category"), ("doctor.no_schema", "warn")),
        (write("UPDATE account SET enabled = 0"), ("doctor.no_account", "warn")),
        (write(f"INSERT INTO event (at, level, code) VALUES ({NOW + HOUR}, 'info', 'x')"), ("doctor.clock_back", "bad")),
        (write("DELETE FROM setting WHERE key = 'last_backup'"), ("doctor.no_backup", "warn")),
        (
            write(f"UPDATE setting SET value = json_set(value, '$.at', {NOW - 8 * 24 * HOUR}) WHERE key = 'last_backup'"),
            ("doctor.old_backup", "warn"),
        ),
        (lambda workspace, _db: Secrets(workspace.secrets).forget("main"), ("account.token_missing", "bad")),
        (mode("shop.db", 0o644), ("doctor.file_open", "warn")),
        (mode(".", 0o777), ("doctor.folder_open", "bad")),
        (lambda workspace, _db: switch_on(workspace, 60), ("doctor.debugging", "warn")),
        (
            write("INSERT INTO import (source, began_at, ended_at, state) VALUES (1, 1, 2, 'failed')"),
            ("doctor.import_failed", "warn"),
        ),
        (
            write(
                "INSERT INTO run (profile, profile_code, action, mode, verify_s, state, pid, started_at, heartbeat_at)"
                " VALUES (1, 'shoes', 'stock', 'headless', 1, 'sending', 999999, 1, 1)"
            ),
            ("doctor.dead_run", "warn"),
        ),
    ],
)  # fmt: skip
def test_what_is_amiss(
    shop: Shop, change: Callable[[Workspace, Database], object], expected: tuple[str, str] | None
) -> None:
    workspace, db = shop
    change(workspace, db)
    found = examine(workspace, OFFLINE)
    assert amiss(found) == ([expected] if expected else [])
    for one in found:
        text, advice = text_of(one)
        assert "?" not in text
        assert one.grade == "ok" or advice


@pytest.mark.parametrize(
    ("hours", "exit_code", "summary", "code"),
    [
        (25, 0, "", 0),
        (27, 0, "", 4),
        (25, 3, "", 0),
        (25, 5, "", 0),
        (25, 7, "", 4),
        (25, 1, "", 4),
        (25, 0, '{"dry_run": true}', 4),
    ],
)
def test_a_monitor_is_told_when_the_last_good_run_is_too_old(
    shop: Shop, hours: int, exit_code: int, summary: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, db = shop
    with db.write() as tx:
        tx.run("DELETE FROM run")
        tx.run("UPDATE profile SET changed_at = ?", (NOW - 90 * HOUR,))
    ran(db, hours, exit_code, summary)
    monkeypatch.setattr("aliexport_tui.engine.workspace.SystemClock", lambda: workspace.clock)
    told = call(workspace.file, "doctor", "--check", "--offline", "--max-age", "26h", "--json")
    findings = json.loads(told.stdout)["findings"]
    assert told.exit_code == code
    late = "doctor.run_old" if hours == 27 else "doctor.never_ran"
    assert [one["code"] for one in findings if one["check"] == "run"] == ([late] if code else [])
    assert call(workspace.file, "doctor", "--check", "--offline", "--max-age", "91h").exit_code == 0
    assert call(workspace.file, "doctor", "--offline").exit_code == 0


@pytest.mark.parametrize(("hours", "code"), [(25, "doctor.orders_good"), (27, "doctor.orders_old")])
def test_orders_that_nobody_fetches_any_more(shop: Shop, hours: int, code: str) -> None:
    workspace, db = shop
    with db.write() as tx:
        tx.run("INSERT INTO order_settings SELECT id, ?, 1, ? FROM account", ('{"enabled": true}', NOW - 90 * HOUR))
        tx.run("INSERT INTO order_reach SELECT id, 1, ? FROM account", (NOW - hours * HOUR,))
    found = [one for one in examine(workspace, OFFLINE) if one.check == "orders"]
    assert [(one.code, one.grade) for one in found] == [(code, "ok" if hours == 25 else "bad")]


def test_a_damaged_file(shop: Shop) -> None:
    workspace, db = shop
    db.close()
    content = workspace.file.read_bytes()
    workspace.file.write_bytes(content[:8192] + os.urandom(8192) + content[16384:])
    found = examine(workspace, OFFLINE)
    assert worst(found) == "bad"
    assert any(one.check == "file" and one.grade == "bad" for one in found)
    workspace.file.write_bytes(b"rubbish" * 1000)
    assert ("file.damaged", "bad") in amiss(examine(workspace, OFFLINE))
    workspace.file.unlink()
    assert amiss(examine(workspace, OFFLINE)) == [("doctor.no_file", "bad")]


def test_a_folder_that_can_not_be_entered(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who calls it as another user gets findings, too."""
    workspace, _db = shop

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(system_checks, "_mode", refuse)
    [found] = [one for one in examine(workspace, OFFLINE) if one.grade == "bad"]
    assert (found.check, found.code, found.args["path"]) == ("file", "file.unreadable", str(workspace.file))


def test_the_whole_file(shop: Shop) -> None:
    workspace, _db = shop
    assert [one.code for one in examine(workspace, Asked(offline=True, deep=True)) if one.check == "file"] == [
        "doctor.whole"
    ]


def test_token_and_clock_over_the_network(tmp_path: Path) -> None:
    with Sandbox() as sandbox:
        workspace = open_workspace(tmp_path / "shop.db", clock=None)
        with closing(workspace.open()) as db:
            add_account(workspace, db, Account(code="main", kind="local", base_url=sandbox.address), sandbox.token)
            add_account(workspace, db, Account(code="other", kind="local", base_url=sandbox.address), TOKEN)
        found = {(one.code, one.args.get("account")): one for one in examine(workspace) if one.check in ("token", "clock")}
    assert found["doctor.token_good", "main"].grade == "ok"
    assert found["marketplace.auth", "other"].grade == "bad"
    assert ("doctor.clock", "main") in found or ("doctor.clock_apart", "main") in found


def test_every_finding_has_advice_or_is_good() -> None:
    for code, message in MESSAGES.items():
        if code.startswith("doctor.") and message.text[:1].isupper():
            assert message.hint, code
            assert render(code, {})
