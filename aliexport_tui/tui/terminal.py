"""What the terminal can show, as far as its environment tells."""

from collections.abc import Mapping

PLAIN = "ansi-dark"
"""Textual's theme of the terminal's own 16 colours."""
USUAL = "textual-dark"
_MANY = ("256color", "kitty", "alacritty", "ghostty", "direct", "foot")


def fitting_theme(environment: Mapping[str, str]) -> str:
    """The plain theme where there are but 8 or 16 colours (`linux`, bare `xterm` and `screen`), the usual one elsewhere."""
    if environment.get("COLORTERM", "") in ("truecolor", "24bit"):
        return USUAL
    term = environment.get("TERM", "")
    return USUAL if any(name in term for name in _MANY) else PLAIN


_PLAIN_SIGNS = str.maketrans(
    "●○◐■□≠…▶►▸▾✗✓✎⏎␣⇥⇞⇟⇱⇲⌦⌫⇧←→↑↓№›‹—–·▂▔▁▏▎▕╭╮╰╯⚠∞▲▼",
    "*o%#_!~>>>vx+e<_>^v^vx<^<>^vN><--._-_|||┌┐└┘!8^v",
)


def signs_for(environment: Mapping[str, str]) -> dict[int, str] | None:
    """Signs for those that the terminal has none for: the Linux console's fonts hold 256 or 512, letters and frames among
    them. None: it has all."""
    return _PLAIN_SIGNS if environment.get("TERM", "") == "linux" else None
