"""Which lines of the log are shown, and how those are found that the ring no longer holds."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aliexport_tui.model.event import LEVELS, Level
from aliexport_tui.store import events, finding
from aliexport_tui.store.database import Database, fold
from aliexport_tui.tui.log_feed import KEEP, LogLine
from aliexport_tui.tui.words import _, level_word

_BLOCK = 2_000
LOOKED_AT = 200_000
"""So many events back are looked through for a word."""


@dataclass(frozen=True)
class Sieve:
    """`level` and worse; `profile`: a code, "" for all; `run`: its number, None for all; `text`: each word must occur in the
    line; `sku` with the `listings` that have it, empty for all."""

    level: Level = "info"
    profile: str = ""
    text: str = ""
    sku: str = ""
    listings: frozenset[int] = frozenset()
    run: int | None = None

    def passes(self, line: LogLine) -> bool:
        if LEVELS.index(line.event.level) < LEVELS.index(self.level):
            return False
        if self.profile and line.event.profile != self.profile:
            return False
        if self.run is not None and line.event.run != self.run:
            return False
        if self.sku and line.event.listing not in self.listings:
            return False
        return not self.text or all(word in fold(line.text) for word in fold(self.text).split())

    @property
    def looks_back(self) -> bool:
        """Is it worth while to look for lines older than the ring's?"""
        return bool(self.profile or self.run is not None or self.text or self.sku or self.level in ("warning", "error"))

    def words(self) -> str:
        """For the title: "level: normal · profile demo · “brand”"."""
        parts = [f"{_('level')}: {level_word(self.level)}"]
        parts += [f"{_('profile')} {self.profile}"] if self.profile else []
        parts += [f"{_('run')} {self.run}"] if self.run is not None else []
        parts += [f"SKU {self.sku}"] if self.sku else []
        parts += [f"“{self.text}”"] if self.text else []
        return " · ".join(parts)


def listings_of(file: Path, sku: str) -> frozenset[int]:
    """Whose lines are about this SKU. Raises ConfigError `sku.unknown`."""
    db = Database.open(file)
    try:
        return finding.listings_with(db, sku)
    finally:
        db.close()


def look_back(file: Path, sieve: Sieve, up_to: int, overtaken: Callable[[], bool]) -> list[LogLine]:
    """The newest lines that pass, oldest first, among the events up to this id; what is not found in LOOKED_AT of them is
    given up. Ends early when `overtaken`."""
    db = Database.open(file)
    levels = LEVELS[LEVELS.index(sieve.level) :]
    found: list[LogLine] = []
    looked = 0
    before = up_to + 1
    try:
        while len(found) < KEEP and looked < LOOKED_AT and not overtaken():
            block = events.before(
                db, before, limit=_BLOCK, profile=sieve.profile, levels=levels, listings=sorted(sieve.listings)
            )
            if not block:
                break
            looked += len(block)
            before = block[-1].id or 0
            found += [line for event in block if sieve.passes(line := LogLine(0, event))]
    finally:
        db.close()
    return found[:KEEP][::-1]
