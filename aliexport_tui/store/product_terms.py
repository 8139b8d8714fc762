"""One condition of the grid's search line as SQL over `product p` and its listing `l`."""

import json
from dataclasses import dataclass
from typing import Literal

from aliexport_tui.store.database import Cell, Database, as_text, fold

TermField = Literal[
    "price", "old_price", "stock", "skus", "pictures", "problems", "state", "brand", "category", "problem", "key",
    "article", "name", "source", "profile", "changed", "imported", "pending", "card", "text",
]  # fmt: skip
TermOp = Literal["has", "is", "lt", "le", "gt", "ge", "between", "empty"]


@dataclass(frozen=True)
class Term:
    """`values`: money in minor units, moments in UTC ms, else what was typed; several of them mean any of these. `has`:
    contains, whatever the case; `empty`: there is none. `negated` turns it round."""

    field: TermField
    op: TermOp
    values: tuple[str | int, ...] = ()
    negated: bool = False


@dataclass(frozen=True)
class TermClause:
    """`listing`: it looks at `l`."""

    sql: str
    params: tuple[Cell, ...] = ()
    listing: bool = False


_NUMBERS = {
    "price": "p.price",
    "old_price": "p.old_price",
    "stock": "p.stock",
    "skus": "p.sku_count",
    "pictures": "p.picture_count",
    "problems": "(p.problem_count + coalesce(l.problem_count, 0))",
    "changed": "coalesce(l.changed_at, p.changed_at)",
    "imported": "p.changed_at",
}
_ZERO_IS_EMPTY = ("skus", "pictures", "problems")
_TEXTS = {"key": "p.key", "article": "p.article", "card": "coalesce(l.card_id, '')"}
_OF_LISTING = ("problems", "changed", "state", "problem", "profile", "card")
_SIGNS = {"is": "=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_SEARCHED = "(SELECT rowid FROM product_search WHERE product_search MATCH ?)"


def term_clause(db: Database, term: Term) -> TermClause:
    sql, params = _positive(db, term)
    if term.negated:
        sql = f"NOT coalesce({sql}, 0)"
    return TermClause(f"({sql})", params, listing=term.field in _OF_LISTING)


def _positive(db: Database, term: Term) -> tuple[str, tuple[Cell, ...]]:
    if term.field in _NUMBERS:
        return _number(_NUMBERS[term.field], term)
    if term.field in _TEXTS:
        return _text(_TEXTS[term.field], term)
    match term.field:
        case "name":
            return _name(term)
        case "text":
            return _anywhere(str(term.values[0]))
        case "state":
            return _state(term)
        case "brand":
            return _of_few(db, term, "p.brand", "SELECT DISTINCT brand, brand FROM product INDEXED BY product_grid")
        case "source":
            return _of_few(db, term, "p.source", "SELECT id, code FROM source")
        case "profile":
            return _of_few(db, term, "l.profile", "SELECT id, code FROM profile")
        case "category":
            return _category(db, term)
        case "problem":
            return _problem(term)
        case _:
            return _pending(term)


def _number(column: str, term: Term) -> tuple[str, tuple[Cell, ...]]:
    if term.op == "empty":
        return (f"{column} = 0" if term.field in _ZERO_IS_EMPTY else f"{column} IS NULL"), ()
    if term.op == "between":
        return f"{column} BETWEEN ? AND ?", term.values[:2]
    sign = _SIGNS.get(term.op, "=")
    return " OR ".join(f"{column} {sign} ?" for _value in term.values), term.values


def _text(column: str, term: Term) -> tuple[str, tuple[Cell, ...]]:
    """Keys, articles and card ids: letters of the Latin alphabet in either case."""
    if term.op == "empty":
        return f"{column} = ''", ()
    pattern = "{}" if term.op == "is" else "%{}%"
    found = [pattern.format(_escaped(str(value))) for value in term.values]
    return " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for _value in found), tuple(found)


def _name(term: Term) -> tuple[str, tuple[Cell, ...]]:
    if term.op == "empty":
        return "p.name_fold = ''", ()
    how = "p.name_fold = ?" if term.op == "is" else "instr(p.name_fold, ?) > 0"
    return " OR ".join(how for _value in term.values), tuple(fold(str(value)) for value in term.values)


def _anywhere(word: str) -> tuple[str, tuple[Cell, ...]]:
    folded = fold(word)
    if len(folded) >= 3:
        quoted = '"' + folded.replace('"', '""') + '"'
        return f"p.id IN {_SEARCHED}", (quoted,)
    return "p.search LIKE ? ESCAPE '\\'", (f"%{_escaped(folded)}%",)


def _state(term: Term) -> tuple[str, tuple[Cell, ...]]:
    """Outcomes by their codes; "new" is a product without a listing."""
    if term.op == "empty":
        return "l.id IS NULL", ()
    inside = "coalesce(l.outcome, 'new') IN (SELECT value FROM json_each(?))"
    return inside, (json.dumps(term.values),)


def _of_few(db: Database, term: Term, column: str, known: str) -> tuple[str, tuple[Cell, ...]]:
    """Brands, sources, profiles: the few that there are, compared without regard to case (SQLite knows it of Latin only)."""
    if term.op == "empty":
        return f"coalesce({column}, '') = ''", ()
    wanted = [fold(str(value)) for value in term.values]
    fits = [
        row[0]
        for row in db.rows(known)
        for name in (fold(as_text(row[1])),)
        if any(one == name if term.op == "is" else one in name for one in wanted)
    ]
    return f"{column} IN (SELECT value FROM json_each(?))", (json.dumps(fits),)


def _category(db: Database, term: Term) -> tuple[str, tuple[Cell, ...]]:
    """By a piece of its name, or by its key, with all that lies below."""
    if term.op == "empty":
        return "p.category = ''", ()
    wanted = [fold(str(value)) for value in term.values]
    tree = [tuple(map(str, row)) for row in db.rows("SELECT source, key, parent, name_fold FROM shop_category")]
    fits = {
        (source, key)
        for source, key, _parent, name in tree
        if any(one in (name, fold(key)) or (term.op == "has" and one in name) for one in wanted)
    }
    below: dict[tuple[str, str], list[str]] = {}
    for source, key, parent, _name_fold in tree:
        below.setdefault((source, parent), []).append(key)
    pending = list(fits)
    while pending:
        source, key = pending.pop()
        fresh = {(source, child) for child in below.get((source, key), ())} - fits
        fits |= fresh
        pending += fresh
    by_source: dict[str, list[str]] = {}
    for source, key in sorted(fits):
        by_source.setdefault(source, []).append(key)
    parts = ["p.source = ? AND p.category IN (SELECT value FROM json_each(?))" for _source in by_source]
    params = [value for source, keys in by_source.items() for value in (int(source), json.dumps(keys))]
    return " OR ".join(parts) or "0", tuple(params)


def _problem(term: Term) -> tuple[str, tuple[Cell, ...]]:
    """By a piece of its code."""
    if term.op == "empty":
        return "p.problem_count + coalesce(l.problem_count, 0) = 0", ()
    like = " OR ".join("code LIKE ? ESCAPE '\\'" for _value in term.values)
    params = tuple(f"%{_escaped(str(value))}%" for value in term.values)
    of_listings = f"l.id IN (SELECT listing FROM problem WHERE {like})"
    of_imports = f"p.id IN (SELECT product FROM problem WHERE listing IS NULL AND ({like}))"
    return f"{of_listings} OR {of_imports}", params * 2


def _pending(term: Term) -> tuple[str, tuple[Cell, ...]]:
    """Lanes whose want is not what the marketplace is known to have; no value means any lane."""
    some = " AND lane IN (SELECT value FROM json_each(?))" if term.values else ""
    waiting = f"SELECT listing FROM lane WHERE want IS NOT base AND verdict <> 'blocked'{some}"
    word = "NOT IN" if term.op == "empty" else "IN"
    return f"p.id {word} (SELECT product FROM listing WHERE id IN ({waiting}))", (
        (json.dumps(term.values),) if term.values else ()
    )


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
