"""The command `sandbox`: the simulated marketplace, with its help in the user's language."""

from __future__ import annotations

import click

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.sandbox.command import make_command


def _demos() -> str:
    """With --demo, the sandbox of the demo is the one that is meant."""
    workspace = click.get_current_context().find_object(Workspace)
    if workspace is None or not workspace.demo:
        return ""
    from aliexport_tui.engine import own_sandbox

    return own_sandbox.ensure(own_sandbox.folder_of(workspace, own_sandbox.DEMO)).address


sandbox = make_command(_, _demos)
