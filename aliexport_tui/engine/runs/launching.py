"""Start runner processes: the run's row is committed first, then a process in a session of its own."""

import os
import subprocess
import sys

from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.change import Action
from aliexport_tui.store import profiles, runs

_children: list[subprocess.Popen[bytes]] = []
"""Runners of this process that have not been reaped yet; each start reaps the ended ones."""


def start_run(
    workspace: Workspace,
    *,
    profile: str,
    action: Action,
    selection: int | None = None,
    plan: int | None = None,
    verify_s: int | None = None,
) -> int:
    """Start a runner by hand; returns the run's id. The runner outlives the console and the line it came over. `plan`: the
    one that was confirmed, to be applied as it is.

    Raises ConfigError `profile.unknown`."""
    db = workspace.open()
    try:
        stored = profiles.get(db, profile)
        run = runs.start(
            db,
            profile=stored.id,
            action=action,
            mode="by_hand",
            selection=selection,
            plan=plan,
            verify_s=stored.profile.verify.by_hand_s if verify_s is None else verify_s,
            who=who(),
            now=workspace.clock.now_ms(),
        )
    finally:
        db.close()
    _start(workspace, run, ["--run-profile", profile, "--action", action, "--run", str(run)])
    return run


def start_resume(workspace: Workspace, account: str | None = None) -> None:
    """Ask at once for the state of all open groups, in a process of its own."""
    _start(workspace, 0, ["resume", *(["--account", account] if account else [])])


def _start(workspace: Workspace, run: int, arguments: list[str]) -> None:
    shop = ["--demo"] if workspace.demo else ["--db", str(workspace.file)]
    output = os.open(workspace.runner_output(run), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    _children[:] = [child for child in _children if child.poll() is None]
    try:
        child = subprocess.Popen(
            [sys.executable, "-m", "aliexport_tui", *shop, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            close_fds=True,
        )
        _children.append(child)
    finally:
        os.close(output)
