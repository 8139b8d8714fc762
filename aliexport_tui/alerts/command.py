"""Any command: the digest as JSON on its standard input, exit code 0 means that it has been taken."""

import json
import os
import signal
import subprocess
from contextlib import suppress

from aliexport_tui.alerts.trouble import AlertTrouble
from aliexport_tui.model.alerts import Command, Letter


def send(channel: Command, letter: Letter) -> None:
    """Raises AlertTrouble `alert.command_missing`, `alert.command_failed`, `alert.command_late`."""
    named = channel.argv[0]
    told = {"key": letter.key, "title": letter.title, "text": letter.text, **letter.body}
    try:
        child = subprocess.Popen(
            channel.argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise AlertTrouble("alert.command_missing", command=named, reason=error.strerror or "") from error
    with child:
        try:
            _, said = child.communicate(json.dumps(told, ensure_ascii=False).encode(), timeout=channel.seconds)
        except subprocess.TimeoutExpired as error:
            raise AlertTrouble("alert.command_late", command=named, seconds=str(channel.seconds)) from error
        finally:
            if child.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
    if child.returncode:
        lines = said.decode("utf-8", "replace").strip().splitlines()
        raise AlertTrouble(
            "alert.command_failed", command=named, exit_code=str(child.returncode), said=lines[-1] if lines else ""
        )
