"""What goes to the terminal: only differences, never a control character, and no more than the line takes."""

from collections.abc import Iterable

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from aliexport_tui.tui.output.frames import ASK, Frames
from aliexport_tui.tui.output.pace import LEAST, SILENT_S, Pace
from aliexport_tui.tui.terminal import signs_for

SIZE = (30, 4)
STYLES = (None, Style.parse("bold"), Style.parse("red on blue"), Style.parse("dim reverse"), Style.parse("#123456"))


def whole(lines: list[list[Segment]]) -> LayoutUpdate:
    return LayoutUpdate([[Strip(line).adjust_cell_length(SIZE[0])] for line in lines], Region(0, 0, *SIZE))


def fed(screen: pyte.Screen, frames: Frames, room: int = 1_000_000) -> str:
    text, _asked = frames.portion(room)
    pyte.Stream(screen).feed(text)
    return text


def cells(screen: pyte.Screen) -> list[tuple[object, ...]]:
    return [tuple(screen.buffer[y][x]) for y in range(SIZE[1]) for x in range(SIZE[0])]


line = st.lists(
    st.builds(lambda text, style: Segment(text, style), st.text("ab Жц●…", max_size=9), st.sampled_from(STYLES)), max_size=4
)
screens = st.lists(st.lists(line, min_size=SIZE[1], max_size=SIZE[1]), min_size=1, max_size=4)


@given(screens, st.integers(1, 60))
def test_portions_of_any_size_end_in_the_screen_that_was_drawn_last(shown: list[list[list[Segment]]], room: int) -> None:
    screen, frames = pyte.Screen(*SIZE), Frames(ColorSystem.TRUECOLOR)
    for lines in shown:
        frames.take(whole(lines))
        fed(screen, frames, room)
    while frames.is_behind:
        fed(screen, frames, room)
    fresh, at_once = pyte.Screen(*SIZE), Frames(ColorSystem.TRUECOLOR)
    at_once.take(whole(shown[-1]))
    fed(fresh, at_once)
    assert cells(screen) == cells(fresh)
    rows = ["".join(segment.text for segment in Strip(line).adjust_cell_length(SIZE[0])) for line in shown[-1]]
    assert screen.display == rows


def test_what_is_there_already_is_not_sent() -> None:
    screen, frames = pyte.Screen(*SIZE), Frames(ColorSystem.TRUECOLOR)
    frames.take(whole([[Segment("one")], [Segment("two")], [], []]))
    fed(screen, frames)
    frames.take(whole([[Segment("one")], [Segment("twa")], [], []]))
    assert fed(screen, frames) == "\x1b[2;3Ha"
    frames.take(whole([[Segment("one")], [Segment("twa")], [], []]))
    assert not fed(screen, frames)
    frames.forget()
    assert "one" in fed(screen, frames)


def test_a_part_of_a_line_is_taken_into_it() -> None:
    screen, frames = pyte.Screen(*SIZE), Frames(ColorSystem.TRUECOLOR)
    frames.take(whole([[Segment("one two three")], [], [], []]))
    fed(screen, frames)
    chops = [{0: Strip([Segment("ONE TWO THREE")])}, {}, {}, {}]
    frames.take(ChopsUpdate(chops, [(0, 4, 7)], [[13], [], [], []]))
    fed(screen, frames)
    assert screen.display[0].rstrip() == "one TWO three"


@pytest.mark.parametrize("foreign", ["\x1b[31m", "\x1b]8;;http://x\x1b\\", "\x07\b\r\n", "\x9b2J", "\x7f\x00"])
def test_foreign_text_commands_nothing(foreign: str) -> None:
    screen, frames = pyte.Screen(*SIZE), Frames(ColorSystem.TRUECOLOR)
    link = Style(link="https://evil.example")
    frames.take(whole([[Segment("a" + foreign + "b", link)], [Segment("second")], [], []]))
    sent = fed(screen, frames)
    assert not any(sign in sent for sign in ("\x07", "\b", "\r", "\n", "\x9b", "\x7f", "\x00", "\x1b]", "\x1b[31m"))
    assert screen.display[1].rstrip() == "second"


