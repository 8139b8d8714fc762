"""The crontab itself: of the user through crontab(1), or a file that somebody names."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from aliexport_tui.engine.scheduling.crontab import command_words
from aliexport_tui.engine.scheduling.program import environment, words
from aliexport_tui.engine.scheduling.times import cron_words
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.schedule import Entry

_SECONDS = 30


def lines(workspace: Workspace, entries: tuple[Entry, ...]) -> list[str]:
    """One for each entry. What a job says on standard output is in the cron log; only what goes wrong is mailed by cron."""
    told = [f"{name}={value}" for name, value in environment().items()]
    prefix = ["env", *told] if told else []
    return [
        f"{cron_words(entry.timing)} {command_words([*prefix, *words(workspace, entry)])} >/dev/null" for entry in entries
    ]


def read(file: Path | None) -> bytes:
    """b"" where there is none yet. Raises ConfigError `schedule.no_crontab`, `schedule.crontab_failed`."""
    if file is not None:
        try:
            return file.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise _failed(error.strerror or "") from error
    ended = _crontab(["-l"], b"")
    if ended.returncode == 0:
        return ended.stdout
    said = ended.stderr.decode("utf-8", "replace").strip()
    if "no crontab" in said.lower():
        return b""
    raise _failed(said)


def write(file: Path | None, content: bytes) -> None:
    """Whole or not at all. Raises as `read`."""
    if file is not None:
        _replace(file, content)
        return
    ended = _crontab(["-"], content)
    if ended.returncode != 0:
        raise _failed(ended.stderr.decode("utf-8", "replace").strip())


def _crontab(arguments: list[str], content: bytes) -> "subprocess.CompletedProcess[bytes]":
    if shutil.which("crontab") is None:
        raise ConfigError("schedule.no_crontab")
    try:
        # In the language of the source: its words tell whether there is a crontab at all.
        return subprocess.run(
            ["crontab", *arguments],
            input=content,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _failed(str(error)) from error


def _replace(file: Path, content: bytes) -> None:
    """The file's mode stays."""
    try:
        file = file.resolve()
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(handle, "wb") as new:
                new.write(content)
                new.flush()
                os.fsync(new.fileno())
            if file.exists():
                shutil.copymode(file, name)
            Path(name).replace(file)
        except BaseException:  # why: whatever it was, nothing half-written is left lying
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _failed(error.strerror or "") from error


def _failed(said: str) -> ConfigError:
    return ConfigError("schedule.crontab_failed", said=said)
