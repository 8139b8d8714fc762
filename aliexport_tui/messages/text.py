"""Foreign text is hostile (DESIGN, invariant 10): made harmless here before it reaches a terminal or a log."""

import re

_VISIBLE = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "␡", 0x09: " ", 0x0A: " ⏎ ", 0x0D: ""}
_ONE_FOR_ONE = {code: sign if len(sign) == 1 else chr(0x2400 + code) for code, sign in _VISIBLE.items()}
_DROPPED = re.compile("[\x80-\x9f\u061c\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def neutral(text: str) -> str:
    """One line: control characters as visible signs, C1 codes, direction marks and unseen characters dropped, broken
    halves of characters as �."""
    return _SURROGATE.sub("�", _DROPPED.sub("", text.translate(_VISIBLE)))


def spelled(text: str) -> str:
    """The same, sign for sign: what is edited has to keep its places."""
    return _SURROGATE.sub("�", _DROPPED.sub("·", text.translate(_ONE_FOR_ONE)))
