"""How a timer calls this program: the same program, the same shop, the same settings and language as now."""

import os
import sys

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.schedule import Entry

_KEPT = ("ALIEXPORT_CONFIG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "SSL_CERT_FILE")


def words(workspace: Workspace, entry: Entry) -> list[str]:
    """Raises ConfigError `schedule.demo`: the demo touches nothing outside its own folder."""
    if workspace.demo:
        raise ConfigError("schedule.demo")
    subject = [entry.subject] if entry.subject else []
    return [
        sys.executable,
        "-m",
        "aliexport_tui",
        "--db",
        str(workspace.file),
        "schedule",
        "run",
        entry.job,
        *subject,
        "--due",
    ]


def environment() -> dict[str, str]:
    """What a timer's own environment lacks. No secret is among it."""
    return {name: os.environ[name] for name in _KEPT if os.environ.get(name)}
