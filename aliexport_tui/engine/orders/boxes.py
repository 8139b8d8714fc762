"""How large a box has to be for several goods. A packing that can be done, not the best one."""

from collections.abc import Iterable, Sequence
from itertools import combinations, permutations

Box = tuple[int, int, int]
"""Sides, the longest first."""
_MOST_GROUPS = 12
"""So many kinds of goods are joined two by two in every way; more are piled up."""


def enclosing(goods: Iterable[tuple[Box, int]]) -> Box:
    """A box that takes all: (sides, how many) of each kind. Equal ones stand in a block; then the two whose union wastes
    least are put side by side, until one is left."""
    blocks = [block(_sorted(sides), count) for sides, count in goods if count > 0]
    if not blocks:
        return (0, 0, 0)
    blocks.sort()
    while len(blocks) > _MOST_GROUPS:
        blocks.append(beside(blocks.pop(0), blocks.pop(0)))
    while len(blocks) > 1:
        one, other = min(combinations(range(len(blocks)), 2), key=lambda pair: _waste(blocks[pair[0]], blocks[pair[1]]))
        joined = beside(blocks[one], blocks[other])
        blocks = [kept for at, kept in enumerate(blocks) if at not in (one, other)] + [joined]
    return blocks[0]


def block(sides: Box, count: int) -> Box:
    """So many equal ones in rows, columns and layers: the block that is most like a cube."""
    best: Box | None = None
    for rows in range(1, _root(count, 3) + 1):
        rest = -(-count // rows)
        for columns in range(rows, _root(rest, 2) + 1):
            layers = -(-rest // columns)
            # Most of them along the shortest side.
            found = _sorted((sides[0] * rows, sides[1] * columns, sides[2] * layers))
            if best is None or _size(found) < _size(best):
                best = found
    return best or sides


def beside(one: Box, other: Box) -> Box:
    """The smallest box for both of them, their sides in parallel, put together along one side."""
    return min(
        (
            _sorted(
                [
                    mine + its if side == along else max(mine, its)
                    for side, (mine, its) in enumerate(zip(one, turned, strict=True))
                ]
            )
            for along in range(3)
            for turned in permutations(other)
        ),
        key=_size,
    )


def _waste(one: Box, other: Box) -> tuple[int, tuple[int, int]]:
    joined = beside(one, other)
    return _volume(joined) - _volume(one) - _volume(other), _size(joined)


def _size(box: Box) -> tuple[int, int]:
    """By which boxes are compared: the volume, then how far from a cube."""
    return _volume(box), sum(box)


def _volume(box: Box) -> int:
    return box[0] * box[1] * box[2]


def _sorted(sides: Sequence[int]) -> Box:
    longest, middle, shortest = sorted(sides, reverse=True)
    return longest, middle, shortest


def _root(number: int, degree: int) -> int:
    """The smallest whole number whose power reaches `number`."""
    found = 1
    while found**degree < number:
        found += 1
    return found
