"""How much may be on its way to the terminal: as much as the line holds, so that what is sent is never old.

Whoever writes over SSH fills buffers of megabytes before it is told to wait. So the terminal is asked now and then whether
it has come so far, and the times of its answers tell what the line carries."""

from collections import deque
from dataclasses import dataclass

FIRST_RATE = 1_000_000.0
"""Bytes a second, until the line is known."""
FIRST = 24 * 1024
"""Bytes, until the first answer: a screen."""
LEAST_RATE = 1_000.0
MOST_RATE = 50_000_000.0
LEAST = 2 * 1024
"""Bytes that may always be under way."""
SLACK_S = 0.02
"""What may wait in the buffers on the way, in seconds of the line's time."""
SILENT_S = 2.0
"""A terminal that has not answered at all for so long never will."""
LOST_S = 15.0
"""An answer that is so late has got lost."""
_WORTH_IT = 512
"""Fewer bytes are not worth a portion of their own."""
_FADES = 0.01
"""The part of the fastest answer's time that is forgotten in a second: lines change."""
_DRAINS = 0.9
_TRAIN = 24
_SAMPLES = 6
_LEAST_TRAIN = 2 * 1024


@dataclass(frozen=True)
class _Question:
    at: float
    written: int


class Pace:
    """Counts bytes. Times are seconds of one steady clock."""

    def __init__(self) -> None:
        self.rate = FIRST_RATE
        self._written = self._taken = 0
        self._ready, self._looked_at = float(FIRST_RATE), 0.0
        self._questions: deque[_Question] = deque()
        self._fastest = self._heard_at = 0.0
        self._train: deque[tuple[float, int]] = deque(maxlen=_TRAIN)
        self._carried: deque[float] = deque(maxlen=_SAMPLES)
        self._was_short = False
        self._silent = False

    @property
    def asks(self) -> bool:
        return not self._silent

    @property
    def _way_s(self) -> float:
        """There and back with nothing before it, and what may wait."""
        return self._fastest + SLACK_S

    def room(self, now: float) -> int:
        """Bytes that may leave now."""
        if self._questions and now - self._questions[0].at > (LOST_S if self._fastest else SILENT_S):
            self._silent = not self._fastest
            self._questions.clear()
            self._taken = self._written
        if self._silent:
            return int(FIRST_RATE)
        self._ready = min(max(LEAST, self.rate * SLACK_S), self._ready + self.rate * (now - self._looked_at))
        self._looked_at = now
        window = max(LEAST, self.rate * self._way_s) if self._fastest else FIRST
        free = min(self._ready, window - (self._written - self._taken))
        self._was_short = self._was_short or free < _WORTH_IT
        return int(free) if free >= _WORTH_IT else 0

    def wrote(self, size: int, now: float, *, questions: int) -> None:
        """`questions` spread evenly over these bytes, the last at their end."""
        for turn in range(1, questions + 1):
            self._questions.append(_Question(now, self._written + size * turn // questions))
        self._written += size
        self._ready -= size

    def answered(self, at: float) -> None:
        if not self._questions:
            return
        question = self._questions.popleft()
        came, self._taken = question.written - self._taken, question.written
        took = max(at - question.at, 1e-4)
        fades = 1 + _FADES * (at - self._heard_at)
        if not self._fastest or (took < self._fastest and not self._carried):
            self._guess(took)
        self._fastest, self._heard_at = min(took, self._fastest * fades) if self._fastest else took, at
        if took > self._way_s:
            self._look_at_train(at, question.written)
            if self._carried:
                self.rate = max(LEAST_RATE, min(self.rate, _DRAINS * max(self._carried)))
            return
        self._train.clear()
        if self._was_short:
            self._was_short = False
            self.rate = min(MOST_RATE, self.rate + came / self._way_s)

    def _guess(self, took: float) -> None:
        """Until the line is known: it carries a screen while an answer is under way. The first may be late because the
        program was still coming up, so a sooner one counts."""
        guessed = min(FIRST_RATE, FIRST / (took + SLACK_S))
        if not self._fastest or guessed > self.rate:
            self.rate, self._ready = guessed, guessed * SLACK_S

    def _look_at_train(self, at: float, written: int) -> None:
        """Bytes a second between answers that all had to wait, so that the line had always something to carry. The most of
        some looks counts: a busy machine makes a line look slower than it is, never faster."""
        self._train.append((at, written))
        (begin, before), (end, after) = self._train[0], self._train[-1]
        if after - before >= _LEAST_TRAIN:
            self._carried.append((after - before) / max(end - begin, 1e-3))
