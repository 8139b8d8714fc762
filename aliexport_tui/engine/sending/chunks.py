"""How many products go into one request: few at first, more while it goes well, half of it after trouble.

Canary, back-off and bisection in one (DESIGN, "Planning"): at size 1 a request that fails names its product. One that was
in a request of unknown fate before, or in the hands of a runner that died, keeps ever smaller company, so that in the end it
is alone with its failure."""

from aliexport_tui.model.change import Kind

FIRST = 10
_GROWTH = 2
_LARGEST = 1_000
_WARY = 10
"""In doubt once: at most this part of a chunk. In doubt twice: alone."""


class ChunkSizes:
    """The size for each kind of change, learnt as it goes; of one account, while one worker has it."""

    def __init__(self) -> None:
        self._sizes: dict[Kind, int] = {}
        self._most: dict[Kind, int] = {}

    def limit(self, kind: Kind, most: int, doubt: int, going: int = 0) -> int:
        """How many changes of one `doubt` (0, 1, 2 and more) the next request may hold; `most`: the profile's chunk;
        `going`: so many are on their way, and it is taken to go well."""
        if doubt >= 2:
            return 1
        size = min(most, self._size(kind, going))
        return max(1, min(size, most // _WARY)) if doubt else size

    def went_well(self, kind: Kind, sent: int) -> None:
        """Grow when all that was allowed was used."""
        self._sizes[kind] = self._grown(kind, sent)

    def failed(self, kind: Kind, sent: int, doubt: int) -> None:
        """The request failed as a whole. That of doubtful ones says nothing about the size."""
        if not doubt:
            self._sizes[kind] = max(1, min(sent, self._size(kind)) // 2)

    def told(self, kind: Kind, tasks: int) -> None:
        """The marketplace tells of so many tasks of a request at most: of the others nothing would be heard."""
        self._most[kind] = max(1, tasks)

    def _grown(self, kind: Kind, sent: int) -> int:
        size = self._size(kind)
        return min(_LARGEST, size * _GROWTH) if sent >= size else self._sizes.get(kind, FIRST)

    def _size(self, kind: Kind, going: int = 0) -> int:
        size = self._grown(kind, going) if going else self._sizes.get(kind, FIRST)
        return min(size, self._most.get(kind, _LARGEST))
