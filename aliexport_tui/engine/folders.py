"""Where the program's own files lie (XDG folders on Linux), apart from any shop's file."""

import os
from pathlib import Path

import platformdirs

APP = "aliexport-tui"


def config_file() -> Path:
    """What a person has set. ALIEXPORT_CONFIG, else in the platform's config folder."""
    named = os.environ.get("ALIEXPORT_CONFIG")
    return Path(named) if named else Path(platformdirs.user_config_dir(APP)) / "console.toml"


def state_file() -> Path:
    """What screens looked like. Beside a file named by ALIEXPORT_CONFIG, else in the platform's state folder."""
    named = os.environ.get("ALIEXPORT_CONFIG")
    return (Path(named).parent if named else Path(platformdirs.user_state_dir(APP))) / "remembered.toml"
