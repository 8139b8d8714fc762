"""A backup is whole, verified, private and in place at once; a restore refuses work, keeps what it replaces, and lets
nothing be created blindly."""

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from aliexport_tui.engine import chores
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.operations.backup import backup, last_backup
from aliexport_tui.engine.operations.restore import restore
from aliexport_tui.engine.runs.dead import living
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import AliexportError, BusyError, FileTrouble
from aliexport_tui.store import activity, copying, hand_offs, holders, restoring, runs
from aliexport_tui.store.database import Database
from tests.cli.shell import call
from tests.engine.operations.test_activity import TOKEN
from tests.support.shop import FixedClock, fill, make_workspace

Shop = tuple[Workspace, Database]


@pytest.fixture
def shop(filled: Shop) -> Shop:
    _workspace, db = filled
    with db.write() as tx:
        restoring.ensure_identity(tx)
        tx.run("UPDATE account SET last_full_scan = 1")
    return filled


def name(db: Database) -> object:
    return db.value("SELECT name FROM product WHERE id = 1")


def call_it(db: Database, name: str) -> None:
    with db.write() as tx:
        tx.run("UPDATE product SET name = ? WHERE id = 1", (name,))


def send_something(db: Database, at: int = 5) -> None:
    with db.write() as tx:
        tx.run("INSERT INTO batch (account, method, state, sent_at) VALUES (1, 'price', 'settled', ?)", (at,))


def refused(workspace: Workspace, path: Path) -> str:
    with pytest.raises(AliexportError) as caught:
        restore(workspace, path)
    return caught.value.code


def test_there_and_back(shop: Shop, tmp_path: Path) -> None:
    workspace, db = shop
    Secrets(workspace.secrets).set_token("main", TOKEN)
    before = name(db)
    facts, _gone = backup(workspace, tmp_path / "kept.db")
    assert (tmp_path / "kept.db").stat().st_mode & 0o777 == 0o600
    assert facts.rows["product"] == 40
    assert last_backup(db).path == str(tmp_path / "kept.db")
    assert TOKEN.rpartition(".")[2].encode() not in (tmp_path / "kept.db").read_bytes()
    call_it(db, "another")
    done = restore(workspace, tmp_path / "kept.db")
    # the connection that was open all the while sees what was brought back
    assert name(db) == before
    assert (done.lost, done.was_damaged) == (False, False)
    with closing(Database.open(Path(done.kept))) as kept:
        assert name(kept) == "another"
    assert db.value("SELECT last_full_scan FROM account") is None
    assert activity.latest(db, limit=1)[0].subtype == "restored"


def test_while_others_write(shop: Shop, tmp_path: Path) -> None:
    """The copy is of one moment: of two figures that are changed together it never has one alone."""
    workspace, db = shop
    with db.write() as tx:
        tx.run("UPDATE product SET stock = 0, price = 0")
    over = threading.Event()

    def write() -> None:
        with closing(workspace.open()) as own:
            own.hurry()
            number = 0
            while not over.is_set():
                number += 1
                with own.write() as tx:
                    tx.run("UPDATE product SET stock = ?, price = ?", (number, number))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for round_ in range(2):
            facts, _gone = backup(workspace, tmp_path / f"{round_}.db")
            with closing(sqlite3.connect(facts.path)) as copy:
                ((pairs, whole),) = copy.execute(
                    "SELECT count(DISTINCT stock || '/' || price), min(stock = price) FROM product"
                )
                assert (pairs, whole) == (1, 1)
    finally:
        over.set()
        writer.join()


def test_a_folder_keeps_so_many(shop: Shop, tmp_path: Path) -> None:
    workspace, _db = shop
    clock = workspace.clock
    assert isinstance(clock, FixedClock)
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "shop-notes.db").write_text("mine")
    for _round in range(4):
        clock.sleep(86_400)
        backup(workspace, folder, keep=2)
    assert len(list(folder.glob("shop-2*.db"))) == 2
    assert (folder / "shop-notes.db").exists()
    assert not list(folder.glob(".*"))


