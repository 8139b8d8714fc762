"""What the terminal can show, as far as its environment tells."""

import codecs
from collections.abc import Mapping

from aliexport_tui.model.errors import ConfigError

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


_PLAIN_SIGNS: dict[int, str] = dict.fromkeys((*range(0x2400, 0x2422), 0xFFFD), "?")
_PLAIN_SIGNS |= zip(
    map(ord, "●○◐■□≠…▶►▸▾✗✓✎⏎␣⇥⇞⇟⇱⇲⌦⌫⇧←→↑↓№›‹—–·▂▔▁▏▎▕╭╮╰╯⚠∞▲▼‖†•↶⇢≡⊘◇█░‘’“”−"),
    "*o%#_!~>>>vx+e<_>^v^vx<^«»^vN><--._-_|||┌┐└┘!8^v=+*<»=/&#.''\"\"-",
    strict=True,
)


def signs_for(environment: Mapping[str, str]) -> dict[int, str] | None:
    """Signs for those that the terminal has none for: the Linux console's fonts hold 256 or 512, letters and frames among
    them. None: it has all."""
    return _PLAIN_SIGNS if environment.get("TERM", "") == "linux" else None


def require_utf8(encoding: str | None) -> None:
    """`encoding` of the stream that the screen is drawn on. Raises ConfigError for any but UTF-8: signs, frames and the
    answers of the terminal would come out as rubbish."""
    name = encoding or "ascii"
    if codecs.lookup(name).name != "utf-8":
        raise ConfigError("console.encoding", encoding=name)
