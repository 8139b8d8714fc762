"""Codes that a spreadsheet took for numbers: 00451 has become 451 (`sources.md` §1.7)."""

from aliexport_tui.model.problem import Place, Problem


class LostZeros:
    """Sees it where other codes of the same column kept theirs: all of one length, and shorter ones beside them."""

    def __init__(self) -> None:
        self._full: dict[int, str] = {}
        self._bare: dict[int, str] = {}

    def add(self, code: str) -> None:
        if code.isdecimal():
            lengths = self._full if code[0] == "0" else self._bare
            lengths.setdefault(len(code), code)

    def told(self, field: str, origin: str) -> tuple[Problem, ...]:
        if len(self._full) != 1:
            return ()
        ((length, full),) = self._full.items()
        short = next((code for size, code in self._bare.items() if size < length), "")
        if not short or length < 2:
            return ()
        args = {"short": short[:30], "full": full[:30], "length": str(length)}
        return (Problem("feed.leading_zeros", field, args, Place(file=origin), "warning"),)
