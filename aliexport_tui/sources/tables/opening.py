"""Any file that holds a table -> that table, by what its bytes are."""

from pathlib import Path

from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.sniff import refuse_other_than, sniff
from aliexport_tui.sources.tables.delimited import open_delimited
from aliexport_tui.sources.tables.html_table import open_html
from aliexport_tui.sources.tables.table import Table
from aliexport_tui.sources.tables.workbook import ALL_SHEETS, Workbook, open_workbook


def open_table(path: Path, settings: SourceSettings, origin: str = "") -> Table:
    """Raises SourceError for a file that holds no table, ConfigError where a sheet or a header is not found."""
    origin = origin or str(path)
    match sniff(path).format:
        case "csv":
            return open_delimited(path, settings, origin)
        case "xlsx" | "xls" | "ods":
            return open_workbook(path, settings, origin)
        case "html":
            return open_html(path, settings, origin)
        case _:
            raise refuse_other_than("csv", path, origin)


def open_tables(path: Path, settings: SourceSettings, origin: str = "") -> tuple[Table, ...]:
    """Of a workbook all sheets that have a header, for layouts that know several of them; of other files the one table.
    Raises what open_table raises."""
    origin = origin or str(path)
    if sniff(path).format not in ("xlsx", "xls", "ods") or settings.sheet not in ("", ALL_SHEETS):
        return (open_table(path, settings, origin),)
    return Workbook(path, settings, origin).tables()
