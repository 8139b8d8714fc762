"""Which rows are marked: single ones, a range, all that match less exceptions, turned round."""

from collections.abc import Sequence

from aliexport_tui.model.id_set import IdSet


class Marks:
    """A grid and its screen share one. `picked` is never changed in place: a thread may work on what it was."""

    def __init__(self) -> None:
        self.picked = IdSet()

    def add(self, ids: Sequence[int]) -> None:
        self.picked |= IdSet.of(ids)

    def remove(self, ids: Sequence[int]) -> None:
        self.picked -= IdSet.of(ids)

    def turn(self, id: int) -> None:
        self.picked ^= IdSet.of((id,))

    def add_all(self, matching: IdSet) -> None:
        self.picked |= matching

    def invert(self, matching: IdSet) -> None:
        """Within what matches: what lies outside keeps its marks."""
        self.picked ^= matching

    def clear(self) -> None:
        self.picked = IdSet()

    def __contains__(self, id: int) -> bool:
        return id in self.picked

    def count(self) -> int:
        return len(self.picked)

    def outside(self, matching: IdSet) -> int:
        """How many are marked that the present filter does not show."""
        return len(self.picked - matching)

    def all(self) -> list[int]:
        """Every marked id; for the few of a small list."""
        return list(self.picked)
