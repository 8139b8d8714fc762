"""Which bytes a text file is made of. The bytes are believed, the declaration is only compared (`sources.md` §6.2)."""

import codecs
import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place

Encoding = Literal["utf-8", "cp1251", "utf-16"]

HEAD = 64 * 1024
BLOCK = 256 * 1024
_SCAN = 1024 * 1024
_BOM_WITHIN = 64
_DECLARED = re.compile(r"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_SAME: dict[str, Encoding] = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "windows-1251": "cp1251",
    "cp1251": "cp1251",
    "win-1251": "cp1251",
    "utf-16": "utf-16",
}


class Coded(msgspec.Struct, frozen=True):
    """`declared`: what an XML declaration in the head says, lower case, "" without one. `lost`: characters that
    can't be read and come out as U+FFFD. `whole`: found out from all bytes, not from the head alone."""

    encoding: Encoding
    declared: str = ""
    lost: int = 0
    whole: bool = True

    @property
    def lies(self) -> bool:
        return bool(self.declared) and _SAME.get(self.declared) != self.encoding


def guess(path: Path) -> Coded:
    """As `detect`, but a head that is UTF-8 is believed for the whole: who reads on strictly finds out, and detects."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as trouble:
        raise unreadable(path, trouble) from trouble
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return detect(path)
    return Coded("utf-8", _declared(head.decode("latin-1")), whole=False)


def detect(path: Path) -> Coded:
    """A byte order mark, else strict UTF-8 over the whole file, else windows-1251. A UTF-8 file with a few broken
    characters (texts cut by bytes) stays UTF-8: ten good ones for each broken one tell it from windows-1251."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
            if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return Coded("utf-16", _declared(head.decode("utf-16", "replace")))
            declared = _declared(head.decode("latin-1"))
            file.seek(0)
            decoder = codecs.getincrementaldecoder("utf-8")("replace")
            good = lost = 0
            while block := file.read(_SCAN):
                text = decoder.decode(block)
                lost += text.count("\ufffd")
                good += len(block) - len(text)
            lost += decoder.decode(b"", True).count("\ufffd")
    except OSError as trouble:
        raise unreadable(path, trouble) from trouble
    if lost and good < 10 * lost:
        return Coded("cp1251", declared)
    return Coded("utf-8", declared, lost)


def text_blocks(path: Path, encoding: Encoding, size: int = BLOCK) -> Iterator[str]:
    """The file as text, in blocks; a byte order mark within the first 64 characters is left out."""
    return decoded(byte_blocks(path, size), encoding)


def byte_blocks(path: Path, size: int = BLOCK) -> Iterator[bytes]:
    """Raises SourceError where the file can't be read."""
    try:
        with path.open("rb") as file:
            while data := file.read(size):
                yield data
    except OSError as trouble:
        raise unreadable(path, trouble) from trouble


def decoded(blocks: Iterable[bytes], encoding: Encoding, *, strict: bool = False) -> Iterator[str]:
    """See text_blocks. `strict`: UnicodeDecodeError where a character can't be read, else U+FFFD stands for it."""
    decoder = codecs.getincrementaldecoder(encoding)("strict" if strict else "replace")
    first = True
    for data in itertools.chain(blocks, (b"",)):
        block = decoder.decode(data, not data)
        if first and block:
            block = _without_mark(block)
            first = False
        if block:
            yield block


def _without_mark(block: str) -> str:
    """Blanks before a mark go with it, except for line ends: lines are counted."""
    before, mark, behind = block[:_BOM_WITHIN].partition("\ufeff")
    if mark and not before.strip():
        before = "\n" * before.count("\n")
    return before + behind + block[_BOM_WITHIN:]


def unreadable(path: Path, trouble: OSError) -> SourceError:
    """The operating system's refusal as our error."""
    if isinstance(trouble, IsADirectoryError):
        return SourceError("source.folder", Place(file=str(path)))
    code = "source.not_found" if isinstance(trouble, FileNotFoundError) else "source.unreadable"
    return SourceError(code, Place(file=str(path)), reason=trouble.strerror or type(trouble).__name__)


def _declared(head: str) -> str:
    match = _DECLARED.search(head)
    return match.group(1).lower() if match else ""
