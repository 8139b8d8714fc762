"""Which columns stand where: those that were chosen, as wide as they were made, moved sideways when too many. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic

from aliexport_tui.tui.widgets.grid.cells import GAP, MIN_FLEXIBLE, share
from aliexport_tui.tui.widgets.grid.source import Column, Row

NARROWEST, WIDEST = 3, 120


@dataclass(frozen=True)
class Layout(Generic[Row]):
    """`places`: columns with their widths, from the left. `before`, `behind`: more columns lie out of sight there."""

    places: tuple[tuple[Column[Row], int], ...]
    before: bool = False
    behind: bool = False


def chosen(columns: Sequence[Column[Row]], names: Sequence[str], widths: Mapping[str, int]) -> tuple[Column[Row], ...]:
    """The columns to show: `names` in their order (none: as the grid itself has them), those of `widths` as wide as that."""
    by_name = {column.name: column for column in columns}
    found = [by_name[name] for name in dict.fromkeys(names) if name in by_name]
    return tuple(
        replace(column, width=max(NARROWEST, min(WIDEST, widths[column.name])), most=0) if column.name in widths else column
        for column in found or [column for column in columns if column.shown]
    )


def layout(columns: Sequence[Column[Row]], width: int, moved: int = 0, *, in_order: bool = False) -> Layout[Row]:
    """`moved`: so many columns have been pushed out to the left; the one that takes what is left (the name) stays. Unmoved,
    the least kept ones give way, unless the person has put them `in_order`."""
    if not columns:
        return Layout(())
    if _needed(columns) <= width or (moved == 0 and not in_order):
        places = tuple(share(columns, width))
        return Layout(places, behind=len(places) < len(columns))
    anchor = next((column for column in columns if column.width == 0), columns[0])
    others = [column for column in columns if column is not anchor]
    moved = min(moved, _most_moved(anchor, others, width))
    seen = _fitting(anchor, others[moved:], width)
    shown = [column for column in columns if column is anchor or column in seen]
    return Layout(tuple(share(shown, width)), before=moved > 0, behind=moved + len(seen) < len(others))


def most_moved(columns: Sequence[Column[Row]], width: int) -> int:
    """How far to the left they can be pushed until the last one is seen."""
    if not columns or _needed(columns) <= width:
        return 0
    anchor = next((column for column in columns if column.width == 0), columns[0])
    return _most_moved(anchor, [column for column in columns if column is not anchor], width)


def _most_moved(anchor: Column[Row], others: Sequence[Column[Row]], width: int) -> int:
    """At least one, so that what gave way can be looked at."""
    fits = next(
        (k for k in range(len(others)) if len(_fitting(anchor, others[k:], width)) == len(others) - k), len(others) - 1
    )
    return max(1, fits)


def _fitting(anchor: Column[Row], others: Sequence[Column[Row]], width: int) -> list[Column[Row]]:
    """As many from the first on as there is room for; one at least."""
    room = width - (anchor.width or MIN_FLEXIBLE)
    seen: list[Column[Row]] = []
    for column in others:
        room -= GAP + (column.width or MIN_FLEXIBLE)
        if room < 0 and seen:
            break
        seen.append(column)
    return seen


def _needed(columns: Sequence[Column[Row]]) -> int:
    return sum(column.width or MIN_FLEXIBLE for column in columns) + GAP * (len(columns) - 1)
