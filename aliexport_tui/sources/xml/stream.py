"""Expat over a file that may be dirty: prolog cut off, HTML entities known, limits kept, repair on request.

The text before the root element (byte order mark, PHP code, declaration, DOCTYPE) never reaches the parser; a prolog
of ours does, so that HTML entities stand for their letters in text and in attributes alike.

Records that are written plainly (see `xml_plain`) never reach the parser either: their handler takes them as text."""

import io
import re
from collections.abc import Iterator
from html.entities import name2codepoint
from pathlib import Path
from xml.parsers import expat

import msgspec

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place
from aliexport_tui.sources.encoding import HEAD, Coded, byte_blocks, decoded, detect, guess, text_blocks
from aliexport_tui.sources.xml.repair import Repair

_PREDEFINED = ("lt", "gt", "amp", "apos", "quot")
_MAX_DEPTH = 64
_MAX_TEXT = 4 * 1024 * 1024
_MAX_ATTRIBUTES = 64 * 1024
_MAX_CONTROLS = 1_000_000
_MAX_PENDING = 8 * 1024 * 1024
_MAX_NAMES = 50_000
"""Different names of elements and attributes: the parser keeps them all."""

_MAX_PLAIN = 256 * 1024
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CONTROLS = bytes(sorted({*range(32)} - {*b"\t\n\r"}))
_PROBE = "aliexport-probe"


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
    for messages. `stream`: the pass that calls, for the line. `record`, `around`: names of the elements that `plain` may
    take whole, and of the element that they must stand in."""

    key = ""
    record = ""
    around = ""
    stream: "Stream"

    def plain(self, text: str, line: int) -> bool:
        """A record from its tag to its end tag. False: it is not written plainly, and goes to the parser."""
        return False

    def start(self, path: list[str], name: str, attributes: dict[str, str]) -> None:
        """`path`: the names of the open elements outside of this one."""

    def end(self, path: list[str], name: str) -> None: ...

    def text(self, data: str) -> None: ...


def find_root(path: Path, root: str, origin: str, *, quick: bool = False) -> XmlFile | None:
    """Where the root element begins within the first 64 KiB; None when it is not there. Refuses entity declarations.
    `quick`: the encoding is guessed from the head (`encoding.guess`)."""
    coded = guess(path) if quick else detect(path)
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
        self._record = handler.record if file.coded.encoding != "utf-16" else ""
        self._path: list[str] = []
        self._ended = False
        self._text_length = 0
        self._fed = 0
        self._skipped_lines = 0
        self._in_section = False
        self._probed = False
        self._names: dict[str, str] = {}
        self._parser = parser = expat.ParserCreate("utf-8", intern=self._names)
        parser.buffer_text = True
        parser.buffer_size = 64 * 1024
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        if self._record:
            parser.StartCdataSectionHandler = self._section_begins
            parser.EndCdataSectionHandler = self._section_ends

    def run(self) -> Iterator[None]:
        """Feeds the file block by block and yields after each, so that the caller can take what has been read.
        Raises NotWellFormed, SourceError for a limit, UnicodeDecodeError where the encoding was guessed wrongly."""
        self._feed(_prolog(self._file.root))
        blocks = self._blocks()
        held = ""
        for block in self._repair(blocks) if self._repair else blocks:
            if self._record:
                held = self._without_plain(held + block)
            else:
                self._feed(held + block)
                held = ""
            if self._repair and self._repair.controls > _MAX_CONTROLS:
                raise self._limit("control characters", _MAX_CONTROLS)
            yield
            if self._ended and self.trailing:
                return
        self._feed(held)
        self._feed("", final=True)
        yield

    @property
    def line(self) -> int:
        return self._parser.CurrentLineNumber + self._file.lines + self._skipped_lines

    def _blocks(self) -> Iterator[str]:
        """The text from the root on, with line ends as XML has them."""
        skip = self._file.start
        coded = self._file.coded
        checked = bool(self._record) and self._repair is None
        data = byte_blocks(self._file.path)
        ends = io.IncrementalNewlineDecoder(None, translate=True)
        for block in decoded(self._looked_at(data) if checked else data, coded.encoding, strict=not coded.whole):
            if checked and ("\ufffe" in block or "\uffff" in block):
                self._record = ""
            if skip < len(block):
                yield ends.decode(block[skip:])
            skip = max(0, skip - len(block))
        yield ends.decode("", final=True)

    def _looked_at(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """Characters that XML forbids are the parser's matter: from there on nothing is taken without it."""
        for block in blocks:
            if len(block.translate(None, _CONTROLS)) < len(block):
                self._record = ""
            yield block

    def _without_plain(self, text: str) -> str:
        """Feeds the parser all but the plain records; -> the rest, which may be the beginning of one."""
        opening, closing = f"<{self._record}", f"</{self._record}>"
        at = 0  # behind what has been fed or taken
        end = tried = 0  # behind the end tag that comes next, and that of the last record that was looked at
        ready = False
        start = text.find(opening)
        while start >= 0:
            if end <= start:
                found = text.find(closing, start)
                end = found + len(closing) if found >= 0 else len(text) + 1
            if end > len(text) and len(text) - start < _MAX_PLAIN:
                self._feed(text[at:start])
                return text[start:]
            if ready and (at == start or text[at:start].isspace()):
                self._skipped_lines += text.count("\n", at, start)
            else:
                self._feed(text[at:start])
                ready = self._probe()
            at = start
            if ready and tried < end <= len(text) and self._handler.plain(text[start:end], self.line):
                self._skipped_lines += text.count("\n", start, end)
                at = end
                start = text.find(opening, end)
            else:
                tried = end if ready else tried
                ready = False
                start = text.find(opening, start + len(opening))
        self._feed(text[at:])
        return ""

    def _probe(self) -> bool:
        """Does the parser stand where a record may begin, and not in a comment or a section? An empty element tells."""
        self._probed = False
        if self._path[-1:] == [self._handler.around] and not self._in_section:
            self._feed(f"<{_PROBE}/>")
        return self._probed

    def _feed(self, text: str, final: bool = False) -> None:
        data = text.encode("utf-8", "replace")
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            if not self._ended:
                line = error.lineno + self._file.lines + self._skipped_lines
                raise NotWellFormed(expat.ErrorString(error.code), line) from error
            self.trailing = True
        self._fed += len(data)
        if self._fed - self._parser.CurrentByteIndex > _MAX_PENDING:
            raise self._limit("markup", _MAX_PENDING)
        if len(self._names) > _MAX_NAMES:
            raise self._limit("names", _MAX_NAMES)

    def _section_begins(self) -> None:
        self._in_section = True

    def _section_ends(self) -> None:
        self._in_section = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _PROBE:
            self._probed = True
            self._path.append(name)
            return
        if len(self._path) >= _MAX_DEPTH:
            raise self._limit("depth", _MAX_DEPTH)
        if attributes and sum(map(len, attributes.values())) > _MAX_ATTRIBUTES:
            raise self._limit("attributes", _MAX_ATTRIBUTES)
        self._text_length = 0
        self._handler.start(self._path, name, attributes)
        self._path.append(name)

    def _end(self, name: str) -> None:
        self._path.pop()
        if name == _PROBE:
            return
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
