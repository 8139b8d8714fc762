"""An account without a token: on a simulated marketplace of our own, with categories of its own."""

from aliexport_tui.engine import own_sandbox
from aliexport_tui.engine.own_sandbox import HORIZON_S
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store import accounts
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database

CODE = "sandbox"


def simulate(workspace: Workspace, db: Database) -> Account:
    """Raises ConfigError `account.exists`, MarketplaceUnusable `sandbox.start_failed`, FileTrouble."""
    if accounts.find(db, CODE) is not None:
        raise ConfigError("account.exists", account=CODE)
    sandbox = own_sandbox.ensure(own_sandbox.folder_of(workspace, CODE))
    Secrets(workspace.secrets).set_token(CODE, sandbox.token)
    account = Account(code=CODE, kind="local", base_url=sandbox.address, horizon_s=HORIZON_S)
    return accounts.add(db, account, workspace.clock.now_ms())
