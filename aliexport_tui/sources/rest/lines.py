"""The file between fetching and reading: one JSON object a line, `{"<tag>": <what the shop said>}`."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place
from aliexport_tui.sources.encoding import unreadable
from aliexport_tui.web.json_value import JsonValue

_LONGEST_LINE = 24 * 1024 * 1024


class Lines:
    """Writes them; SourceError `source.disk`, `source.too_large` beyond `max_bytes`."""

    def __init__(self, path: Path, max_bytes: int, place: Place) -> None:
        self.path = path
        self._left = self._limit = max_bytes
        self._place = place

    def __enter__(self) -> Self:
        try:
            self._file = self.path.open("wb")
        except OSError as trouble:
            raise self._disk(trouble) from trouble
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            self._file.close()
        except OSError as trouble:
            raise self._disk(trouble) from trouble

    def write(self, tag: str, said: object) -> None:
        line = msgspec.json.encode({tag: said}) + b"\n"
        if len(line) > _LONGEST_LINE:
            raise SourceError("source.too_large", self._place, limit=str(_LONGEST_LINE))
        self._left -= len(line)
        if self._left < 0:
            raise SourceError("source.too_large", self._place, limit=str(self._limit))
        try:
            self._file.write(line)
        except OSError as trouble:
            raise self._disk(trouble) from trouble

    def _disk(self, trouble: OSError) -> SourceError:
        return SourceError("source.disk", Place(file=str(self.path)), reason=trouble.strerror or "")


def read_lines(path: Path, origin: str) -> Iterator[tuple[int, str, JsonValue]]:
    """(line, tag, what stands there). SourceError `source.broken` with the line for what `Lines` did not write."""
    number = 0
    try:
        with path.open("rb") as file:
            while line := file.readline(_LONGEST_LINE):
                number += 1
                said = JsonValue.parse(line)
                members = list(said.members()) if said else []
                if len(members) != 1:
                    raise SourceError("source.broken", Place(file=origin, line=number), reason="JSON")
                yield number, *members[0]
    except OSError as trouble:
        raise unreadable(path, trouble) from trouble
