"""The files of one exchange: a folder, nested or not, an archive, or a single file.

What a file is, its content tells: shops rename files, and 1C gives them random tails. They are read in the order of their
making, by the attribute ДатаФормирования and then by name, so that what was sent later counts. A single file is read
alone; others of its set that lie beside it are told of, as a folder is how several files are given."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import msgspec

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place
from aliexport_tui.sources.commerceml.schema import ROOT
from aliexport_tui.sources.encoding import HEAD, unreadable
from aliexport_tui.sources.sniff import decode_head, refuse_other_than

_ROOT_TAG = re.compile(rf"<((?:[\w.-]+:)?{ROOT})(?=[\s>/])([^>]*)")
_MADE = re.compile(r"""ДатаФормирования\s*=\s*["']([^"']{1,40})""")
_PACKAGE = re.compile(r"<(?:[\w.-]+:)?(?:ПакетПредложений|ИзмененияПакетаПредложений)[\s>]")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ZIP = b"PK\x03\x04"
_BLOCK = 1024 * 1024
_MAX_FILES = 10_000
_MAX_UNPACKED = 1024 * 1024 * 1024
_MAX_RATIO, _RATIO_FROM = 250, 4 * 1024 * 1024
_MAX_BESIDE = 100


class Member(msgspec.Struct, frozen=True):
    """A file of the set. `origin`: what places call it. `root`: the name of its root element, as it is written there.
    `made`: when, as 1C says. `offers`: it seems to hold offers, not goods."""

    path: Path
    origin: str
    root: str
    made: str = ""
    offers: bool = False


class Found(msgspec.Struct, frozen=True):
    """`others`: XML that is no CommerceML. `beside`: names of further files of the set, which a single file leaves out."""

    members: tuple[Member, ...]
    others: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def recognises_set(path: Path) -> bool:
    """True for a file of CommerceML, a folder and an archive that hold one. Looks at beginnings only; never raises."""
    try:
        if path.is_dir():
            return any(_is_member(one) or (_is_zip(one) and _holds_member(one)) for one in files_of(path))
        return _holds_member(path) if _is_zip(path) else _is_member(path)
    except (OSError, SourceError):
        return False


def find_set(path: Path, folder: Path, origin: str) -> Found:
    """`folder`: where archives are unpacked to. Raises SourceError `source.no_set`, `source.archive_path`, `source.limit`,
    `source.broken`, and what says that a single file is something else."""
    if path.is_dir():
        found = [one for file in files_of(path) for one in _taken(file, folder, f"{origin}/{file.relative_to(path)}")]
        if not any(isinstance(one, Member) for one in found):
            raise SourceError("source.no_set", Place(file=origin))
        return _found(found)
    if _is_zip(path):
        found = list(_taken(path, folder, origin))
        if not any(isinstance(one, Member) for one in found):
            raise SourceError("source.no_set", Place(file=origin))
        return _found(found)
    member = _member(path, origin)
    if member is None:
        raise refuse_other_than("commerceml", path, origin)
    beside = (one for one in _beside(path) if _is_member(one))
    return Found((member,), beside=tuple(one.name for one in beside))


def _found(found: list[Member | str]) -> Found:
    members = sorted((one for one in found if isinstance(one, Member)), key=lambda one: (one.made, _natural(one.origin)))
    return Found(tuple(members), tuple(one for one in found if isinstance(one, str)))


def _taken(file: Path, folder: Path, origin: str) -> Iterator[Member | str]:
    """The file itself, or what is in it; a name: XML of another sort."""
    if not _is_zip(file):
        yield _member(file, origin) or origin
        return
    for name, unpacked in _unpacked(file, folder, origin):
        yield _member(unpacked, f"{origin}/{name}") or f"{origin}/{name}"


def _member(path: Path, origin: str) -> Member | None:
    try:
        with path.open("rb") as file:
            head = _COMMENT.sub("", _decoded(file.read(HEAD)))
    except OSError as trouble:
        raise unreadable(path, trouble) from trouble
    match = _ROOT_TAG.search(head)
    if match is None:
        return None
    made = _MADE.search(match.group(2))
    return Member(path, origin, match.group(1), made.group(1) if made else "", bool(_PACKAGE.search(head)))


def _decoded(head: bytes) -> str:
    """UTF-8 with a few broken letters stays UTF-8."""
    return head.decode("utf-8", "replace") if ROOT.encode() in head else decode_head(head)


def _is_member(path: Path) -> bool:
    return path.suffix.lower() not in (".zip",) and _member(path, "") is not None


def files_of(folder: Path) -> list[Path]:
    """XML and archives in the folder and in those within it, by name; SourceError `source.limit`. Pictures may lie there by
    the hundred thousand."""
    found: list[Path] = []
    for one in folder.rglob("*"):
        if one.suffix.lower() in (".xml", ".zip") and one.is_file():
            found.append(one)
            if len(found) > _MAX_FILES:
                raise SourceError("source.limit", Place(file=str(folder)), what="files", limit=str(_MAX_FILES))
    return sorted(found, key=lambda one: _natural(str(one)))


def _beside(path: Path) -> list[Path]:
    try:
        near = sorted(one for one in path.parent.glob("*.xml") if one != path and one.is_file())
    except OSError:
        return []
    return near[:_MAX_BESIDE]


def _is_zip(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == _ZIP
    except OSError as trouble:
        raise unreadable(path, trouble) from trouble


def _holds_member(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist()[:_MAX_FILES]:
                if info.filename.lower().endswith(".xml"):
                    with archive.open(info) as file:
                        if _ROOT_TAG.search(_decoded(file.read(HEAD))):
                            return True
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        return False
    return False


def _unpacked(path: Path, folder: Path, origin: str) -> Iterator[tuple[str, Path]]:
    """The XML of an archive, written under names of our own. What the archive claims of sizes is not believed."""
    place = Place(file=origin)
    left = _MAX_UNPACKED
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            if len(infos) > _MAX_FILES:
                raise SourceError("source.limit", place, what="files", limit=str(_MAX_FILES))
            for info in infos:
                name = info.filename.replace("\\", "/")
                if name.startswith("/") or ".." in PurePosixPath(name).parts or re.match("[A-Za-z]:", name):
                    raise SourceError("source.archive_path", place, name=name[:200])
                if not name.lower().endswith(".xml"):
                    continue
                target = folder / f"{len(list(folder.iterdir()))}.xml"
                left -= _unpack(archive, info, target, left, place)
                yield name, target
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise SourceError("source.broken", place, reason=str(error) or type(error).__name__) from error


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, left: int, place: Place) -> int:
    size = 0
    with archive.open(info) as packed, target.open("xb") as file:
        while block := packed.read(_BLOCK):
            size += len(block)
            if size > left:
                raise SourceError("source.limit", place, what="unpacked bytes", limit=str(_MAX_UNPACKED))
            if size > _RATIO_FROM and size > _MAX_RATIO * max(1, info.compress_size):
                raise SourceError("source.limit", place, what="packing", limit=f"1:{_MAX_RATIO}")
            file.write(block)
    return size


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """import2 before import10."""
    return tuple(
        (int(part), "") if part.isdecimal() and len(part) < 18 else (-1, part) for part in re.split("([0-9]+)", name)
    )
