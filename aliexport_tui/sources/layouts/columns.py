"""Which column of a table holds what."""

import re
from collections.abc import Iterable

import msgspec

from aliexport_tui.sources.settings import CsvSettings
from aliexport_tui.sources.tables.table import Table

_UNIT_BEHIND = re.compile(
    r"(.*\S)(?:\s*[(\[]\s*(?P<in_brackets>[^()\[\]]{1,12}?)\s*[)\]]|\s*,\s*(?P<behind>(?:кг|гр?|мл|л|мм|см|м|шт|вт|квт|в|а|%|kg|g|mm|cm|ml|l)\.?))",
    re.IGNORECASE,
)
NOWHERE = -1


class ParamColumn(msgspec.Struct, frozen=True):
    name: str
    unit: str
    at: int


class Columns(msgspec.Struct, frozen=True):
    """Positions of cells, NOWHERE for what the table has not. `fields`: our fields (CSV_FIELDS).
    `triples`: columns of a param's name, unit and value. `pictures`, `rest`: headers with positions; the rest goes into
    Product.fields. `headers`: how the table calls a field, for messages. `width`: cells that a row should have."""

    fields: dict[str, int]
    headers: dict[str, str]
    width: int
    params: tuple[ParamColumn, ...] = ()
    triples: tuple[tuple[int, int, int], ...] = ()
    pictures: tuple[tuple[str, int], ...] = ()
    rest: tuple[tuple[str, int], ...] = ()

    def at(self, field: str) -> int:
        return self.fields.get(field, NOWHERE)


def columns_of(
    table: Table,
    fields: dict[str, str],
    params: Iterable[tuple[str, str]] = (),
    pictures: Iterable[str] = (),
    triples: tuple[tuple[int, int, int], ...] = (),
    left_out: Iterable[str] = (),
) -> Columns:
    """`fields`: our field -> header that the table has; `params`: (name, header); a unit in the name becomes the param's
    own: "Вес (кг)". `left_out`: headers that say nothing of the product."""
    places = table.columns
    params, pictures = tuple(params), tuple(pictures)
    taken = {*fields.values(), *(header for _, header in params), *pictures, *left_out}
    in_triples = {at for triple in triples for at in triple}
    return Columns(
        fields={field: places[header] for field, header in fields.items()},
        headers=fields,
        width=max(places.values(), default=-1) + 1,
        params=tuple(ParamColumn(*name_and_unit(name), places[header]) for name, header in params),
        triples=triples,
        pictures=tuple((header, places[header]) for header in pictures),
        rest=tuple((header, at) for header, at in places.items() if header not in taken and at not in in_triples),
    )


def mapped_columns(table: Table, csv: CsvSettings) -> Columns:
    return columns_of(table, csv.columns, csv.params.items(), csv.pictures)


def name_and_unit(name: str) -> tuple[str, str]:
    """ "Вес (кг)" -> ("Вес", "кг")."""
    match = _UNIT_BEHIND.fullmatch(name)
    return (match[1], match["in_brackets"] or match["behind"]) if match else (name, "")
