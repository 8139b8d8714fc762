"""Go on with what was left open, without a plan of its own: ask at once, settle, read back."""

import msgspec

from aliexport_tui.engine.accounts import opened
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.runs.dead import end_dead
from aliexport_tui.engine.runs.life import Stopped, StopRequest, interruptible
from aliexport_tui.engine.runs.working import POLL_CAP_MS, Progress
from aliexport_tui.engine.sending.desk import open_desk
from aliexport_tui.engine.sending.worker import Worker
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.store import accounts, outbox
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database


class Resumed(msgspec.Struct, frozen=True):
    """`worked`: False when another process works on the account; it was told to ask at once. `idle`: nothing is open
    any more. `still_open`: groups that the queue has not finished."""

    account: str
    worked: bool
    idle: bool
    still_open: int


def resume(
    workspace: Workspace,
    account: str | None = None,
    *,
    verify_s: int = 60,
    progress: Progress = lambda stage, done, total: None,
    stop: StopRequest | None = None,
) -> tuple[Resumed, ...]:
    """Ask for the state of all open groups of one account, or of all enabled ones, and follow them for `verify_s`."""
    db = workspace.open()
    try:
        chosen = [accounts.get(db, account)] if account else [one for one in accounts.every(db) if one.enabled]
        return tuple(_resume(workspace, db, one, verify_s, progress, stop or StopRequest()) for one in chosen)
    finally:
        db.close()


def _resume(
    workspace: Workspace, db: Database, account: Account, verify_s: int, progress: Progress, stop: StopRequest
) -> Resumed:
    outbox.poll_now(db, account.id)
    lock = Lock(workspace.lock(f"account-{account.code}"))
    worked = lock.acquire(who=who(), now=workspace.clock.now_ms())
    if worked and not outbox.account_is_idle(db, account.id):
        try:
            with opened(workspace, account, wait=interruptible(workspace.clock, stop)) as market:
                desk = open_desk(db, workspace.clock, account, market, poll_cap_ms=POLL_CAP_MS["by_hand"])
                worker = Worker(desk, account.locale)
                end_dead(workspace, db)
                worker.recover()
                deadline = workspace.clock.now_ms() + verify_s * 1000
                total = _open(db, account)

                def finished() -> bool:
                    progress("verify", total - _open(db, account), total)
                    return outbox.account_is_idle(db, account.id) or workspace.clock.now_ms() >= deadline

                worker.run_until(finished, stop.is_set)
        finally:
            lock.release()
        if stop.is_set():
            raise Stopped
    lock.release()
    return Resumed(account.code, worked, outbox.account_is_idle(db, account.id), _open(db, account))


def _open(db: Database, account: Account) -> int:
    return len(outbox.open_batches(db, account.id, "intent", "answered", "unknown"))
