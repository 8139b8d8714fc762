"""Frames, paced, to the driver."""

import asyncio
import time
from collections.abc import Callable

from rich.color import ColorSystem
from textual._compositor import CompositorUpdate
from textual.geometry import Offset

from aliexport_tui.tui.output.frames import ASK, Frames
from aliexport_tui.tui.output.pace import Pace

_LOOK_AGAIN_S = 0.01


class Output:
    """`write` takes what goes to the terminal; `is_free`: it has left the program."""

    def __init__(
        self,
        write: Callable[[str], None],
        is_free: Callable[[], bool],
        system: ColorSystem,
        signs: dict[int, str] | None = None,
    ) -> None:
        self._write, self._is_free = write, is_free
        self._frames = Frames(system, signs)
        self._pace = Pace()
        self._loop = asyncio.get_running_loop()
        self._again: asyncio.TimerHandle | None = None
        self._around = ("", "")
        self._cursor = Offset(0, 0)
        self._asked = self._answers = 0

    def begin(self) -> None:
        """The terminal is ours, empty; how far away is it?"""
        self._frames.forget()
        self._ask(len(ASK), 1)
        self._write(ASK)
        self.push()

    def draw_anew(self) -> None:
        self._frames.forget()
        self.push()

    def take(self, update: CompositorUpdate, cursor: Offset, around: tuple[str, str]) -> None:
        """What should be seen from now on; `around`: what stands before and after each portion."""
        self._frames.take(update)
        self._cursor, self._around = cursor, around
        self.push()

    def push(self) -> None:
        """As much as the line takes now."""
        if self._frames.is_behind and (room := self._room()):
            text, asked = self._frames.portion(room)
            if text:
                if self._pace.asks:
                    text, asked = text + ASK, asked + 1
                else:
                    text, asked = text.replace(ASK, ""), 0
                begin, end = self._around
                whole = f"{begin}{text}\x1b[{self._cursor.y + 1};{self._cursor.x + 1}H{end}"
                self._ask(len(whole.encode()), asked)
                self._write(whole)
        if self._frames.is_behind and self._again is None:
            self._again = self._loop.call_later(_LOOK_AGAIN_S, self._look_again)

    def _look_again(self) -> None:
        self._again = None
        self.push()

    def _room(self) -> int:
        return self._pace.room(time.monotonic()) if self._is_free() else 0

    def _ask(self, size: int, questions: int) -> None:
        self._pace.wrote(size, time.monotonic(), questions=questions)
        self._asked += questions

    # ---- answers: from the thread that reads the keys ----------------------------------------------------------

    @property
    def awaits_answers(self) -> bool:
        return 0 < self._answers < self._asked

    def answer_came(self, at: float) -> None:
        self._answers += 1
        self._loop.call_soon_threadsafe(self._take_answer, at)

    def _take_answer(self, at: float) -> None:
        self._pace.answered(at)
        self.push()
