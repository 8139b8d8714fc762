"""The options by which a source's settings are given on the command line."""

from collections.abc import Callable
from typing import Literal, TypeVar

import click
import msgspec

from aliexport_tui.messages.i18n import _
from aliexport_tui.sources.settings import CSV_FIELDS, SourceSettings

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


class Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The settings named on the command line; None and empty ones were not named."""

    base_url: str | None = None
    join_groups: bool | None = None
    unavailable: Literal["zero", "skip"] | None = None
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
        return _replaced(
            settings, csv=csv, base_url=self.base_url, join_groups=self.join_groups, unavailable=self.unavailable
        )


def given(options: dict[str, object]) -> Given:
    """What click collected for `settings_options`."""
    named = {name: value for name, value in options.items() if value is not None}
    return msgspec.convert(named, Given)


def settings_options(command: F) -> F:
    """Decorator: the options of both kinds of sources; their values come as keyword arguments named like Given's."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


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
    click.option(
        "--map",
        "columns",
        type=Pair(),
        multiple=True,
        metavar="FIELD=HEADER",
        help=_("Delimited file: the column of a field. Fields: {fields}.").format(fields=", ".join(CSV_FIELDS)),
    ),
    click.option(
        "--param",
        "params",
        type=Pair(),
        multiple=True,
        metavar="NAME=HEADER",
        help=_("Delimited file: a column as a param."),
    ),
    click.option(
        "--picture", "pictures", multiple=True, metavar="HEADER", help=_("Delimited file: a column of picture addresses.")
    ),
    click.option(
        "--delimiter", type=Character(), metavar="CHARACTER|tab", help=_("Delimited file: found out unless given.")
    ),
    click.option(
        "--encoding", type=click.Choice(("utf-8", "cp1251", "utf-16")), help=_("Delimited file: found out unless given.")
    ),
    click.option("--separator", help=_("Delimited file: between several values in one cell.")),
    click.option("--category-separator", help=_("Delimited file: between the levels of a category; > unless given.")),
    click.option(
        "--decimal-comma/--decimal-point", default=None, help=_("Delimited file: how prices are written; both unless given.")
    ),
    click.option("--currency", metavar="CODE", help=_("Delimited file: the currency where no column names it.")),
)


def _replaced(settings: S, **changes: object) -> S:
    """With the changes that are not None."""
    return msgspec.structs.replace(settings, **{name: value for name, value in changes.items() if value is not None})
