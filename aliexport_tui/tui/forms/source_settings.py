"""A source's settings as form fields, and back."""

import msgspec

from aliexport_tui.sources.settings import CSV_FIELDS, CsvSettings, SourceSettings
from aliexport_tui.tui.forms.fields import Choice, Field, Values
from aliexport_tui.tui.words import _

_YES_NO = (Choice("yes", _("yes")), Choice("no", _("no")))

FIELDS = (
    Field(
        "kind",
        _("Format"),
        "choice",
        choices=(Choice("yml", "YML (Yandex Market)"), Choice("csv", _("delimited text (CSV)"))),
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
    Field(
        "columns",
        _("CSV: columns"),
        "page",
        _("one a line: field = header. Fields: {fields}").format(fields=", ".join(CSV_FIELDS)),
        height=5,
    ),
    Field("params", _("CSV: attributes"), "page", _("one a line: attribute = header"), height=3),
    Field("pictures", _("CSV: pictures"), "page", _("headers of picture columns, one a line, the main one first"), height=2),
    Field("delimiter", _("CSV: delimiter"), hint=_("empty: found out")),
    Field(
        "encoding",
        _("CSV: encoding"),
        "choice",
        choices=tuple(Choice(name, name or _("found out")) for name in ("", "utf-8", "cp1251", "utf-16")),
    ),
    Field("separator", _("CSV: value separator"), hint=_("splits cells that hold several pictures or values")),
    Field("category_separator", _("CSV: category levels"), hint=_("splits a category cell into levels")),
    Field(
        "decimal_comma",
        _("CSV: decimal comma"),
        "choice",
        choices=(Choice("", _("found out")), Choice("yes", _("comma")), Choice("no", _("point"))),
    ),
    Field("csv_currency", _("CSV: currency"), hint=_("for files without such a column")),
)


def values_of(settings_json: str) -> dict[str, str]:
    """The stored settings as texts of the form."""
    settings = msgspec.json.decode(settings_json, type=SourceSettings)
    csv = settings.csv
    return {
        "kind": settings.kind,
        "base_url": settings.base_url,
        "join_groups": _yes(settings.join_groups),
        "unavailable": settings.unavailable,
        "columns": _pairs(csv.columns),
        "params": _pairs(csv.params),
        "pictures": "\n".join(csv.pictures),
        "delimiter": csv.delimiter,
        "encoding": csv.encoding,
        "separator": csv.separator,
        "category_separator": csv.category_separator,
        "decimal_comma": "" if csv.decimal_comma is None else _yes(csv.decimal_comma),
        "csv_currency": csv.currency,
    }


def settings_from(values: Values) -> tuple[SourceSettings, dict[str, str]]:
    """The settings, and messages by field."""
    errors: dict[str, str] = {}
    columns = _pairs_from(values["columns"], "columns", errors)
    unknown = [name for name in columns if name not in CSV_FIELDS]
    if unknown:
        errors["columns"] = _("Unknown field: {name}").format(name=unknown[0])
    if len(values["delimiter"]) > 1:
        errors["delimiter"] = _("One character.")
    if errors:
        return SourceSettings(), errors
    csv = CsvSettings(
        columns=columns,
        params=_pairs_from(values["params"], "params", errors),
        pictures=tuple(line.strip() for line in values["pictures"].splitlines() if line.strip()),
        delimiter=values["delimiter"],
        encoding=msgspec.convert(values["encoding"], type=CsvSettings.__annotations__["encoding"]),
        separator=values["separator"],
        category_separator=values["category_separator"],
        decimal_comma=None if not values["decimal_comma"] else values["decimal_comma"] == "yes",
        currency=values["csv_currency"].strip(),
    )
    settings = SourceSettings(
        kind="csv" if values["kind"] == "csv" else "yml",
        base_url=values["base_url"].strip(),
        join_groups=values["join_groups"] == "yes",
        unavailable="skip" if values["unavailable"] == "skip" else "zero",
        csv=csv,
    )
    return settings, errors


def _yes(value: bool) -> str:
    return "yes" if value else "no"


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
