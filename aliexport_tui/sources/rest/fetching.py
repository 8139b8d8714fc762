"""The contract of what fetches a shop's catalogue over its API."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from aliexport_tui.model.clock import Clock
from aliexport_tui.sources.fetch import Fetched, FetchLimits, Seen
from aliexport_tui.sources.settings import SourceSettings


class Fetcher(Protocol):
    """Asks for everything, writes it as JSON lines (`rest.lines`) into `folder`, in bounded memory.

    `keys`: what the source signs in with, by names of its kind. `seen`: what the last import gave back; a Fetcher that
    finds a moment in it may ask for what changed since, and then gives `partial`. A `path` None: nothing changed.

    Raises ConfigError `source.address`, `source.keys_missing`; SourceError as `rest.api.Api` does."""

    def __call__(
        self,
        location: str,
        folder: Path,
        clock: Clock,
        settings: SourceSettings,
        keys: Mapping[str, str],
        seen: Seen,
        limits: FetchLimits,
    ) -> Fetched: ...
