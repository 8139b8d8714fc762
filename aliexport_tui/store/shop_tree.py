"""The shop's own category tree with the number of products under each node."""

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from aliexport_tui.store.database import Database, as_int, as_text, fold
from aliexport_tui.store.filters import Clause


class ShopNode(msgspec.Struct, frozen=True):
    """`products`: under this node and all below it; `own`: in the node itself. `depth` 0 at the top. The bucket of
    products without a category has key ""."""

    key: str
    name: str
    parent: str
    depth: int
    own: int
    products: int
    children: tuple[str, ...] = ()


def flat(db: Database, source: int | None, members: Clause | None = None) -> tuple[ShopNode, ...]:
    """The tree of one source (of all for None) in reading order, parents before children. A shop has a few thousand
    categories at most; the products (of a profile's filter, where `members` is given) are counted by one grouped query.
    Cycles are cut."""
    among = f" AND id IN ({members.sql})" if members else ""
    counts = {
        as_text(key): as_int(count)
        for key, count in db.rows(
            "SELECT category, count(*) FROM product WHERE vanished_at IS NULL AND (? IS NULL OR source = ?)"
            f"{among} GROUP BY category",
            (source, source, *(members.params if members else ())),
        )
    }
    names: dict[str, str] = {}
    parents: dict[str, str] = {}
    for key, name, parent in db.rows(
        "SELECT key, name, parent FROM shop_category WHERE ? IS NULL OR source = ?", (source, source)
    ):
        names[as_text(key)], parents[as_text(key)] = as_text(name), as_text(parent)
    below: dict[str, list[str]] = defaultdict(list)
    for key, parent in parents.items():
        below[parent if parent in names and parent != key else ""].append(key)
    for children in below.values():
        children.sort(key=lambda key: fold(names[key]))
    nodes: list[ShopNode] = []
    seen: set[str] = set()

    def visit(key: str, depth: int) -> int:
        seen.add(key)
        place = len(nodes)
        nodes.append(ShopNode(key, names[key], parents[key], depth, counts.get(key, 0), 0))
        children = tuple(child for child in below[key] if child not in seen)
        total = counts.get(key, 0) + sum(visit(child, depth + 1) for child in children if child not in seen)
        nodes[place] = msgspec.structs.replace(nodes[place], products=total, children=children)
        return total

    for top in below[""]:
        if top not in seen:
            visit(top, 0)
    for key in sorted(names, key=lambda key: fold(names[key])):
        if key not in seen:
            visit(key, 0)
    if counts.get(""):
        nodes.insert(0, ShopNode("", "", "", 0, counts[""], counts[""]))
    return tuple(nodes)


def paths(nodes: Iterable[ShopNode]) -> dict[str, tuple[str, ...]]:
    """Key -> names from the top down. `nodes`: parents before children; the bucket without a category is left out."""
    found: dict[str, tuple[str, ...]] = {}
    for node in nodes:
        if node.key:
            found[node.key] = (*(found.get(node.parent, ()) if node.depth else ()), node.name)
    return found


def mark(db: Database, source: int) -> str:
    """Another one after each import that may have changed the tree or its counts."""
    return str(db.value("SELECT coalesce(max(id), 0) FROM import WHERE source = ? AND state = 'done'", (source,)))
