"""Textual's driver with the terminal's answers to our questions taken out of its keys."""

import os
import termios
import time

from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS
from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from aliexport_tui.tui.output.output import Output
from aliexport_tui.tui.terminal import signs_for

_LAST_ANSWERS_S = 1.0


class PacedDriver(LinuxDriver):
    output: Output | None = None

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self.output is None:
            system = COLOR_SYSTEMS.get(self._app.console.color_system or "", ColorSystem.TRUECOLOR)
            self.output = Output(self.write, lambda: self.is_taken, system, signs_for(os.environ))
        self.output.begin()

    def _get_terminal_size(self) -> tuple[int, int]:
        """The terminal's own, not COLUMNS and LINES: where a shell exports these, no window could be resized."""
        try:
            width, height = os.get_terminal_size(self.fileno)
        except OSError:
            return super()._get_terminal_size()
        return width or 80, height or 25

    def write(self, data: str) -> None:
        """Into nothing once the line is lost: the thread that wrote has ended, and its queue would fill for good."""
        if self._writer_thread is not None and self._writer_thread.is_alive():
            super().write(data)

    def close(self) -> None:
        if self._writer_thread is not None and self._writer_thread.is_alive():
            super().close()

    def _sigcont_application(self, *_: object) -> None:
        """With a lost line comes SIGCONT too: there is no terminal to come back to."""
        try:
            termios.tcgetattr(self.fileno)
        except termios.error:
            return
        super()._sigcont_application()

    def process_message(self, message: Message) -> None:
        """Called in the thread that reads the keys."""
        if isinstance(message, events.CursorPosition) and self.output is not None:
            self.output.answer_came(time.monotonic())
            return
        super().process_message(message)

    def stop_application_mode(self) -> None:
        """Answers that came after us would stand at the shell's prompt."""
        end = time.monotonic() + _LAST_ANSWERS_S
        while self.output is not None and self.output.awaits_answers and time.monotonic() < end:
            time.sleep(0.01)
        super().stop_application_mode()

    @property
    def is_taken(self) -> bool:
        """Everything written has left the program."""
        return self._writer_thread is None or self._writer_thread._queue.empty()
