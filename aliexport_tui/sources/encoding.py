"""Which bytes a text file is made of. The bytes are believed, the declaration is only compared (`sources.md` §6.2)."""

import codecs
import re
from collections.abc import Iterator
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
    can't be read and come out as U+FFFD."""

    encoding: Encoding
    declared: str = ""
    lost: int = 0

    @property
    def lies(self) -> bool:
        return bool(self.declared) and _SAME.get(self.declared) != self.encoding


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
    """The file as text, decoded in blocks; a byte order mark within the first 64 characters is left out."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    first = True
    try:
        with path.open("rb") as file:
            while True:
                data = file.read(size)
                block = decoder.decode(data, not data)
                if first and block:
                    block = _without_mark(block)
                    first = False
                if block:
                    yield block
                if not data:
                    return
    except OSError as trouble:
        raise unreadable(path, trouble) from trouble


def _without_mark(block: str) -> str:
    """Blanks before a mark go with it, except for line ends: lines are counted."""
    before, mark, behind = block[:_BOM_WITHIN].partition("\ufeff")
    if mark and not before.strip():
        before = "\n" * before.count("\n")
    return before + behind + block[_BOM_WITHIN:]


def unreadable(path: Path, trouble: OSError) -> SourceError:
    """The operating system's refusal as our error."""
    code = "source.not_found" if isinstance(trouble, FileNotFoundError) else "source.unreadable"
    return SourceError(code, Place(file=str(path)), reason=trouble.strerror or type(trouble).__name__)


def _declared(head: str) -> str:
    match = _DECLARED.search(head)
    return match.group(1).lower() if match else ""
