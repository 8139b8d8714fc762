"""The template language of texts and picks: {name}, {param.Цвет}, {a|b|'literal'} (first non-empty), {{ and }}.

Not str.format and no eval: a template can only name what it is given."""

import re
from collections.abc import Callable
from functools import lru_cache

import msgspec

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


class Choice(msgspec.Struct, frozen=True):
    """One {…}: the first alternative that is not empty. A literal alternative has `quoted` true."""

    alternatives: tuple[tuple[str, bool], ...]


Part = str | Choice


@lru_cache(maxsize=1024)
def parse(template: str) -> tuple[Part, ...]:
    """Lenient: a brace without its partner is text. `faults` names such braces to who writes the template."""
    parts: list[Part] = []
    end = 0
    for match in _PIECE.finditer(template):
        parts.append(template[end : match.start()])
        if match[0] in ("{{", "}}"):
            parts.append(match[0][0])
        else:
            parts.append(_choice(match[1]))
        end = match.end()
    parts.append(template[end:])
    return tuple(part for part in parts if part != "")


def render(template: str, look_up: Callable[[str], str]) -> str:
    """`look_up` gives the text of a name, "" when it has none."""
    return "".join(part if isinstance(part, str) else _first(part, look_up) for part in parse(template))


def names(template: str) -> tuple[str, ...]:
    """Every name that the template asks for."""
    choices = (part for part in parse(template) if isinstance(part, Choice))
    return tuple(name for choice in choices for name, quoted in choice.alternatives if not quoted)


def faults(template: str) -> tuple[str, ...]:
    """Braces without a partner and empty names, as they stand in the template."""
    rest = _PIECE.sub("", template)
    found = ["{}" for name in names(template) if not name]
    return (*found, *(char for char in rest if char in "{}"))


def _choice(inner: str) -> Choice:
    return Choice(tuple(_alternative(piece.strip()) for piece in inner.split("|")))


def _alternative(piece: str) -> tuple[str, bool]:
    if len(piece) >= 2 and piece[0] == piece[-1] and piece[0] in "'\"":
        return piece[1:-1], True
    return piece, False


def _first(choice: Choice, look_up: Callable[[str], str]) -> str:
    for name, quoted in choice.alternatives:
        text = name if quoted else look_up(name)
        if text:
            return text
    return ""