def test_what_killed_copies_left_is_swept(shop: Shop, tmp_path: Path) -> None:
    workspace, _db = shop
    backup(workspace, tmp_path / "kept.db")
    ours = (tmp_path / "kept.db").read_bytes()
    left = {
        ".kept.db.4194304.part": (ours, False),
        ".kept.db.4194304.part-journal": (b"pages", False),
        ".kept.db.4194305.part": (bytes(4096), False),
        ".letter.4194304.part": (b"not ours" * 20, True),
        f".kept.db.{os.getppid()}.part": (ours, True),
        ".notes.part": (b"", True),
    }
    for file, (content, _stays) in left.items():
        (tmp_path / file).write_bytes(content)
    backup(workspace, tmp_path / "kept.db")
    assert {file: (tmp_path / file).exists() for file in left} == {file: stays for file, (_content, stays) in left.items()}


@pytest.mark.parametrize(("content", "code"), [(b"a letter", "backup.foreign_there"), (b"", ""), (None, "backup.same_file")])
def test_what_is_there_already(shop: Shop, tmp_path: Path, content: bytes | None, code: str) -> None:
    workspace, _db = shop
    path = workspace.file if content is None else tmp_path / "there"
    if content is not None:
        path.write_bytes(content)
    if not code:
        backup(workspace, path)
        backup(workspace, path)
        return
    with pytest.raises(AliexportError) as caught:
        backup(workspace, path)
    assert caught.value.code == code
    assert content is None or path.read_bytes() == content


