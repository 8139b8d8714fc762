"""A TCP peer that says exactly the bytes of a script: for answers that no well-behaved server gives."""

import socket
import struct
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Literal

End = Literal["close", "reset", "silence"]


class Peer:
    """Serves one connection per script entry: reads a request (or, when `greedy` is off, only its head), answers
    the bytes, then closes, resets, or stays silent until the test ends. `connections` counts them."""

    def __init__(self, answers: Sequence[bytes], *, end: End = "close", greedy: bool = True) -> None:
        self._answers = list(answers)
        self._end = end
        self._greedy = greedy
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.connections = 0
        self.requests: list[bytes] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> "Peer":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._listener.close()

    def _serve(self) -> None:
        self._listener.settimeout(5)
        for answer in self._answers:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self.connections += 1
                self.requests.append(self._read(connection))
                connection.sendall(answer)
                if self._end == "silence":
                    self._over.wait(5)
                elif self._end == "reset":
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if self._over.is_set():
                return

    def _read(self, connection: socket.socket) -> bytes:
        connection.settimeout(5)
        data = b""
        while b"\r\n\r\n" not in data:
            data += connection.recv(4096)
        head, _, body = data.partition(b"\r\n\r\n")
        length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
        while self._greedy and len(body) < length:
            body += connection.recv(1 << 20)
        return head + b"\r\n\r\n" + body


def answer(body: bytes, status: str = "200 OK", *, promised: int | None = None, headers: str = "") -> bytes:
    """An HTTP answer; `promised`: the content-length it claims."""
    length = len(body) if promised is None else promised
    return (
        f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n{headers}\r\n".encode() + body
    )
