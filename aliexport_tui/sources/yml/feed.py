"""Reader of YML feeds (Yandex Market Language) and its dialects.

Only at its end is it known whether the file is well-formed, which categories there are and which ids repeat. So the offers
wait in a temporary file: nothing is yielded of a feed that can't be read to its end, and memory does not grow with it."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.model.product import ShopCategory
from aliexport_tui.sources.joining.groups import Ids, join
from aliexport_tui.sources.offer import Offer
from aliexport_tui.sources.reading import Item
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.sniff import refuse_other_than
from aliexport_tui.sources.text import one_line
from aliexport_tui.sources.waiting.in_order import PutAside
from aliexport_tui.sources.xml.plain import PlainRecords, Record
from aliexport_tui.sources.xml.repair import Repair
from aliexport_tui.sources.xml.stream import Handler, NotWellFormed, Stream, XmlFile, find_root
from aliexport_tui.sources.yml.offer import offer_id, read_offer, with_category

_MAX_OFFERS = 5_000_000
_VOID = frozenset(("br", "hr", "img"))


def read_yml(path: Path, settings: SourceSettings, origin: str = "") -> Iterator[Item]:
    """See reading.Reader. Problems of the file come first, then categories, then products; groups last."""
    origin = origin or str(path)
    with PutAside(Offer) as aside:
        try:
            read = _read(path, settings, origin, aside, quick=True)
        except UnicodeDecodeError:
            read = _read(path, settings, origin, aside, quick=False)
        found = read.found
        yield from _file_problems(read)
        categories, problems = _tree(found.categories, origin)
        yield from categories.values()
        yield from problems
        offers = (with_category(offer, categories) for offer in aside.all())
        yield from join(offers, found.ids.repeated(), settings.join_groups)


class _Reading(Handler):
    """Categories, ids, offers without an id (their lines); offers go into `ready`. HTML tags that stand unescaped in a
    description stay in its text."""

    record, around = "offer", "offers"

    def __init__(self) -> None:
        self.categories: list[tuple[str, str, str, int]] = []
        self.ids = Ids()
        self.nameless: list[int] = []
        self.ready: list[tuple[str, Record]] = []
        self._category: tuple[dict[str, str], int] | None = None
        self._offer: tuple[dict[str, str], int] | None = None
        self._elements: list[tuple[str, dict[str, str], str]] = []
        self._inside: list[str] = []
        self._attributes: list[dict[str, str]] = []
        self._texts: list[str] = []
        self._leaf = True
        self._plain = PlainRecords("description")

    def plain(self, text: str, line: int) -> bool:
        found = self._plain.take(text, line) if self._offer is None else None
        if found is None:
            return False
        self._begin(found.attributes, line)
        self.ready.append((self.key, found))
        return True

    def start(self, path: list[str], name: str, attributes: dict[str, str]) -> None:
        if self._offer is None:
            self._outside(path, name, attributes)
            return
        if self._inside and self._inside[0].startswith("description"):
            self._texts.append(f"<{name}>")
        else:
            self._leaf = True
            self._texts.clear()
        self._inside.append(name)
        self._attributes.append(attributes)

    def end(self, path: list[str], name: str) -> None:
        if self._offer is None:
            if self._category is not None and name == "category":
                self._end_category(*self._category)
            return
        if not self._inside:
            self.ready.append((self.key, self._offer_record(*self._offer)))
            self._offer = None
            return
        attributes = self._attributes.pop()
        if len(self._inside) > 1 and self._inside[0].startswith("description"):
            if name not in _VOID:
                self._texts.append(f"</{name}>")
        elif self._leaf or (len(self._inside) == 1 and self._inside[0].startswith("description")):
            self._elements.append(("/".join(self._inside), attributes, "".join(self._texts)))
            self._leaf = False
        self._inside.pop()

    def text(self, data: str) -> None:
        if self._inside or self._category is not None:
            self._texts.append(data)

    def _outside(self, path: list[str], name: str, attributes: dict[str, str]) -> None:
        if name == "offer" and path[-1:] == ["offers"]:
            self._offer = attributes, self.stream.line
            self._begin(*self._offer)
        elif name == "category" and path[-1:] == ["categories"]:
            self._category = attributes, self.stream.line
            self._texts.clear()

    def _begin(self, attributes: dict[str, str], line: int) -> None:
        self.key = offer_id(attributes)
        self.ids.add(self.key)
        if not self.key:
            self.nameless.append(line)

    def _end_category(self, attributes: dict[str, str], line: int) -> None:
        key, parent = (one_line(attributes.get(member, "")) for member in ("id", "parentId"))
        self.categories.append((key, one_line("".join(self._texts)), parent, line))
        self._category = None

    def _offer_record(self, attributes: dict[str, str], line: int) -> Record:
        ways = tuple([way for way, _, _ in self._elements])
        inner = {at: element[1] for at, element in enumerate(self._elements) if element[1]}
        texts = tuple([text for _, _, text in self._elements])
        self._elements.clear()
        return Record(line, attributes, ways, inner, texts)


class _Read(msgspec.Struct, frozen=True):
    """A file that was read to its end. `repair`: None where nothing had to be mended."""

    file: XmlFile
    found: _Reading
    repair: Repair | None
    trailing: bool


def _read(path: Path, settings: SourceSettings, origin: str, aside: PutAside[Offer], *, quick: bool) -> _Read:
    """All offers into `aside`; again with repair where the file is not well-formed. Raises SourceError, with line and offer
    where repair does not help, UnicodeDecodeError where the quick guess at the encoding was wrong."""
    file = find_root(path, "yml_catalog", origin, quick=quick)
    if file is None:
        raise refuse_other_than("yml", path, origin)
    try:
        return _read_once(file, settings, None, _Reading(), aside)
    except NotWellFormed:
        pass
    found = _Reading()
    try:
        return _read_once(file, settings, Repair(), found, aside)
    except NotWellFormed as broken:
        place = Place(file=origin, line=broken.line, key=found.key)
        raise SourceError("source.broken", place, reason=broken.reason) from broken


def _read_once(
    file: XmlFile, settings: SourceSettings, repair: Repair | None, found: _Reading, aside: PutAside[Offer]
) -> _Read:
    aside.clear()
    stream = Stream(file, found, repair)
    for _ in stream.run():
        if len(found.ids) > _MAX_OFFERS:
            raise SourceError("source.limit", Place(file=file.origin), what="offers", limit=str(_MAX_OFFERS))
        for id, record in found.ready:
            if not id:
                continue
            offer = read_offer(id, record, settings, file.origin)
            if settings.unavailable == "zero" or offer.product.skus[0].available:
                aside.put(offer)
        found.ready.clear()
    return _Read(file, found, repair, stream.trailing)


def _file_problems(read: _Read) -> Iterator[Problem]:
    place = Place(file=read.file.origin)
    coded, repair, found = read.file.coded, read.repair, read.found
    if coded.lies:
        args = {"declared": coded.declared, "actual": coded.encoding}
        yield Problem("feed.encoding_differs", "", args, place, "warning")
    if coded.lost:
        yield Problem("feed.bytes_unreadable", "", {"lost": str(coded.lost)}, place, "warning")
    counts = {name: str(getattr(repair, name)) for name in ("ampersands", "less_thans", "controls")} if repair else {}
    if any(count != "0" for count in counts.values()):
        yield Problem("feed.repaired", "", counts, place, "warning")
    if read.trailing:
        yield Problem("feed.trailing_text", "", {}, place, "warning")
    for line in found.nameless:
        yield Problem("feed.id_missing", "id", {"line": str(line)}, Place(file=place.file, line=line))
    if not len(found.ids):
        yield Problem("feed.no_offers", "offers", {}, place, "warning")


def _tree(found: list[tuple[str, str, str, int]], origin: str) -> tuple[dict[str, ShopCategory], list[Problem]]:
    """Declared categories by key. A missing parent or a circle puts the category at the top; both are told."""
    tree: dict[str, ShopCategory] = {}
    problems: list[Problem] = []

    def warn(code: str, category: str, line: int, **args: str) -> None:
        problems.append(
            Problem(code, "categories", {"category": category, **args}, Place(origin, line, category), "warning")
        )

    lines: dict[str, int] = {}
    for key, name, parent, line in found:
        if not key:
            warn("feed.category_without_id", name, line)
        elif key in tree:
            if (tree[key].name, tree[key].parent) != (name or key, parent):
                warn("feed.category_repeated", key, line, name=name)
        else:
            tree[key] = ShopCategory(key, name or key, parent)
            lines[key] = line
    for key, category in tree.items():
        if category.parent and category.parent not in tree:
            warn("feed.category_parent_missing", key, lines[key], parent=category.parent)
            tree[key] = msgspec.structs.replace(category, parent="")
    for key in _in_circles(tree):
        warn("feed.category_circle", key, lines[key], parent=tree[key].parent)
        tree[key] = msgspec.structs.replace(tree[key], parent="")
    return tree, problems


def _in_circles(tree: dict[str, ShopCategory]) -> list[str]:
    """One category of each circle of parents."""
    settled: set[str] = set()
    cut: list[str] = []
    for start in tree:
        way: list[str] = []
        key = start
        while key and key not in settled:
            settled.add(key)
            way.append(key)
            key = tree[key].parent
        if key and key in way:
            cut.append(key)
    return cut
