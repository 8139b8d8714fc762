"""A count for the eye takes a twentieth of the time at most, and none that costs nothing is put off."""

from dataclasses import dataclass, field

from aliexport_tui.engine.runs.seldom import Seldom


@dataclass
class Hands:
    """A clock that stands still unless it is moved."""

    now: int = 1_000
    slept: list[float] = field(default_factory=list)

    def now_ms(self) -> int:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def counted(clock: Hands, takes_ms: int) -> Seldom[int]:
    asked = 0

    def count() -> int:
        nonlocal asked
        asked += 1
        clock.now += takes_ms
        return asked

    return Seldom(clock, count)


def test_what_costs_nothing_is_counted_each_time() -> None:
    count = counted(Hands(), 0)
    assert [count(), count(), count()] == [1, 2, 3]


def test_what_takes_long_is_counted_seldom() -> None:
    clock = Hands()
    count = counted(clock, 50)
    assert [count(), count()] == [1, 1]
    clock.now = 1_999
    assert count() == 1
    clock.now = 2_000
    assert count() == 2


def test_a_clock_that_was_set_back_puts_nothing_off() -> None:
    clock = Hands()
    count = counted(clock, 50)
    assert count() == 1
    clock.now = 500
    assert count() == 2
