"""A source's settings as form fields, and back."""

from typing import get_args

import msgspec

from aliexport_tui.messages.source_words import kind_name
from aliexport_tui.sources.settings import (
    CSV_FIELDS,
    CsvSettings,
    Kind,
    LengthUnit,
    PictureSettings,
    SourceSettings,
    WeightUnit,
)
from aliexport_tui.tui.forms.fields import Choice, Field, Values
from aliexport_tui.tui.words import _

_YES_NO = (Choice("yes", _("yes")), Choice("no", _("no")))

JOINS = (
    Field(
        "join",
        _("Join what stands alone"),
        "choice",
        _("variants without a group become one product; g on the list of sources shows what would be joined"),
        choices=(Choice("", _("no")), Choice("article", _("by article")), Choice("name", _("by name"))),
    ),
    Field("join_separator", _("… article: parted by"), hint=_("AB-12-XL by - is AB-12")),
    Field("join_length", _("… article: characters"), hint=_("so many are the product's; 0: up to the last separator")),
    Field("join_words", _("… name: own words"), hint=_("that only tell variants apart; a comma between them")),
)
FIELDS = (
    Field(
        "kind",
        _("Format"),
        "choice",
        choices=tuple(Choice(kind, kind_name(kind)) for kind in get_args(Kind)),
    ),
    Field("base_url", _("Address of pictures"), hint=_("completes relative picture addresses")),
    Field(
        "join_groups",
        _("Join offer groups"),
        "choice",
        _("offers of one group become one product with SKUs"),
        choices=_YES_NO,
    ),
    Field(
        "unavailable",
        _("Not available"),
        "choice",
        choices=(Choice("zero", _("keep with stock 0")), Choice("skip", _("leave out"))),
    ),
    Field("updates", _("Updates"), hint=_("the source whose prices and stocks this one brings, and nothing else")),
    Field(
        "weight_unit",
        _("Unit of weight"),
        "choice",
        _("of bare numbers"),
        choices=tuple(Choice(unit, unit or _("not said")) for unit in get_args(WeightUnit)),
    ),
    Field(
        "length_unit",
        _("Unit of length"),
        "choice",
        _("of bare numbers"),
        choices=tuple(Choice(unit, unit or _("not said")) for unit in get_args(LengthUnit)),
    ),
    Field("csv_currency", _("Currency"), hint=_("for files that name none")),
    Field("store_view", _("Store view"), hint=_("Magento: whose texts lie over the default ones")),
    Field("price_type", _("Price type"), hint=_("CommerceML: which of several prices counts, by name or id")),
    Field("warehouses", _("Warehouses"), "page", _("whose stock is added up, one a line; empty: all"), height=2),
    Field("sheet", _("Sheet"), hint=_("of a workbook; * for all that have the columns; empty: the first with a header")),
    Field("header_row", _("Row of the header"), hint=_("from 1; 0: found out")),
    Field("multiple", _("Values parted by"), hint=_("Magento, InSales: several values in one cell; empty: as usual there")),
    *JOINS,
    Field(
        "columns",
        _("Table: columns"),
        "page",
        _("one a line: field = header. Fields: {fields}").format(fields=", ".join(CSV_FIELDS)),
        height=5,
    ),
    Field("params", _("Table: attributes"), "page", _("one a line: attribute = header"), height=3),
    Field(
        "pictures", _("Table: pictures"), "page", _("headers of picture columns, one a line, the main one first"), height=2
    ),
    Field("delimiter", _("Table: delimiter"), hint=_("empty: found out")),
    Field(
        "encoding",
        _("Table: encoding"),
        "choice",
        choices=tuple(Choice(name, name or _("found out")) for name in ("", "utf-8", "cp1251", "utf-16")),
    ),
    Field("separator", _("Table: value separator"), hint=_("splits cells that hold several pictures or values")),
    Field("category_separator", _("Table: category levels"), hint=_("splits a category cell into levels")),
    Field(
        "decimal_comma",
        _("Table: decimal comma"),
        "choice",
        choices=(Choice("", _("found out")), Choice("yes", _("comma")), Choice("no", _("point"))),
    ),
    Field("check_pictures", _("Look at pictures"), "choice", _("after each import, in the background"), choices=_YES_NO),
    Field("picture_days", _("Again after days"), hint=_("a picture that was fine is looked at again then")),
    Field("pictures_per_second", _("Looks a second"), hint=_("at the pictures of one server")),
)


