"""The account's lock for a short change of links: no worker may be about to create what is being linked."""

from collections.abc import Iterator
from contextlib import contextmanager

from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.errors import BusyError
from aliexport_tui.store.accounts import Account

_LOOK_AGAIN_S = 0.5


@contextmanager
def holding(workspace: Workspace, account: Account, wait_s: int) -> Iterator[None]:
    """Raises BusyError `account.busy` when a worker holds it for longer than `wait_s`."""
    lock = Lock(workspace.lock(f"account-{account.code}"))
    deadline = workspace.clock.now_ms() + wait_s * 1000
    while not lock.acquire(who=who(), now=workspace.clock.now_ms()):
        if workspace.clock.now_ms() >= deadline:
            holder = lock.holder()
            raise BusyError("account.busy", account=account.code, pid=holder.get("pid", "?"), who=holder.get("who", "?"))
        workspace.clock.sleep(_LOOK_AGAIN_S)
    try:
        yield
    finally:
        lock.release()
