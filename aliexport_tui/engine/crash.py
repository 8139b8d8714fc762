"""A fault of the program itself: its details go to a private file, never to the screen, and never with a token."""

import os
import platform
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

from aliexport_tui import __version__
from aliexport_tui.engine.masking import secret_mask
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.marketplace.tokens import masked, plausible_token
from aliexport_tui.model.clock import SystemClock
from aliexport_tui.model.errors import ConfigError


def write_crash(workspace: Workspace, error: BaseException) -> Path | None:
    """Write the traceback beside the shop's file, mode 0600, tokens masked. None when the disk does not take it."""
    now = workspace.clock.now_ms()
    when = datetime.fromtimestamp(now / 1000, UTC)
    lines = [
        f"aliexport-tui {__version__}, Python {platform.python_version()}, {platform.system()}",
        when.isoformat(timespec="seconds"),
        " ".join(_shown(word) for word in sys.argv[1:]),
        "",
        *traceback.format_exception(error),
    ]
    text = secret_mask(workspace.file).text("\n".join(lines))
    for folder in (workspace.file.parent, Path(tempfile.gettempdir())):
        path = folder / f"{workspace.file.name}.crash-{when:%Y%m%d-%H%M%S}-{os.getpid()}.txt"
        try:
            folder.mkdir(parents=True, mode=0o700, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
                file.write(text)
        except OSError:
            continue
        return path
    return None


_noted: set[str] = set()
"""Places of faults of which this process has written already."""


def fault(error: Exception) -> str:
    """What went wrong and where, in a few characters: `KeyError, payloads.py:69`."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    return ", ".join([type(error).__name__, *(f"{Path(one.filename).name}:{one.lineno}" for one in last)])


def note(file: Path, error: Exception) -> str:
    """Details of a fault that costs one product, not the run, into the crash file of the shop's `file`: once for each place.
    Returns the fault."""
    found = fault(error)
    if found not in _noted:
        _noted.add(found)
        write_crash(Workspace(file, SystemClock()), error)
    return found


def _shown(word: str) -> str:
    try:
        return masked(plausible_token(word.rpartition("=")[2]))
    except ConfigError:
        return word
