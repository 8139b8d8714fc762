"""What is wrong with one item: one problem per field path, the first that was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aliexport_tui.sandbox.texts import Words, text


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of the field at `path`; `key` names its text."""

    path: str
    key: str
    arguments: Mapping[str, Words]


class Report:
    """Collects the problems of one item."""

    def __init__(self) -> None:
        self._problems: dict[str, Problem] = {}

    def add(self, path: str, key: str, **arguments: Words) -> None:
        """Note a problem."""
        self._problems.setdefault(path, Problem(path, key, arguments))

    def take(self, problem: Problem | None) -> None:
        """Note a problem that was made elsewhere."""
        if problem is not None:
            self._problems.setdefault(problem.path, problem)

    def __bool__(self) -> bool:
        return bool(self._problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """In the order they were found."""
        return tuple(self._problems.values())


def errors_object(problems: tuple[Problem, ...], style: str, locale: str) -> dict[str, str]:
    """`results[].errors` in the style of the switch `errors.key_style`."""
    if style == "code_message" and problems:
        first = problems[0]
        return {"code": first.key, "message": f"{first.path}: {text(first.key, locale, first.arguments)}"}
    key_of: Callable[[str], str] = _last_field if style == "field" else str
    errors: dict[str, str] = {}
    for problem in problems:
        errors.setdefault(key_of(problem.path), text(problem.key, locale, problem.arguments))
    return errors


def _last_field(path: str) -> str:
    return path.rpartition(".")[2].partition("[")[0]
