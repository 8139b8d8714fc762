"""`python -m aliexport_tui.sandbox`: the simulated marketplace without the rest of the project."""

from __future__ import annotations

from aliexport_tui.sandbox.command import make_command

if __name__ == "__main__":
    make_command()(prog_name="python -m aliexport_tui.sandbox")
