"""What every call of the program sees to at its end: the log handed over, and once a day the logs cut to their limits. None
of it changes how the call ended."""

from contextlib import suppress

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import AliexportError

WORKERS = frozenset(("apply", "resume", "schedule"))
"""Commands that do a machine's work; a run of a profile is one, too."""


def afterwards(workspace: Workspace, *, worked: bool) -> None:
    with suppress(AliexportError, OSError):
        if not workspace.file.exists():
            return
        from aliexport_tui.engine.operations import log_target

        if worked:
            from aliexport_tui.engine.operations import retention

            retention.apply_daily(workspace)
        if log_target.is_on(workspace):
            from aliexport_tui.telling.log_shipping import ship

            ship(workspace)
