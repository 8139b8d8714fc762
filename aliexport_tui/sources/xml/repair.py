"""The repair pass for XML that is not well-formed: bare `&` and `<`, control characters (`sources.md` §6.3)."""

import re
from collections.abc import Iterable, Iterator
from html.entities import name2codepoint

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SECTION = re.compile(r"<!\[CDATA\[|<!--")
_REFERENCE = re.compile(r"&(?:#([0-9]{1,7});|#x([0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{0,31});)?")
_BARE_LESS = re.compile(r"<(?=[\s0-9=<>&.,;)-])")
_NAMES = frozenset(name2codepoint) | {"apos"}
_LONGEST = 40
"""Characters held back at the end of a block, as they may begin a reference or a section."""


class Repair:
    """Counts what it mends. `blocks` may be cut anywhere."""

    def __init__(self) -> None:
        self.ampersands = 0
        self.less_thans = 0
        self.controls = 0

    def __call__(self, blocks: Iterable[str]) -> Iterator[str]:
        held = ""
        until = ""
        for block in blocks:
            clean, dropped = _ILLEGAL.subn("", block)
            self.controls += dropped
            mended, held, until = self._mend_block(held + clean, until)
            if mended or dropped:
                yield mended
        if held:
            yield held if until else self._mend(held)

    def _mend_block(self, text: str, until: str) -> tuple[str, str, str]:
        """-> the mended part, what is held back, the end mark of the section that is open ("" outside)."""
        out: list[str] = []
        at = 0
        while True:
            if until:
                end = text.find(until, at)
                if end < 0:
                    cut = max(at, len(text) - len(until) + 1)
                    return "".join((*out, text[at:cut])), text[cut:], until
                out.append(text[at : end + len(until)])
                at, until = end + len(until), ""
                continue
            section = _SECTION.search(text, at)
            if section is None:
                tail = max(at, len(text) - _LONGEST)
                cut = min((spot for spot in (text.find("&", tail), text.find("<", tail)) if spot >= 0), default=len(text))
                return "".join((*out, self._mend(text[at:cut]))), text[cut:], ""
            out += (self._mend(text[at : section.start()]), section.group())
            at, until = section.end(), "]]>" if section.group() == "<![CDATA[" else "-->"

    def _mend(self, text: str) -> str:
        if "&" in text:
            text = _REFERENCE.sub(self._reference, text)
        if "<" in text:
            text, count = _BARE_LESS.subn("&lt;", text)
            self.less_thans += count
        return text

    def _reference(self, match: re.Match[str]) -> str:
        decimal, hexadecimal, name = match.groups()
        if decimal or hexadecimal:
            point = int(decimal) if decimal else int(hexadecimal, 16)
            if is_xml_character(point):
                return match.group()
            self.controls += 1
            return ""
        if name in _NAMES:
            return match.group()
        self.ampersands += 1
        return f"&amp;{match.group()[1:]}"


def is_xml_character(point: int) -> bool:
    """XML 1.0 §2.2 Char."""
    return point in (9, 10, 13) or 0x20 <= point <= 0xD7FF or 0xE000 <= point <= 0xFFFD or 0x10000 <= point <= 0x10FFFF
