"""Named kill points, put around the program from outside: each commit and each boundary of a request.

A commit is named by the function that makes it, `outbox.commit_intent:before` and `:after`; a request by its address:
`product/create:before` (nothing left), `:written` (left as a whole), `:answering` (the work is done, the answer unread),
`:answered`. The n-th time that a point is passed is `name#n`.
"""

import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

import httpx

from aliexport_tui.store.database import Database, Transaction

_MOMENTS = {
    "send_request_body.complete": "written",
    "receive_response_headers.complete": "answering",
    "receive_response_body.complete": "answered",
}
_OWN_FILES = ("contextlib.py", "database.py", "points.py")


class Points:
    """Counts the points as they are passed and sends this process a signal at the chosen ones."""

    def __init__(self, signals: Mapping[str, int], dies_with: str = "") -> None:
        self.passed: list[str] = []
        self._signals = signals
        self._dies_with = dies_with.encode()
        self._counts: Counter[str] = Counter()
        self._writing = threading.RLock()
        self._noticed = threading.Event()

    def reached(self, name: str) -> None:
        """The process passes the point `name`."""
        self._counts[name] += 1
        point = f"{name}#{self._counts[name]}"
        number = self._signals.get(point)
        if number is None or number == signal.SIGKILL:
            self.passed.append(point)
            if number is not None:
                os.kill(os.getpid(), number)
            return
        # Stopped in the middle of another thread's commit it would hold up everybody, and a signal that comes before the
        # one ahead of it was noticed is lost.
        with self._writing:
            self.passed.append(point)
            self._noticed.clear()
            os.kill(os.getpid(), number)
            if number != signal.SIGSTOP and threading.current_thread() is not threading.main_thread():
                self._noticed.wait(1)

    def install(self) -> None:
        """Watch every commit and every request of this process."""
        self._watch_commits()
        self._watch_requests()
        self._watch_signals()

    def _watch_signals(self) -> None:
        install = signal.signal

        def watched(number: int, handler: object) -> object:
            def noticed(told: int, frame: FrameType | None) -> None:
                self._noticed.set()
                assert callable(handler)
                handler(told, frame)

            return install(number, noticed if callable(handler) else handler)  # type: ignore[arg-type]

        setattr(signal, "signal", watched)  # noqa: B010

    def _watch_commits(self) -> None:
        write = Database.write

        @contextmanager
        def watched(db: Database) -> Iterator[Transaction]:
            name = _caller()
            with self._writing, write(db) as tx:
                yield tx
                self.reached(f"{name}:before")
            self.reached(f"{name}:after")

        setattr(Database, "write", watched)  # noqa: B010  (mypy knows a method when it sees one)

    def _watch_requests(self) -> None:
        handle = httpx.HTTPTransport.handle_request

        def watched(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
            name = request.url.path.removeprefix("/api/v1/")
            self.reached(f"{name}:before")
            if self._dies_with and name.startswith("product/") and self._dies_with in request.content:
                os.kill(os.getpid(), signal.SIGKILL)
            trace: Callable[[str, Mapping[str, object]], None] = request.extensions.get("trace", lambda *_: None)

            def watched_trace(event: str, info: Mapping[str, object]) -> None:
                trace(event, info)
                if moment := _MOMENTS.get(event.partition(".")[2]):
                    self.reached(f"{name}:{moment}")

            request.extensions = {**request.extensions, "trace": watched_trace}
            return handle(transport, request)

        setattr(httpx.HTTPTransport, "handle_request", watched)  # noqa: B010


def _caller() -> str:
    """The function that writes, as `module.function`."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename.endswith(_OWN_FILES) and frame.f_back:
        frame = frame.f_back
    return f"{frame.f_globals['__name__'].rpartition('.')[2]}.{frame.f_code.co_name}"
