"""The schedule in real files: a crontab, systemd's units; what a stranger wrote stays."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from aliexport_tui.engine.scheduling import installing, settings
from aliexport_tui.engine.scheduling.crontab import block_of
from aliexport_tui.engine.scheduling.installing import Where
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.schedule import Job, Timing
from aliexport_tui.store.database import Database
from tests.support.shop import FixedClock, fill

FOREIGN = b"MAILTO=me@example.com\n5 4 * * * backup %d\r\n# \xff\nlast line without an end"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """In a folder with everything that has to be quoted."""
    folder = tmp_path / """it's 50% "my" $HOME \\shop"""
    folder.mkdir()
    return Workspace(file=folder / "shop.db", clock=FixedClock())


@pytest.fixture
def db(workspace: Workspace) -> Iterator[Database]:
    with closing(workspace.open()) as db:
        fill(db, 4)
        yield db


def test_defaults_are_those_of_the_manual(db: Database) -> None:
    """Stocks and prices of the active profile; orders wait for an account that fetches them; status and content are off."""
    assert [(one.job, one.subject) for one in settings.entries(db)] == [
        ("stock", "shoes"),
        ("price", "shoes"),
        ("housekeeping", ""),
    ]
    with db.write() as tx:
        tx.run(
            "INSERT INTO order_settings (account, body, changed_at) VALUES (1, ?, 0)",
            ('{"enabled": true}',),
        )
    assert ("orders", "main") in [(one.job, one.subject) for one in settings.entries(db)]
    assert "order_status" not in [one.job for one in settings.entries(db)]


def test_one_profile_may_differ(db: Database) -> None:
    settings.set_timing(db, "price", Timing(on=False))
    settings.set_timing(db, "price", Timing(every=120, at="01:30"), "shoes")
    assert [(one.job, one.timing) for one in settings.entries(db) if one.job == "price"] == [
        ("price", Timing(every=120, at="01:30"))
    ]
    settings.set_timing(db, "price", None, "shoes")
    assert "price" not in [one.job for one in settings.entries(db)]
    settings.set_timing(db, "price", None)
    assert "price" in [one.job for one in settings.entries(db)]


@pytest.mark.parametrize(
    ("job", "timing", "subject", "code"),
    [
        ("stock", Timing(every=7), "", "schedule.every"),
        ("stock", Timing(at="25:00"), "", "schedule.bad_time"),
        ("stock", Timing(), "nobody", "profile.unknown"),
        ("orders", Timing(), "shoes", "account.unknown"),
        ("housekeeping", Timing(), "shoes", "schedule.subject"),
    ],
)
def test_what_can_not_be_set(db: Database, job: Job, timing: Timing, subject: str, code: str) -> None:
    with pytest.raises(ConfigError) as caught:
        settings.set_timing(db, job, timing, subject)
    assert caught.value.code == code


