"""The way into the console."""

import gc
import os
import sys

from aliexport_tui.engine.workspace import Workspace


def run_console(workspace: Workspace, *, read_only: bool = False) -> int:
    """Open the console on this shop and stay until the person leaves (0) or the line is lost (129) or a stop is
    asked for (143). Runs go on without it. Raises FileTrouble and ConfigError before anything is drawn,
    and what ended the console when that was no person."""
    from aliexport_tui.engine.preferences import preferences
    from aliexport_tui.tui.ahead import Ahead
    from aliexport_tui.tui.terminal import require_utf8

    gc.disable()  # until the console stands: nearly all that is made meanwhile stays
    require_utf8(sys.stderr.encoding)  # Textual draws on it
    chosen = preferences()
    ahead = Ahead(workspace)
    from aliexport_tui.tui.keys import use_keys

    use_keys(chosen.keys)
    from aliexport_tui.tui.app import OPEN_ANEW, Console

    app = Console(workspace, chosen, read_only=read_only, ahead=ahead)
    app.run(mouse=True)
    if app.fault is not None:
        raise app.fault
    if app.return_code == OPEN_ANEW:
        os.execv(sys.executable, [sys.executable, "-m", "aliexport_tui", *sys.argv[1:]])
    return app.return_code or 0


def collect_again() -> None:
    """The console stands: what it is made of is never looked through for garbage, which would hold up the loop for a tenth
    of a second now and then."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
