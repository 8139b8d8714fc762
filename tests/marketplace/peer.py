"""A TCP peer that says exactly the bytes of a script: for answers that no well-behaved server gives."""

import socket
import struct
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Literal

End = Literal["close", "reset", "silence", "keep"]


class Peer:
    """Reads a request (or, when `greedy` is off, only its head), says the next bytes of the script, then closes,
    resets, stays silent until the test ends, or keeps the connection. Counts connections."""

    def __init__(self, answers: Sequence[bytes], *, end: End = "close", greedy: bool = True) -> None:
        self._answers = list(answers)
        self._end = end
        self._greedy = greedy
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._serve, daemon=True)]
        self.connections = 0
        self.requests: list[bytes] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> "Peer":
        self._threads[0].start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        self._listener.close()

    def _serve(self) -> None:
        self._listener.settimeout(5)
        while self._answers and not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            if self._end == "keep":
                self._threads.append(threading.Thread(target=self._talk, args=(connection,), daemon=True))
                self._threads[-1].start()
            else:
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(5)
            while self._answers and (request := self._read(connection)):
                self.requests.append(request)
                connection.sendall(self._answers.pop(0))
                if self._end != "keep":
                    break
            if self._end == "silence":
                self._over.wait(5)
            elif self._end == "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _read(self, connection: socket.socket) -> bytes:
        """A whole request; b"" when the other side has closed."""
        data = b""
        while b"\r\n\r\n" not in data:
            piece = connection.recv(4096)
            if not piece:
                return b""
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
        while self._greedy and len(body) < length:
            body += connection.recv(1 << 20)
        return head + b"\r\n\r\n" + body


def answer(
    body: bytes, status: str = "200 OK", *, promised: int | None = None, headers: str = "", closing: bool = True
) -> bytes:
    """An HTTP answer; `promised`: the content-length it claims; `closing`: it says that the connection ends."""
    length = len(body) if promised is None else promised
    headers += "connection: close\r\n" if closing else ""
    return (
        f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n{headers}\r\n".encode() + body
    )
