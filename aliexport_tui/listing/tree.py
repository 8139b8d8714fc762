"""The shop's own category tree."""

from collections.abc import Iterable

from aliexport_tui.model.product import ShopCategory


class ShopTree:
    """Key -> category, and the way down to it."""

    def __init__(self, categories: Iterable[ShopCategory] = ()) -> None:
        self._by_key = {category.key: category for category in categories}

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._by_key)

    def name(self, key: str) -> str:
        category = self._by_key.get(key)
        return category.name if category else ""

    def path(self, key: str) -> tuple[str, ...]:
        """Keys from the root to `key`; an undeclared key stands alone; a loop in the feed's parents ends the way."""
        way: list[str] = []
        step = key
        while step not in way:
            way.append(step)
            category = self._by_key.get(step)
            if category is None or not category.parent or category.parent not in self._by_key:
                break
            step = category.parent
        return tuple(reversed(way))
