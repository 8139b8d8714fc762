"""Records written plainly, as nearly all offers are: no comment, no tag within a text. They are taken apart at their angle
brackets, by the shape that they share with others, several times as fast as by a parser's calls; whatever is not beyond
doubt is left to the parser.

The text has been freed of characters that XML forbids, and its line ends are line feeds."""

import re
from collections.abc import Callable
from html.entities import name2codepoint
from operator import itemgetter

import msgspec

from aliexport_tui.sources.xml.repair import is_xml_character

Attributes = dict[str, str]

_NAME = "[A-Za-z_][A-Za-z0-9_.-]*"
_INSIDE = rf"""({_NAME})((?:[ \n\t]+{_NAME}[ \n\t]*=[ \n\t]*(?:"[^"<]*"|'[^'<]*'))*)[ \n\t]*(/?)"""
_TAG = re.compile(f"[ \n\t]*<{_INSIDE}>")
_END_TAG = re.compile(rf"({_NAME})[ \n\t]*>")
_ATTRIBUTE = re.compile(rf"""({_NAME})[ \n\t]*=[ \n\t]*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile("&(?:([A-Za-z][A-Za-z0-9]{1,31});|#([0-9]{1,7});)?")
_LETTERS = {name: chr(point) for name, point in name2codepoint.items()} | {"apos": "'"}
_SECTION, _SECTION_END = "<![CDATA[", "]]>"
_PUT_ASIDE = "\x00"
_LONGEST_STEP = 500
_MOST_STEPS = 1_000
_DEEPEST = 8
_KNOWN_STEPS, _KNOWN_SHAPES = 4_096, 1_024


class Record(msgspec.Struct, frozen=True):
    """An element and the elements in it that hold text alone, in the order of the file: `ways` are their names, a deeper
    one's with those around it ("outlets/outlet"). `line`: where it begins. `inner`: attributes by the element's place, of
    those that have any."""

    line: int
    attributes: Attributes
    ways: tuple[str, ...]
    inner: dict[int, Attributes]
    texts: tuple[str, ...]


class _Doubt(Exception):
    """Not written plainly, or not well-formed."""


class _Step(msgspec.Struct, frozen=True):
    """What stands between one text and the next: an end tag, then tags. `kind`: their names, in words: "/name", "name",
    "name=" with attributes, "name/" and "name=/" for an empty element. `inner`: the attributes of each but the end tag."""

    kind: str
    inner: tuple[Attributes, ...]


class _Shape(msgspec.Struct, frozen=True):
    """What records with the same tags have in common. `inner`: (place, step, tag in it) of the elements with attributes;
    `texts` picks the elements' texts; `tags`: how many there are."""

    ways: tuple[str, ...]
    inner: tuple[tuple[int, int, int], ...]
    texts: Callable[[list[str]], tuple[str, ...]]
    tags: int


class _Own(msgspec.Struct, frozen=True):
    """The record's own tag with its values left out."""

    between: str
    name: str
    attributes: tuple[str, ...]


class PlainRecords:
    """Knows the steps and shapes that it has met. `verbatim`: in elements whose name begins so, tags belong to the text."""

    def __init__(self, verbatim: str = "") -> None:
        self._verbatim = verbatim
        self._own = _Own("", "", ())
        self._steps: dict[str, _Step] = {}
        self._shapes: dict[tuple[str, ...], _Shape] = {}

    def take(self, text: str, line: int) -> Record | None:
        """The record from its tag to its end tag; None when it is not beyond doubt."""
        try:
            return self._take(text, line)
        except _Doubt:
            return None

    def _take(self, text: str, line: int) -> Record:
        flat, aside = _sections_aside(text) if _SECTION in text else (text, ())
        own, _, inside = flat.partition(">")
        name, attributes = self._own_tag(own)
        parts = [part.rpartition(">") for part in f">{inside}".split("</")]
        known = self._steps
        steps = [known.get(part[0]) or self._learn_step(part[0]) for part in parts]
        texts = [part[2] for part in parts]
        if "&" in flat:
            texts = [_resolved(text) if "&" in text else text for text in texts]
        for place, section in aside:
            texts[place] = texts[place].replace(_PUT_ASIDE, section, 1)
        kinds = (name, *[step.kind for step in steps])
        shape = self._shapes.get(kinds) or self._learn_shape(kinds)
        if flat.count("<") != shape.tags:
            raise _Doubt
        inner = {place: steps[step].inner[tag] for place, step, tag in shape.inner}
        texts.append("")
        return Record(line, attributes, shape.ways, inner, shape.texts(texts))

    def _own_tag(self, text: str) -> tuple[str, Attributes]:
        """-> name, attributes. The values hardly ever repeat, but what stands between them does."""
        parts = text.split('"')
        between = '""'.join(parts[::2])
        own = self._own
        if between == own.between and not ("&" in text or "\n" in text or "\t" in text):
            return own.name, dict(zip(own.attributes, parts[1::2], strict=True))
        match = _TAG.fullmatch(f"{text}>")
        if match is None or match.group(3):
            raise _Doubt
        attributes = _attributes(match.group(2))
        if "'" not in text:
            self._own = _Own(between, match.group(1), tuple(attributes))
        return match.group(1), attributes

    def _learn_step(self, text: str) -> _Step:
        if len(self._steps) >= _KNOWN_STEPS:
            self._steps.clear()
        step = self._steps[text] = _step(f"{text}>")
        return step

    def _learn_shape(self, kinds: tuple[str, ...]) -> _Shape:
        if len(self._shapes) >= _KNOWN_SHAPES:
            self._shapes.clear()
        shape = self._shapes[kinds] = _shape(kinds, self._verbatim)
        return shape


def _step(text: str) -> _Step:
    """Of the text from behind "</", or a ">" in the first step, to the last ">"."""
    if len(text) > _LONGEST_STEP:
        raise _Doubt
    kinds: list[str] = []
    inner: list[Attributes] = []
    at = 1
    if text[0] != ">":
        end = _END_TAG.match(text)
        if end is None:
            raise _Doubt
        kinds.append(f"/{end.group(1)}")
        at = end.end()
    while at < len(text):
        tag = _TAG.match(text, at)
        if tag is None:
            raise _Doubt
        attributes = _attributes(tag.group(2))
        kinds.append(f"{tag.group(1)}{'=' if attributes else ''}{tag.group(3)}")
        inner.append(attributes)
        at = tag.end()
    return _Step(" ".join(kinds), tuple(inner))


def _shape(kinds: tuple[str, ...], verbatim: str) -> _Shape:
    """`kinds`: the record's own, then those of all steps; the last closes the record."""
    if len(kinds) > _MOST_STEPS:
        raise _Doubt
    ways: list[str] = []
    inner: list[tuple[int, int, int]] = []
    texts: list[int] = []
    around = [kinds[0]]
    tags = 1
    for step, kind in enumerate(kinds[1:]):
        names = kind.split()
        tags += len(names)
        if names and names[0].startswith("/") and (not around or around.pop() != names.pop(0)[1:]):
            raise _Doubt
        for at, name in enumerate(names):
            if not around or len(around) > _DEEPEST or (verbatim and len(around) > 1 and around[1].startswith(verbatim)):
                raise _Doubt
            around.append(name.rstrip("=/"))
            if at == len(names) - 1 or name.endswith("/"):
                if "=" in name:
                    inner.append((len(ways), step, at))
                ways.append("/".join(around[1:]))
                texts.append(-1 if name.endswith("/") else step)
            if name.endswith("/"):
                around.pop()
    if around:
        raise _Doubt
    pick = itemgetter(*texts) if len(texts) > 1 else lambda found: tuple([found[at] for at in texts])
    return _Shape(tuple(ways), tuple(inner), pick, tags)


def _attributes(text: str) -> Attributes:
    found = _ATTRIBUTE.findall(text)
    attributes = {key: _resolved((double or single).replace("\n", " ").replace("\t", " ")) for key, double, single in found}
    if len(attributes) < len(found):
        raise _Doubt
    return attributes


def _sections_aside(text: str) -> tuple[str, list[tuple[int, str]]]:
    """-> the text with a mark in place of each section; (step whose text it belongs to, section)."""
    done = ""
    aside: list[tuple[int, str]] = []
    while True:
        before, begin, rest = text.partition(_SECTION)
        done += before
        if not begin:
            return done, aside
        section, end, text = rest.partition(_SECTION_END)
        if not end or done.rfind("<") > done.rfind(">"):
            raise _Doubt
        aside.append((done.count("</"), section))
        done += _PUT_ASIDE


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
