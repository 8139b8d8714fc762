"""The key sheets in `docs/` are what the program binds; no key means two things on one screen; every screen has a title."""

from collections import Counter

import pytest

from aliexport_tui.tui.key_sheet import sections
from tests.key_sheet import SHEETS, made


@pytest.mark.parametrize("language", SHEETS)
def test_the_sheet_is_as_the_program_binds(language: str) -> None:
    assert SHEETS[language].read_text(encoding="utf-8") == made(language), "write it anew: python -m tests.key_sheet"


def test_every_place_has_a_section_with_a_title_for_people() -> None:
    titles = [section.title for section in sections()]
    assert [title for title in titles if title.endswith(("Screen", "Dialog", "Pane", "Editor", "Form"))] == []
    assert len(set(titles)) == len(titles)


def test_no_key_means_two_things_in_one_section() -> None:
    for section in sections():
        keys = Counter(key for line in section.lines for key in line.keys)
        assert [key for key, count in keys.items() if count > 1] == [], section.title
