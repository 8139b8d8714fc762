"""systemd user timers: a service and a timer for each entry, in files of our own that begin with our mark.

Quoting by systemd.service(5) "Command lines", times by systemd.time(7)."""

import os
import shutil
import subprocess
from hashlib import blake2b
from pathlib import Path

from aliexport_tui.engine.scheduling.program import environment, words
from aliexport_tui.engine.scheduling.times import calendar_words
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.schedule import Entry

_MARK = "# Written by aliexport-tui for the shop "
_SECONDS = 60


def usual_folder() -> Path:
    """Where systemd looks for a user's own units."""
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "systemd" / "user"


def units(workspace: Workspace, entries: tuple[Entry, ...]) -> dict[str, str]:
    """Name of a file -> its text. Raises ConfigError `schedule.bad_path`."""
    shop = str(workspace.file)
    if any(letter < " " or letter == "\x7f" for letter in shop):
        raise ConfigError("schedule.bad_path", path=shop)
    found: dict[str, str] = {}
    for entry in entries:
        name = f"{_prefix(workspace)}{'-'.join(filter(None, (entry.job, entry.subject)))}"
        title = f"aliexport-tui: {' '.join(filter(None, (entry.job, entry.subject)))} ({workspace.file.name})"
        found[f"{name}.service"] = _service(workspace, entry, title)
        found[f"{name}.timer"] = _timer(workspace, entry, title)
    return found


def present(workspace: Workspace, folder: Path) -> dict[str, str]:
    """The units of this shop that are there, as they are."""
    mark = _mark(workspace)
    found: dict[str, str] = {}
    for path in sorted(folder.glob(f"{_prefix(workspace)}*")) if folder.is_dir() else ():
        if path.suffix in (".service", ".timer"):
            text = path.read_text(encoding="utf-8", errors="replace")
            if text.startswith(mark):
                found[path.name] = text
    return found


def write(workspace: Workspace, folder: Path, wanted: dict[str, str]) -> tuple[str, ...]:
    """The units wanted; those of this shop that are not wanted any more are removed. Returns the latter's names. A file of
    that name that is not ours is left alone. Raises ConfigError `schedule.unit_foreign`, `schedule.folder`."""
    here = present(workspace, folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in wanted:
            if (folder / name).exists() and name not in here:
                raise ConfigError("schedule.unit_foreign", path=str(folder / name))
        for name, text in wanted.items():
            temporary = folder / f".{name}.new"
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(folder / name)
        gone = tuple(name for name in here if name not in wanted)
        for name in gone:
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError("schedule.folder", path=str(folder), reason=error.strerror or "") from error
    return gone


def enable(names: tuple[str, ...]) -> None:
    """Make systemd read the units and start the timers. Raises ConfigError `schedule.no_systemd`,
    `schedule.systemd_failed`."""
    _systemctl("daemon-reload")
    if timers := [name for name in names if name.endswith(".timer")]:
        _systemctl("enable", "--now", *timers)
        # A timer that runs already keeps its old times until it is started anew.
        _systemctl("restart", *timers)


def disable(names: tuple[str, ...]) -> None:
    """Before their files go. Raises as `enable`."""
    if timers := [name for name in names if name.endswith(".timer")]:
        _systemctl("disable", "--now", *timers)


def lingers() -> bool | None:
    """Whether the user's timers run without a login; None where nobody tells."""
    try:
        told = subprocess.run(
            ["loginctl", "show-user", str(os.getuid()), "--property=Linger", "--value"],
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return told.stdout.strip() == b"yes" if told.returncode == 0 else None


def is_there() -> bool:
    """Whether this user has a systemd of its own that answers."""
    if shutil.which("systemctl") is None:
        return False
    try:
        return _run("show-environment").returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _prefix(workspace: Workspace) -> str:
    """One for each shop of a machine."""
    digest = blake2b(os.fsencode(workspace.file), digest_size=4).hexdigest()
    return f"aliexport-{digest}-"


def _mark(workspace: Workspace) -> str:
    return f"{_MARK}{workspace.file}\n"


def _service(workspace: Workspace, entry: Entry, title: str) -> str:
    kept = "".join(f"Environment={_quoted(f'{name}={value}')}\n" for name, value in environment().items())
    command = " ".join(_quoted(word, command=True) for word in words(workspace, entry))
    return (
        f"{_mark(workspace)}[Unit]\nDescription={_plain(title)}\n\n"
        f"[Service]\nType=oneshot\n{kept}ExecStart={command}\n"
        # A run that found something to report is no broken service: the codes are told in the cron log.
        "SuccessExitStatus=3 4 5 6\nTimeoutStopSec=5min\nNice=5\n"
    )


def _timer(workspace: Workspace, entry: Entry, title: str) -> str:
    return (
        f"{_mark(workspace)}[Unit]\nDescription={_plain(title)}\n\n"
        f"[Timer]\nOnCalendar={calendar_words(entry.timing)}\nAccuracySec=1s\nPersistent=true\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )


def _plain(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(word: str, *, command: bool = False) -> str:
    text = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{text.replace("$", "$$")}"' if command else f'"{text}"'


def _run(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(["systemctl", "--user", *arguments], capture_output=True, timeout=_SECONDS, check=False)


def _systemctl(*arguments: str) -> None:
    try:
        ended = _run(*arguments)
    except FileNotFoundError as error:
        raise ConfigError("schedule.no_systemd") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ConfigError("schedule.systemd_failed", said=str(error)) from error
    if ended.returncode != 0:
        said = ended.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ConfigError("schedule.systemd_failed", said=said[0] if said else "")
