"""A simulated marketplace of our own: in a folder, in a session of its own, ended by itself when nobody asks it anything,
woken when its account is opened again."""

import fcntl
import ipaddress
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import FileTrouble, MarketplaceUnusable
from aliexport_tui.store import accounts
from aliexport_tui.store.accounts import Account

HORIZON_S = 20
"""Its queue takes seconds, so an upload that nobody sees is absent much earlier than on the real marketplace."""
PACE = 80.0
"""It allows a hundred requests a second: a newcomer shouldn't wait."""
DEMO = "demo"
"""Account, source and profile of the demo."""
SCHEMA = "schema.json"
"""In the folder: the schema that it serves (`schema export`); without it, its own."""

_IDLE_EXIT_S = 900
_START_S = 20.0
_STOP_S = 5.0
_ADDRESS = "sandbox.json"
_SWITCHES = ("rate.rps=100", "tasks.queue_s=1", "tasks.process_s=3")


class OwnSandbox(NamedTuple):
    address: str
    token: str
    pid: int


def folder_of(workspace: Workspace, account: str) -> Path:
    """Where the sandbox of an account of this shop lives, if it has one; the demo's lives in the demo's own folder."""
    if workspace.demo and account == DEMO:
        return workspace.file.parent
    return workspace.file.with_name(f"{workspace.file.name}.sandbox-{account}")


def is_simulated(base_url: str) -> bool:
    """Does an address lead to this machine, and so to no real marketplace?"""
    try:
        host = urlsplit(base_url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def has_own(workspace: Workspace, account: Account) -> bool:
    """Is there a sandbox of our own behind the account? One that was given a real address since is a real one."""
    return is_simulated(account.base_url) and folder_of(workspace, account.code).is_dir()


def awake(workspace: Workspace, account: Account) -> Account:
    """The account with its sandbox running; it has another port each time it is started. Other accounts stay as they are.

    Raises as `ensure` does."""
    if not has_own(workspace, account):
        return account
    sandbox = ensure(folder_of(workspace, account.code))
    if sandbox.address == account.base_url:
        return account
    db = workspace.open()
    try:
        moved = msgspec.structs.replace(accounts.get(db, account.code), base_url=sandbox.address)
        accounts.change(db, moved)
    finally:
        db.close()
    return moved


def ensure(folder: Path, *, starting: Callable[[], None] = lambda: None) -> OwnSandbox:
    """The folder's sandbox, started if it doesn't run; `starting` hears of it first.

    Raises MarketplaceUnusable `sandbox.start_failed`, FileTrouble."""
    try:
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        guard = (folder / "start.lock").open("w")
    except OSError as error:
        raise FileTrouble("file.unreadable", path=str(folder), reason=error.strerror or "") from error
    with guard:
        # Two at once: one starts it, the other finds it running.
        fcntl.flock(guard, fcntl.LOCK_EX)
        running = _running(folder)
        if running is None:
            starting()
            running = _start(folder)
        return running


def stop(folder: Path) -> None:
    """End the folder's sandbox if it runs; its cards stay."""
    running = _running(folder)
    if running is None:
        return
    os.kill(running.pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_S
    while (folder / _ADDRESS).exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def _running(folder: Path) -> OwnSandbox | None:
    """The sandbox that the address file names, if it answers."""
    import httpx

    try:
        told = json.loads((folder / _ADDRESS).read_text(encoding="utf-8"))
        sandbox = OwnSandbox(str(told["address"]), str(told["token"]), int(told["pid"]))
        httpx.get(f"{sandbox.address}/control/requests", timeout=2.0, trust_env=False).raise_for_status()
    except (OSError, ValueError, KeyError, TypeError, httpx.HTTPError):
        return None
    return sandbox


def _start(folder: Path) -> OwnSandbox:
    """In a session of its own."""
    address, output, schema = folder / _ADDRESS, folder / "sandbox.txt", folder / SCHEMA
    address.unlink(missing_ok=True)
    arguments = ["--state", str(folder / "marketplace.sqlite"), "--address-file", str(address)]
    arguments += ["--idle-exit", str(_IDLE_EXIT_S), *(f"--switch={switch}" for switch in _SWITCHES)]
    arguments += ["--schema-from", str(schema)] if schema.exists() else []
    with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "aliexport_tui.sandbox", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    deadline = time.monotonic() + _START_S
    while process.poll() is None and time.monotonic() < deadline:
        if address.exists() and (sandbox := _running(folder)) is not None:
            _children[:] = [child for child in _children if child.poll() is None]
            _children.append(process)
            return sandbox
        time.sleep(0.02)
    reason = f"exit code {process.returncode}" if process.poll() is not None else "no answer"
    raise MarketplaceUnusable("sandbox.start_failed", reason=reason, path=str(output))


_children: list[subprocess.Popen[bytes]] = []
"""Kept so that a started sandbox is not reported as abandoned by this process."""
