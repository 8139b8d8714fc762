"""Planning in a process of its own: a plan of many thousand products must not make the screen stutter.

Called as `python -m aliexport_tui.tui.preview_process FILE PROFILE ACTION SELECTION|-`, or with FILE RUN for its reverse;
prints the plan's id, or the error as JSON (code, args) with exit code 1."""

import json
import subprocess
import sys
from pathlib import Path

from aliexport_tui.engine.workspace import Workspace, open_workspace
from aliexport_tui.model.change import ACTIONS, Action
from aliexport_tui.model.errors import AliexportError, ConfigError
from aliexport_tui.store.database import Database

FEW = 300
"""So many products are planned faster in a thread than a process starts."""


def make_preview(
    workspace: Workspace, db: Database, profile: str, action: Action, selection: int | None, count: int | None
) -> int:
    """The plan's id. `count`: how many products, None for a whole profile. Raises AliexportError."""
    if count is not None and count <= FEW:
        from aliexport_tui.engine.runs.previewing import preview

        return preview(db, workspace, profile, action, selection)
    return _plan_by([str(workspace.file), profile, action, "-" if selection is None else str(selection)])


def make_undo(workspace: Workspace, run: int) -> int:
    """The id of the plan that takes a run back. The cards are read for it, in that other process. Raises AliexportError."""
    return _plan_by([str(workspace.file), str(run)])


def _plan_by(arguments: list[str]) -> int:
    done = subprocess.run(
        [sys.executable, "-m", "aliexport_tui.tui.preview_process", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return int(done.stdout)
    try:
        told = json.loads(done.stdout)
    except ValueError:
        raise RuntimeError("the planning process broke off") from None
    raise ConfigError(told["code"], **told["args"])


def main(arguments: list[str]) -> int:
    file, *asked = arguments
    workspace = open_workspace(Path(file))
    try:
        plan = _undo(workspace, *asked) if len(asked) == 1 else _preview(workspace, *asked)
    except AliexportError as error:
        sys.stdout.write(json.dumps({"code": error.code, "args": error.args_by_name}))
        return 1
    sys.stdout.write(str(plan))
    return 0


def _undo(workspace: Workspace, run: str) -> int:
    from aliexport_tui.engine.runs.undoing import undo

    return undo(workspace, int(run)).plan


def _preview(workspace: Workspace, profile: str, wanted: str, selection: str) -> int:
    from aliexport_tui.engine.runs.previewing import preview

    action = next(action for action in ACTIONS if action == wanted)
    db = workspace.open()
    try:
        return preview(db, workspace, profile, action, None if selection == "-" else int(selection))
    finally:
        db.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
