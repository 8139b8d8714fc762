"""The marketplace's cached category tree, a level at a time, and search in it. Read only."""

import msgspec

from aliexport_tui.store.database import Database, Row, as_text, fold


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
