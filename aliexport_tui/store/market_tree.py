"""The marketplace's cached category tree, a level at a time, and search in it. Read only."""

import msgspec

from aliexport_tui.store.database import Database, Row, as_int, as_text, fold

_DEEPEST = 50
"""A loop in the marketplace's parents ends the way."""


class MarketNode(msgspec.Struct, frozen=True):
    """Products go only into leaves."""

    id: str
    name: str
    parent_id: str
    leaf: bool


def children(db: Database, account: int, parent_id: str) -> tuple[MarketNode, ...]:
    """The nodes right under `parent_id` ("" = the top), by name."""
    rows = db.rows(
        "SELECT id, name, parent_id, is_leaf FROM schema_category WHERE account = ? AND parent_id = ?"
        " ORDER BY name_fold, id",
        (account, parent_id),
    )
    return tuple(_node(row) for row in rows)


def search(db: Database, account: int, text: str, limit: int = 200) -> tuple[MarketNode, ...]:
    """Leaves whose name, or whose parent's name, holds every word; nearest first: those that begin with the text."""
    words = fold(text).split()
    if not words:
        return ()
    clauses = " AND ".join("instr(c.name_fold || ' ' || coalesce(p.name_fold, ''), ?)" for _word in words)
    rows = db.rows(
        f"""SELECT c.id, c.name, c.parent_id, c.is_leaf FROM schema_category c
            LEFT JOIN schema_category p ON p.account = c.account AND p.id = c.parent_id
            WHERE c.account = ? AND c.is_leaf AND {clauses}
            ORDER BY instr(c.name_fold, ?) = 1 DESC, instr(c.name_fold, ?) > 0 DESC, length(c.name_fold), c.name_fold
            LIMIT ?""",
        (account, *words, words[0], words[0], limit),
    )
    return tuple(_node(row) for row in rows)


def leaves(db: Database, account: int) -> dict[str, tuple[str, ...]]:
    """Every category that products may go to, with its names from the top down: one pass over the whole tree."""
    rows = db.rows("SELECT id, name, parent_id, is_leaf FROM schema_category WHERE account = ?", (account,))
    nodes = {as_text(row[0]): (as_text(row[1]), as_text(row[2])) for row in rows}
    found = {}
    for row in rows:
        if row[3]:
            names: list[str] = []
            step = as_text(row[0])
            while step in nodes and len(names) < _DEEPEST:
                names.insert(0, nodes[step][0])
                step = nodes[step][1]
            found[as_text(row[0])] = tuple(names)
    return found


def mark(db: Database, account: int) -> str:
    """Another one after each whole sync, whose templates come after the tree."""
    at = db.value("SELECT fetched_at FROM schema_item WHERE account = ? AND kind = 'templates' AND key = ''", (account,))
    there = db.value("SELECT EXISTS (SELECT 1 FROM schema_category WHERE account = ?)", (account,))
    return f"{as_int(at or 0)}.{as_int(there)}"


def path(db: Database, account: int, category: str) -> tuple[str, ...]:
    """Names from the top down to the category; () when it is not cached."""
    names: list[str] = []
    seen: set[str] = set()
    while category and category not in seen:
        seen.add(category)
        row = db.row("SELECT name, parent_id FROM schema_category WHERE account = ? AND id = ?", (account, category))
        if row is None:
            break
        names.insert(0, as_text(row[0]))
        category = as_text(row[1])
    return tuple(names)


def name(db: Database, account: int, category: str) -> str:
    return as_text(db.value("SELECT name FROM schema_category WHERE account = ? AND id = ?", (account, category)))


def _node(row: Row) -> MarketNode:
    return MarketNode(as_text(row[0]), as_text(row[1]), as_text(row[2]), bool(row[3]))
