"""A set of row ids as the bits of one number: a million of them are 125 kB, and all of them are marked, turned round or
counted in well under a millisecond."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

_RUN = re.compile("1+")
_PIECE = 20_000


@dataclass(frozen=True)
class IdSet:
    """Ids from 0 up; bit n says whether n is in. Made for ids that a table gave out one after another."""

    bits: int = 0

    @classmethod
    def of(cls, ids: Iterable[int]) -> "IdSet":
        """Takes its time for many (0.1 s for a million): call it off the loop."""
        found = ids if isinstance(ids, Sequence) else list(ids)
        if not found:
            return cls()
        # in pieces: one long call would not let another thread in
        top = max(max(found[start : start + _PIECE]) for start in range(0, len(found), _PIECE))
        if len(found) < 16:
            return cls(sum(1 << id for id in set(found)))
        digits = bytearray(b"0") * (top + 1)
        for id in found:
            digits[top - id] = 49
        return cls(int(digits, 2))

    @classmethod
    def run(cls, first: int, last: int) -> "IdSet":
        return cls(((1 << (last - first + 1)) - 1) << first)

    def __contains__(self, id: object) -> bool:
        if not isinstance(id, int):
            return False
        place = id >> 3
        return 0 <= place < len(self._bytes) and bool(self._bytes[place] >> (id & 7) & 1)

    @cached_property
    def _bytes(self) -> bytes:
        """To look single ones up: shifting the whole number takes 0.1 ms each time."""
        return self.bits.to_bytes((self.bits.bit_length() + 7) // 8, "little")

    def __len__(self) -> int:
        return self.bits.bit_count()

    def __bool__(self) -> bool:
        return self.bits != 0

    def __iter__(self) -> Iterator[int]:
        for first, last in self.runs():
            yield from range(first, last + 1)

    def __or__(self, other: "IdSet") -> "IdSet":
        return IdSet(self.bits | other.bits)

    def __and__(self, other: "IdSet") -> "IdSet":
        return IdSet(self.bits & other.bits)

    def __sub__(self, other: "IdSet") -> "IdSet":
        return IdSet(self.bits & ~other.bits)

    def __xor__(self, other: "IdSet") -> "IdSet":
        return IdSet(self.bits ^ other.bits)

    def runs(self) -> Iterator[tuple[int, int]]:
        """(first, last) of each unbroken row of ids, in order."""
        for found in _RUN.finditer(bin(self.bits)[:1:-1]):
            yield found.start(), found.end() - 1
