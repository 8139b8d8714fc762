"""The further sheets of the Export/Import tool, by the products they speak of."""

from collections.abc import Iterator, Sequence

from aliexport_tui.model.product import Param, ShopCategory
from aliexport_tui.sources.layouts.opencart.cells import plain
from aliexport_tui.sources.layouts.opencart.headers import at, places_of
from aliexport_tui.sources.layouts.opencart.options import Option, option_of
from aliexport_tui.sources.tables.table import Table


class Sheets:
    """Pictures, params, options and special prices by product_id; categories by category_id."""

    def __init__(self, tables: Sequence[Table], language: str) -> None:
        self.pictures: dict[str, list[str]] = {}
        self.params: dict[str, list[Param]] = {}
        self.options: dict[str, list[Option]] = {}
        self.specials: dict[str, str] = {}
        self.categories: dict[str, ShopCategory] = {}
        self._kinds: dict[str, str] = {}
        self._language = language
        by_name = {table.sheet.casefold(): table for table in tables}
        for cells in self._rows(by_name, "options", "name", "type"):
            self._kinds[plain(cells[0])] = cells[1]
        for id_, picture in self._rows(by_name, "additionalimages", "product_id", "image"):
            self.pictures.setdefault(id_, []).append(picture)
        for id_, name, text in self._rows(by_name, "productattributes", "product_id", "attribute|attribute_id", "text"):
            if plain(name) and plain(text):
                self.params.setdefault(id_, []).append(Param(plain(name), plain(text)))
        for id_, price, begin, end in self._rows(by_name, "specials", "product_id", "price", "date_start", "date_end"):
            self.specials.setdefault(id_, f"1|0|{price}|{begin}|{end}")
        self._read_options(by_name)
        for id_, parent, name in self._rows(by_name, "categories", "category_id", "parent_id", "name"):
            if id_ and id_ not in self.categories:
                self.categories[id_] = ShopCategory(id_, plain(name) or id_, parent if parent not in ("0", id_) else "")

    def _read_options(self, by_name: dict[str, Table]) -> None:
        wanted = (
            "product_id",
            "option|option_id",
            "option_value|option_value_id",
            "quantity",
            "subtract",
            "price_prefix",
            "price",
        )
        for id_, name, value, quantity, counted, sign, price in self._rows(by_name, "productoptionvalues", *wanted):
            kind = self._kinds.get(plain(name), "")
            option = option_of(plain(name), plain(value), kind, quantity, counted, sign, price)
            self.options.setdefault(id_, []).append(option)

    def _rows(self, by_name: dict[str, Table], sheet: str, *names: str) -> Iterator[list[str]]:
        """The named cells of each row; "" for a column that is not there."""
        table = by_name.get(sheet)
        if table is None:
            return
        places = places_of(table.headers, self._language)
        columns = [at(places, *name.split("|")) for name in names]
        for _, cells in table.rows():
            yield [cells[one].strip() if 0 <= one < len(cells) else "" for one in columns]