def test_a_crontab_file(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    table = tmp_path / "crontab"
    table.write_bytes(FOREIGN)
    table.chmod(0o640)
    where = Where("cron", crontab_file=table)
    written = installing.install(workspace, db, where)
    held = table.read_bytes()
    assert held.startswith(FOREIGN + b"\n# >>> aliexport-tui: ")
    lines = block_of(held, str(workspace.file))
    assert lines is not None
    assert [line.split(" ")[:5] for line in lines] == [
        ["*/10", "*", "*", "*", "*"],
        ["25", "*", "*", "*", "*"],
        ["9-59/15", "*", "*", "*", "*"],
    ]
    assert table.stat().st_mode & 0o777 == 0o640
    assert len(written.entries) == 3
    assert not installing.differs(workspace, db)
    installing.install(workspace, db, where)
    assert table.read_bytes() == held
    settings.set_timing(db, "stock", Timing(every=5))
    assert installing.differs(workspace, db)
    installing.install(workspace, db, where)
    assert b"\n*/5 * * * * " in table.read_bytes()
    assert not installing.differs(workspace, db)
    assert installing.remove(workspace, db).kind == "cron"
    assert table.read_bytes() == FOREIGN
    assert installing.remove(workspace, db).kind == ""


def test_what_cron_would_start_is_this_program(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    """The command of the block, as cron hands it to the shell; a job of a shop with such a path is done and recorded."""
    table = tmp_path / "crontab"
    installing.install(workspace, db, Where("cron", crontab_file=table))
    lines = block_of(table.read_bytes(), str(workspace.file))
    assert lines is not None
    (line,) = [line for line in lines if "housekeeping" in line]
    command = line.split(" ", 5)[5].replace("\\%", "%")
    ended = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    found = db.rows("SELECT code, subject, scheduled_at IS NOT NULL FROM job WHERE state = 'done'")
    assert found == [("housekeeping", "", 1)]


def test_units_of_systemd(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    folder = tmp_path / "units"
    folder.mkdir()
    (folder / "other.timer").write_text("[Timer]\n")
    where = Where("systemd", systemd_folder=folder)
    installing.install(workspace, db, where)
    names = sorted(path.name.split("-", 2)[2] for path in folder.iterdir() if path.name != "other.timer")
    assert names == [
        "housekeeping.service", "housekeeping.timer", "price-shoes.service", "price-shoes.timer",
        "stock-shoes.service", "stock-shoes.timer",
    ]  # fmt: skip
    assert not installing.differs(workspace, db)
    _verified(folder, tmp_path)
    settings.set_timing(db, "stock", Timing(on=False), "shoes")
    assert installing.differs(workspace, db)
    installing.install(workspace, db, where)
    assert not list(folder.glob("*stock*"))
    installing.remove(workspace, db)
    assert [path.name for path in folder.iterdir()] == ["other.timer"]


def _verified(folder: Path, tmp_path: Path) -> None:
    """By systemd itself where there is one; what ExecStart means is read as systemd reads it."""
    services = sorted(folder.glob("*.service"))
    (command,) = [line for line in services[0].read_text().splitlines() if line.startswith("ExecStart=")]
    assert r"""it's 50%% \"my\" $$HOME \\shop""" in command
    if shutil.which("systemd-analyze") is None:
        return
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    units = [str(path) for path in (*services, *sorted(folder.glob("aliexport-*.timer")))]
    ended = subprocess.run(
        ["systemd-analyze", "--user", "--man=no", "verify", *units],
        env={**os.environ, "XDG_RUNTIME_DIR": str(runtime)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_unit_of_somebody_else_is_left_alone(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    folder = tmp_path / "units"
    where = Where("systemd", systemd_folder=folder)
    installing.install(workspace, db, where)
    theirs = next(folder.glob("*stock*.timer"))
    theirs.write_text("[Timer]\n")
    with pytest.raises(ConfigError) as caught:
        installing.install(workspace, db, where)
    assert caught.value.code == "schedule.unit_foreign"
    installing.remove(workspace, db)
    assert [path.name for path in folder.iterdir()] == [theirs.name]


def test_the_place_may_change(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    """What was installed before is taken back when the new one stands."""
    table, folder = tmp_path / "crontab", tmp_path / "units"
    table.write_bytes(FOREIGN)
    installing.install(workspace, db, Where("cron", crontab_file=table))
    installing.install(workspace, db, Where("systemd", systemd_folder=folder))
    assert table.read_bytes() == FOREIGN
    assert len(list(folder.iterdir())) == 6
    installing.install(workspace, db, Where("cron", crontab_file=table))
    assert list(folder.iterdir()) == []
    assert settings.installed(db).place == str(table)


CRONTAB = """#!/bin/sh
table={table}
case "$1" in
  -l) if [ -f "$table" ]; then cat "$table"; else echo "no crontab for you" >&2; exit 1; fi ;;
  -) if [ -f "$table.refuses" ]; then echo "errors in crontab file" >&2; exit 1; fi; cat > "$table" ;;
  *) exit 2 ;;
esac
"""


def test_the_crontab_of_the_user(
    workspace: Workspace, db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through a program `crontab` that behaves as crontab(1) does."""
    program, table = tmp_path / "bin" / "crontab", tmp_path / "table"
    program.parent.mkdir()
    program.write_text(CRONTAB.format(table=table))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    installing.install(workspace, db, Where("cron"))
    assert block_of(table.read_bytes(), str(workspace.file)) is not None
    (tmp_path / "table.refuses").touch()
    settings.set_timing(db, "stock", Timing(every=5))
    with pytest.raises(ConfigError) as caught:
        installing.install(workspace, db, Where("cron"))
    assert (caught.value.code, caught.value.args_by_name["said"]) == ("schedule.crontab_failed", "errors in crontab file")
    assert installing.differs(workspace, db), "what was refused is not taken for installed"
    (tmp_path / "table.refuses").unlink()
    installing.remove(workspace, db)
    assert table.read_bytes() == b""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ConfigError) as caught:
        installing.install(workspace, db, Where("cron"))
    assert caught.value.code == "schedule.no_crontab"


SYSTEMCTL = """#!/bin/sh
echo "$@" >> {calls}
if [ -f "{calls}.refuses" ] && [ "$2" = enable ]; then echo "Failed to enable unit: no bus" >&2; exit 1; fi
"""


def test_timers_of_the_user(workspace: Workspace, db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What systemctl(1) is asked, through a program of its name; the units stand where systemd looks for a user's own."""
    program, calls = tmp_path / "bin" / "systemctl", tmp_path / "calls"
    program.parent.mkdir()
    program.write_text(SYSTEMCTL.format(calls=calls))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert installing.usual_kind() == "systemd"
    calls.unlink()
    installing.install(workspace, db, Where("systemd"))
    folder = tmp_path / "config" / "systemd" / "user"
    timers = [path.name for path in sorted(folder.glob("*.timer"))]
    assert len(timers) == 3
    asked = [line.split(" ") for line in calls.read_text().splitlines()]
    assert asked[0] == ["--user", "daemon-reload"]
    assert [line[:3] for line in asked[1:]] == [["--user", "enable", "--now"], ["--user", "restart", *asked[2][2:3]]]
    assert sorted(asked[1][3:]) == sorted(asked[2][2:]) == timers
    settings.set_timing(db, "price", Timing(on=False))
    (tmp_path / "calls.refuses").touch()
    with pytest.raises(ConfigError) as caught:
        installing.install(workspace, db, Where("systemd"))
    assert (caught.value.code, caught.value.args_by_name["said"]) == (
        "schedule.systemd_failed", "Failed to enable unit: no bus",
    )  # fmt: skip
    assert installing.differs(workspace, db)
    (tmp_path / "calls.refuses").unlink()
    calls.unlink()
    installing.install(workspace, db, Where("systemd"))
    installing.remove(workspace, db)
    assert list(folder.iterdir()) == []
    disabled = [line for line in calls.read_text().splitlines() if line.startswith("--user disable --now ")]
    assert len(disabled) == 1
    assert "price" not in disabled[0], "it went before"


def test_the_demo_touches_nothing_outside(tmp_path: Path) -> None:
    demo = Workspace(file=tmp_path / "demo.db", clock=FixedClock(), demo=True)
    with closing(demo.open()) as db, pytest.raises(ConfigError) as caught:
        installing.install(demo, db, Where("cron", crontab_file=tmp_path / "crontab"))
    assert caught.value.code == "schedule.demo"
