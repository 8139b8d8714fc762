"""Python's search for circles of garbage, which millions of records that live shortly would set off all the time."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS = 20_000


@contextmanager
def seldom_sought() -> Iterator[None]:
    """Circles are looked for when so many objects have come, not 700: records hold none. Where nothing is sought (0),
    nothing is."""
    before = gc.get_threshold()
    if before[0]:
        gc.set_threshold(max(before[0], _OBJECTS), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
