"""Chores at work: told in the file while they last, so that every console sees them; known to live by a lock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from aliexport_tui.engine.locks import Living
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import AliexportError, FileTrouble
from aliexport_tui.model.event import Event
from aliexport_tui.store import chores, events
from aliexport_tui.store.chores import Chore, ChoreKind
from aliexport_tui.store.database import Database

Told = Callable[[int, int], None]
"""Done, total; 0 while nobody knows the total."""

_TELL_MS = 1_000


def living(workspace: Workspace) -> Living:
    """The lock by which chores are known to live."""
    return Living(workspace.lock("chores"))


def lives(workspace: Workspace, chore: Chore) -> bool:
    """Is it still at work? One that was killed is not, though it has no end."""
    return chore.ended_at is None and living(workspace).lives(chore.id)


@contextmanager
def chore(workspace: Workspace, kind: ChoreKind, code: str) -> Iterator[Told]:
    """Around the work: it stands in the file from its beginning to its end, with its progress once a second and the error
    that ended it."""
    db = workspace.open()
    # A chore's progress is nobody's proof: it needn't wait for the disk.
    db.hurry()
    try:
        id = chores.begin(db, kind, code, workspace.clock.now_ms())
        alive = living(workspace)
        alive.hold(id)
        told_at = workspace.clock.now_ms()

        def tell(done: int, total: int) -> None:
            nonlocal told_at
            now = workspace.clock.now_ms()
            if now - told_at >= _TELL_MS:
                told_at = now
                chores.tell(db, id, done, total)

        error: AliexportError | None = None
        try:
            yield tell
        except AliexportError as raised:
            error = raised
            raise
        except BaseException:  # why: whatever ended it, it is on record as ended
            error = AliexportError("chore.interrupted")
            raise
        finally:
            with suppress(FileTrouble):
                chores.end(db, id, workspace.clock.now_ms(), error)
                _log(db, kind, code, workspace.clock.now_ms(), error)
            alive.let_go(id)
    finally:
        db.close()


def _log(db: Database, kind: ChoreKind, code: str, now: int, error: AliexportError | None) -> None:
    """A failed import and a failed fetch of orders tell of themselves."""
    if error is None or kind in ("import", "orders"):
        return
    args = {**error.args_by_name, "problem": error.code}
    if kind == "sync":
        event = Event(now, "schema.failed", {**args, "account": code}, "error")
    elif kind == "pictures":
        event = Event(now, "pictures.failed", {**args, "source": code}, "error")
    elif kind in ("hand_off", "order_actions", "labels"):
        event = Event(now, "orders.work_failed", {**args, "account": code}, "error")
    else:
        event = Event(now, "rehearsal.failed", {**args, "profile": code}, "error")
    with db.write() as tx:
        events.add(tx, [event])
