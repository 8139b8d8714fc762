"""The way into the console."""

from aliexport_tui.engine.workspace import Workspace


def run_console(workspace: Workspace) -> int:
    """Open the console on this shop and stay until the person leaves (0) or the line is lost (129) or a stop is
    asked for (143). Runs go on without it. Raises FileTrouble and ConfigError before anything is drawn,
    and what ended the console when that was no person."""
    from aliexport_tui.engine.preferences import preferences
    from aliexport_tui.tui.keys import use_keys

    chosen = preferences()
    use_keys(chosen.keys)
    from aliexport_tui.tui.app import Console

    app = Console(workspace, chosen)
    app.run(mouse=True)
    if app.fault is not None:
        raise app.fault
    return app.return_code or 0
