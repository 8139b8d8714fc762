"""A workspace of its own with an account on a running sandbox."""

from pathlib import Path

from aliexport_tui.engine.accounts import add_account
from aliexport_tui.engine.workspace import Workspace, open_workspace
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from tests.marketplace.helpers import ManualClock
from tests.support.sandbox import Sandbox


def workspace_in(folder: Path, sandbox: Sandbox | None = None) -> Workspace:
    """Its clock moves the sandbox's clock along."""
    return open_workspace(folder / "shop.db", clock=ManualClock(on_sleep=sandbox.advance if sandbox else None))


def account_on(workspace: Workspace, db: Database, sandbox: Sandbox, code: str = "main") -> Account:
    return add_account(workspace, db, Account(code=code, kind="local", base_url=sandbox.address), sandbox.token)
