"""What layouts with one row per variant share: two passes, the offers of rows joined to products, what rows leave behind."""

from collections.abc import Iterator, Sequence

from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.sources.category_paths import CategoryPaths
from aliexport_tui.sources.joining.groups import Ids, join
from aliexport_tui.sources.offer import Offer
from aliexport_tui.sources.reading import Item
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.tables.table import Table


class RowLayout:
    """Subclasses say which code a row has and what offer it is. `found`: categories and problems met on the way; they are
    yielded before the next product."""

    def __init__(self, table: Table, settings: SourceSettings) -> None:
        self.table = table
        self.settings = settings
        self.paths = CategoryPaths()
        self.found: list[Item] = []

    def code(self, cells: Sequence[str]) -> str:
        """The variant's code, "" for a row without one."""
        raise NotImplementedError

    def offer(self, line: int, cells: list[str]) -> Offer | None:
        """None for a row that is no offer; what there is to tell of it goes into `found`."""
        raise NotImplementedError

    def codes(self) -> Iterator[str]:
        """Of all rows: the first pass, which proves that the file can be read to its end."""
        return (self.code(cells) for _, cells in self.table.rows())

    def last(self) -> Iterator[Item]:
        """What is told when all rows are read."""
        return iter(())

    def read(self) -> Iterator[Item]:
        ids = Ids()
        for code in self.codes():
            ids.add(code)
        yield from self.table.problems
        rows = 0

        def offers() -> Iterator[Offer]:
            nonlocal rows
            keep = self.settings.unavailable == "zero"
            for line, cells in self.table.rows():
                offer = self.offer(line, cells)
                if offer is None:
                    continue
                rows += 1
                if keep or any(sku.available for sku in offer.product.skus):
                    yield offer
                else:
                    self.tell("feed.skipped_unavailable", line, offer.id)

        for read in join(offers(), ids.repeated(), self.settings.join_groups):
            yield from self._fresh()
            yield read
        yield from self._fresh()
        yield from self.last()
        if not rows:
            yield Problem("feed.no_offers", "", {}, Place(file=self.table.origin), "warning")

    def tell(self, code: str, line: int, key: str = "", **args: str) -> None:
        """A warning about a row that is no offer."""
        self.found.append(Problem(code, "", args, Place(self.table.origin, line, key), "warning"))

    def tell_nameless(self, line: int) -> None:
        """An error: a row of goods without a code."""
        place = Place(file=self.table.origin, line=line)
        self.found.append(Problem("feed.id_missing", "", {"line": str(line)}, place))

    def _fresh(self) -> Iterator[Item]:
        yield from self.paths.fresh()
        yield from self.found
        self.found.clear()
