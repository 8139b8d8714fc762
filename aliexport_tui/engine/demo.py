"""The demo: a folder of its own with the demo shop, a sandbox that outlives the console, one mapped profile, orders."""

import fcntl
from collections.abc import Callable
from importlib import resources
from typing import Literal

import msgspec

from aliexport_tui.demo import write_demo_feed
from aliexport_tui.engine import accounts as account_work
from aliexport_tui.engine import demo_orders, own_sandbox
from aliexport_tui.engine.importing import import_source
from aliexport_tui.engine.own_sandbox import DEMO, HORIZON_S, OwnSandbox
from aliexport_tui.engine.schema_sync import SchemaSync
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.sources import add_source
from aliexport_tui.engine.workspace import Workspace, demo_folder
from aliexport_tui.listing.profile_text import profile_from_toml
from aliexport_tui.model.clock import Clock, SystemClock
from aliexport_tui.model.errors import FileTrouble
from aliexport_tui.store import accounts, profiles, sources
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database

Step = Literal["marketplace", "catalogue", "categories", "orders"]


def open_demo(clock: Clock | None = None, *, told: Callable[[Step], None] = lambda step: None) -> Workspace:
    """The demo's workspace, set up where it is not yet, with its marketplace running. Touches nothing else. `told` hears
    of each step before it is made, as the first start takes some seconds.

    Raises MarketplaceUnusable `sandbox.start_failed`, FileTrouble."""
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
        sandbox = own_sandbox.ensure(folder, starting=lambda: told("marketplace"))
        db = workspace.open()
        try:
            _set_up(workspace, db, sandbox, told)
        finally:
            db.close()
    return workspace


def _set_up(workspace: Workspace, db: Database, sandbox: OwnSandbox, told: Callable[[Step], None]) -> None:
    """Each step only where it is still missing, so that a set-up which was cut off is finished by the next start."""
    secrets = Secrets(workspace.secrets)
    account = accounts.find(db, DEMO)
    if account is None:
        made = Account(code=DEMO, kind="local", base_url=sandbox.address, horizon_s=HORIZON_S)
        account = accounts.add(db, made, workspace.clock.now_ms())
    elif account.base_url != sandbox.address:
        account = msgspec.structs.replace(account, base_url=sandbox.address)
        accounts.change(db, account)
    if secrets.token(DEMO) != sandbox.token:
        secrets.set_token(DEMO, sandbox.token)
    if sources.find(db, DEMO) is None:
        feed = workspace.file.parent / "feed.yml"
        write_demo_feed(feed)
        add_source(workspace, db, DEMO, str(feed))
    if not sources.imports(db, _source_id(db)):
        told("catalogue")
        import_source(workspace, db, DEMO)
    if profiles.find(db, DEMO) is None:
        told("categories")
        with account_work.opened(workspace, account) as market:
            SchemaSync(db, account, market, workspace.clock).sync()
        text = (resources.files("aliexport_tui.demo") / "profile.toml").read_text(encoding="utf-8")
        profiles.add(db, profile_from_toml(text), workspace.clock.now_ms())
    demo_orders.set_up(workspace, db, sandbox, lambda: told("orders"))


def _source_id(db: Database) -> int:
    found = sources.find(db, DEMO)
    return found.id if found else 0
