"""What is told of a product while its rows of a Magento export are read."""

from collections.abc import Iterable

from aliexport_tui.model.problem import Place, Problem, Severity
from aliexport_tui.sources.layouts.magento.row import Row

_SHOWN = 60


class Told:
    """`problems` of the product that is being read; `begin` with what is known of it before."""

    def __init__(self, origin: str) -> None:
        self.problems: list[Problem] = []
        self._origin = origin

    def begin(self, problems: Iterable[Problem] = ()) -> None:
        self.problems = list(problems)

    def place(self, row: Row) -> Place:
        return Place(self._origin, row.line, row.sku)

    def add(self, row: Row, code: str, field: str, severity: Severity = "warning", **args: str) -> None:
        shown = {name: value[:_SHOWN] for name, value in args.items()}
        self.problems.append(Problem(code, field, shown, self.place(row), severity))
