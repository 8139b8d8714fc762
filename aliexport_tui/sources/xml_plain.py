"""Records written plainly: an element whose children hold nothing but text, as nearly all offers are. They are taken apart
at their angle brackets, several times as fast as a parser's calls would; whatever is not beyond doubt is left to the parser.

The text has been freed of characters that XML forbids, and its line ends are line feeds."""

import re
from collections.abc import Iterator
from html.entities import name2codepoint

import msgspec

from aliexport_tui.sources.repair import is_xml_character

Attributes = dict[str, str]
Elements = dict[str, list[tuple[Attributes, str]]]
"""By name, in the order of the file: attributes and text of each."""

_NAME = "[A-Za-z_][A-Za-z0-9_.-]*"
_HEAD = re.compile(rf"""({_NAME})((?:[ \n\t]+{_NAME}[ \n\t]*=[ \n\t]*(?:"[^"]*"|'[^']*'))*)[ \n\t]*(/?)""")
_ATTRIBUTE = re.compile(rf"""({_NAME})[ \n\t]*=[ \n\t]*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile("&(?:([A-Za-z][A-Za-z0-9]{1,31});|#([0-9]{1,7});)?")
_LETTERS = {name: chr(point) for name, point in name2codepoint.items()} | {"apos": "'"}
_SECTION, _SECTION_END = "![CDATA[", "]]>"
_LONGEST_HEAD = 500
_KNOWN = 4_096


class _Doubt(Exception):
    """Not written plainly, or not well-formed."""


class _Head(msgspec.Struct, frozen=True):
    """What stands in a tag. `end`: what its end tag begins with, "" for an element that is empty."""

    name: str
    attributes: Attributes
    end: str


class PlainRecords:
    """Knows the tags that it has met, as they repeat in every record."""

    def __init__(self) -> None:
        self._known: dict[str, _Head] = {}

    def take(self, text: str) -> tuple[Attributes, Elements] | None:
        """The record from its tag to its end tag; None when it is not beyond doubt."""
        try:
            return self._take(text)
        except (_Doubt, StopIteration):
            return None

    def _take(self, text: str) -> tuple[Attributes, Elements]:
        pieces = iter(text.split("<"))
        next(pieces)
        tag, _, content = next(pieces).partition(">")
        record = _head(tag)
        closing = f"/{record.name}"
        if not record.end or content.strip():
            raise _Doubt
        references = "&" in text
        known = self._known
        elements: Elements = {}
        sections = 0
        for piece in pieces:
            tag, _, content = piece.partition(">")
            head = known.get(tag)
            if head is None:
                if tag == closing:
                    break
                head = self._learn(tag)
            if head.end:
                end = next(pieces)
                if end.startswith(_SECTION):
                    content, end = _section(content, end, pieces)
                    sections += 1
                elif references and "&" in content:
                    content = _resolved(content)
                if end.rstrip() != head.end:
                    raise _Doubt
            elif content.strip():
                raise _Doubt
            else:
                content = ""
            found = elements.get(head.name)
            if found is None:
                elements[head.name] = [(head.attributes, content)]
            else:
                found.append((head.attributes, content))
        else:
            raise _Doubt
        if text.count(_SECTION_END) != sections or next(pieces, None) is not None:
            raise _Doubt
        return record.attributes, elements

    def _learn(self, tag: str) -> _Head:
        head = _head(tag)
        if len(self._known) >= _KNOWN:
            self._known.clear()
        self._known[tag] = head
        return head


def _head(tag: str) -> _Head:
    if len(tag) > _LONGEST_HEAD:
        raise _Doubt
    match = _HEAD.fullmatch(tag)
    if match is None:
        raise _Doubt
    name, inner, empty = match.groups()
    found = _ATTRIBUTE.findall(inner)
    attributes = {
        key: _resolved((double or single).replace("\n", " ").replace("\t", " ")) for key, double, single in found
    }
    if len(attributes) < len(found):
        raise _Doubt
    return _Head(name, attributes, "" if empty else f"/{name}>")


def _section(before: str, begin: str, pieces: Iterator[str]) -> tuple[str, str]:
    """-> the text of an element that holds a section, and its end tag."""
    parts = [begin[len(_SECTION) :]]
    while _SECTION_END not in parts[-1]:
        parts.append(next(pieces))
    inner, _, behind = "<".join(parts).partition(_SECTION_END)
    if "&" in before or "&" in behind:
        raise _Doubt
    return f"{before}{inner}{behind}", next(pieces)


def _resolved(text: str) -> str:
    return _REFERENCE.sub(_letter, text) if "&" in text else text


def _letter(match: re.Match[str]) -> str:
    name, point = match.groups()
    if point and is_xml_character(int(point)):
        return chr(int(point))
    letter = _LETTERS.get(name or "")
    if letter is None:
        raise _Doubt
    return letter
