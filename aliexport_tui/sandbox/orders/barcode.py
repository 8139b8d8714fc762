"""Code 128 (ISO/IEC 15417), set B: the bars of a text."""

from __future__ import annotations

from collections.abc import Iterator

_SYMBOLS = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222"
    "123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321"
    "232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121"
    "313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224"
    "111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111"
    "111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113"
    "114311411113411311113141114131311141411131211412211214211232"
)
"""Six widths each, 0 to 105: bar, space, bar …"""
_STOP_WIDTHS = "2331112"
_START_B, _STOP, _MODULUS = 104, 106, 103


def symbols(text: str) -> list[int]:
    """Start, the characters (ASCII 32..126), the check symbol, stop."""
    values = [ord(letter) - 32 for letter in text]
    check = (_START_B + sum(place * value for place, value in enumerate(values, 1))) % _MODULUS
    return [_START_B, *values, check, _STOP]


def bars(text: str) -> Iterator[tuple[int, int]]:
    """Each black bar as (first module, modules wide)."""
    at = 0
    for symbol in symbols(text):
        for place, width in enumerate(_widths(symbol)):
            if place % 2 == 0:
                yield at, width
            at += width


def modules(text: str) -> int:
    """The width of the whole."""
    return sum(width for symbol in symbols(text) for width in _widths(symbol))


def _widths(symbol: int) -> list[int]:
    return [int(width) for width in (_STOP_WIDTHS if symbol == _STOP else _SYMBOLS[6 * symbol : 6 * symbol + 6])]
