"""Text in cells: nothing leaves its column, whatever the letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from aliexport_tui.tui.widgets.grid.cells import fit, share
from aliexport_tui.tui.widgets.grid.source import Column


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("abc", 5, "abc  "),
        ("abcdef", 4, "abc…"),
        ("Джинсы", 6, "Джинсы"),
        ("漢字漢字", 5, "漢字…"),
        ("漢字漢字", 4, "漢… "),
        ("👕👖", 4, "👕👖"),
        ("x", 0, ""),
    ],
)
def test_text_is_cut_by_cells(text: str, width: int, shown: str) -> None:
    assert fit(text, width) == shown


def test_figures_stand_right() -> None:
    assert fit("12", 5, right=True) == "   12"


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs", "Cf", "Mn", "Me")), max_size=30), st.integers(1, 40))
def test_every_text_takes_exactly_its_width(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


def _column(name: str, width: int, keep: int = 9) -> Column[str]:
    return Column(name, name, width, lambda row: (row, ""), keep=keep)


def test_columns_share_the_room_and_the_least_kept_goes_first() -> None:
    columns = (_column("key", 10, keep=2), _column("name", 0), _column("age", 6, keep=1), _column("price", 10))
    assert [(column.name, width) for column, width in share(columns, 80)] == [
        ("key", 10), ("name", 51), ("age", 6), ("price", 10),
    ]  # fmt: skip
    assert [column.name for column, _width in share(columns, 40)] == ["key", "name", "price"]
    assert [column.name for column, _width in share(columns, 30)] == ["name", "price"]
