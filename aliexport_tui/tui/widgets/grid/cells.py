"""Text in terminal cells: wide letters count two, nothing leaves its column. Knows no Textual."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from aliexport_tui.tui.widgets.grid.source import Column, Row

MIN_FLEXIBLE = 16
PLENTY = 44
GAP = 1


def fit(text: str, width: int, right: bool = False) -> str:
    """`text` in exactly `width` cells, cut with "…" when it is longer."""
    if width <= 0:
        return ""
    length = cell_len(text)
    if length > width:
        return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)
    padding = " " * (width - length)
    return padding + text if right else text + padding


def share(columns: Sequence[Column[Row]], width: int) -> list[tuple[Column[Row], int]]:
    """The columns that fit into `width` cells with their widths; the least kept ones go first."""
    shown = list(columns)
    while len(shown) > 1 and _needed(shown) > width:
        shown.remove(min(shown, key=lambda column: column.keep))
    flexible = [column for column in shown if column.width == 0]
    left = width - sum(column.width for column in shown) - GAP * (len(shown) - 1)
    spare = max(0, left - PLENTY * len(flexible)) if flexible else 0
    fixed = {}
    for column in shown:
        if column.width:
            more = min(spare, max(0, column.most - column.width))
            spare, left = spare - more, left - more
            fixed[column.name] = column.width + more
    widths = []
    for column in shown:
        if column.width:
            widths.append((column, fixed[column.name]))
            continue
        part = max(1, left // len(flexible))
        flexible = flexible[1:]
        left -= part
        widths.append((column, part))
    return widths


def _needed(columns: Sequence[Column[Row]]) -> int:
    return sum(column.width or MIN_FLEXIBLE for column in columns) + GAP * (len(columns) - 1)
