"""Products that planners died over: built in smaller and smaller parts until the culprit is alone, then not built at all."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from aliexport_tui.store import building
from aliexport_tui.store.building import Suspects
from aliexport_tui.store.database import Database
from aliexport_tui.store.staleness import Stale


class InHand:
    """What a planner builds, with a mark in the file of what it has in hand. `run` None: it leaves no mark."""

    def __init__(self, db: Database, run: int | None, profile: int) -> None:
        self._db = db
        self._run = run
        self._profile = profile
        self._suspects = building.suspects(db)
        self._marked = False
        self.parked: list[Stale] = []

    def parts(self, blocks: Iterable[tuple[Stale, ...]]) -> Iterator[tuple[Stale, ...]]:
        """The blocks, where something is suspected in tenths of what its planner had; those parked are put aside."""
        if not self._suspects:
            yield from blocks
            return
        for block in blocks:
            for suspect, found in groupby(block, key=self._suspect):
                group = tuple(found)
                if suspect is not None and suspect.parked:
                    self.parked += group
                    continue
                size = len(group) if suspect is None else -(-suspect.size // 10)
                for start in range(0, len(group), size):
                    yield group[start : start + size]

    def mark(self, block: Iterable[Stale]) -> None:
        """These are built next, by this very process."""
        listings = [one.listing for one in block]
        if self._run is not None and listings:
            self._marked = True
            building.mark(self._db, self._run, self._profile, listings)

    def leave(self) -> None:
        """Nothing is in hand any more."""
        if self._run is not None and self._marked:
            building.unmark(self._db, self._run)

    def all_built(self) -> None:
        """The whole profile has been gone through."""
        if self._run is not None and self._suspects:
            building.clear(self._db, self._profile)

    def _suspect(self, one: Stale) -> Suspects | None:
        return next((each for each in self._suspects if each.first <= one.listing <= each.last), None)
