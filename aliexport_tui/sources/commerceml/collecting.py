"""The files of a set, one after the other, into what is known of all of them together."""

from typing import Self

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.sources.commerceml import slots
from aliexport_tui.sources.commerceml.classifier import Classifier
from aliexport_tui.sources.commerceml.elements import Collector
from aliexport_tui.sources.commerceml.finding import Member
from aliexport_tui.sources.commerceml.nodes import Record
from aliexport_tui.sources.commerceml.schema import tree
from aliexport_tui.sources.commerceml.shelf import Shelf
from aliexport_tui.sources.text import one_line
from aliexport_tui.sources.xml.repair import Repair
from aliexport_tui.sources.xml.stream import NotWellFormed, Stream, XmlFile, find_root

_MOST = 4_000_000
_MOST_NAMELESS = 50_000
_MOST_KINDS = 10_000
_TREE = tree()
_YES = ("true", "1", "да")


class Exchange:
    """Goods and offers on their shelves, what is declared for them, and what the files say of themselves. `kinds`: of
    prices, and `warehouses`, that offers name. `whole_catalogue`, `whole_package`: one is there that holds more than
    changes. A context manager."""

    def __init__(self) -> None:
        self.goods = Shelf()
        self.offers = Shelf()
        self.classifier = Classifier()
        self.kinds: set[str] = set()
        self.warehouses: set[str] = set()
        self.origins: list[str] = []
        self.problems: list[Problem] = []
        self.whole_catalogue = self.whole_package = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.goods.close()
        self.offers.close()

    def seal(self) -> None:
        """Nothing is added from now on."""
        self.goods.seal()
        self.offers.seal()

    def read(self, member: Member) -> None:
        """Raises SourceError, with the line where repair does not help. What is held of the file then is void."""
        self.origins.append(member.origin)
        before = len(self.goods), len(self.offers), len(self.problems)
        try:
            self._read(member, before, quick=True)
        except UnicodeDecodeError:
            self._go_back(before)
            self._read(member, before, quick=False)

    def _read(self, member: Member, before: tuple[int, int, int], *, quick: bool) -> None:
        file = find_root(member.path, member.root, member.origin, quick=quick)
        if file is None:
            raise SourceError("source.broken", Place(file=member.origin), reason="no root element")
        try:
            self._pass(file, member, None)
        except NotWellFormed:
            self._go_back(before)
            try:
                self._pass(file, member, Repair())
            except NotWellFormed as broken:
                place = Place(file=member.origin, line=broken.line)
                raise SourceError("source.broken", place, reason=broken.reason) from broken

    def _go_back(self, before: tuple[int, int, int]) -> None:
        goods, offers, problems = before
        self.goods.cut(goods)
        self.offers.cut(offers)
        del self.problems[problems:]

    def _pass(self, file: XmlFile, member: Member, repair: Repair | None) -> None:
        collector = Collector(
            _TREE, member.origin, *(("Предложение", "Предложения") if member.offers else ("Товар", "Товары"))
        )
        stream = Stream(file, collector, repair)
        for _ in stream.run():
            for record in collector.ready:
                self._keep(record, member.origin)
            collector.ready.clear()
        self._note(collector.head)
        self._tell(file, repair, stream.trailing)

    def _keep(self, record: Record, origin: str) -> None:
        if record.kind not in (slots.GOOD_RECORD, slots.OFFER_RECORD):
            self.classifier.take(record, origin)
            return
        at = record.slots.find(slots.ID)
        id = one_line(record.texts[at]) if at >= 0 else ""
        if not id:
            place = Place(file=origin, line=record.line)
            self.problems.append(Problem("feed.id_missing", "Ид", {"line": str(record.line)}, place))
            self._limit(len(self.problems), _MOST_NAMELESS, "records without an Ид", origin, record.line)
            return
        key, number = id.partition("#")[0], len(self.origins) - 1
        if record.kind == slots.GOOD_RECORD:
            self.goods.put(key, number, record)
        else:
            self.offers.put(key, number, record)
            _note_names(record, slots.PRICE_TYPE, self.kinds)
            _note_names(record, slots.WAREHOUSE, self.warehouses)
            self._limit(len(self.kinds) + len(self.warehouses), _MOST_KINDS, "kinds of prices", origin, record.line)
        self._limit(len(self.goods) + len(self.offers), _MOST, "records", origin, record.line)

    @staticmethod
    def _limit(count: int, most: int, what: str, origin: str, line: int) -> None:
        if count > most:
            raise SourceError("source.limit", Place(file=origin, line=line), what=what, limit=str(most))

    def _note(self, head: list[tuple[int, str]]) -> None:
        """Which parts the file has, and whether they are whole: the attribute follows its element."""
        part = 0
        whole = dict[int, bool]()
        for slot, text in head:
            if slot == slots.PARTIAL:
                whole[part] = text.strip().casefold() not in _YES
            else:
                part = slot
                whole[part] = slot != slots.CHANGES
        self.whole_catalogue |= whole.get(slots.CATALOGUE, False)
        self.whole_package |= whole.get(slots.PACKAGE, False)

    def _tell(self, file: XmlFile, repair: Repair | None, trailing: bool) -> None:
        def warn(code: str, **args: str) -> None:
            self.problems.append(Problem(code, "", args, Place(file=file.origin), "warning"))

        if file.coded.lies:
            warn("feed.encoding_differs", declared=file.coded.declared, actual=file.coded.encoding)
        if file.coded.lost:
            warn("feed.bytes_unreadable", lost=str(file.coded.lost))
        counts = {name: str(getattr(repair, name)) for name in ("ampersands", "less_thans", "controls")} if repair else {}
        if any(count != "0" for count in counts.values()):
            warn("feed.repaired", **counts)
        if trailing:
            warn("feed.trailing_text")


def _note_names(record: Record, slot: int, names: set[str]) -> None:
    at = record.slots.find(slot)
    while at >= 0:
        names.add(record.texts[at].strip())
        at = record.slots.find(slot, at + 1)
