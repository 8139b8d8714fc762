"""A long text before and after, by its words."""

from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.tui.word_diff import is_long, parts

WORDS = st.lists(st.sampled_from(["a", "bb", "в", " ", ".", "\n", "слово"]), max_size=20).map("".join)


def told(before: str, after: str) -> str:
    signs = {"same": "", "out": "-", "in": "+"}
    return "".join(f"[{signs[how]}{text}]" if signs[how] else text for how, text in parts(before, after))


def test_only_what_differs_is_marked() -> None:
    assert told("куртка зимняя, синяя", "куртка летняя, синяя") == "куртка [-зимняя][+летняя], синяя"
    assert told("a b", "a b c") == "a b[+ c]"
    assert told("same", "same") == "same"


def test_what_stays_is_cut_short() -> None:
    words = " ".join(f"w{number}" for number in range(100))
    shown = told(f"{words} old {words}", f"{words} new {words}")
    assert "[-old][+new]" in shown
    assert shown.startswith(" … ")
    assert shown.endswith(" … ")
    assert len(shown) < 80


def test_very_long_texts_are_not_compared_word_by_word() -> None:
    before, after = (" ".join(f"{letter}{number}" for number in range(5_000)) for letter in "xy")
    shown = parts(f"begin {before} end", f"begin {after} end")
    assert [how for how, _text in shown] == ["same", "out", "in", "same"]


def test_what_is_long() -> None:
    assert is_long("x" * 61, "y" * 61)
    assert not is_long("x" * 61, "y")


@given(WORDS, WORDS)
def test_both_texts_can_be_read_out_of_it(before: str, after: str) -> None:
    found = parts(before, after)
    if all("…" not in text for _how, text in found):
        assert "".join(text for how, text in found if how != "in") == before
        assert "".join(text for how, text in found if how != "out") == after
