"""Looking at sources in a process of its own: a large feed must not make the screen stutter.

Called as `python -m aliexport_tui.tui.source_process`: what is asked comes as JSON on standard input (an address may hold
a password), the answer goes out as JSON."""

import subprocess
import sys
from pathlib import Path

import msgspec

from aliexport_tui.engine.join_preview import JoinPreview, preview_joins
from aliexport_tui.engine.looking import Look, fetched, look_into
from aliexport_tui.engine.workspace import Workspace, open_workspace
from aliexport_tui.model.errors import AliexportError, ConfigError
from aliexport_tui.model.problem import Place
from aliexport_tui.sources.fetch import shown
from aliexport_tui.sources.settings import Kind, SourceSettings

_FEW_BYTES = 256 * 1024
"""So little is read in a thread before a process starts."""


class AskLook(msgspec.Struct, frozen=True, tag="look"):
    """`path`: what an earlier look has fetched into `folder`, "" for the first one."""

    file: str
    location: str
    folder: str
    path: str
    settings: SourceSettings
    keys: dict[str, str]
    kind: Kind | None


class AskJoins(msgspec.Struct, frozen=True, tag="joins"):
    file: str
    code: str
    settings: SourceSettings


class Looked(msgspec.Struct, frozen=True, tag="looked"):
    path: str
    look: Look


class Joined(msgspec.Struct, frozen=True, tag="joined"):
    preview: JoinPreview


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    code: str
    args: dict[str, str]
    place: Place


def look(asked: AskLook) -> Looked:
    """Raises AliexportError."""
    if _is_small(Path(asked.path or asked.location)):
        return _look(asked)
    told = _asked(asked)
    assert isinstance(told, Looked)
    return told


def look_or_error(asked: AskLook) -> Looked | AliexportError:
    """An error is an answer here: it is shown where the address was typed."""
    try:
        return look(asked)
    except AliexportError as error:
        return error


def joins(workspace: Workspace, code: str, settings: SourceSettings) -> JoinPreview:
    """Raises AliexportError."""
    told = _asked(AskJoins(str(workspace.file), code, settings))
    assert isinstance(told, Joined)
    return told.preview


def _is_small(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size <= _FEW_BYTES
    except (OSError, ValueError):
        return False


def _asked(asked: AskLook | AskJoins) -> Looked | Joined:
    done = subprocess.run(
        [sys.executable, "-m", "aliexport_tui.tui.source_process"],
        input=msgspec.json.encode(asked),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    try:
        told = msgspec.json.decode(done.stdout, type=Looked | Joined | Failed)
    except msgspec.MsgspecError:
        raise RuntimeError("the process that looks broke off") from None
    if isinstance(told, Failed):
        raise ConfigError(told.code, told.place, **told.args)
    return told


def main() -> int:
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=AskLook | AskJoins)
    try:
        told: Looked | Joined | Failed = _joins(asked) if isinstance(asked, AskJoins) else _look(asked)
    except AliexportError as error:
        told = Failed(error.code, error.args_by_name, error.place)
    sys.stdout.buffer.write(msgspec.json.encode(told))
    return 0


def _look(asked: AskLook) -> Looked:
    workspace = open_workspace(Path(asked.file))
    folder = Path(asked.folder)
    path = (
        Path(asked.path)
        if asked.path
        else fetched(workspace, asked.location, folder, asked.settings, asked.keys, asked.kind)
    )
    return Looked(str(path), look_into(path, shown(asked.location), asked.settings, asked.kind))


def _joins(asked: AskJoins) -> Joined:
    workspace = open_workspace(Path(asked.file))
    db = workspace.open()
    try:
        return Joined(preview_joins(workspace, db, asked.code, asked.settings))
    finally:
        db.close()


if __name__ == "__main__":
    sys.exit(main())
