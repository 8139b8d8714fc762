"""Colours and attributes as the terminal's own sequences, each change told by as little as will do."""

from collections.abc import Hashable
from typing import NamedTuple

from rich.color import ColorSystem
from rich.style import Style

_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "9": "29"}


class Pen(NamedTuple):
    """Codes of SGR: attributes, colour of the text, colour behind it ("": the terminal's own)."""

    attributes: tuple[str, ...] = ()
    colour: str = ""
    behind: str = ""

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.attributes, *filter(None, (self.colour, self.behind)))


PLAIN = Pen()


class Pens:
    """Every pen that was used, by its number; 0 is the plain one."""

    def __init__(self, system: ColorSystem) -> None:
        self._system = system
        self._pens: list[Pen] = [PLAIN]
        self._numbers: dict[Hashable, int] = {None: 0}
        self._changes: dict[tuple[int, int], str] = {}

    def number(self, style: Style | None) -> int:
        found = self._numbers.get(style)
        if found is None:
            pen = self._pen(style or Style.null())
            found = self._pens.index(pen) if pen in self._pens else len(self._pens)
            if found == len(self._pens):
                self._pens.append(pen)
            self._numbers[style] = found
        return found

    def change(self, old: int, new: int) -> str:
        """What makes one of the other; "" when they are the same."""
        if old == new:
            return ""
        told = self._changes.get((old, new))
        if told is None:
            told = self._changes[old, new] = _change(self._pens[old], self._pens[new])
        return told

    def _pen(self, style: Style) -> Pen:
        named = (
            ("1", style.bold), ("2", style.dim), ("3", style.italic), ("4", style.underline), ("5", style.blink),
            ("7", style.reverse), ("9", style.strike),
        )  # fmt: skip
        colours = [
            "" if colour is None or colour.is_default else ";".join(colour.downgrade(self._system).get_ansi_codes(front))
            for colour, front in ((style.color, True), (style.bgcolor, False))
        ]
        return Pen(tuple(code for code, is_on in named if is_on), *colours)


def _change(old: Pen, new: Pen) -> str:
    """By the differences, or all anew where that is shorter."""
    off = {_OFF[code] for code in old.attributes if code not in new.attributes}
    on = [code for code in new.attributes if code not in old.attributes or _OFF[code] in off]
    parts = [*sorted(off), *on]
    if old.colour != new.colour:
        parts.append(new.colour or "39")
    if old.behind != new.behind:
        parts.append(new.behind or "49")
    return min((f"\x1b[{';'.join(parts)}m", f"\x1b[{';'.join(('', *new.all))}m"), key=len)
