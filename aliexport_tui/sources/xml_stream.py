"""Expat over a file that may be dirty: prolog cut off, HTML entities known, limits kept, repair on request.

The text before the root element (byte order mark, PHP code, declaration, DOCTYPE) never reaches the parser; a prolog
of ours does, so that HTML entities stand for their letters in text and in attributes alike."""

import re
from collections.abc import Iterator
from html.entities import name2codepoint
from pathlib import Path
from xml.parsers import expat

import msgspec

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place
from aliexport_tui.sources.encoding import HEAD, Coded, detect, text_blocks
from aliexport_tui.sources.repair import Repair

_PREDEFINED = ("lt", "gt", "amp", "apos", "quot")
_MAX_DEPTH = 64
_MAX_TEXT = 4 * 1024 * 1024
_MAX_ATTRIBUTES = 64 * 1024
_MAX_PENDING = 8 * 1024 * 1024
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class XmlFile(msgspec.Struct, frozen=True):
    """A file whose root was found. `start`: characters before the root, `lines`: line ends in them."""

    path: Path
    origin: str
    coded: Coded
    root: str
    start: int
    lines: int


class NotWellFormed(Exception):
    """Expat gave up. `reason` is its own word; `line` counts in the file."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class Handler:
    """What a pass over the file does with elements; the methods are called by Stream. `key`: the record being read,
    for messages. `stream`: the pass that calls, for the line."""

    key = ""
    stream: "Stream"

    def start(self, path: list[str], name: str, attributes: dict[str, str]) -> None:
        """`path`: the names of the open elements outside of this one."""

    def end(self, path: list[str], name: str) -> None: ...

    def text(self, data: str) -> None: ...


def find_root(path: Path, root: str, origin: str) -> XmlFile | None:
    """Where the root element begins within the first 64 KiB; None when it is not there. Refuses entity declarations."""
    coded = detect(path)
    head = ""
    for block in text_blocks(path, coded.encoding, HEAD):
        head += block
        if len(head) >= HEAD // 2:
            break
    bare = _COMMENT.sub(lambda match: " " * len(match.group()), head)
    found = re.search(rf"<{root}(?=[\s>/])", bare)
    if found is None:
        return None
    before = head[: found.start()]
    if "<!ENTITY" in bare[: found.start()]:
        raise SourceError("source.entity", Place(file=origin))
    return XmlFile(path, origin, coded, root, found.start(), before.count("\n"))


class Stream:
    """One pass. `repair`: count of what was mended, None without the repair pass. `trailing`: something stood
    behind the end of the root element and was ignored."""

    def __init__(self, file: XmlFile, handler: Handler, repair: Repair | None = None) -> None:
        self.trailing = False
        self._file = file
        self._handler = handler
        handler.stream = self
        self._repair = repair
        self._path: list[str] = []
        self._ended = False
        self._text_length = 0
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.buffer_size = 64 * 1024
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data

    def run(self) -> Iterator[None]:
        """Feeds the file block by block and yields after each, so that the caller can take what has been read.
        Raises NotWellFormed, SourceError for a limit."""
        fed = self._feed(_prolog(self._file.root))
        blocks = self._blocks()
        for block in self._repair(blocks) if self._repair else blocks:
            fed += self._feed(block)
            if fed - self._parser.CurrentByteIndex > _MAX_PENDING:
                raise self._limit("markup", _MAX_PENDING)
            yield
            if self._ended and self.trailing:
                return
        self._feed("", final=True)
        yield

    @property
    def line(self) -> int:
        return self._parser.CurrentLineNumber + self._file.lines

    def _blocks(self) -> Iterator[str]:
        skip = self._file.start
        for block in text_blocks(self._file.path, self._file.coded.encoding):
            if skip < len(block):
                yield block[skip:]
            skip = max(0, skip - len(block))

    def _feed(self, text: str, final: bool = False) -> int:
        data = text.encode("utf-8", "replace")
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            if self._ended:
                self.trailing = True
                return 0
            raise NotWellFormed(expat.ErrorString(error.code), error.lineno + self._file.lines) from error
        return len(data)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._path) >= _MAX_DEPTH:
            raise self._limit("depth", _MAX_DEPTH)
        if attributes and sum(map(len, attributes.values())) > _MAX_ATTRIBUTES:
            raise self._limit("attributes", _MAX_ATTRIBUTES)
        self._text_length = 0
        self._handler.start(self._path, name, attributes)
        self._path.append(name)

    def _end(self, name: str) -> None:
        self._path.pop()
        self._text_length = 0
        self._handler.end(self._path, name)
        self._ended = not self._path

    def _data(self, data: str) -> None:
        self._text_length += len(data)
        if self._text_length > _MAX_TEXT:
            raise self._limit("text", _MAX_TEXT)
        self._handler.text(data)

    def _limit(self, what: str, most: int) -> SourceError:
        place = Place(file=self._file.origin, line=self.line, key=self._handler.key)
        return SourceError("source.limit", place, what=what, limit=str(most))


def _prolog(root: str) -> str:
    """A DOCTYPE in one line that declares HTML's entities and nothing of the file's own."""
    entities = "".join(f'<!ENTITY {name} "&#{point};">' for name, point in name2codepoint.items() if name not in _PREDEFINED)
    return f"<!DOCTYPE {root} [{entities}]>"
