"""What happens to files: to their bytes, and to what the bytes mean."""

import io
import random
import warnings
import zipfile
import zlib
from collections.abc import Callable

from tests.fuzzing.nasty import PIECES
from tests.fuzzing.seeds import Files
from tests.fuzzing.structures import change_json, change_table, change_xml

Change = Callable[[bytes, random.Random], bytes]

_BYTES = {"magento_rest": 0.1, "woo_rest": 0.1, "yml": 0.15, "commerceml": 0.15, "xlsx": 0.1, "ods": 0.1}
"""Share of changes that know nothing of the structure."""

MOST = 2 * 1024 * 1024
"""Bytes that one file may grow to."""


def mutated(files: Files, kind: str, chance: random.Random) -> Files:
    """Some files of the input, each changed once or a few times; for most of them in their own structure."""
    changed = dict(files)
    for name in chance.sample(sorted(changed), chance.randint(1, len(changed))):
        data = changed[name]
        for _ in range(chance.choice((1, 1, 1, 1, 2, 3))):
            change = change_bytes if chance.random() < _BYTES.get(kind, 0.25) else _structural(kind, chance)
            data = change(data, chance)[:MOST]
        changed[name] = data
    if len(changed) > 1 and chance.random() < 0.05:
        del changed[chance.choice(sorted(changed))]
    return changed


def _structural(kind: str, chance: random.Random) -> Change:
    match kind:
        case "yml" | "commerceml" | "html":
            return change_xml
        case "xlsx" | "ods":
            return change_packed
        case "magento_rest" | "woo_rest":
            return change_json
        case "xls":
            return change_bytes
    return change_table


def change_bytes(data: bytes, chance: random.Random) -> bytes:
    whole = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(whole) + 1)
        match chance.choice(("insert", "insert", "delete", "change", "repeat", "flood", "cut", "overwrite")):
            case "insert":
                whole[at:at] = chance.choice(PIECES)
            case "delete":
                del whole[at : at + chance.randint(1, 200)]
            case "change":
                whole[at : at + 1] = bytes((chance.randrange(256),))
            case "repeat":
                whole[at:at] = whole[at : at + chance.randint(1, 400)]
            case "flood" if chance.random() < 0.05:
                piece = bytes(whole[at : at + chance.randint(1, 200)]) or b"<"
                whole[at:at] = piece * (chance.choice((1_000, 30_000, 300_000)) // len(piece))
            case "cut" if chance.random() < 0.3:
                del whole[at:]
            case "overwrite":
                whole[at : at + 4] = chance.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80"))
    return bytes(whole)


def change_packed(data: bytes, chance: random.Random) -> bytes:
    """The XML in a workbook, packed again; now and then the archive itself, its names, its parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        return change_bytes(data, chance)
    if not parts:
        return change_bytes(data, chance)
    at = chance.choice([at for at, (name, _) in enumerate(parts) if _tells(name)] or [0])
    name, part = parts[at]
    match chance.choices(("xml", "bytes", "drop", "rename", "twice", "empty"), (80, 8, 3, 3, 3, 3))[0]:
        case "xml":
            parts[at] = (name, change_xml(part, chance))
        case "bytes":
            parts[at] = (name, change_bytes(part, chance))
        case "drop":
            del parts[at]
        case "rename":
            parts[at] = (chance.choice(("xl/workbook.bin", "mimetype", "../../x", "a" * 500, "content.xml")), part)
        case "twice":
            parts.append((chance.choice(parts)[0], part))
        case "empty":
            parts[at] = (name, b"")
    return _pack(parts)


def _tells(name: str) -> bool:
    """Parts that hold what is read."""
    return name.endswith(("content.xml", "sharedStrings.xml", "workbook.xml", "styles.xml", ".rels")) or "sheet" in name


def _pack(parts: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        warnings.simplefilter("ignore", UserWarning)  # a name that stands twice is meant
        for name, part in parts:
            archive.writestr(zipfile.ZipInfo(name), part)
    return out.getvalue()
