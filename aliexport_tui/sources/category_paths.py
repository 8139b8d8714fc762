"""A tree of categories out of the ways in the cells of a table ("Дом > Посуда")."""

from collections.abc import Iterable

from aliexport_tui.model.product import ShopCategory


class CategoryPaths:
    """Keys are the whole way, its levels joined by " > "."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._fresh: list[ShopCategory] = []

    def key(self, levels: Iterable[str]) -> str:
        """The key of the last level, "" without levels; categories that were not seen before wait in `fresh`."""
        way = ""
        for level in levels:
            key = f"{way} > {level}" if way else level
            if key not in self._known:
                self._known.add(key)
                self._fresh.append(ShopCategory(key, level, way))
            way = key
        return way

    def fresh(self) -> tuple[ShopCategory, ...]:
        """Those not given out yet, parents first."""
        found = tuple(self._fresh)
        self._fresh.clear()
        return found
