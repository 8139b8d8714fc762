"""The demo: a folder of its own with the demo shop, a sandbox that outlives the console, and one mapped profile."""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Literal, NamedTuple

import httpx
import msgspec

from aliexport_tui.demo import write_demo_feed
from aliexport_tui.engine import accounts as account_work
from aliexport_tui.engine.importing import import_source
from aliexport_tui.engine.schema_sync import SchemaSync
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.sources import add_source
from aliexport_tui.engine.workspace import Workspace, demo_folder
from aliexport_tui.listing.profile_text import profile_from_toml
from aliexport_tui.model.clock import Clock, SystemClock
from aliexport_tui.model.errors import FileTrouble, MarketplaceUnusable
from aliexport_tui.store import accounts, profiles, sources
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database

CODE = "demo"
"""Account, source and profile of the demo."""

HORIZON_S = 20
"""The demo's queue takes seconds, so an upload that nobody sees is absent much earlier than on the real marketplace."""

Step = Literal["marketplace", "catalogue", "categories"]

_IDLE_EXIT_S = 900
_START_S = 20.0
_SWITCHES = ("rate.rps=100", "tasks.queue_s=1", "tasks.process_s=3")


class _Sandbox(NamedTuple):
    address: str
    token: str


def open_demo(clock: Clock | None = None, *, told: Callable[[Step], None] = lambda step: None) -> Workspace:
    """The demo's workspace, set up where it is not yet, with its marketplace running. Touches nothing else. `told` hears
    of each step before it is made, as the first start takes some seconds.

    Raises MarketplaceUnusable `demo.sandbox_failed`, FileTrouble."""
    folder = demo_folder()
    try:
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        guard = (folder / "setup.lock").open("w")
    except OSError as error:
        raise FileTrouble("file.unreadable", path=str(folder), reason=error.strerror or "") from error
    workspace = Workspace(folder / "demo.db", clock or SystemClock(), demo=True)
    with guard:
        # Two starts at once: one sets up, the other finds it done.
        fcntl.flock(guard, fcntl.LOCK_EX)
        sandbox = _running(folder)
        if sandbox is None:
            told("marketplace")
            sandbox = _start(folder)
        db = workspace.open()
        try:
            _set_up(workspace, db, sandbox, told)
        finally:
            db.close()
    return workspace


def _set_up(workspace: Workspace, db: Database, sandbox: _Sandbox, told: Callable[[Step], None]) -> None:
    """Each step only where it is still missing, so that a set-up which was cut off is finished by the next start."""
    secrets = Secrets(workspace.secrets)
    account = accounts.find(db, CODE)
    if account is None:
        made = Account(code=CODE, kind="local", base_url=sandbox.address, horizon_s=HORIZON_S)
        account = accounts.add(db, made, workspace.clock.now_ms())
    elif account.base_url != sandbox.address:
        account = msgspec.structs.replace(account, base_url=sandbox.address)
        accounts.change(db, account)
    if secrets.token(CODE) != sandbox.token:
        secrets.set_token(CODE, sandbox.token)
    if sources.find(db, CODE) is None:
        feed = workspace.file.parent / "feed.yml"
        write_demo_feed(feed)
        add_source(workspace, db, CODE, str(feed))
    if not sources.imports(db, _source_id(db)):
        told("catalogue")
        import_source(workspace, db, CODE)
    if profiles.find(db, CODE) is None:
        told("categories")
        with account_work.opened(workspace, account) as market:
            SchemaSync(db, account, market, workspace.clock).sync()
        text = (resources.files("aliexport_tui.demo") / "profile.toml").read_text(encoding="utf-8")
        profiles.add(db, profile_from_toml(text), workspace.clock.now_ms())


def _source_id(db: Database) -> int:
    found = sources.find(db, CODE)
    return found.id if found else 0


def _running(folder: Path) -> _Sandbox | None:
    """The sandbox that the address file names, if it answers."""
    try:
        told = json.loads((folder / "sandbox.json").read_text(encoding="utf-8"))
        sandbox = _Sandbox(str(told["address"]), str(told["token"]))
        httpx.get(f"{sandbox.address}/control/requests", timeout=2.0, trust_env=False).raise_for_status()
    except (OSError, ValueError, KeyError, TypeError, httpx.HTTPError):
        return None
    return sandbox


def _start(folder: Path) -> _Sandbox:
    """Start the sandbox in a session of its own; it ends by itself when nobody asks it anything for a while."""
    address = folder / "sandbox.json"
    address.unlink(missing_ok=True)
    output = folder / "sandbox.txt"
    arguments = ["--state", str(folder / "marketplace.sqlite"), "--address-file", str(address)]
    arguments += ["--idle-exit", str(_IDLE_EXIT_S), *(f"--switch={switch}" for switch in _SWITCHES)]
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
            _children.append(process)
            return sandbox
        time.sleep(0.02)
    reason = f"exit code {process.returncode}" if process.poll() is not None else "no answer"
    raise MarketplaceUnusable("demo.sandbox_failed", reason=reason, path=str(output))


_children: list[subprocess.Popen[bytes]] = []
"""Kept so that the started sandbox is not reported as abandoned by this process."""
