"""A source's settings, as they lie in the file."""

import msgspec

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.store.sources import Source


def settings_of(source: Source) -> SourceSettings:
    """The readers' settings as they are stored; ConfigError `source.settings_broken`."""
    try:
        return msgspec.json.decode(source.settings, type=SourceSettings)
    except msgspec.MsgspecError as error:
        raise ConfigError("source.settings_broken", source=source.code, reason=str(error)) from error
