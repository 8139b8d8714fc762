"""Price, old price, stock and availability of a row of a Magento export."""

from datetime import date

from aliexport_tui.model.money import to_decimal
from aliexport_tui.sources.layouts.magento.dates import is_between
from aliexport_tui.sources.layouts.magento.row import Row
from aliexport_tui.sources.layouts.magento.told import Told
from aliexport_tui.sources.numbers import parse_pieces, parse_price
from aliexport_tui.sources.text import one_line

_KEPT = 4_000
_SHORT = 200
_OFF = frozenset(("0", "2", "disabled", "no"))

Figures = tuple[int | None, int | None, int | None, bool]
"""Price and old price in minor units, stock, availability."""


class FiguresReader:
    """Rows that say the same (children of one parent do) are read once, unless there is something to tell of them."""

    def __init__(self, today: date, told: Told) -> None:
        self._today = today
        self._told = told
        self._known: dict[tuple[str, ...], Figures] = {}

    def read(self, row: Row) -> Figures:
        said = (row.price, row.special_price, row.special_from, row.special_to, row.qty, row.in_stock, row.manage_stock,
                row.config_stock, row.online)  # fmt: skip
        known = self._known.get(said)
        if known is None:
            before = len(self._told.problems)
            known = (*self._prices(row), *((0, False) if is_off(row) else self._stock(row)))
            if len(self._told.problems) == before and sum(map(len, said)) <= _SHORT:
                if len(self._known) >= _KEPT:
                    self._known.clear()
                self._known[said] = known
        return known

    def _prices(self, row: Row) -> tuple[int | None, int | None]:
        """A special price counts on its days, seen from the day of the file."""
        price = parse_price(row.price)
        if price is None:
            self._told.add(row, "feed.price_missing", "price", "error", value=one_line(row.price))
            return None, None
        special = parse_price(row.special_price) if row.special_price else None
        if special is None:
            return price, None
        counts = is_between(self._today, row.special_from, row.special_to)
        sale, usual = str(to_decimal(special)), str(to_decimal(price))
        if counts is None:
            first, last = one_line(row.special_from), one_line(row.special_to)
            self._told.add(row, "feed.sale_not_now", "special_price", sale=sale, first=first, last=last)
        if not counts:
            return price, None
        if special >= price:
            self._told.add(row, "feed.sale_not_lower", "special_price", sale=sale, price=usual)
            return price, None
        return special, price

    def _stock(self, row: Row) -> tuple[int | None, bool]:
        """A product whose stock the shop does not keep is there without a number."""
        if row.in_stock.strip() == "0":
            return 0, False
        if not row.qty.strip() or row.manage_stock.strip() == row.config_stock.strip() == "0":
            return None, True
        number = parse_pieces(row.qty)
        if number is None:
            self._told.add(row, "feed.stock_unreadable", "qty", value=one_line(row.qty))
        return number, True


def is_off(row: Row) -> bool:
    """Whether the shop has switched the product off."""
    return row.online.strip().lower() in _OFF
