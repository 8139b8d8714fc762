"""Signals during a run: the first asks for a safe end, the second ends at once (both safe: the journal knows)."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

import click

from aliexport_tui.cli.common import talk
from aliexport_tui.messages.i18n import _

if TYPE_CHECKING:
    from aliexport_tui.engine.runs.life import StopRequest

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stop_on_signals() -> "Iterator[StopRequest]":
    """The event is set by the first signal. What then raises Stopped ends the command with 128 + the signal's number."""
    from aliexport_tui.engine.runs.life import Stopped, StopRequest

    stop = StopRequest()
    received: list[int] = []

    def on_signal(number: int, _frame: FrameType | None) -> None:
        if received:
            sys.exit(128 + number)
        received.append(number)
        stop.exit_code = 128 + number
        stop.set()

    # Under nohup a hang-up is ignored, and that must stay.
    before = {number: handler for number in _SIGNALS if (handler := signal.getsignal(number)) is not signal.SIG_IGN}
    for number in before:
        signal.signal(number, on_signal)
    try:
        yield stop
    except Stopped:
        talk(_("Stopped. What was sent is on record; the next run or `resume` follows it."))
        raise click.exceptions.Exit(128 + (received[0] if received else signal.SIGTERM)) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
