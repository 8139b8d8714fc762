"""A block in a crontab: whatever else stands there stays byte for byte."""

import shlex
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.engine.scheduling.crontab import block_of, command_words, put, taken_out
from aliexport_tui.model.errors import ConfigError

SHOP = "/srv/my shop/shop.db"
OTHER = "/srv/my shop/shop.db2"
LINES = ["*/10 * * * * one", "5 * * * * two"]

FOREIGN = st.one_of(
    st.binary(max_size=20).map(lambda raw: raw.replace(b"\n", b" ")),
    st.sampled_from(
        [
            b"",
            b"MAILTO=me@example.com",
            b"*/5 * * * * backup \\%d",
            b"# comment",
            b"# >>> aliexport-tui: " + OTHER.encode(),
            b"# <<< aliexport-tui: " + OTHER.encode(),
            b" # >>> aliexport-tui: " + SHOP.encode(),
            b"# >>> aliexport-tui: " + SHOP.encode() + b" ",
            "# Кириллица".encode(),
            b"\xff\xfe",
        ]
    ),
)
ENDS = st.sampled_from([b"\n", b"\r\n"])


@st.composite
def crontabs(draw: st.DrawFn) -> bytes:
    whole = b"".join(draw(FOREIGN) + draw(ENDS) for _ in range(draw(st.integers(0, 6))))
    return whole + draw(st.sampled_from([b"", b"last line without an end", b"\r"]))


@given(crontabs(), st.lists(st.sampled_from(LINES), max_size=3), st.lists(st.sampled_from(LINES), max_size=3))
def test_everything_outside_the_marks_stays(before: bytes, first: list[str], second: list[str]) -> None:
    once = put(before, SHOP, first)
    assert once.startswith(before)
    assert block_of(once, SHOP) == tuple(first)
    assert put(once, SHOP, first) == once, "the same again changes nothing"
    changed = put(once, SHOP, second)
    assert block_of(changed, SHOP) == tuple(second)
    assert taken_out(changed, SHOP) == taken_out(once, SHOP) == before
    assert taken_out(before, SHOP) == before


@given(crontabs(), crontabs(), st.lists(st.sampled_from(LINES), max_size=3))
def test_what_is_written_after_the_block_stays_too(before: bytes, after: bytes, lines: list[str]) -> None:
    """Somebody adds lines; a line that had no end keeps the one it was given, so that none are glued together."""
    added = put(before, SHOP, lines) + after
    again = put(added, SHOP, [*lines, *LINES])
    assert block_of(again, SHOP) == (*lines, *LINES)
    ended = before + b"\n" if before and not before.endswith(b"\n") and after else before
    assert taken_out(again, SHOP) == taken_out(added, SHOP) == ended + after


@given(crontabs(), st.lists(st.sampled_from(LINES), max_size=3))
def test_shops_do_not_touch_each_other(before: bytes, lines: list[str]) -> None:
    mine, theirs = "/a/shop.db", "/b/shop.db"
    both = put(put(before, mine, lines), theirs, LINES)
    assert block_of(both, mine) == tuple(lines)
    assert block_of(both, theirs) == tuple(LINES)
    assert taken_out(taken_out(both, theirs), mine) == before
    assert block_of(taken_out(both, mine), theirs) == tuple(LINES)


def test_blocks_that_were_copied_become_one() -> None:
    once = put(b"first\n", SHOP, LINES)
    twice = once + b"between\n" + once.removeprefix(b"first\n") + b"last\n"
    assert put(twice, SHOP, LINES) == once + b"between\nlast\n"
    assert taken_out(twice, SHOP) == b"first\nbetween\nlast\n"


def test_a_block_with_ends_of_lines_from_elsewhere_is_known() -> None:
    once = put(b"first\n", SHOP, LINES).replace(b"\n", b"\r\n")
    assert block_of(once, SHOP) == tuple(LINES)
    assert taken_out(once, SHOP) == b"first\r\n"


BEGIN, END = (f"# {sign} aliexport-tui: {SHOP}\n".encode() for sign in (">>>", "<<<"))


@pytest.mark.parametrize(
    "held", [BEGIN + b"a\n", END, BEGIN + BEGIN + END, BEGIN + END + END, b"a\n" + END + b"b\n" + BEGIN]
)
def test_a_mark_without_its_half_is_left_to_a_person(held: bytes) -> None:
    for change in (lambda: put(held, SHOP, LINES), lambda: taken_out(held, SHOP), lambda: block_of(held, SHOP)):
        with pytest.raises(ConfigError) as caught:
            change()
        assert caught.value.code == "schedule.block_damaged"


def test_a_path_that_would_break_a_line_is_refused() -> None:
    with pytest.raises(ConfigError):
        put(b"", "/srv/a\nb", LINES)


@pytest.mark.parametrize("word", ["/srv/my shop/50%/it's.db", "plain", '$HOME `x` \\ "q"', "100%%", "ё %"])
def test_a_command_reaches_the_program_as_it_was(word: str) -> None:
    """cron gives the shell what stands before a bare %, and takes the backslash from \\% (crontab(5))."""
    line = command_words([sys.executable, "-I", "-S", "-c", "import sys; print(ascii(sys.argv[1:]))", word, "%d"])
    assert "%" not in line.replace("\\%", "")
    ended = subprocess.run(["sh", "-c", line.replace("\\%", "%")], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == ascii([word, "%d"])
    assert shlex.split(line.replace("\\%", "%"))[-2:] == [word, "%d"]
