"""Reads the tree's source for codes of problems, errors and events."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

_CODE = re.compile(r"[a-z_]+\.[a-z_]*[a-z]")
Kind = Literal["problem", "event"]


@dataclass(frozen=True)
class Use:
    """One place that names a code. `code` may hold `*` where the source fills something in."""

    where: str
    code: str
    kind: Kind

    def matches(self, code: str) -> bool:
        return re.fullmatch(re.escape(self.code).replace(r"\*", "[a-z_0-9]+"), code) is not None


def uses(path: Path) -> Iterator[Use]:
    """Codes given to Problem(…), Event(…) and our errors, also by `code=` and through f-strings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    raisers = error_classes(path.parents[_depth(path)])
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        kind: Kind
        if name == "Event":
            kind, position = "event", 1
        elif name == "Problem" or name in raisers:
            kind, position = "problem", 0
        elif name in ("log", "tell", "note"):
            kind, position = "event", -1
        else:
            continue
        for code in _codes(node, position):
            # readers tell problems, the engine tells events
            yield Use(f"{path.name}:{node.lineno}", code, "problem" if code.startswith("feed.") else kind)


@cache
def error_classes(root: Path) -> frozenset[str]:
    """Names of AliexportError and of all classes below it."""
    bases: dict[str, set[str]] = {}
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {base.id for base in node.bases if isinstance(base, ast.Name)}
    found = {"AliexportError"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return frozenset(found)


def _depth(path: Path) -> int:
    """How many folders up the package's root is."""
    return next(number for number, parent in enumerate(path.parents) if parent.name == "aliexport_tui")


def _codes(call: ast.Call, position: int) -> Iterator[str]:
    given = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    if position < 0:
        given += call.args
    elif len(call.args) > position:
        given.append(call.args[position])
    for value in given:
        for branch in _branches(value):
            code = _text(branch)
            if code is not None and _CODE.fullmatch(code.replace("*", "x")):
                yield code


def _branches(value: ast.expr) -> list[ast.expr]:
    """Both sides of `a if x else b`."""
    if isinstance(value, ast.IfExp):
        return [*_branches(value.body), *_branches(value.orelse)]
    return [value]


def _text(value: ast.expr) -> str | None:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(value, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in value.values)
    return None


_FILES = (".txt", ".db", ".yml", ".toml", ".sqlite", ".sql", ".tcss", ".log", ".csv", ".json")


def constants(path: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of every string constant with the looks of a code; names of files aside."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if _CODE.fullmatch(node.value) and not node.value.endswith(_FILES):
            yield node.lineno, node.value
