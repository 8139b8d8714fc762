"""The template language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.listing.template import faults, names, render

VALUES = {"name": "Чайник", "brand": "", "param.Цвет": "алый", "x|y": "never"}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("", ""),
        ("plain", "plain"),
        ("{name}", "Чайник"),
        ("{name}, {param.Цвет}", "Чайник, алый"),
        ("{ name }", "Чайник"),
        ("{brand}", ""),
        ("{unknown}", ""),
        ("{brand|name}", "Чайник"),
        ("{brand|'No name'}", "No name"),
        ('{brand|"No name"}', "No name"),
        ("{name|'No name'}", "Чайник"),
        ("{{name}}", "{name}"),
        ("{name", "{name"),
        ("}", "}"),
        ("{name.__class__}", ""),
        ("{0}", ""),
    ],
)
def test_render(template: str, expected: str) -> None:
    assert render(template, lambda name: VALUES.get(name, "")) == expected


@pytest.mark.parametrize(
    ("template", "found"), [("{name", ("{",)), ("a}b{", ("}", "{")), ("{}", ("{}",)), ("{{}}{a|b}", ())]
)
def test_faults(template: str, found: tuple[str, ...]) -> None:
    assert faults(template) == found


def test_names() -> None:
    assert names("{a|b|'c'} {param.X}") == ("a", "b", "param.X")


@given(st.text(), st.text())
def test_nothing_crashes_and_values_are_never_read_as_templates(template: str, value: str) -> None:
    render(template, lambda _: value)
    assert render("{x}", lambda _: value) == value
