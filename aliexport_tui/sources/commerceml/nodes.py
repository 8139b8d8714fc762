"""The tree of the elements that are asked for, and what is made of them."""

import msgspec


class Record(msgspec.Struct, frozen=True, gc=False):
    """A good, an offer, a property …: the texts of its elements, and for each the slot that says what it is (`slots`).
    `kind`: of the record, likewise. `line`: of its tag."""

    kind: int
    line: int
    slots: bytes
    texts: list[str]


class Node(dict[str, "Node"]):
    """An element that is asked for: its children by name. `slot`: where its text is kept, 0: it has none. `record`: the
    kind of record that it is. `opened`, `closed`: slots that mark where it begins and ends. `attributes`: their slots."""

    __slots__ = ("attributes", "closed", "opened", "record", "slot", "special")

    def __init__(self, slot: int = 0, record: int = 0, opened: int = 0, closed: int = 0) -> None:
        super().__init__()
        self.slot = slot
        self.record = record
        self.opened = opened
        self.closed = closed
        self.special = bool(record or opened or closed)
        self.attributes: dict[str, int] = {}

    def __missing__(self, name: str) -> "Node":
        """Names of any name space are looked up by their own part. A tag inside a text belongs to it; all else is nothing
        to us, with everything in it."""
        _prefix, colon, local = name.rpartition(":")
        if colon and local in self:
            return self[local]
        return MARKUP if self.slot or self is MARKUP else _NOTHING


_NOTHING = Node()
MARKUP = Node()
MARKUP.special = True