def values_of(settings_json: str) -> dict[str, str]:
    """The stored settings as texts of the form."""
    settings = msgspec.json.decode(settings_json, type=SourceSettings)
    csv = settings.csv
    return join_values(settings) | {
        "kind": settings.kind,
        "base_url": settings.base_url,
        "join_groups": _yes(settings.join_groups),
        "unavailable": settings.unavailable,
        "updates": settings.updates,
        "weight_unit": settings.weight_unit,
        "length_unit": settings.length_unit,
        "store_view": settings.store_view,
        "price_type": settings.price_type,
        "warehouses": "\n".join(settings.warehouses),
        "sheet": settings.sheet,
        "header_row": str(settings.header_row),
        "multiple": settings.multiple,
        "columns": _pairs(csv.columns),
        "params": _pairs(csv.params),
        "pictures": "\n".join(csv.pictures),
        "delimiter": csv.delimiter,
        "encoding": csv.encoding,
        "separator": csv.separator,
        "category_separator": csv.category_separator,
        "decimal_comma": "" if csv.decimal_comma is None else _yes(csv.decimal_comma),
        "csv_currency": csv.currency,
        "check_pictures": _yes(settings.pictures.check),
        "picture_days": str(settings.pictures.days),
        "pictures_per_second": str(settings.pictures.per_second),
    }


def join_values(settings: SourceSettings) -> dict[str, str]:
    return {
        "join": settings.join,
        "join_separator": settings.join_separator,
        "join_length": str(settings.join_length),
        "join_words": ", ".join(settings.join_words),
    }


def joins_from(values: Values, old: SourceSettings) -> tuple[SourceSettings, dict[str, str]]:
    """The old settings with the rule of joining, and messages by field."""
    if not values["join_length"].strip().isdecimal():
        return old, {"join_length": _("A whole number.")}
    settings = msgspec.structs.replace(
        old,
        join=msgspec.convert(values["join"], type=SourceSettings.__annotations__["join"]),
        join_separator=values["join_separator"],
        join_length=int(values["join_length"]),
        join_words=tuple(filter(None, map(str.strip, values["join_words"].split(",")))),
    )
    return settings, {}


def settings_from(values: Values, old_json: str) -> tuple[SourceSettings, dict[str, str]]:
    """The settings, and messages by field. What has no field here stays as it was."""
    old = msgspec.json.decode(old_json, type=SourceSettings)
    errors: dict[str, str] = {}
    columns = _pairs_from(values["columns"], "columns", errors)
    unknown = [name for name in columns if name not in CSV_FIELDS]
    if unknown:
        errors["columns"] = _("Unknown field: {name}").format(name=unknown[0])
    if len(values["delimiter"]) > 1:
        errors["delimiter"] = _("One character.")
    if not values["header_row"].strip().isdecimal():
        errors["header_row"] = _("A whole number.")
    joined, faults = joins_from(values, old)
    errors |= faults
    for name, most in (("picture_days", 365), ("pictures_per_second", 100)):
        if not values[name].strip().isdecimal() or not 1 <= int(values[name]) <= most:
            errors[name] = _("A whole number from {low} to {high}.").format(low=1, high=most)
    if errors:
        return old, errors
    csv = CsvSettings(
        columns=columns,
        params=_pairs_from(values["params"], "params", errors),
        pictures=_lines(values["pictures"]),
        delimiter=values["delimiter"],
        encoding=msgspec.convert(values["encoding"], type=CsvSettings.__annotations__["encoding"]),
        separator=values["separator"],
        category_separator=values["category_separator"],
        decimal_comma=None if not values["decimal_comma"] else values["decimal_comma"] == "yes",
        currency=values["csv_currency"].strip(),
    )
    settings = msgspec.structs.replace(
        joined,
        kind=msgspec.convert(values["kind"], type=Kind),
        base_url=values["base_url"].strip(),
        join_groups=values["join_groups"] == "yes",
        unavailable="skip" if values["unavailable"] == "skip" else "zero",
        updates=values["updates"].strip(),
        weight_unit=msgspec.convert(values["weight_unit"], type=WeightUnit),
        length_unit=msgspec.convert(values["length_unit"], type=LengthUnit),
        store_view=values["store_view"].strip(),
        price_type=values["price_type"].strip(),
        warehouses=_lines(values["warehouses"]),
        sheet=values["sheet"],
        header_row=int(values["header_row"]),
        multiple=values["multiple"],
        csv=csv,
        pictures=PictureSettings(
            check=values["check_pictures"] == "yes",
            days=int(values["picture_days"]),
            per_second=int(values["pictures_per_second"]),
        ),
    )
    return settings, errors


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _pairs(pairs: dict[str, str]) -> str:
    return "\n".join(f"{name} = {value}" for name, value in pairs.items())


def _pairs_from(text: str, field: str, errors: dict[str, str]) -> dict[str, str]:
    found = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        name, equals, value = line.partition("=")
        if not equals or not value.strip():
            errors[field] = _("Not understood: {line}").format(line=line)
        found[name.strip()] = value.strip()
    return found
