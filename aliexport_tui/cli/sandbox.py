"""The command `sandbox`: the simulated marketplace, with its help in the user's language."""

from __future__ import annotations

from aliexport_tui.messages.i18n import _
from aliexport_tui.sandbox.command import make_command

sandbox = make_command(_)
