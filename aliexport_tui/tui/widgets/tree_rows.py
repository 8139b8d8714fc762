"""A tree as rows for the grid: children are asked for when their node is opened. Knows no Textual."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class TreeRow:
    """`key` is the tree's own name of the node; `id` numbers the row."""

    id: int
    key: str
    name: str
    depth: int
    has_children: bool
    is_open: bool = False

    @property
    def label(self) -> str:
        sign = ("▾ " if self.is_open else "▸ ") if self.has_children else "  "
        return "  " * self.depth + sign + self.name


@dataclass(frozen=True)
class Child:
    """What `children` gives."""

    key: str
    name: str
    has_children: bool


class TreeRows:
    """Visible rows of a tree in their order; a RowSource. `children(key)` gives the nodes right under it ("" = top)."""

    def __init__(self, children: Callable[[str], Sequence[Child]], root: str = "") -> None:
        self._children = children
        self._rows: dict[int, TreeRow] = {}
        self._ids: dict[str, int] = {}
        self._visible: list[int] = self._load(root, 0)

    def order(self) -> "array[int]":
        return array("q", self._visible)

    def rows(self, ids: Sequence[int]) -> dict[int, TreeRow]:
        return {id: self._rows[id] for id in ids if id in self._rows}

    def row(self, id: int) -> TreeRow | None:
        return self._rows.get(id)

    def id_of(self, key: str) -> int | None:
        return self._ids.get(key)

    def open(self, id: int) -> None:
        row = self._rows[id]
        if not row.has_children or row.is_open:
            return
        place = self._visible.index(id)
        self._visible[place + 1 : place + 1] = self._load(row.key, row.depth + 1)
        self._rows[id] = replace(row, is_open=True)

    def close(self, id: int) -> None:
        row = self._rows[id]
        if not row.is_open:
            return
        place = self._visible.index(id)
        end = place + 1
        while end < len(self._visible) and self._rows[self._visible[end]].depth > row.depth:
            below = self._rows[self._visible[end]]
            self._rows[below.id] = replace(below, is_open=False)
            end += 1
        del self._visible[place + 1 : end]
        self._rows[id] = replace(row, is_open=False)

    def parent(self, id: int) -> int | None:
        """The row one level up that this one hangs under."""
        place, depth = self._visible.index(id), self._rows[id].depth
        return next((above for above in reversed(self._visible[:place]) if self._rows[above].depth < depth), None)

    def _load(self, key: str, depth: int) -> list[int]:
        ids = []
        for child in self._children(key):
            id = self._ids.setdefault(child.key, len(self._ids) + 1)
            self._rows[id] = TreeRow(id, child.key, child.name, depth, child.has_children)
            ids.append(id)
        return ids
