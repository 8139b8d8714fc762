"""Which value is likely meant by a shop's word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.listing.likeness import LEAST, Proposer

NAMES = {
    "1": "44 RU", "2": "30×50 см", "3": "50×90 см", "4": "Жен", "5": "Для девочек", "6": "Хлопок", "7": "Кнопки",
    "8": "Хаки", "9": "Тёмно-серый", "10": "Слоновая кость", "11": "Изумрудный", "12": "100 мл", "13": "100 г",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "id", "reason"),
    [
        ("44", "1", "number"),
        ("30x50", "2", "number"),
        ("30 х 50 СМ", "2", "spelling"),
        ("темно серый", "9", "spelling"),
        ("Серый тёмно", "9", "order"),
        ("khaki", "8", "letters"),
        ("Женский", "4", "stem"),
        ("Для девочки", "5", "stem"),
        ("Кнопка", "7", "stem"),
        ("Изумруд", "11", "stem"),
        ("Хлопок 98%, эластан 2%", "6", "part"),
        ("изумруднй", "11", "stem"),
        ("Айвори", "10", "chosen"),
        ("Ayvori", "10", "chosen_like"),
    ],
)
def test_a_value_is_proposed_with_its_reason(text: str, id: str, reason: str) -> None:
    found = Proposer(NAMES, [("Айвори", "10"), ("Пудра", "999")]).propose(text)
    assert found is not None
    assert (found.id, found.reason) == (id, reason)
    assert found.name == NAMES[id]


@pytest.mark.parametrize("text", ["", "Крапива", "100", "3/4", "Пудра", "45"])
def test_nothing_likely_is_no_proposal(text: str) -> None:
    """Two values of the same figures tell none; a value that this dictionary lacks is nothing to choose."""
    assert Proposer(NAMES, [("Пудра", "999")]).propose(text) is None


def test_the_value_chosen_most_often_counts() -> None:
    chosen = [("Айвори", "10"), ("айвори", "11"), ("Айвори", "11")]
    found = Proposer(NAMES, chosen).propose("АЙВОРИ")
    assert found is not None
    assert found.id == "11"


@given(st.text(max_size=30))
def test_any_text_gives_a_value_of_the_dictionary_or_none(text: str) -> None:
    found = Proposer(NAMES).propose(text)
    assert found is None or (found.id in NAMES and LEAST <= found.score <= 100)


@given(st.sampled_from(sorted(NAMES)))
def test_a_value_is_most_like_itself(id: str) -> None:
    found = Proposer(NAMES).propose(NAMES[id])
    assert found is not None
    assert (found.id, found.reason) == (id, "spelling")
