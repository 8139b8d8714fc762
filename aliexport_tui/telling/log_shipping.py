"""The log handed to the system's journal or to a file of text: each line once, in order, whoever wrote it down.

By the handlers of Python's own library: a file that logrotate has moved away is opened anew."""

import logging
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from logging.handlers import SysLogHandler, WatchedFileHandler

from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.operations import log_target
from aliexport_tui.engine.operations.log_target import JOURNAL, LogTarget
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.messages.registry import render_event
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.model.event import LEVELS, Event
from aliexport_tui.store import events
from aliexport_tui.store.database import Database

_BLOCK = 500
_EVERY_S = 2.0
_NUMBERS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def ship(workspace: Workspace) -> int:
    """Hand over what has come since the last time; how many lines. When another process is at it, it does it all. What the
    target does not take waits for the next time."""
    if not log_target.is_on(workspace):
        return 0
    with closing(workspace.open()) as db:
        target = log_target.load(db)
        lock = Lock(workspace.lock("log"))
        if not lock.acquire(who=who(), now=workspace.clock.now_ms()):
            return 0
        try:
            with suppress(OSError):
                return _ship(db, target)
            return 0
        finally:
            lock.release()


@contextmanager
def shipping(workspace: Workspace) -> Iterator[None]:
    """While the block runs the log is handed over every other second; the rest at its end."""
    over = threading.Event()

    def keep_on() -> None:
        while not over.wait(_EVERY_S):
            with suppress(AliexportError, OSError):
                ship(workspace)

    thread: threading.Thread | None = None
    with suppress(AliexportError, OSError):
        if log_target.is_on(workspace):
            thread = threading.Thread(target=keep_on, name="log", daemon=True)
            thread.start()
    try:
        yield
    finally:
        over.set()
        if thread is not None:
            thread.join()


def _ship(db: Database, target: LogTarget) -> int:
    last, count = log_target.reached(db), 0
    least = LEVELS.index(target.level)
    with closing(_handler(target)) as handler:
        while fresh := events.after(db, last, limit=_BLOCK):
            try:
                for event in fresh:
                    if LEVELS.index(event.level) >= least:
                        handler.emit(_record(event))
                        count += 1
                    last = event.id or last
            finally:
                with db.write() as tx:
                    log_target.has_reached(tx, last)
    return count


class _Journal(SysLogHandler):
    ident = "aliexport-tui: "
    append_nul = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - why: the library's name
        raise


class _File(WatchedFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - why: the library's name
        raise


def _handler(target: LogTarget) -> logging.Handler:
    handler: logging.Handler
    if target.to == "journal":
        handler = _Journal(address=target.path or JOURNAL)
        handler.setFormatter(logging.Formatter("%(message)s"))
    else:
        handler = _File(target.path, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(when)s %(levelname)-7s %(message)s"))
    return handler


def _record(event: Event) -> logging.LogRecord:
    about = "".join(
        f"{name}={value} " for name, value in (("profile", event.profile), ("run", event.run)) if value not in ("", None)
    )
    text = neutral(f"{about}{render_event(event)}")
    record = logging.LogRecord("aliexport-tui", _NUMBERS[event.level], "", 0, text, (), None)
    record.when = datetime.fromtimestamp(event.at / 1000, UTC).isoformat(timespec="milliseconds")
    return record
