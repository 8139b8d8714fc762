"""Reader of YML feeds (Yandex Market Language) and its dialects, in two passes over the file.

The first pass surveys: is it well-formed, does it need repair, which categories are there, which ids repeat. The
second yields. So nothing is yielded of a file that can't be read to its end, and memory does not grow with it."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.model.product import ShopCategory
from aliexport_tui.sources.joining import Ids, join
from aliexport_tui.sources.offer import Offer
from aliexport_tui.sources.reading import Item
from aliexport_tui.sources.repair import Repair
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.sniff import refuse_other_than
from aliexport_tui.sources.text import one_line
from aliexport_tui.sources.xml_plain import PlainRecords, Record
from aliexport_tui.sources.xml_stream import Handler, NotWellFormed, Stream, XmlFile, find_root
from aliexport_tui.sources.yml_offer import RawOffer, offer_id, read_offer

_MAX_OFFERS = 5_000_000
_VOID = frozenset(("br", "hr", "img"))


def read_yml(path: Path, settings: SourceSettings, origin: str = "") -> Iterator[Item]:
    """See reading.Reader. Problems of the file come first, then categories, then products; groups last."""
    origin = origin or str(path)
    try:
        read = _surveyed(path, origin, quick=True)
    except UnicodeDecodeError:
        read = _surveyed(path, origin, quick=False)
    survey = read.survey
    yield from _file_problems(read)
    categories, problems = _tree(survey.categories, origin)
    yield from categories.values()
    yield from problems
    yield from join(_offers(read, categories, settings), survey.ids.repeated(), settings.join_groups)


class _Survey(Handler):
    """First pass: categories, ids, offers without an id (their lines)."""

    record, around = "offer", "offers"

    def __init__(self) -> None:
        self.categories: list[tuple[str, str, str, int]] = []
        self.ids = Ids()
        self.nameless: list[int] = []
        self._category: tuple[dict[str, str], int] | None = None
        self._texts: list[str] = []
        self._plain = PlainRecords("description")

    def plain(self, text: str, line: int) -> bool:
        found = self._plain.take(text)
        if found is not None:
            self._offer(found.attributes, line)
        return found is not None

    def start(self, path: list[str], name: str, attributes: dict[str, str]) -> None:
        if name == "offer" and path[-1:] == ["offers"]:
            self._offer(attributes, self.stream.line)
        elif name == "category" and path[-1:] == ["categories"]:
            self._category = attributes, self.stream.line
            self._texts.clear()

    def end(self, path: list[str], name: str) -> None:
        if self._category is not None and name == "category":
            attributes, line = self._category
            key, parent = (one_line(attributes.get(member, "")) for member in ("id", "parentId"))
            self.categories.append((key, one_line("".join(self._texts)), parent, line))
            self._category = None

    def text(self, data: str) -> None:
        if self._category is not None:
            self._texts.append(data)

    def _offer(self, attributes: dict[str, str], line: int) -> None:
        self.key = offer_id(attributes)
        self.ids.add(self.key)
        if not self.key:
            self.nameless.append(line)


class _Offers(Handler):
    """Second pass: collects offers in `ready`. HTML tags that stand unescaped in a description stay in its text."""

    record, around = "offer", "offers"

    def __init__(self) -> None:
        self.ready: list[RawOffer] = []
        self._offer: tuple[dict[str, str], int] | None = None
        self._elements: list[tuple[str, dict[str, str], str]] = []
        self._inside: list[str] = []
        self._attributes: list[dict[str, str]] = []
        self._texts: list[str] = []
        self._leaf = True
        self._plain = PlainRecords("description")

    def plain(self, text: str, line: int) -> bool:
        found = self._plain.take(text)
        if found is not None:
            self.ready.append(RawOffer(line, found))
        return found is not None

    def start(self, path: list[str], name: str, attributes: dict[str, str]) -> None:
        if self._offer is None:
            if name == "offer" and path[-1:] == ["offers"]:
                self._offer = attributes, self.stream.line
                self.key = offer_id(attributes)
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
            return
        if not self._inside:
            self.ready.append(self._raw(*self._offer))
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
        if self._inside:
            self._texts.append(data)

    def _raw(self, attributes: dict[str, str], line: int) -> RawOffer:
        ways, inner, texts = zip(*self._elements, strict=True) if self._elements else ((), (), ())
        self._elements.clear()
        return RawOffer(line, Record(attributes, ways, inner, texts))


class _Read(msgspec.Struct, frozen=True):
    """What the first pass found. `repair`: None where nothing had to be mended."""

    file: XmlFile
    survey: _Survey
    repair: Repair | None
    trailing: bool


def _surveyed(path: Path, origin: str, *, quick: bool) -> _Read:
    """The first pass, again with repair where the plain one failed. Raises SourceError, with line and offer where repair
    does not help, UnicodeDecodeError where the quick guess at the encoding was wrong."""
    file = find_root(path, "yml_catalog", origin, quick=quick)
    if file is None:
        raise refuse_other_than("yml", path, origin)
    try:
        return _survey(file, None, _Survey())
    except NotWellFormed:
        pass
    survey = _Survey()
    try:
        return _survey(file, Repair(), survey)
    except NotWellFormed as broken:
        place = Place(file=file.origin, line=broken.line, key=survey.key)
        raise SourceError("source.broken", place, reason=broken.reason) from broken


def _survey(file: XmlFile, repair: Repair | None, survey: _Survey) -> _Read:
    stream = Stream(file, survey, repair)
    for _ in stream.run():
        if len(survey.ids) > _MAX_OFFERS:
            raise SourceError("source.limit", Place(file=file.origin), what="offers", limit=str(_MAX_OFFERS))
    return _Read(file, survey, repair, stream.trailing)


def _offers(read: _Read, categories: dict[str, ShopCategory], settings: SourceSettings) -> Iterator[Offer]:
    handler = _Offers()
    origin = read.file.origin
    stream = Stream(read.file, handler, Repair() if read.repair else None)
    try:
        for _ in stream.run():
            for raw in handler.ready:
                if not offer_id(raw.record.attributes):
                    continue
                offer = read_offer(raw, categories, settings, origin)
                if settings.unavailable == "zero" or offer.product.skus[0].available:
                    yield offer
            handler.ready.clear()
    except NotWellFormed as broken:
        # the survey has read it whole: somebody writes to the file at this moment
        place = Place(file=origin, line=broken.line, key=handler.key)
        raise SourceError("source.changed", place, reason=broken.reason) from broken
    except UnicodeDecodeError as broken:
        raise SourceError("source.changed", Place(file=origin, line=stream.line), reason=broken.reason) from broken


def _file_problems(read: _Read) -> Iterator[Problem]:
    place = Place(file=read.file.origin)
    coded, repair, survey = read.file.coded, read.repair, read.survey
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
    for line in survey.nameless:
        yield Problem("feed.id_missing", "id", {"line": str(line)}, Place(file=place.file, line=line))
    if not len(survey.ids):
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
