"""Records that wait until the whole file is known."""

import os
import tempfile
from array import array
from collections.abc import Iterator
from types import TracebackType
from typing import Generic, Self, TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


class PutBy(Generic[T]):
    """An append-only temporary file of records, found again by key. Memory: 8 bytes a record, and its key."""

    def __init__(self, sort: type[T]) -> None:
        self._file = tempfile.TemporaryFile(prefix="aliexport-import-")  # noqa: SIM115 (closed by close)
        self._spots: dict[str, array[int]] = {}
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(sort)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def put(self, key: str, record: T) -> None:
        data = self._encoder.encode(record)
        self._spots.setdefault(key, array("q")).append(self._file.tell())
        self._file.write(len(data).to_bytes(4, "big") + data)

    def all_keys(self) -> Iterator[str]:
        """In the order in which they came."""
        self._file.flush()
        return iter(self._spots)

    def get(self, key: str) -> list[T]:
        """In the order in which they were put."""
        return list(self.each(key))

    def each(self, key: str) -> Iterator[T]:
        """As `get`, one after another. Nothing may be put in between."""
        for spot in self._spots.get(key, ()):
            self._file.seek(spot)
            yield self._decoder.decode(self._file.read(int.from_bytes(self._file.read(4), "big")))
        self._file.seek(0, os.SEEK_END)

    def close(self) -> None:
        self._file.close()
