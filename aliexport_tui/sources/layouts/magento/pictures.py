"""The pictures of a row of a Magento export: names below the shop's media folder -> addresses (`sources.md` §1.2)."""

import re
from urllib.parse import urlsplit

from aliexport_tui.sources.layouts.magento.row import Row
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.text import distinct, one_line, picture_url

_NONE = frozenset(("", "no_selection"))
_ABSOLUTE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_MEDIA = "/media/catalog/product"
_MANY = 4_000


class Pictures:
    """`base_url` is the shop's address, or that of the very media folder when its path has `media` in it."""

    def __init__(self, settings: SourceSettings) -> None:
        base = settings.base_url.strip().rstrip("/")
        self._base = base if not base or "media" in urlsplit(base).path.split("/") else base + _MEDIA
        self._between = settings.multiple or ","
        self._known: dict[tuple[str, str], tuple[tuple[str, ...], str]] = {}

    def of(self, row: Row) -> tuple[tuple[str, ...], str]:
        """-> addresses, the main picture first; one that can't be made an address, or ""."""
        main = next((text for text in (row.image, row.small_image, row.thumbnail) if text.strip() not in _NONE), "")
        more = row.more_images
        if row.hidden_images:
            hidden = {name.strip() for name in self._names(row.hidden_images)}
            more = self._between.join(name for name in self._names(more) if name.strip() not in hidden)
        known = self._known.get((main, more))
        if known is None:
            known = self._addresses(main, more)
            if len(self._known) >= _MANY:
                self._known.clear()
            if len(main) + len(more) < _MANY:
                self._known[main, more] = known
        return known

    def _names(self, cell: str) -> list[str]:
        return cell.replace("\n", self._between).split(self._between)

    def _addresses(self, main: str, more: str) -> tuple[tuple[str, ...], str]:
        names = [name for text in (main, *self._names(more)) if (name := text.strip()) not in _NONE]
        addresses = [self._address(name) for name in names]
        unusable = next((name for name, address in zip(names, addresses, strict=True) if not address), "")
        return distinct(addresses), one_line(unusable)

    def _address(self, name: str) -> str:
        if _ABSOLUTE.match(name):
            return picture_url(name, self._base)
        return picture_url(f"{self._base}/{name.lstrip('/')}") if self._base else ""
