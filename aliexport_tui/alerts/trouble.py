"""Why a letter did not leave."""

from aliexport_tui.model.errors import AliexportError, ExitCode


class AlertTrouble(AliexportError):
    """The channel did not take it, as far as is known; it is tried again."""

    exit_code = ExitCode.UNREACHABLE
