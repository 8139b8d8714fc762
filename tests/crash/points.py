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

    def reached(self, name: str) -> None:
        """The process passes the point `name`."""
        self._counts[name] += 1
        point = f"{name}#{self._counts[name]}"
        self.passed.append(point)
        number = self._signals.get(point)
        if number == signal.SIGSTOP:
            with self._writing:  # stopped in the middle of another thread's commit, it would hold up everybody
                os.kill(os.getpid(), number)
        elif number is not None:
            os.kill(os.getpid(), number)

    def install(self) -> None:
        """Watch every commit and every request of this process."""
        self._watch_commits()
        self._watch_requests()

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
