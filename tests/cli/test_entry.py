"""The program as a process: signals, closed pipes, poor locales, and faults of its own."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from aliexport_tui.engine.crash import write_crash
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.event import Event
from aliexport_tui.store import events
from aliexport_tui.store.database import Database
from tests.cli.shell import command, environment, process
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox
from tests.support.shop import NOW, FixedClock

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzZWxsZXIiOiJ0ZXN0LXNob3AifQ.c2lnbmF0dXJlLW9mLXRlc3Q"


def note(file: Path, text: str) -> None:
    with closing(Database.open(file)) as db, db.write() as tx:
        events.add(tx, [Event(at=NOW, code="batch.failed", args={"reason": text})])


@contextmanager
def started(*arguments: str) -> Iterator["subprocess.Popen[str]"]:
    child = subprocess.Popen(
        command(*arguments),
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_following_the_log_ends_well_on_a_signal(file: Path, number: signal.Signals, code: int) -> None:
    note(file, "first")
    with started("--db", str(file), "log", "-f") as child:
        assert child.stdout is not None
        assert "first" in child.stdout.readline()
        child.send_signal(number)
        _out, err = child.communicate(timeout=30)
        assert child.returncode == code
        assert "Traceback" not in err


def test_following_the_log_ends_when_nobody_reads(file: Path) -> None:
    note(file, "first")
    with started("--db", str(file), "log", "-f") as child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert "first" in child.stdout.readline()
        child.stdout.close()
        note(file, "second")
        assert child.wait(timeout=30) == 0
        assert child.stderr.read() == ""
        child.stdout = None


@pytest.mark.parametrize(
    ("arguments", "code"), [(("sql", "SELECT * FROM v_products"), 0), (("--run-profile", "shoes", "--dry-run"), 3)]
)
def test_a_closed_pipe_is_no_error(file: Path, arguments: tuple[str, ...], code: int) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        command("--db", str(file), *arguments),
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=writing,
        stderr=subprocess.PIPE if code == 0 else writing,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert ended.returncode == code
    assert not ended.stderr


@pytest.mark.parametrize(
    "poor",
    [{"LANG": "C"}, {"LC_ALL": "POSIX"}, {"LC_ALL": "no_SUCH.locale"}, {"PYTHONIOENCODING": "ascii"}],
    ids=lambda poor: next(iter(poor.values())),
)
def test_cyrillic_in_a_poor_locale(file: Path, poor: dict[str, str]) -> None:
    ended = process("--db", str(file), "status", "shoes", changes=poor)
    assert ended.returncode == 0
    assert "Обувь" in ended.stdout
    unknown = process("--db", str(file), "status", "туфли", changes=poor)
    assert unknown.returncode == 2
    assert "туфли" in unknown.stderr


def test_an_argument_that_is_no_text_is_a_usage_error(file: Path) -> None:
    ended = process("--db", str(file), "status", "t\udcff")
    assert ended.returncode == 2
    assert "encoding" in ended.stderr


def test_a_fault_of_ours_leaves_one_line_and_a_private_file(file: Path) -> None:
    with closing(Database.open(file)) as db, db.write() as tx:
        tx.run("INSERT INTO event (at, level, code, args) VALUES (?, 'info', 'x', 'no json')", (NOW,))
    ended = process("--db", str(file), "log")
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1
    assert "Internal error" in ended.stderr
    (written,) = file.parent.glob("*.crash-*")
    assert str(written) in ended.stderr
    assert written.stat().st_mode & 0o777 == 0o600
    assert "msgspec.DecodeError" in written.read_text(encoding="utf-8")


def test_a_full_disk_ends_with_8_and_loses_nothing(file: Path) -> None:
    """`ulimit -f`: no file of the process may grow beyond 64 KiB, the write-ahead log among them."""
    run = command("--db", str(file), "--run-profile", "shoes", "--dry-run")
    ended = subprocess.run(
        ["bash", "-c", 'ulimit -f 64 && exec "$@"', "bash", *run],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert ended.returncode == 8, ended.stderr
    assert str(file) in ended.stderr
    assert ended.stdout == ""
    with closing(Database.open(file)) as db:
        assert db.value("PRAGMA integrity_check") == "ok"
        assert db.value("SELECT count(*) FROM product") == 40
    assert process("--db", str(file), "--run-profile", "shoes", "--dry-run").returncode == 3


def test_a_crash_file_holds_no_token(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace(file, FixedClock())
    plain = "0123456789abcdef.fedcba9876543210.0011223344556677"
    Secrets(workspace.secrets).set_token("main", plain)
    monkeypatch.setattr("sys.argv", ["aliexport-tui", "sandbox", f"--token={TOKEN}", "--token", TOKEN])
    try:
        raise RuntimeError(f"refused: x-auth-token: {plain}, also {TOKEN}")
    except RuntimeError as error:
        written = write_crash(workspace, error)
    assert written is not None
    text = written.read_text(encoding="utf-8")
    assert "RuntimeError: refused" in text
    for part in (*plain.split("."), *TOKEN.split(".")):
        assert part not in text


def test_a_crash_with_no_room_beside_the_file_is_written_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "taken").write_text("")
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    workspace = Workspace(tmp_path / "taken" / "shop.db", FixedClock())
    written = write_crash(workspace, RuntimeError("x"))
    assert written is not None
    assert written.parent == tmp_path / "temp"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_ends_at_a_safe_point_on_a_signal(tmp_path: Path, number: signal.Signals, code: int) -> None:
    with Sandbox({"fault.stuck": 1}) as sandbox:
        shop = Shop(sandbox, tmp_path)
        shop.supply([Goods("G1"), Goods("G2")])
        shop.profile()
        with started("--db", str(shop.workspace.file), "--run-profile", "shop", "--verify-for", "20s", "--json") as child:
            assert child.stderr is not None
            for line in child.stderr:
                if "Sent" in line or "accepted" in line:
                    break
            child.send_signal(number)
            out, _err = child.communicate(timeout=60)
            assert child.returncode == code
            assert out == ""
        with shop.db() as db:
            assert db.value("SELECT state FROM run") == "ended"
        assert len(sandbox.cards()) == 0
