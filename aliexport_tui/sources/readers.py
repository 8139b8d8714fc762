"""Which reader reads which kind of source, and by which headers a table tells what wrote it."""

from collections.abc import Callable

from aliexport_tui.sources.layouts.mapped import read_mapped
from aliexport_tui.sources.reading import Reader
from aliexport_tui.sources.rest.fetching import Fetcher
from aliexport_tui.sources.settings import Kind
from aliexport_tui.sources.yml import read_yml

READERS: dict[Kind, Reader] = {"yml": read_yml, "csv": read_mapped}

RECOGNISERS: dict[Kind, Callable[[tuple[str, ...]], bool]] = {}
"""Each layout's own `recognises(headers)`; a table that none of them knows is read by a mapping of its columns."""

FETCHERS: dict[Kind, Fetcher] = {}
"""Kinds that are asked over an API; all others are fetched as one file (`sources.fetch`)."""
