"""Delimited text as a table: any delimiter, cells of several lines, UTF-8, UTF-16 or windows-1251."""

import csv
import io
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.sources.encoding import Encoding, detect, text_blocks
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.sniff import sniff
from aliexport_tui.sources.tables.table import Cells, Table
from aliexport_tui.sources.text import one_line

_MAX_CELL = 4 * 1024 * 1024


def open_delimited(path: Path, settings: SourceSettings, origin: str) -> Table:
    """The first row that is not blank is the header."""
    coded = detect(path)
    encoding = settings.csv.encoding or coded.encoding
    delimiter = settings.csv.delimiter or sniff(path).delimiter
    line, header = next(_cells(path, origin, encoding, delimiter), (1, []))

    def rows() -> Iterator[Cells]:
        found = _cells(path, origin, encoding, delimiter)
        next(found, None)
        return found

    problems: tuple[Problem, ...] = ()
    if not settings.csv.encoding and coded.lost:
        problems = (Problem("feed.bytes_unreadable", "", {"lost": str(coded.lost)}, Place(file=origin), "warning"),)
    return Table(
        origin=origin,
        headers=tuple(map(one_line, header)),
        header_line=line,
        rows=rows,
        delimiter=delimiter,
        encoding=encoding,
        problems=problems,
    )


def _cells(path: Path, origin: str, encoding: Encoding, delimiter: str) -> Iterator[Cells]:
    """(line, cells) of each row that is not blank; the line is where the row begins."""
    csv.field_size_limit(_MAX_CELL)
    lines = itertools.chain.from_iterable(_whole_lines(text_blocks(path, encoding)))
    rows = csv.reader(lines, delimiter=delimiter)
    line = 1
    try:
        for cells in rows:
            if any(map(str.strip, cells)):
                yield line, cells
            line = rows.line_num + 1
    except csv.Error as error:
        raise SourceError("source.broken", Place(file=origin, line=line), reason=str(error)) from error


def _whole_lines(blocks: Iterable[str]) -> Iterator[io.StringIO]:
    """Lines with their ends, many at a time, of text that may be cut anywhere. A file without line ends is refused by the
    limit on cells, so that it is not gathered in memory."""
    held = ""
    for block in blocks:
        text = held + block.replace("\x00", "")
        if "\r\n" in text:
            text = text.replace("\r\n", "\n")
        end = text.rfind("\n") + 1
        if end:
            yield io.StringIO(text[:end], newline="\n")
        held = text[end:]
        if len(held) > _MAX_CELL:
            raise csv.Error("line longer than the limit")
    if held:
        yield io.StringIO(held, newline="\n")
