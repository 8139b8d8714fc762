"""What a file can't tell of itself: what has to be asked before its content is taken over."""

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Literal, get_args

import msgspec

from aliexport_tui.model.product import SkuUpdate
from aliexport_tui.sources.layouts.updates import only_updates
from aliexport_tui.sources.reading import Item, ReadProduct
from aliexport_tui.sources.settings import Kind, SourceSettings, WeightUnit
from aliexport_tui.sources.tables.table import Table

Asked = Literal[
    "updates", "csv.columns.sku", "csv.columns.name", "csv.columns.price", "price_type", "weight_unit", "base_url",
    "store_view", "multiple", "csv.currency",
]  # fmt: skip
"""The setting that answers, as a way into SourceSettings."""

_ROWS = 5_000
_SHOWN = 120
_MAGENTO: tuple[Kind, ...] = ("magento2", "magento1", "magento_rest")
_VIEWS: dict[Kind, tuple[str, ...]] = {"magento2": ("store_view_code",), "magento1": ("_store", "store")}
_UNITS = tuple(unit for unit in get_args(WeightUnit) if unit)
_CURRENCIES = ("RUB", "USD", "EUR", "BYN", "KZT", "UAH", "CNY", "TRY")
_WORD = re.compile(r"[^\W\d_]{3}")
_NAMES_A_UNIT = re.compile(r"(?:кг|kg|гр|г\b|g\b|\blbs?|\boz|фунт|унци)", re.IGNORECASE)


class Question(msgspec.Struct, frozen=True, omit_defaults=True):
    """`choices`: what it may be, empty: any text; a first choice of "" means that it may stay open. `needed`: without an
    answer products would come out wrong. `example`: what in the file raised the question."""

    setting: Asked
    choices: tuple[str, ...] = ()
    needed: bool = False
    example: str = ""


Rows = Sequence[list[str]]


def first_rows(table: Table) -> Rows:
    """So many as are looked at. Raises what reading rows raises."""
    return [cells for _line, cells in itertools.islice(table.rows(), _ROWS)]


def of_table(table: Table, settings: SourceSettings, rows: Rows) -> tuple[Question, ...]:
    """By headers and the first rows."""
    if settings.kind == "csv" and not settings.updates and _updates_alone(table, settings, rows):
        return (Question("updates", (), True, ", ".join(table.columns)[:_SHOWN]),)
    found = [*_columns(table, settings)]
    if not settings.weight_unit and (weight := _weight_without_unit(table, settings, rows)):
        found.append(Question("weight_unit", _UNITS, settings.kind in _MAGENTO, weight))
    if not settings.store_view and len(views := _views(table, settings.kind, rows)) > 1:
        found.append(Question("store_view", views, False, ", ".join(filter(None, views))[:_SHOWN]))
    if settings.kind == "magento2" and not settings.multiple:
        cells = (cell for cell in _column(table, "categories", rows) if "|" in cell)
        if example := next(cells, ""):
            found.append(Question("multiple", (",", "|"), False, example[:_SHOWN]))
    return tuple(found)


def of_price_types(names: Sequence[str], settings: SourceSettings) -> tuple[Question, ...]:
    """CommerceML: with several price types the owner says which one counts."""
    if settings.price_type or len(names) < 2:
        return ()
    return (Question("price_type", tuple(names), True, ", ".join(names)[:_SHOWN]),)


def of_sample(items: Sequence[Item], settings: SourceSettings) -> tuple[Question, ...]:
    """By the first products and updates as the reader gives them."""
    reads = [item for item in items if isinstance(item, ReadProduct)]
    found: list[Question] = []
    if not settings.updates and (code := _describes_nothing(items)):
        return (Question("updates", (), settings.kind != "commerceml", code),)
    if settings.kind == "magento_rest" and not settings.weight_unit:
        weights = (read.product.weight for read in reads if read.product.weight)
        if (weight := next(weights, None)) is not None:
            found.append(Question("weight_unit", _UNITS, True, str(weight)))
    if not settings.base_url and (relative := _relative_picture(reads)):
        absolute = any(read.product.pictures for read in reads)
        found.append(Question("base_url", (), not absolute, relative))
    priced = any(sku.price for read in reads for sku in read.product.skus)
    says_itself = settings.kind in ("yml", "commerceml") or settings.csv.currency
    if priced and not says_itself and not any(read.product.currency for read in reads):
        found.append(Question("csv.currency", ("", *_CURRENCIES)))
    return tuple(found)


