"""Start runner processes: the run's row is committed first, then a process in a session of its own."""

import os
import subprocess
import sys
from pathlib import Path

from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.change import Action
from aliexport_tui.store import profiles, runs

_PATIENCE_S = 60
"""So long what is told to the marketplace waits for another process that is at it, and for its own next try."""
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


def start_import(workspace: Workspace, source: str) -> None:
    """Read a feed in a process of its own; how far it is stands in its chore."""
    _launch(workspace, workspace.chore_output("import", source), ["source", "import", source])


def start_pictures(workspace: Workspace, source: str) -> None:
    """Look at the source's pictures in a process of its own."""
    _launch(workspace, workspace.chore_output("pictures", source), ["pictures", "check", "--source", source])


def start_sync(workspace: Workspace, account: str) -> None:
    """Fetch the account's categories in a process of its own."""
    _launch(workspace, workspace.chore_output("sync", account), ["schema", "sync", account])


def start_rehearse(workspace: Workspace, profile: str) -> None:
    """Set up or refresh the profile's rehearsal in a process of its own."""
    _launch(workspace, workspace.chore_output("rehearse", profile), ["profile", "rehearse", profile])


def start_orders(workspace: Workspace, account: str) -> None:
    """Fetch what is new or has changed among the account's orders, in a process of its own."""
    _launch(workspace, workspace.chore_output("orders", account), ["orders", "fetch", account])


def start_hand_off(workspace: Workspace, account: str) -> None:
    """Hand the account's orders to the shop, in a process of its own."""
    _launch(workspace, workspace.chore_output("hand_off", account), ["orders", "hand-off", account])


def start_order_actions(workspace: Workspace, account: str) -> None:
    """Tell the marketplace what stands in the account's outbox, in a process of its own."""
    arguments = ["orders", "sync", account, "--wait", str(_PATIENCE_S)]
    _launch(workspace, workspace.chore_output("order_actions", account), arguments)


def start_labels(workspace: Workspace, account: str, arguments: list[str]) -> None:
    """Save labels, in a process of its own. `arguments`: the command's, from its group on."""
    _launch(workspace, workspace.chore_output("labels", account), arguments)


def _start(workspace: Workspace, run: int, arguments: list[str]) -> None:
    _launch(workspace, workspace.runner_output(run), arguments)


def start_job(workspace: Workspace, job: str, subject: str) -> None:
    """What a timer does, by hand: in a process of its own, noted in the cron log. `subject`: the code of a profile or an
    account, or ""."""
    told = workspace.chore_output("job", "-".join(filter(None, (job, subject))))
    _launch(workspace, told, ["schedule", "run", job, *([subject] if subject else [])])


def _launch(workspace: Workspace, told: Path, arguments: list[str]) -> None:
    """In a session of its own, what it says into the file `told`."""
    shop = ["--demo"] if workspace.demo else ["--db", str(workspace.file)]
    output = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
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
