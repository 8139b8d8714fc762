"""The options by which a source's settings are given on the command line."""

from collections.abc import Callable
from typing import Literal, TypeVar, get_args

import click
import msgspec

from aliexport_tui.messages.i18n import _
from aliexport_tui.sources.settings import CSV_FIELDS, Kind, LengthUnit, SourceSettings, WeightUnit

F = TypeVar("F", bound=Callable[..., None])
S = TypeVar("S", bound=msgspec.Struct)


class Pair(click.ParamType[tuple[str, str]]):
    """NAME=HEADER."""

    name = "pair"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        left, mark, right = str(value).partition("=")
        if not (mark and left.strip() and right.strip()):
            self.fail(_("{text} is not of the form NAME=HEADER.").format(text=repr(value)), param, ctx)
        return left.strip(), right.strip()


class Character(click.ParamType[str]):
    """One character, or the word tab."""

    name = "character"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = "\t" if value in ("tab", "\\t") else str(value)
        if len(text) != 1:
            self.fail(_("{text} is not one character.").format(text=repr(text)), param, ctx)
        return text


kind_option = click.option("--kind", type=click.Choice(get_args(Kind)), help=_("What wrote it; found out unless given."))


class Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The settings named on the command line; None and empty ones were not named."""

    base_url: str | None = None
    join_groups: bool | None = None
    unavailable: Literal["zero", "skip"] | None = None
    updates: str | None = None
    weight_unit: WeightUnit | None = None
    length_unit: LengthUnit | None = None
    store_view: str | None = None
    price_type: str | None = None
    warehouses: tuple[str, ...] = ()
    sheet: str | None = None
    header_row: int | None = None
    multiple: str | None = None
    join: Literal["off", "article", "name"] | None = None
    join_separator: str | None = None
    join_length: int | None = None
    join_words: tuple[str, ...] = ()
    check_pictures: bool | None = None
    picture_days: int | None = None
    pictures_per_second: int | None = None
    columns: tuple[tuple[str, str], ...] = ()
    params: tuple[tuple[str, str], ...] = ()
    pictures: tuple[str, ...] = ()
    delimiter: str | None = None
    encoding: Literal["utf-8", "cp1251", "utf-16"] | None = None
    separator: str | None = None
    category_separator: str | None = None
    decimal_comma: bool | None = None
    currency: str | None = None

    def over(self, settings: SourceSettings) -> SourceSettings:
        """`settings` with what is named here in its place; columns and params are added to those there are."""
        csv = _replaced(
            settings.csv,
            columns={**settings.csv.columns, **dict(self.columns)},
            params={**settings.csv.params, **dict(self.params)},
            pictures=self.pictures or None,
            delimiter=self.delimiter,
            encoding=self.encoding,
            separator=self.separator,
            category_separator=self.category_separator,
            decimal_comma=self.decimal_comma,
            currency=self.currency.upper() if self.currency else None,
        )
        looks = _replaced(
            settings.pictures,
            check=self.check_pictures,
            days=self.picture_days,
            per_second=self.pictures_per_second,
        )
        return _replaced(
            settings,
            csv=csv,
            pictures=None if looks == settings.pictures else looks,
            base_url=self.base_url,
            join_groups=self.join_groups,
            unavailable=self.unavailable,
            updates=self.updates,
            weight_unit=self.weight_unit,
            length_unit=self.length_unit,
            store_view=self.store_view,
            price_type=self.price_type,
            warehouses=self.warehouses or None,
            sheet=self.sheet,
            header_row=self.header_row,
            multiple=self.multiple,
            join="" if self.join == "off" else self.join,
            join_separator=self.join_separator,
            join_length=self.join_length,
            join_words=self.join_words or None,
        )


def given(options: dict[str, object]) -> Given:
    """What click collected for `settings_options`."""
    named = {name: value for name, value in options.items() if value is not None}
    return msgspec.convert(named, Given)


def settings_options(command: F) -> F:
    """Decorator: the options of all kinds of sources; their values come as keyword arguments named like Given's."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def join_options(command: F) -> F:
    """Decorator: the options of joining alone."""
    for option in reversed(_JOINS):
        command = option(command)
    return command


def _units(units: object) -> tuple[str, ...]:
    return tuple(unit for unit in get_args(units) if unit)


