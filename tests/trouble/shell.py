"""The program as cron calls it: a process of its own on a shop in a file, and what must hold of every refusal."""

import ctypes
import os
import re
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from aliexport_tui.messages.registry import EVENTS, MESSAGES

PROJECT = Path(__file__).parents[2]
_CODES = re.compile("|".join(rf"(?<![\w.]){re.escape(code)}(?![\w.])" for code in sorted({*MESSAGES, *EVENTS})))
_KEPT: Mapping[str, str] = {
    "products": "SELECT key, content_hash, price_hash, stock_hash, vanished_at FROM product ORDER BY key",
    "listings": "SELECT product, card_id, presence, outcome FROM listing ORDER BY product",
    "lanes": "SELECT listing, lane, want, base, refused, open_item FROM lane ORDER BY listing, lane",
    "claims": "SELECT sku_code, listing FROM claim ORDER BY sku_code",
    "outbox": "SELECT id, listing, kind, state FROM change ORDER BY id",
    "batches": "SELECT id, method, state, group_id FROM batch ORDER BY id",
    "profiles": "SELECT code, active, version, body FROM profile ORDER BY code",
    "accounts": "SELECT code, base_url FROM account ORDER BY code",
}


def environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "PYTHONPATH": str(PROJECT)}


def command(file: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "aliexport_tui", "--db", str(file), *arguments]


def call(
    file: Path, *arguments: str, prepare: Callable[[], None] | None = None, folder: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    """One call to its end. `prepare` runs in the new process before the program does."""
    return subprocess.run(
        command(file, *arguments),
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        preexec_fn=prepare,
        cwd=folder,
    )


def refusal(done: "subprocess.CompletedProcess[str]", code: int) -> str:
    """What was told on stderr, after the marks of a good refusal: the documented exit code, words for people, nothing of
    our insides, nothing on stdout."""
    told = done.stderr
    assert done.returncode == code, (done.returncode, told, done.stdout)
    assert told.strip(), "silent"
    assert "Traceback" not in told
    assert "Internal error" not in told
    assert not (bare := _CODES.findall(told)), bare
    assert not re.search(r"\b(sqlite3|httpx|msgspec|OSError|Exception)\b", told), told
    assert done.stdout == ""
    return told


def kept(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """What trouble must leave as it was."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {name: connection.execute(sql).fetchall() for name, sql in _KEPT.items()}


def largest_file(size: int) -> Callable[[], None]:
    """No file may grow beyond so many bytes: a full disk for whoever writes."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def without_root_rights() -> None:
    """Permissions bind this process even when root runs the tests: it loses the right to override them."""
    libc = ctypes.CDLL(None)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP; refused to others, who have no such right anyway
