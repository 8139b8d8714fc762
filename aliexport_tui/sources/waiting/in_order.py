"""Records that wait, all of them, until the file that is being read has come to its end."""

import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Generic, Self, TypeVar

import msgspec

T = TypeVar("T")

_BUFFER = 256 * 1024


class PutAside(Generic[T]):
    """A temporary file of records, read back in the order in which they were put."""

    def __init__(self, sort: type[T]) -> None:
        self._file = tempfile.TemporaryFile(prefix="aliexport-import-", buffering=_BUFFER)  # noqa: SIM115 (closed by close)
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(sort)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def put(self, record: T) -> None:
        data = self._encoder.encode(record)
        self._file.write(len(data).to_bytes(4, "big") + data)

    def clear(self) -> None:
        self._file.seek(0)
        self._file.truncate()

    def all(self) -> Iterator[T]:
        """Once, when nothing more is put."""
        file, decode = self._file, self._decoder.decode
        file.seek(0)
        while size := file.read(4):
            yield decode(file.read(int.from_bytes(size, "big")))
