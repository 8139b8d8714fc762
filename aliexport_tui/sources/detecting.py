"""What a file is: its format, its encoding and whether the file is honest about it, its header, which program wrote it,
what can't be known. Bytes first, then headers (`sources.md` §6.1)."""

import re
from pathlib import Path
from typing import Literal

import msgspec

from aliexport_tui.model.errors import ConfigError, SourceError
from aliexport_tui.model.problem import Place
from aliexport_tui.sources import encoding, questions
from aliexport_tui.sources.commerceml.finding import recognises_set
from aliexport_tui.sources.commerceml.reading import price_types
from aliexport_tui.sources.encoding import HEAD
from aliexport_tui.sources.layouts.usual_headers import suggest, suggest_params
from aliexport_tui.sources.questions import Question, Rows
from aliexport_tui.sources.readers import RECOGNISERS
from aliexport_tui.sources.settings import Kind, SourceSettings
from aliexport_tui.sources.sniff import Format, decode_head, refuse_other_than, sniff
from aliexport_tui.sources.tables.opening import open_table
from aliexport_tui.sources.tables.table import Table

TABLE_KINDS: tuple[Kind, ...] = ("csv", "magento2", "magento1", "woocommerce", "insales", "prom", "opencart")
_TABLES: tuple[Format, ...] = ("csv", "xlsx", "xls", "ods", "html")
_FIXTURE = {"category", "name", "sku", "attribute_set"}
_REST_SIGNS: tuple[tuple[Literal["Magento", "WooCommerce"], str], ...] = (
    ("Magento", r'"(?:attribute_set_id|search_criteria|attribute_code|source_code|stock_id|type_id|salable)"'),
    ("WooCommerce", r'"(?:permalink|regular_price|manage_stock|has_archives|stock_quantity)"|/wp-json/wc/'),
)


class Detected(msgspec.Struct, frozen=True):
    """`format`: what carries the content, `set` for several files together (a folder or archive of CommerceML); `kind`: what
    wrote it. `encoding` of text, "" where it is none; `declared`: what the file says instead, where that is wrong.
    `header_line`, `headers`, `delimiter`, `sheet` of tables. `sure` False: any table, by a mapping of columns.
    `settings`: those asked with, completed by what was found out."""

    kind: Kind
    format: Format | Literal["set"]
    settings: SourceSettings
    encoding: str = ""
    declared: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_line: int = 0
    headers: tuple[str, ...] = ()
    sure: bool = True
    questions: tuple[Question, ...] = ()


def detect(path: Path, settings: SourceSettings = SourceSettings(), origin: str = "", kind: Kind | None = None) -> Detected:  # noqa: B008 (frozen)
    """`kind`: as the person says, else found out whatever the settings say. Raises SourceError for what is no feed, with
    what to do instead; ConfigError `source.other_kind` where the file can't be of the kind named."""
    origin = origin or str(path)
    if path.is_dir():
        if not recognises_set(path):
            raise SourceError("source.no_set", Place(file=origin))
        return _set(path, settings, origin, kind, "set")
    found = sniff(path)
    if found.format == "commerceml" or (found.format == "zip" and recognises_set(path)):
        return _set(path, settings, origin, kind, "set" if found.format == "zip" else "commerceml")
    if found.format == "yml":
        _only(kind, ("yml",), "yml", origin)
        coded = encoding.detect(path)
        return Detected(
            "yml",
            "yml",
            msgspec.structs.replace(settings, kind="yml"),
            encoding=coded.encoding,
            declared=coded.declared if coded.lies else "",
        )
    if found.format in _TABLES:
        return _table(path, settings, origin, kind, found.format)
    if found.format == "json":
        raise _document(path, origin)
    raise refuse_other_than(kind or "", path, origin)


def _set(
    path: Path, settings: SourceSettings, origin: str, kind: Kind | None, format: Literal["set", "commerceml"]
) -> Detected:
    _only(kind, ("commerceml",), "commerceml", origin)
    settings = msgspec.structs.replace(settings, kind="commerceml")
    asked = questions.of_price_types(() if settings.price_type else price_types(path, origin), settings)
    coded = encoding.detect(path) if format == "commerceml" else encoding.Coded("utf-8")
    return Detected(
        "commerceml",
        format,
        settings,
        encoding=coded.encoding if format == "commerceml" else "",
        declared=coded.declared if coded.lies else "",
        questions=asked,
    )


def _table(path: Path, settings: SourceSettings, origin: str, kind: Kind | None, format: Format) -> Detected:
    table = open_table(path, settings, origin)
    wrote = next((wrote for wrote, recognises in RECOGNISERS.items() if recognises(table.headers)), None)
    _only(kind, TABLE_KINDS, wrote or "csv", origin)
    rows = questions.first_rows(table)
    if kind is None and wrote is None and _is_fixture(table, rows):
        raise SourceError("source.fixture", Place(file=origin))
    settings = msgspec.structs.replace(settings, kind=kind or wrote or "csv")
    settings = with_columns(settings, table, rows)
    return Detected(
        settings.kind,
        format,
        settings,
        encoding=table.encoding,
        delimiter=table.delimiter,
        sheet=table.sheet,
        header_line=table.header_line,
        headers=table.headers,
        sure=wrote is not None,
        questions=questions.of_table(table, settings, rows),
    )


def with_columns(settings: SourceSettings, table: Table, rows: Rows) -> SourceSettings:
    """The settings of a mapped table, with columns by the headers' usual names where field and header are free, and what
    stands between several pictures in one cell."""
    if settings.kind != "csv":
        return settings
    columns, pictures = suggest(table.headers)
    csv = settings.csv
    taken = {*csv.columns.values(), *csv.params.values(), *csv.pictures}
    usual = {field: header for field, header in columns.items() if header not in taken}
    if "group" in usual and questions.holds_phrases(table, usual["group"], rows):
        del usual["group"]
    csv = msgspec.structs.replace(
        csv,
        columns={**usual, **csv.columns},
        params=csv.params or {name: header for name, header in suggest_params(table.headers).items() if header not in taken},
        pictures=csv.pictures or tuple(header for header in pictures if header not in taken),
    )
    settings = msgspec.structs.replace(settings, csv=csv)
    if csv.separator or not csv.pictures:
        return settings
    csv = msgspec.structs.replace(csv, separator=questions.picture_separator(table, settings, rows))
    return msgspec.structs.replace(settings, csv=csv)


def _only(kind: Kind | None, possible: tuple[Kind, ...], found: Kind, origin: str) -> None:
    if kind is not None and kind not in possible:
        raise ConfigError("source.other_kind", Place(file=origin), wanted=kind, found=found)


def _is_fixture(table: Table, rows: Rows) -> bool:
    """What Magento's installer makes sample goods of: levels of categories on lines of their own (`sources.md` §1.2)."""
    if _FIXTURE.difference(table.headers) or "store" in table.headers:
        return False
    at = table.columns["category"]
    return any("\n" in cells[at].strip() for cells in rows if at < len(cells))


def _document(path: Path, origin: str) -> SourceError:
    """An answer of a shop's interface that someone saved, or any other JSON."""
    with path.open("rb") as file:
        text = decode_head(file.read(HEAD))
    system = next((system for system, signs in _REST_SIGNS if re.search(signs, text)), None)
    if system is None:
        return SourceError("source.format_not_read", Place(file=origin), format="json")
    kind = "magento_rest" if system == "Magento" else "woo_rest"
    return SourceError("source.rest_document", Place(file=origin), system=system, kind=kind)
