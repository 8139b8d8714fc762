"""What a product's row in a Magento export says: one record for all its formats, packed for the way to the shelf."""

from collections.abc import Iterable, Mapping
from operator import itemgetter

import msgspec

from aliexport_tui.sources.text import one_line


class Row(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Texts as the cells have them. `others`: of the columns that are no member here, by Columns.names.
    `laid_attributes`: those of the store view, which come on top of the default ones."""

    line: int
    ragged: bool
    sku: str
    others: list[str]
    kind: str = ""
    name: str = ""
    description: str = ""
    short_description: str = ""
    categories: str = ""
    price: str = ""
    special_price: str = ""
    special_from: str = ""
    special_to: str = ""
    qty: str = ""
    in_stock: str = ""
    manage_stock: str = ""
    config_stock: str = ""
    weight: str = ""
    length: str = ""
    width: str = ""
    height: str = ""
    online: str = ""
    visibility: str = ""
    country: str = ""
    image: str = ""
    small_image: str = ""
    thumbnail: str = ""
    more_images: str = ""
    hidden_images: str = ""
    attributes: str = ""
    variations: str = ""
    laid_attributes: str = ""


_BEFORE_CELLS = 4
CELLS: tuple[str, ...] = Row.__struct_fields__[_BEFORE_CELLS:-1]
"""Members that are one cell each."""
_NOT_OF_CHILDREN = ("name", "description", "short_description", "categories", "variations")

Packed = tuple[int, bool, str, tuple[str, ...], *tuple[str, ...]]
"""What becomes a Row when it is read back."""


class Columns:
    """Where a table has what a Row holds. `names`: headers of further columns that are kept."""

    def __init__(self, headers: tuple[str, ...], members: Mapping[str, str], left_out: Iterable[str]) -> None:
        """`members`: member of Row -> header; `sku` among them. `left_out`: headers that are of no use."""
        lower = tuple(header.casefold() for header in headers)
        at = {header: place for place, header in reversed(list(enumerate(lower)))}
        self.width = len(headers)
        self.sku = at[members["sku"]]
        self._cells = itemgetter(*(at.get(members.get(member, ""), self.width) for member in CELLS))
        taken = {*members.values(), *left_out, ""}
        kept = [place for place, header in enumerate(lower) if header not in taken]
        self.names = tuple(headers[place] for place in kept)
        self._others = itemgetter(*kept, self.width, self.width)
        self._nothing = ("",) * (len(kept) + 2)
        self._child_cells = itemgetter(
            *(self.width if member in _NOT_OF_CHILDREN else at.get(members.get(member, ""), self.width) for member in CELLS)
        )
        self._at = at

    def place(self, header: str) -> int:
        """That of the column, or behind the last one, where an evened row has an empty cell."""
        return self._at.get(header, self.width)

    def even(self, cells: list[str]) -> bool:
        """Make the row as long as the header, with one empty cell behind; False: it already was but for empty cells."""
        missing = self.width - len(cells)
        if not missing:
            cells.append("")
            return False
        ragged = missing > 0 or any(cell.strip() for cell in cells[self.width :])
        cells[self.width :] = [""] * (max(missing, 0) + 1)
        return ragged

    def pack_child(self, line: int, ragged: bool, sku: str, cells: list[str]) -> Packed:
        """Without what a variant has from its parent."""
        return (line, ragged, sku, self._nothing, *self._child_cells(cells))

    def pack(self, line: int, ragged: bool, sku: str, cells: list[str]) -> Packed:
        """Of an evened row."""
        return (line, ragged, sku, self._others(cells), *self._cells(cells))


def with_cells(packed: Packed, **members: str) -> Packed:
    """With other texts in the members named."""
    line, ragged, sku, others, *cells = packed
    for member, text in members.items():
        cells[CELLS.index(member)] = text
    return (line, ragged, sku, others, *cells)


def plain_sku(text: str) -> str:
    """A SKU as it stands in a cell."""
    return text.strip() if text.isprintable() else one_line(text)
