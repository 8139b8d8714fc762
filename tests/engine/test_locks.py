"""Locks of one program in several processes: who holds, who lives, what a death, a fork and a full disk leave behind."""

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from aliexport_tui.engine.locks import Living, Lock
from aliexport_tui.model.errors import FileTrouble


def forked(work: Callable[[], int]) -> int:
    """The exit code of a child that does the work."""
    child = os.fork()
    if child == 0:
        os._exit(work())
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_held_lock_is_told_with_its_holder(tmp_path: Path) -> None:
    mine, other = Lock(tmp_path / "x.lock"), Lock(tmp_path / "x.lock")
    assert mine.acquire(who="olga", now=1_700_000_000_000)
    assert not other.acquire(who="cron", now=1_700_000_100_000)
    assert other.holder() == {"pid": str(os.getpid()), "who": "olga", "since": "1700000000000"}
    mine.release()
    assert other.acquire(who="cron", now=1_700_000_100_000)
    assert mine.holder()["who"] == "cron"
    other.release()


def test_a_lock_file_left_by_a_dead_holder_is_free(tmp_path: Path) -> None:
    def die() -> int:
        Lock(tmp_path / "x.lock").acquire(who="dead", now=1)
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    assert forked(die) == -signal.SIGKILL
    lock = Lock(tmp_path / "x.lock")
    assert lock.holder()["who"] == "dead"
    assert lock.acquire(who="next", now=2)
    lock.release()


@pytest.mark.parametrize("text", ["", "{", "[1]", "\x00" * 100, '{"pid": 1, "who": "a"}' * 2])
def test_any_text_in_a_stale_lock_file_is_no_hindrance(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.lock"
    path.write_text(text, encoding="utf-8")
    lock = Lock(path)
    assert lock.holder() == {}
    assert lock.acquire(who="me", now=3)
    lock.release()
    assert json.loads(path.read_text(encoding="utf-8"))["who"] == "me"


def test_a_lock_that_cannot_be_opened_is_a_trouble_of_files(tmp_path: Path) -> None:
    (tmp_path / "x.lock").mkdir()
    with pytest.raises(FileTrouble, match=r"file\.unreadable"):
        Lock(tmp_path / "x.lock").acquire(who="me", now=1)
    (tmp_path / "runs.lock").mkdir()
    with pytest.raises(FileTrouble, match=r"file\.unreadable"):
        Living(tmp_path / "runs.lock").hold(1)


def test_a_full_disk_costs_the_name_and_not_the_lock() -> None:
    lock = Lock(Path("/dev/full"))
    assert lock.acquire(who="me", now=1)
    lock.release()
    assert not lock.held


def test_a_child_of_the_holder_does_not_keep_the_lock(tmp_path: Path) -> None:
    """The holder dies while a process that it forked lives on."""
    ready_read, ready_write = os.pipe()
    end_read, end_write = os.pipe()

    def hold_and_fork() -> int:
        Lock(tmp_path / "x.lock").acquire(who="parent", now=1)
        kept = Lock(tmp_path / "y.lock")
        kept.acquire(who="parent", now=1)
        Living(tmp_path / "runs.lock").hold(7)
        if os.fork() == 0:
            os.close(end_write)
            os.write(ready_write, b"!")
            os.read(end_read, 1)
            os._exit(0)
        os.read(ready_read, 1)
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    assert forked(hold_and_fork) == -signal.SIGKILL
    lock = Lock(tmp_path / "y.lock")
    assert lock.acquire(who="next", now=2)
    lock.release()
    assert not Living(tmp_path / "runs.lock").lives(7)
    for end in (ready_read, ready_write, end_read, end_write):
        os.close(end)


def test_a_fork_does_not_free_the_lock_of_its_parent(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "x.lock")
    lock.acquire(who="parent", now=1)
    assert forked(lambda: int(Lock(tmp_path / "x.lock").acquire(who="child", now=2))) == 0
    lock.release()


def test_a_run_lives_as_long_as_its_process(tmp_path: Path) -> None:
    living = Living(tmp_path / "runs.lock")
    assert not living.lives(5)
    living.hold(5)
    living.hold(6)
    assert living.lives(5)
    assert forked(lambda: int(Living(tmp_path / "runs.lock").lives(5))) == 1
    assert forked(lambda: int(Living(tmp_path / "runs.lock").lives(7))) == 0
    living.let_go(5)
    assert forked(lambda: int(Living(tmp_path / "runs.lock").lives(5))) == 0
    assert forked(lambda: int(Living(tmp_path / "runs.lock").lives(6))) == 1
    living.let_go(6)
    assert not living.lives(6)
