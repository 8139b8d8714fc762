"""Records that are written plainly, as nearly all are: taken apart at their angle brackets, without a parser.

What stands in the brackets repeats from record to record, so each such pattern is understood once: which of the texts
around it are wanted, and in which slots. Whatever is not beyond doubt is left to the parser."""

import re

import msgspec

from aliexport_tui.sources.commerceml.nodes import MARKUP, Node

_BETWEEN = re.compile(">([^<]*)<")
_QUOTED = re.compile('"([^"<>&\n\t]*)"')
_NAME = "[A-Za-zА-ЯЁа-яё_][A-Za-zА-ЯЁа-яё0-9_.-]*(?::[A-Za-zА-ЯЁа-яё_][A-Za-zА-ЯЁа-яё0-9_.-]*)?"
_TAG = re.compile(rf'({_NAME})((?:[ \n\t]+{_NAME}[ \n\t]*=[ \n\t]*"")*)[ \n\t]*(/?)')
_ATTRIBUTE = re.compile(rf'({_NAME})[ \n\t]*=[ \n\t]*""')
_REFERENCE = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")
_KNOWN = 500
_LONGEST_PATTERN = 8_000


class _Doubt(Exception):
    """Not written plainly, or not well-formed."""


class _Pattern(msgspec.Struct, frozen=True):
    """`at`: where the texts of `slots` stand among the record's parts, its attributes' values and, last, an empty text."""

    slots: bytes
    at: tuple[int, ...]


class PlainRecords:
    """Records named `name` of the element that `node` describes."""

    def __init__(self, name: str, node: Node) -> None:
        self._name = name
        self._node = node
        self._known: dict[str, _Pattern | None] = {}

    def take(self, text: str) -> tuple[bytes, list[str]] | None:
        """Slots and texts of the record from its tag to its end tag; None when it is not beyond doubt."""
        references = "&" in text
        if (references and _REFERENCE.search(text)) or "]]>" in text:
            return None
        parts = _BETWEEN.split(text)
        tags = ">".join(parts[::2])
        if '"' in tags:
            values = _QUOTED.findall(tags)
            tags = _QUOTED.sub('""', tags)
        else:
            values = []
        if len(tags) > _LONGEST_PATTERN:
            return None
        try:
            pattern = self._known[tags]
        except KeyError:
            pattern = self._learn(tags)
        if pattern is None:
            return None
        parts += values
        parts.append("")
        texts = [parts[at] for at in pattern.at]
        if references:
            texts = [_resolved(one) if "&" in one else one for one in texts]
        return pattern.slots, texts

    def _learn(self, tags: str) -> _Pattern | None:
        if len(self._known) >= _KNOWN:
            self._known.clear()
        try:
            self._known[tags] = _learned(tags, self._name, self._node)
        except _Doubt:
            self._known[tags] = None
        return self._known[tags]


def _learned(record_tags: str, record: str, node: Node) -> _Pattern:
    """`record_tags`: the record without what stands between its tags, and without the brackets there."""
    tags = record_tags.removeprefix("<").removesuffix(">").split(">")
    parts = 2 * len(tags) - 1
    slots = bytearray()
    at: list[int] = []
    values = 0
    around: list[tuple[str, Node]] = []
    for number, tag in enumerate(tags):
        if tag.startswith("/"):
            name, open_node = around.pop()
            if tag[1:].rstrip(" \n\t") != name or (not around and number + 1 < len(tags)):
                raise _Doubt
            if open_node.slot:
                slots.append(open_node.slot)
                at.append(2 * number - 1)
            elif open_node.closed:
                slots.append(open_node.closed)
                at.append(-1)
            continue
        match = _TAG.fullmatch(tag)
        if match is None:
            raise _Doubt
        name, inner, empty = match.groups()
        child = around[-1][1][name] if around else node
        if child is MARKUP or (around and (child.record or child.opened)) or (not around and (name != record or empty)):
            raise _Doubt
        attributes = _ATTRIBUTE.findall(inner)
        if len(set(attributes)) < len(attributes):
            raise _Doubt
        for attribute in attributes:
            if slot := child.attributes.get(attribute):
                slots.append(slot)
                at.append(parts + values)
            values += 1
        if not empty:
            around.append((name, child))
        elif child.slot or child.closed:
            slots.append(child.slot or child.closed)
            at.append(-1)
    if around or not tags:
        raise _Doubt
    return _Pattern(bytes(slots), tuple(at))


def _resolved(text: str) -> str:
    for reference, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(reference, letter)
    return text