def test_a_torn_backup_is_refused(shop: Shop, tmp_path: Path) -> None:
    workspace, db = shop
    path = tmp_path / "kept.db"
    backup(workspace, path)
    whole = path.read_bytes()
    for damaged, code in (
        (whole[: len(whole) // 2], "file.damaged"),
        (b"", "file.foreign"),
        (b"no database" * 99, "file.damaged"),
    ):
        path.write_bytes(damaged)
        assert refused(workspace, path) == code
    path.write_bytes(whole[:40_960] + bytes(8_192) + whole[49_152:])
    assert refused(workspace, path) == "file.damaged"
    assert refused(workspace, tmp_path / "missing") == "file.unreadable"
    assert refused(workspace, workspace.file) == "restore.same_file"
    assert db.value("SELECT last_full_scan FROM account") == 1
    assert not list(tmp_path.glob("*.replaced-*"))


def test_nobody_may_be_at_work(shop: Shop, tmp_path: Path) -> None:
    workspace, db = shop
    path = tmp_path / "kept.db"
    backup(workspace, path)
    for held in ("account-main", "shoes.stock", "import-feed", "order-hand-off-main"):
        lock = Lock(workspace.lock(held))
        assert lock.acquire(who="somebody", now=1)
        assert refused(workspace, path) == "file.at_work"
        lock.release()
    run = runs.start(
        db, profile=1, action="stock", mode="headless", selection=None, verify_s=1, who="cron", now=workspace.clock.now_ms()
    )
    alive = living(workspace)
    alive.hold(run)
    try:
        assert refused(workspace, path) == "file.at_work"
    finally:
        alive.let_go(run)
    with chores.chore(workspace, "sync", "main"), pytest.raises(BusyError):
        restore(workspace, path)
    assert restore(workspace, path).lost is False


def test_a_writer_that_does_not_end(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some program of the owner's holds the file: the restore gives up, and nothing has changed."""
    workspace, db = shop
    backup(workspace, tmp_path / "kept.db")
    call_it(db, "another")
    monkeypatch.setattr(copying, "_BUSY_S", 0.0)
    with closing(sqlite3.connect(workspace.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert refused(workspace, tmp_path / "kept.db") == "file.busy"
    assert name(db) == "another"


def test_sent_since_the_backup(shop: Shop, tmp_path: Path) -> None:
    """No account may create before the horizon and a scan, and order actions are looked for first."""
    from aliexport_tui.engine.reconciling import restored
    from aliexport_tui.engine.reconciling.mark import MarkFile

    workspace, db = shop
    with db.write() as tx:
        tx.run(
            "INSERT INTO order_action (account, kind, subject, args, origin, state, who, made_at, next_try_at)"
            " VALUES (1, 'delivered', '7', '{}', 'by_hand', 'waiting', 'me', 1, 1)"
        )
        tx.run(
            "INSERT INTO trade_order (id, account, number, status, payment_status, delivery_status, antifraud_status, model,"
            " total, created_at, updated_at, units, first_seen_at, changed_at, words, body, hash)"
            " VALUES (1, 1, '7', 'Created', 'Hold', '', '', 'DBS', 1, 1, 1, 1, 1, 1, '', '{}', '')"
        )
        tx.run("UPDATE order_action SET trade_order = 1")
        assert hand_offs.enqueue(tx, 1, "main", "early", since=0, paid_only=True, now=1) == 1
    assert restored.notice(db, 1) is False
    backup(workspace, tmp_path / "kept.db")
    send_something(db)
    MarkFile(db, 1).write(restoring.identity(db), restoring.last_batch(db), workspace.clock.now_ms())
    with db.write() as tx:
        tx.run("UPDATE order_action SET state = 'done'")
    assert restore(workspace, tmp_path / "kept.db").lost is True
    after = restoring.creates_after(db, 1)
    assert after is not None
    assert after >= workspace.clock.now_ms() + 5_400_000
    assert restoring.known_until(db, 1) is not None
    assert db.value("SELECT state FROM order_action") == "unknown"
    with db.write() as tx:
        assert hand_offs.enqueue(tx, 1, "main", "late", since=0, paid_only=True, now=1) == 1
    assert db.rows("SELECT target, doubt FROM hand_off ORDER BY target") == [("early", 1), ("late", 1)]


def test_in_place_of_a_damaged_file(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path)
    with closing(workspace.open()) as db:
        fill(db)
        send_something(db)
        with db.write() as tx:
            restoring.ensure_identity(tx)
        backup(workspace, tmp_path / "kept.db")
    workspace.file.write_bytes(b"rubbish" * 1000)
    done = restore(workspace, tmp_path / "kept.db")
    assert done.was_damaged
    # its marks are lost: what left since is not known
    assert done.lost
    assert Path(done.kept).read_bytes() == b"rubbish" * 1000
    with closing(workspace.open()) as db:
        assert db.value("SELECT count(*) FROM product") == 40
        assert db.value("PRAGMA journal_mode") == "wal"


def test_on_a_new_machine(shop: Shop, tmp_path: Path) -> None:
    workspace, _db = shop
    backup(workspace, tmp_path / "kept.db")
    other = Workspace(tmp_path / "new" / "shop.db", workspace.clock)
    done = restore(other, tmp_path / "kept.db")
    assert (done.kept, done.was_damaged) == ("", False)
    assert copying.verified(other.file).rows["product"] == 40


def test_a_damaged_file_that_others_have_open(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, _db = shop
    backup(workspace, tmp_path / "kept.db")
    other = Workspace(tmp_path / "other.db", workspace.clock)
    other.file.write_bytes(b"rubbish" * 1000)
    monkeypatch.setattr("os.getpid", lambda: 1 << 30)
    assert holders.others(other.file) == ()
    with other.file.open("rb"):
        assert len(holders.others(other.file)) == 1
        assert refused(other, tmp_path / "kept.db") == "restore.open_elsewhere"


def test_commands(shop: Shop, tmp_path: Path) -> None:
    workspace, db = shop
    path = tmp_path / "kept.db"
    told = call(workspace.file, "backup", str(path))
    assert told.exit_code == 0
    assert "verified; products 40" in told.stdout
    call_it(db, "another")
    assert call(workspace.file, "restore", str(path)).exit_code == 2
    assert call(workspace.file, "restore", str(path), "--yes", "--json").exit_code == 0
    assert name(db) != "another"
    assert call(workspace.file, "backup", str(path), "--keep", "3").exit_code == 2
    nowhere = call(workspace.file, "backup", str(tmp_path / "none"), "--keep", "3")
    assert nowhere.exit_code == 2
    assert f"mkdir -p {tmp_path / 'none'}" in nowhere.output
    assert call(workspace.file, "restore", str(tmp_path / "missing"), "--yes").exit_code == 8
    assert isinstance(FileTrouble("file.io"), AliexportError)
