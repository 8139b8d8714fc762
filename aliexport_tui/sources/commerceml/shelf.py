"""Records that wait in a temporary file until the set is known, found again by key.

Goods and their offers lie in different files. Memory: 16 bytes a record, none for its key."""

import heapq
import itertools
import os
import tempfile
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from typing import Self

import msgspec

from aliexport_tui.sources.commerceml.nodes import Record
from aliexport_tui.sources.commerceml.slots import ID
from aliexport_tui.sources.text import one_line

_HASH = 0xFFFFFFFF
_RUN = 500_000


class Kept(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A record with its `key` and the number of the file that it stands in."""

    key: str
    file: int
    line: int
    slots: bytes
    texts: list[str]

    @property
    def id(self) -> str:
        """The record's own Ид; an offer's key is that of its good."""
        return one_line(self.texts[self.slots.index(ID)])


class Shelf:
    """Fill it with `put`, `seal` it, then ask. A context manager."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="aliexport-import-")  # noqa: SIM115 (closed by close)
        self._ends = array("q", [0])
        self._index = array("Q")
        self._repeated: frozenset[int] = frozenset()
        self._taken = bytearray()
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(Kept).decode

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._index)

    def put(self, key: str, file: int, record: Record) -> None:
        data = self._encode(Kept(key, file, record.line, record.slots, record.texts))
        self._file.write(data)
        self._index.append((hash(key) & _HASH) << 32 | len(self._index))
        self._ends.append(self._ends[-1] + len(data))

    def cut(self, count: int) -> None:
        """Forgets all but the first `count` records."""
        del self._index[count:], self._ends[count + 1 :]
        self._file.seek(self._ends[-1])
        self._file.truncate()

    def seal(self) -> None:
        self._file.flush()
        self._index = _sorted(self._index)
        hashes = itertools.pairwise(entry >> 32 for entry in self._index)
        self._repeated = frozenset(one for one, other in hashes if one == other)
        self._taken = bytearray(len(self._index))

    def all(self) -> Iterator[Kept]:
        """In the order in which they came, those that were taken too."""
        self._file.seek(0)
        for number in range(len(self)):
            yield self._decode(self._file.read(self._ends[number + 1] - self._ends[number]))

    def repeats(self, key: str) -> bool:
        """Whether there may be several of this key; never no where there are."""
        return hash(key) & _HASH in self._repeated

    def take(self, key: str) -> list[Kept]:
        """All of this key, in the order in which they came."""
        wanted = (hash(key) & _HASH) << 32
        found = []
        at = bisect_left(self._index, wanted)
        while at < len(self._index) and self._index[at] - wanted <= _HASH:
            number = self._index[at] & _HASH
            kept = self._read(number)
            if kept.key == key:
                self._taken[number] = 1
                found.append(kept)
            at += 1
        return found

    def is_taken(self, key: str) -> bool:
        wanted = (hash(key) & _HASH) << 32
        at = bisect_left(self._index, wanted)
        while at < len(self._index) and self._index[at] - wanted <= _HASH:
            number = self._index[at] & _HASH
            if self._taken[number] and self._read(number).key == key:
                return True
            at += 1
        return False

    def left(self) -> Iterator[list[Kept]]:
        """What nobody took, all of a key together."""
        at = self._taken.find(0)
        while at >= 0:
            yield self.take(self._read(at).key)
            at = self._taken.find(0, at)

    def _read(self, number: int) -> Kept:
        start = self._ends[number]
        return self._decode(os.pread(self._file.fileno(), self._ends[number + 1] - start, start))


def _sorted(numbers: "array[int]") -> "array[int]":
    """Run by run, as a list of all of them would take five times their room."""
    runs = [array("Q", sorted(numbers[at : at + _RUN])) for at in range(0, len(numbers), _RUN)]
    return array("Q", heapq.merge(*runs)) if len(runs) > 1 else array("Q", *runs)
