"""Values that are long and made to be slow."""

import time

import pytest

from aliexport_tui.messages.message import fill
from aliexport_tui.model.product import Product
from aliexport_tui.sources.contacts import contacts_problem
from aliexport_tui.sources.layouts.usual_headers import suggest, suggest_params
from aliexport_tui.web.json_value import JsonValue

LONG = 70_000


@pytest.mark.parametrize("letter", ["a", " ", "a_", "1 ", "a.", "(", "8 (495) ", "www.", "<a ", "- "])
def test_time_grows_with_the_length_alone(letter: str) -> None:
    text = letter * (LONG // len(letter)) + "!"
    began = time.process_time()
    suggest((text,))
    suggest_params((text,))
    contacts_problem(Product("a", "a", description=text))
    assert time.process_time() - began < 1


def test_a_long_value_is_shown_cut() -> None:
    assert len(fill("{id} stands twice", {"id": "x" * LONG})) < 1_100


@pytest.mark.parametrize("body", [b"[" + b"[]," * 500_000 + b"1]", b"[" + b"1," * 1_600_000 + b"1]", b"[" * 10_000])
def test_json_of_nothing_but_structure_is_none(body: bytes) -> None:
    assert JsonValue.parse(body) is None
