"""On 80 columns the Russian words fit: the keys' line of every screen, the heads of tables."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from typing import get_args

import pytest
from rich.cells import cell_len
from textual.binding import Binding

from aliexport_tui.messages.i18n import LOCALES
from aliexport_tui.model.outcome import Outcome
from aliexport_tui.tui import screens
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.words import outcome_word
from tests import catalogue

NARROW = 80
_RUSSIAN = {catalogue.sources(message)[0]: catalogue.forms(message)[0] for message in catalogue.entries(catalogue.stored())}


def _every_screen() -> list[type[ShopScreen]]:
    for module in pkgutil.iter_modules(screens.__path__):
        importlib.import_module(f"{screens.__name__}.{module.name}")
    return list(_below(ShopScreen))


def _below(cls: type[ShopScreen]) -> Iterator[type[ShopScreen]]:
    for sub in cls.__subclasses__():
        yield sub
        yield from _below(sub)


def _shown(cls: type[object]) -> list[str]:
    """ "u Выгрузить": one per action and key, as the footer shows them."""
    found: dict[str, str] = {}
    for owner in cls.__mro__:
        for binding in owner.__dict__.get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.show and binding.description and binding.key_display:
                found.setdefault(binding.action, f"{binding.key_display} {_RUSSIAN[binding.description]}")
    return list(dict.fromkeys(found.values()))


@pytest.mark.parametrize("screen", _every_screen(), ids=lambda screen: screen.__name__)
def test_the_line_of_keys(screen: type[ShopScreen]) -> None:
    line = " ".join(_shown(screen) + _shown(Console))
    assert cell_len(line) <= NARROW, line


def _heads() -> Iterator[tuple[str, str, int]]:
    """(file, head, width) of every column whose width is fixed."""
    for path in sorted((LOCALES.parent / "tui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Column"):
                continue
            head, width = node.args[1], node.args[2]
            if isinstance(head, ast.Call) and isinstance(head.args[0], ast.Constant) and isinstance(width, ast.Constant):
                yield path.name, str(head.args[0].value), int(str(width.value))


def test_the_heads_of_tables() -> None:
    heads = [head for head in _heads() if head[2]]
    assert len(heads) > 10
    wide = [(file, head, text) for file, head, width in heads for text in (head, _RUSSIAN[head]) if cell_len(text) > width]
    assert wide == []


def test_the_words_of_outcomes() -> None:
    """A sign, a space and the word, in the grid's column "State"."""
    width = next(width for file, head, width in _heads() if (file, head) == ("product_columns.py", "State"))
    words = [outcome_word(outcome).partition(" ")[2] for outcome in (*get_args(Outcome), "")]
    assert [word for word in words if cell_len(_RUSSIAN[word]) + 2 > width] == []
