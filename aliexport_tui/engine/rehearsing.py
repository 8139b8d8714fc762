"""A rehearsal: a sandbox of its own that serves the account's cached schema, an account on it, and a copy of the profile
that exports there. Nothing of it touches the real account."""

import contextlib
from pathlib import Path

import msgspec

from aliexport_tui.engine import own_sandbox
from aliexport_tui.engine.activity import note
from aliexport_tui.engine.own_sandbox import HORIZON_S, OwnSandbox
from aliexport_tui.engine.profiles import create, nobody_runs, save
from aliexport_tui.engine.reconciling.holding import holding
from aliexport_tui.engine.schema_export import export_schema
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.errors import ConfigError, FileTrouble
from aliexport_tui.model.event import Event
from aliexport_tui.store import account_removal, accounts, events, profiles, schema_cache
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database

SUFFIX = "_rehearsal"
_WAIT_S = 30


def is_rehearsal(profile: str, account: str) -> bool:
    """Is it the copy that we made? By the codes of a profile and its account."""
    return profile == account and profile.endswith(SUFFIX)


def rehearse(workspace: Workspace, db: Database, code: str) -> str:
    """Set up the rehearsal of a profile, or bring it in step with profile and schema as they are now. Returns the code of
    the profile whose export is the rehearsal.

    Raises ConfigError `profile.unknown`, `rehearsal.of_rehearsal`, `rehearsal.no_account`, `rehearsal.no_schema`,
    `rehearsal.taken`, what saving a profile raises; MarketplaceUnusable `sandbox.start_failed`, FileTrouble."""
    profile = profiles.get(db, code).profile
    if is_rehearsal(code, profile.account):
        raise ConfigError("rehearsal.of_rehearsal", profile=code)
    real = accounts.find(db, profile.account)
    if real is None:
        raise ConfigError("rehearsal.no_account", profile=code)
    if not schema_cache.leaf_ids(db, real.id):
        raise ConfigError("rehearsal.no_schema", account=real.code)
    stage = code + SUFFIX
    there = accounts.find(db, stage)
    copied = profiles.find(db, stage)
    if (there is not None and not own_sandbox.has_own(workspace, there)) or (
        copied is not None and copied.profile.account != stage
    ):
        raise ConfigError("rehearsal.taken", name=stage)
    sandbox = _serve(workspace, db, stage, real)
    account = _account(workspace, db, stage, real, sandbox)
    schema_cache.copy(db, real.id, account.id)
    copy = msgspec.structs.replace(profile, code=stage, name=f"{profile.name[:120]} [{stage}]", account=stage, active=True)
    if copied is None:
        create(workspace, db, copy)
    elif copied.profile != copy:
        save(workspace, db, copy, copied.version)
    with db.write() as tx:
        events.add(tx, [Event(workspace.clock.now_ms(), "rehearsal.ready", {"profile": code, "stage": stage})])
    return stage


def drop(workspace: Workspace, db: Database, code: str) -> None:
    """Remove the rehearsal of a profile: its copy, its account with all that it sent there, its sandbox.

    Raises ConfigError `rehearsal.none`, `rehearsal.taken`; BusyError while it is being exported."""
    stage = code + SUFFIX
    account = accounts.find(db, stage)
    folder = own_sandbox.folder_of(workspace, stage)
    if account is None:
        if not folder.is_dir():
            raise ConfigError("rehearsal.none", profile=code)
        _end(folder)
        return
    if not own_sandbox.has_own(workspace, account):
        raise ConfigError("rehearsal.taken", name=stage)
    with nobody_runs(workspace, stage), holding(workspace, account, _WAIT_S):
        account_removal.remove(db, account.id, lambda: workspace.clock.sleep(0.005))
        Secrets(workspace.secrets).forget(stage)
        _end(folder)
        with db.write() as tx:
            dropped = Event(workspace.clock.now_ms(), "rehearsal.dropped", {"who": who(), "profile": code})
            events.add(tx, [dropped])
            note(db, "profile", "rehearsal", code, dropped.code, dropped.args, at=dropped.at, tx=tx)


def _serve(workspace: Workspace, db: Database, stage: str, real: Account) -> OwnSandbox:
    """Another schema than it serves needs another start; its cards stay."""
    folder = own_sandbox.folder_of(workspace, stage)
    schema, fresh = folder / own_sandbox.SCHEMA, folder / f"{own_sandbox.SCHEMA}.new"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        with fresh.open("wb") as file:
            file.writelines(export_schema(db, real))
        if schema.exists() and schema.read_bytes() == fresh.read_bytes():
            fresh.unlink()
        else:
            own_sandbox.stop(folder)
            fresh.replace(schema)
    except OSError as error:
        raise FileTrouble("file.unreadable", path=str(folder), reason=error.strerror or "") from error
    return own_sandbox.ensure(folder)


def _account(workspace: Workspace, db: Database, stage: str, real: Account, sandbox: OwnSandbox) -> Account:
    wanted = Account(
        code=stage,
        kind="local",
        base_url=sandbox.address,
        locale=real.locale,
        currency=real.currency,
        horizon_s=HORIZON_S,
    )
    # The token first: an account that stands in the file without one would look ready and not be.
    Secrets(workspace.secrets).set_token(stage, sandbox.token)
    there = accounts.find(db, stage)
    if there is None:
        return accounts.add(db, wanted, workspace.clock.now_ms())
    wanted = msgspec.structs.replace(wanted, id=there.id)
    accounts.change(db, wanted)
    return accounts.get(db, stage)


def _end(folder: Path) -> None:
    own_sandbox.stop(folder)
    for path in folder.iterdir():
        path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # an ending sandbox may still write into it: it is removed the next time
        folder.rmdir()
