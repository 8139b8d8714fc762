"""The handler that picks records out of the elements, by the tree of those that are asked for."""

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place
from aliexport_tui.sources.commerceml.nodes import MARKUP, Node, Record
from aliexport_tui.sources.commerceml.plain import PlainRecords
from aliexport_tui.sources.xml.stream import Handler

_MOST_TEXTS = 1_000_000
_MOST_CHARACTERS = 64 * 1024 * 1024


class Collector(Handler):
    """`ready`: finished records. `head`: marks and texts outside of records. Records named `record` in elements named
    `around` are taken whole where they are written plainly."""

    def __init__(self, tree: Node, origin: str, record: str, around: str) -> None:
        self.record = record
        self.around = around
        self._origin = origin
        self._plain: PlainRecords | None = None
        self.ready: list[Record] = []
        self.head: list[tuple[int, str]] = []
        self.node = tree
        self._around: list[Node] = []
        self._content: list[str] = []
        self._line = 0
        self._slots = bytearray()
        self._texts: list[str] = []
        self._inside = False
        self._length = 0

    def plain(self, text: str, line: int) -> bool:
        node = self.node.get(self.record)
        if node is None or not node.record:
            return False
        if self._plain is None:
            self._plain = PlainRecords(self.record, node)
        taken = self._plain.take(text)
        if taken is not None:
            self.ready.append(Record(node.record, line, *taken))
        return taken is not None

    def start(self, path: list[str], name: str, attributes: dict[str, str]) -> None:
        self._around.append(self.node)
        self.node = node = self.node[name]
        if node.special:
            self._begin(node, name)
        else:
            self._content.clear()
        if attributes and node.attributes:
            for attribute, text in attributes.items():
                if slot := node.attributes.get(attribute):
                    self._keep(slot, text)

    def end(self, path: list[str], name: str) -> None:
        node = self.node
        self.node = self._around.pop()
        if node.slot:
            self._keep(node.slot, "".join(self._content))
        elif node.special:
            self._finish(node, name)
        else:
            self._content.clear()

    def text(self, data: str) -> None:
        self._content.append(data)

    def _keep(self, slot: int, text: str) -> None:
        if self._inside:
            self._slots.append(slot)
            self._texts.append(text)
        else:
            self.head.append((slot, text))
        self._length += len(text)
        if len(self._texts) + len(self.head) > _MOST_TEXTS or self._length > _MOST_CHARACTERS:
            place = Place(file=self._origin, line=self.stream.line)
            limit = _MOST_TEXTS if self._length <= _MOST_CHARACTERS else _MOST_CHARACTERS
            raise SourceError("source.limit", place, what="record", limit=str(limit))

    def _begin(self, node: Node, name: str) -> None:
        if node is MARKUP:
            self._content.append(f"<{name}>")
            return
        self._content.clear()
        if node.record:
            self._inside = True
            self._line = self.stream.line
            self._slots = bytearray()
            self._texts = []
            self._length = 0
        if node.opened:
            self._keep(node.opened, "")

    def _finish(self, node: Node, name: str) -> None:
        if node is MARKUP:
            self._content.append(f"</{name}>")
        if node.closed:
            self._keep(node.closed, "")
        if node.record:
            self.ready.append(Record(node.record, self._line, bytes(self._slots), self._texts))
            self._inside = False
