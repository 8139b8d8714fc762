"""What layouts with one row per variant share: two passes, the offers of rows joined to products, what rows leave behind."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from itertools import chain

from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.sources.category_paths import CategoryPaths
from aliexport_tui.sources.joining.groups import Ids, join
from aliexport_tui.sources.offer import Offer
from aliexport_tui.sources.reading import Item
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.tables.table import Table
from aliexport_tui.sources.text import one_line


class RowLayout(ABC):
    """Subclasses say what offer a row is. `codes_at`: the columns of which the first filled one is a row's code. `found`:
    categories and problems met on the way; they are yielded before the next product."""

    def __init__(self, table: Table, settings: SourceSettings) -> None:
        self.table = table
        self.settings = settings
        self.paths = CategoryPaths()
        self.found: list[Item] = []
        self.codes_at: Sequence[int] = ()
        self.is_empty = True

    def code(self, cells: Sequence[str]) -> str:
        """The variant's code, "" for a row without one."""
        return next((code for at in self.codes_at if at < len(cells) and (code := one_line(cells[at]))), "")

    @abstractmethod
    def offer(self, line: int, cells: list[str]) -> Offer | None:
        """None for a row that is no offer; what there is to tell of it goes into `found`."""

    def codes(self) -> Iterator[str]:
        """Of all rows: the first pass, which proves that the file can be read to its end."""
        return (self.code(cells) for _, cells in self.table.rows())

    def last(self) -> Iterator[Item]:
        """What is told when all rows are read."""
        return iter(())

    def read(self) -> Iterator[Item]:
        return read_together((self,), self.settings)

    def offers(self) -> Iterator[Offer]:
        """Of all rows: the second pass."""
        keep = self.settings.unavailable == "zero"
        for line, cells in self.table.rows():
            offer = self.offer(line, cells)
            if offer is None:
                continue
            self.is_empty = False
            if keep or any(sku.available for sku in offer.product.skus):
                yield offer
            else:
                self.tell("feed.skipped_unavailable", line, offer.id)

    def tell(self, code: str, line: int, key: str = "", **args: str) -> None:
        """A warning about a row that is no offer."""
        self.found.append(Problem(code, "", args, Place(self.table.origin, line, key), "warning"))

    def tell_nameless(self, line: int) -> None:
        """An error: a row of goods without a code."""
        place = Place(file=self.table.origin, line=line)
        self.found.append(Problem("feed.id_missing", "", {"line": str(line)}, place))

    def fresh(self) -> Iterator[Item]:
        """Categories and problems not given out yet."""
        yield from self.paths.fresh()
        yield from self.found
        self.found.clear()


def read_together(layouts: Sequence[RowLayout], settings: SourceSettings) -> Iterator[Item]:
    """The rows of several tables as if they stood in one; see reading.Reader."""
    ids = Ids()
    for layout in layouts:
        for code in layout.codes():
            ids.add(code)
    for layout in layouts:
        yield from layout.table.problems
    offers = chain.from_iterable(layout.offers() for layout in layouts)
    for read in join(offers, ids.repeated(), settings.join_groups):
        for layout in layouts:
            yield from layout.fresh()
        yield read
    for layout in layouts:
        yield from layout.fresh()
        yield from layout.last()
    if all(layout.is_empty for layout in layouts):
        yield Problem("feed.no_offers", "", {}, Place(file=layouts[0].table.origin), "warning")