_JOINS = (
    click.option(
        "--join",
        type=click.Choice(("off", "article", "name")),
        help=_("What stands alone becomes one product, by article or by name; see “source joins”."),
    ),
    click.option("--join-separator", metavar="TEXT", help=_("By article: what parts it from the variant.")),
    click.option(
        "--join-length",
        type=click.IntRange(min=0),
        metavar="COUNT",
        help=_("By article: so many characters are the product's."),
    ),
    click.option(
        "--join-word",
        "join_words",
        multiple=True,
        metavar="WORD",
        help=_("By name: a word that only tells variants apart."),
    ),
)
_PICTURES = ()
_OPTIONS = (
    click.option("--base-url", metavar="URL", help=_("Completes relative picture addresses.")),
    click.option(
        "--join-groups/--no-join-groups", default=None, help=_("Offers of one group are one product with variants.")
    ),
    click.option(
        "--unavailable",
        type=click.Choice(("zero", "skip")),
        help=_("What is not available: kept with stock 0, or left out."),
    ),
    click.option("--updates", metavar="CODE", help=_("The source whose prices and stocks this one brings.")),
    click.option("--weight-unit", type=click.Choice(_units(WeightUnit)), help=_("Of bare weights; kg unless given.")),
    click.option("--length-unit", type=click.Choice(_units(LengthUnit)), help=_("Of bare lengths; cm unless given.")),
    click.option("--store-view", metavar="CODE", help=_("Magento: whose texts lie over the default ones.")),
    click.option("--price-type", metavar="NAME", help=_("CommerceML: which of several prices counts, by name or id.")),
    click.option(
        "--warehouse",
        "warehouses",
        multiple=True,
        metavar="NAME",
        help=_("CommerceML, Magento: whose stock is added up; all unless given."),
    ),
    click.option(
        "--sheet",
        metavar="NAME",
        help=_("Workbook: the sheet, * for all that have the columns; the first with a header unless given."),
    ),
    click.option(
        "--header-row", type=click.IntRange(min=0), metavar="ROW", help=_("Table: the header's row, from 1; 0: found out.")
    ),
    click.option("--multiple", metavar="TEXT", help=_("Magento, InSales: between several values in one cell.")),
    *_JOINS,
    click.option(
        "--check-pictures/--no-check-pictures",
        default=None,
        help=_("Look at the pictures after each import, in the background."),
    ),
    click.option(
        "--picture-days",
        type=click.IntRange(1, 365),
        metavar="DAYS",
        help=_("A picture that was fine is looked at again after so many days; 7 unless given."),
    ),
    click.option(
        "--pictures-per-second",
        type=click.IntRange(1, 100),
        metavar="COUNT",
        help=_("Looks a second at each host; 10 unless given."),
    ),
    *_PICTURES,
    click.option(
        "--map",
        "columns",
        type=Pair(),
        multiple=True,
        metavar="FIELD=HEADER",
        help=_("Table: the column of a field. Fields: {fields}.").format(fields=", ".join(CSV_FIELDS)),
    ),
    click.option(
        "--param",
        "params",
        type=Pair(),
        multiple=True,
        metavar="NAME=HEADER",
        help=_("Table: a column as a param."),
    ),
    click.option("--picture", "pictures", multiple=True, metavar="HEADER", help=_("Table: a column of picture addresses.")),
    click.option(
        "--delimiter", type=Character(), metavar="CHARACTER|tab", help=_("Delimited file: found out unless given.")
    ),
    click.option(
        "--encoding", type=click.Choice(("utf-8", "cp1251", "utf-16")), help=_("Delimited file: found out unless given.")
    ),
    click.option("--separator", help=_("Table: between several values in one cell.")),
    click.option("--category-separator", help=_("Table: between the levels of a category; > unless given.")),
    click.option(
        "--decimal-comma/--decimal-point", default=None, help=_("Table: how prices are written; both unless given.")
    ),
    click.option("--currency", metavar="CODE", help=_("The currency where the file names none.")),
)


def _replaced(settings: S, **changes: object) -> S:
    """With the changes that are not None."""
    return msgspec.structs.replace(settings, **{name: value for name, value in changes.items() if value is not None})