def open_of(questions: Iterable[Question]) -> Question | None:
    """The first that has to be answered; None when all the others may stay open."""
    return next((question for question in questions if question.needed), None)


def picture_separator(table: Table, settings: SourceSettings, rows: Rows) -> str:
    """What stands between several picture addresses in one cell of a mapped table; "" when no cell has several."""
    places = [table.columns.get(header, -1) for header in settings.csv.pictures]
    for cells in rows:
        for at in places:
            cell = cells[at] if 0 <= at < len(cells) else ""
            between = re.search(r"[^\s,;|]\s*([,;|]|[ \t]+)\s*(?:https?:)?//[^\s,;|]", cell[8:])
            if between:
                return between.group(1).strip() or " "
    return ""


def holds_phrases(table: Table, header: str, rows: Rows) -> bool:
    """Whether a column holds words with blanks between them: names of goods' groups, no ids."""
    return any(" " in cell.strip() for cell in _column(table, header, rows))


def _updates_alone(table: Table, settings: SourceSettings, rows: Rows) -> bool:
    """Whether it has codes and figures, and no column is a name, nor could be one by its cells: words, hardly any twice."""
    if "name" in settings.csv.columns or not only_updates(table.headers):
        return False
    mapped = {*settings.csv.columns.values(), *settings.csv.params.values()}
    others = (list(_column(table, header, rows)) for header in table.columns if header not in mapped)
    words = ((len({cell for cell in cells if _WORD.search(cell)}), len(cells)) for cells in others)
    return not any(different > max(1, all_ // 2) for different, all_ in words)


def _columns(table: Table, settings: SourceSettings) -> list[Question]:
    if settings.kind != "csv":
        return []
    needed: tuple[Asked, ...] = ("csv.columns.sku",) if settings.updates else ("csv.columns.sku", "csv.columns.name")
    headers = tuple(table.columns)
    missing = (asked for asked in needed if asked.rpartition(".")[2] not in settings.csv.columns)
    found = [Question(asked, headers, True, ", ".join(headers)[:_SHOWN]) for asked in missing]
    if "price" not in settings.csv.columns and not settings.updates:
        found.append(Question("csv.columns.price", ("", *headers)))
    return found


def _weight_without_unit(table: Table, settings: SourceSettings, rows: Rows) -> str:
    """A weight that stands there as a bare number, "" when none does."""
    header = settings.csv.columns.get("weight", "") if settings.kind == "csv" else "weight"
    if settings.kind not in ("csv", *_MAGENTO) or not header or _NAMES_A_UNIT.search(header):
        return ""
    cells = (cell for cell in _column(table, header, rows) if cell.strip("0., ") and not _NAMES_A_UNIT.search(cell))
    return next(cells, "")[:_SHOWN]


def _views(table: Table, kind: Kind, rows: Rows) -> tuple[str, ...]:
    """Of rows over the default ones; "" among them is the default."""
    header = next((name for name in _VIEWS.get(kind, ()) if name in table.columns), "")
    if not header:
        return ()
    found = dict.fromkeys(cell.strip() for cell in _column(table, header, rows))
    return ("", *sorted(filter(None, found))) if "" in found else tuple(found)


def _column(table: Table, header: str, rows: Rows) -> Iterable[str]:
    at = table.columns.get(header)
    return () if at is None else (cells[at] for cells in rows if at < len(cells))


def _describes_nothing(items: Iterable[Item]) -> str:
    """The first code of a file of prices and rests, which names no product at all; "" for any other."""
    updates = [item for item in items if isinstance(item, SkuUpdate)]
    products = [item.product for item in items if isinstance(item, ReadProduct)]
    if any(product.name or product.category or product.pictures for product in products):
        return ""
    codes = [update.code for update in updates] + [sku.code for product in products for sku in product.skus]
    return codes[0] if codes else ""


def _relative_picture(reads: Sequence[ReadProduct]) -> str:
    addresses = (
        problem.args.get("url", "") for read in reads for problem in read.problems if problem.code == "feed.picture_address"
    )
    return next((url for url in addresses if url.strip() and "://" not in url), "")
