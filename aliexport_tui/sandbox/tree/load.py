"""The bundled category tree (`sandbox/data/`), built once per process."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from aliexport_tui.sandbox.tree.dictionaries import Dictionaries
from aliexport_tui.sandbox.tree.families import Family, read_families, read_properties
from aliexport_tui.sandbox.tree.records import Category, Value
from aliexport_tui.sandbox.tree.text import content_lines, derived_id, fixed_id, two_names

_INDENT = "  "


@dataclass(frozen=True)
class BundledTree:
    """The tree of the project's own making; the dictionaries are expanded when they are first asked for."""

    categories: dict[str, Category]
    top: tuple[str, ...]
    dictionaries: Dictionaries
    families: dict[str, Family] = field(repr=False)

    def values(self, category_id: str, property_id: str, is_sku: bool) -> tuple[Value, ...]:
        """The dictionary of one property in one category; empty when it has none (local-products.md §3.14)."""
        family = self.families.get(category_id)
        name = family.dictionaries.get((property_id, is_sku)) if family else None
        return self.dictionaries.get(name) if name else ()


@cache
def load_tree() -> BundledTree:
    """The bundled tree; ids depend on the data files alone, never on chance or on the order of calls."""
    properties = read_properties(_data("properties.txt"))
    families = read_families(_data("families.txt"), properties)
    nodes = _read_nodes(_data("categories.txt"))
    children: dict[str, list[str]] = {node.id: [] for node in nodes}
    for node in nodes:
        if node.parent_id:
            children[node.parent_id].append(node.id)
    return BundledTree(
        categories={node.id: _category(node, tuple(children[node.id]), families) for node in nodes},
        top=tuple(node.id for node in nodes if node.parent_id is None),
        dictionaries=Dictionaries(_data("dictionaries.txt"), _data("brands.toml")),
        families={node.id: families[node.family] for node in nodes if not children[node.id]},
    )


@dataclass(frozen=True, slots=True)
class _Node:
    id: str
    parent_id: str | None
    names: tuple[str, str]
    path: str
    family: str


def _read_nodes(text: str) -> list[_Node]:
    nodes: list[_Node] = []
    above: list[_Node] = []
    for line in content_lines(text):
        body = line.lstrip()
        del above[(len(line) - len(body)) // len(_INDENT) :]
        parent = above[-1] if above else None
        given_id, named = fixed_id(body)
        names_text, _, family = named.partition("@")
        names = two_names(names_text)
        path = f"{parent.path}/{names[1]}" if parent else names[1]
        node = _Node(
            id=given_id or derived_id(path),
            parent_id=parent.id if parent else None,
            names=names,
            path=path,
            family=family.strip() or (parent.family if parent else ""),
        )
        nodes.append(node)
        above.append(node)
    return nodes


def _category(node: _Node, children: tuple[str, ...], families: dict[str, Family]) -> Category:
    family = families[node.family]
    leaf = not children
    return Category(
        id=node.id,
        parent_id=node.parent_id,
        name_ru=node.names[0],
        name_en=node.names[1],
        children_ids=children,
        properties=family.properties if leaf else (),
        sku_properties=family.sku_properties if leaf else (),
        size_chart=leaf and family.size_chart,
    )


def _data(name: str) -> str:
    return resources.files("aliexport_tui.sandbox").joinpath("data", name).read_text(encoding="utf-8")
