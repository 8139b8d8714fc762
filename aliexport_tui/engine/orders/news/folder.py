"""A folder where the shop lays files with tracks: each is taken once and moved to `done`, or to `unread` when it holds
nothing that can be read."""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from aliexport_tui.engine.orders.news.pasted import LARGEST, hear, text_of
from aliexport_tui.engine.orders.news.said import BadRow, Heard
from aliexport_tui.model.errors import ConfigError

SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson")
DONE, UNREAD = "done", "unread"
_YOUNG_MS = 5_000
"""A file that was written to a moment ago may be half of one."""


class NewsFile(msgspec.Struct, frozen=True):
    """`heard` None: it could not be read, `trouble` says why."""

    path: Path
    heard: Heard | None
    trouble: BadRow | None = None


def waiting_files(folder: Path, now: int) -> Iterator[NewsFile]:
    """Those that lie there whole, oldest first. Hidden ones are being written. Raises ConfigError `news.folder`."""
    try:
        found = [
            (told.stat().st_mtime_ns, told.path)
            for told in os.scandir(folder)
            if told.is_file() and not told.name.startswith(".") and told.name.lower().endswith(SUFFIXES)
        ]
    except OSError as error:
        raise ConfigError("news.folder", path=str(folder), reason=error.strerror or "") from error
    for written, path in sorted(found):
        if not 0 <= now - written // 1_000_000 < _YOUNG_MS:
            yield _read(Path(path))


def _read(path: Path) -> NewsFile:
    try:
        if path.stat().st_size > LARGEST:
            return NewsFile(path, None, BadRow(0, "news.too_large", {"limit": str(LARGEST)}))
        text = text_of(path.read_bytes())
    except OSError as error:
        return NewsFile(path, None, BadRow(0, "news.unreadable", {"reason": error.strerror or ""}))
    if text is None:
        return NewsFile(path, None, BadRow(0, "news.no_text"))
    return NewsFile(path, hear(text))


def put_away(path: Path, *, read: bool) -> BadRow | None:
    """Move it to the subfolder, beside whatever is there of that name. What can't be moved is told of: it would be read at
    each look, to no harm."""
    folder = path.parent / (DONE if read else UNREAD)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        target, number = folder / path.name, 1
        while target.exists():
            number += 1
            target = folder / f"{path.stem}-{number}{path.suffix}"
        path.rename(target)
    except OSError as error:
        return BadRow(0, "news.not_moved", {"path": str(folder), "reason": error.strerror or ""})
    return None