@pytest.mark.parametrize("odd", ["漢字", "👩‍👩‍👧", "é́́", "🇷🇺", "a\u200bb", "\u202eabc"])
def test_after_odd_characters_the_line_finds_its_column_again(odd: str) -> None:
    screen, frames = pyte.Screen(*SIZE), Frames(ColorSystem.TRUECOLOR)
    line = Strip([Segment(odd)]).adjust_cell_length(10)
    frames.take(LayoutUpdate([[line, Strip([Segment("│ here".ljust(20))])], [], [], []], Region(0, 0, *SIZE)))
    sent = fed(screen, frames)
    assert "│ here" in screen.display[0]
    assert [screen.buffer[0][x].data for x in range(10, 16)] == list("│ here"), sent


def test_the_linux_console_gets_signs_that_its_font_has() -> None:
    frames = Frames(ColorSystem.STANDARD, signs_for({"TERM": "linux"}))
    frames.take(whole([[Segment("● в продаже → ✗…")], [], [], []]))
    text, _asked = frames.portion(10_000)
    assert "* в продаже » x~" in text
    assert signs_for({"TERM": "xterm"}) is None


# ---- the pace ------------------------------------------------------------------------------------------------------


class Wire:
    """A line by arithmetic: so many bytes a second, answers so much later."""

    def __init__(self, rate: float, way_s: float) -> None:
        self.pace, self.rate, self.way_s = Pace(), rate, way_s
        self.now = self.free_at = 0.0
        self.answers: list[float] = []

    def run(self, seconds: float, *, step_s: float = 0.005) -> int:
        """As much as may leave, all the time."""
        sent, end = 0, self.now + seconds
        while self.now < end:
            while self.answers and self.answers[0] <= self.now:
                self.pace.answered(self.answers.pop(0))
            while room := self.pace.room(self.now):
                size = min(room, 1024)
                self.free_at = max(self.now, self.free_at) + size / self.rate
                self.pace.wrote(size, self.now, questions=1)
                self.answers.append(self.free_at + self.way_s)
                sent += size
            self.now += step_s
        return sent

    @property
    def waiting_s(self) -> float:
        return max(0.0, self.free_at - self.now)


@pytest.mark.parametrize(("rate", "way_s"), [(8_000, 0.2), (125_000, 0.2), (125_000, 0.02), (2_000_000, 0.05)])
def test_the_line_is_filled_and_little_waits(rate: float, way_s: float) -> None:
    wire = Wire(rate, way_s)
    wire.run(20)
    assert wire.run(5) >= 0.6 * rate * 5
    assert wire.waiting_s <= max(0.06, 2 * LEAST / rate)


def test_a_line_that_becomes_slow_is_noticed() -> None:
    wire = Wire(1_000_000, 0.05)
    wire.run(5)
    wire.rate = 20_000
    wire.run(5)
    assert wire.waiting_s <= 0.3


def test_a_terminal_that_never_answers_is_not_asked_again() -> None:
    pace = Pace()
    pace.wrote(100, 0.0, questions=1)
    assert pace.asks
    assert pace.room(SILENT_S + 0.1) > 100_000
    assert not pace.asks


def test_questions_are_asked_inside_long_portions() -> None:
    frames = Frames(ColorSystem.TRUECOLOR)
    lines: list[Iterable[Strip]] = [[Strip([Segment(f"{y}" * 400)])] for y in range(8)]
    frames.take(LayoutUpdate(lines, Region(0, 0, 400, 8)))
    text, asked = frames.portion(100_000)
    assert asked == text.count(ASK) == 2


def test_a_first_answer_that_the_start_made_late_does_not_slow_the_first_screen() -> None:
    pace = Pace()
    pace.wrote(10, 0.0, questions=1)
    pace.answered(0.1)  # the program was busy loading itself
    assert pace.room(0.11) < 8_000
    pace.wrote(4_000, 0.11, questions=1)
    pace.answered(0.111)
    assert pace.room(0.112) > 15_000
