"""What a person made of a grid, by the grid's name, in the file of what is remembered."""

import msgspec

from aliexport_tui.engine.preferences import GridLook, keep, remembered
from aliexport_tui.model.errors import ConfigError


def look_of(name: str) -> GridLook:
    return remembered().grids.get(name, GridLook()) if name else GridLook()


def keep_look(name: str, look: GridLook) -> None:
    """A folder that can't be written costs the memory, not the work."""
    kept = remembered()
    try:
        keep(msgspec.structs.replace(kept, grids={**kept.grids, name: look}))
    except ConfigError:
        return
