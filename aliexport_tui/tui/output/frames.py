"""What the terminal shows and what it should show. Frames that it had no time for are never sent: the next portion is made
of what is wanted by then."""

from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate

from aliexport_tui.tui.output.pens import Pens
from aliexport_tui.tui.output.rows import Row, runs

ASK = "\x1b[2H\x1b[6n"
"""Where is the cursor? The answer tells that all before it has been taken. Asked on the second line: on the first the answer
would look like a key."""
ASK_EVERY = 1024


class Frames:
    def __init__(self, system: ColorSystem, signs: dict[int, str] | None = None) -> None:
        self._pens = Pens(system)
        self._signs = signs
        self._wanted: list[Row] = []
        self._shown: list[Row | None] = []
        self._dirty: set[int] = set()
        self._next = 0

    @property
    def is_behind(self) -> bool:
        return bool(self._dirty)

    def forget(self) -> None:
        """Nobody knows what the terminal shows: all of it is written again."""
        self._shown = [None] * len(self._wanted)
        self._dirty.update(range(len(self._wanted)))

    def take(self, update: CompositorUpdate) -> None:
        """What is wanted from now on."""
        if isinstance(update, LayoutUpdate):
            self._fit(update.region.right, update.region.bottom)
            for y, line in enumerate(update.strips, update.region.y):
                row, x = Row(update.region.right), update.region.x
                for strip in line:
                    row.put(x, strip, x, update.region.right, self._pens)
                    x += strip.cell_length
                self._want(y, row)
        elif isinstance(update, ChopsUpdate):
            changed: dict[int, Row] = {}
            for y, begin, end in update.spans:
                if y >= len(self._wanted):
                    continue
                row = changed.get(y) or changed.setdefault(y, self._wanted[y].copy())
                for place, part in update.chops[y].items():
                    if part is not None and place < end and place + part.cell_length > begin:
                        row.put(place, part, begin, end, self._pens)
            for y, row in changed.items():
                self._want(y, row)

    def portion(self, room: int) -> tuple[str, int]:
        """What to write now, about `room` bytes of it, and how many answers it asks for. Ends with the plain pen."""
        made, size, since, asked, pen = [], 0, 0, 0, 0
        order = sorted(self._dirty, key=lambda y: (y < self._next, y))
        for y in order:
            if size >= room:
                break
            text, pen = self._row(y, pen)
            self._dirty.discard(y)
            self._next = y + 1
            if not text:
                continue
            made.append(text)
            length = len(text.encode())
            size, since = size + length, since + length
            if since >= ASK_EVERY:
                made.append(ASK)
                asked, since = asked + 1, 0
        if not made:
            return "", 0
        made.append(self._pens.change(pen, 0))
        return "".join(made), asked

    def _row(self, y: int, pen: int) -> tuple[str, int]:
        wanted, change = self._wanted[y], self._pens.change
        made: list[str] = []
        for begin, end in runs(self._shown[y], wanted):
            made.append(f"\x1b[{y + 1};{begin + 1}H" if not made else f"\x1b[{begin + 1}G")
            adrift = False
            for x in range(begin, end):
                cell = wanted.cells[x]
                if not cell:
                    continue
                if adrift:
                    made.append(f"\x1b[{x + 1}G")
                    adrift = False
                if wanted.pens[x] != pen:
                    made.append(change(pen, wanted.pens[x]))
                    pen = wanted.pens[x]
                made.append(cell)
                adrift = wanted.odd and (len(cell) > 1 or cell > "\u04ff")
        self._shown[y] = wanted
        text = "".join(made)
        return (text.translate(self._signs) if self._signs else text), pen

    def _want(self, y: int, row: Row) -> None:
        """Rows are never altered once they are wanted, so what is shown can be one of them."""
        row.is_whole()
        self._wanted[y] = row
        self._dirty.add(y)

    def _fit(self, width: int, height: int) -> None:
        if len(self._wanted) != height or (self._wanted and len(self._wanted[0].cells) != width):
            self._wanted = [Row(width) for _y in range(height)]
            self._shown = [None] * height
            self._dirty = set(range(height))
