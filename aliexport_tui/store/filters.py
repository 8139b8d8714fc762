"""A profile's conditions as SQL over `product p`: one clause per condition, so that `explain` can ask each alone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import msgspec

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.money import to_minor
from aliexport_tui.model.profile import Condition, FilterField, FilterOp, Profile
from aliexport_tui.store import expert_filter
from aliexport_tui.store.database import Cell, Database, fold

_TEXT_COLUMNS = {"category": "p.category", "brand": "p.brand", "key": "p.key", "article": "p.article", "name": "p.name"}
_NUMBER_COLUMNS = {"price": "p.price", "stock": "p.stock", "pictures": "p.picture_count", "available": "p.available"}
_COMPARE = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "is": "=", "is_not": "<>"}

_BELOW = """p.category IN (
  WITH RECURSIVE below (key) AS (
    SELECT value FROM json_each(?)
    UNION SELECT c.key FROM shop_category c JOIN below ON c.parent = below.key WHERE c.source = {source} AND c.parent <> ''
  ) SELECT key FROM below)"""


@dataclass(frozen=True)
class Clause:
    """SQL over `product p` with its parameters."""

    sql: str
    params: tuple[Cell, ...]


def clause(condition: Condition, source: int | None = None) -> Clause:
    """One condition; `source`: of all products that are asked, where that is known: the branch of a category is then looked
    up once, not for each product. Raises ConfigError `filter.bad_condition` for an operator that does not fit its field,
    `filter.not_a_number`, and `profile.condition_empty` for `under` nothing."""
    values = condition.values or (condition.value,)
    if condition.op == "under" and not any(values):
        # An empty rule must not come to mean "those without a category": that is what `empty` asks.
        raise ConfigError("profile.condition_empty", field=condition.field, op=condition.op)
    if condition.op == "under" and condition.field == "category":
        wanted = json.dumps(list(values))
        if source is None:
            return Clause(_BELOW.format(source="p.source"), (wanted,))
        return Clause(_BELOW.format(source="?"), (wanted, source))
    if condition.field == "sku":
        return _sku(condition, values)
    if condition.field in _NUMBER_COLUMNS:
        return _number(_NUMBER_COLUMNS[condition.field], condition, values)
    return _text(_TEXT_COLUMNS[condition.field], condition, values)


def expert(profile: Profile, source_id: int) -> tuple[Clause, ...]:
    """The owner's own SQL, where there is one."""
    return (Clause(expert_filter.CLAUSE, (profile.filter_sql, source_id)),) if profile.filter_sql.strip() else ()


def shown_value(field: FilterField) -> str:
    """SQL over `product p`: the product's own value of a field, as a person would type it."""
    if field == "sku":
        return "(SELECT group_concat(s.code, ', ') FROM sku s WHERE s.product = p.id)"
    column = _TEXT_COLUMNS.get(field) or _NUMBER_COLUMNS[field]
    return f"({column} / 100) || '.' || printf('%02d', {column} % 100)" if field == "price" else column


def asked(db: Database, condition: Condition, product_id: int) -> tuple[bool, str]:
    """Does the condition hold for this one product, and what does the product have there ("" for nothing)?"""
    part = clause(condition)
    has = shown_value(condition.field)
    row = db.row(f"SELECT {part.sql}, {has} FROM product p WHERE p.id = ?", (*part.params, product_id))
    return bool(row and row[0]), str(row[1]) if row and row[1] is not None else ""


def membership(profile: Profile, source_id: int, *, column: str = "p.id") -> Clause:
    """SELECT p.id (or another `column`) of every product that the profile covers: filter, hand-picked ones, hand-removed
    ones."""
    clauses = [*(clause(condition, source_id) for condition in profile.filter), *expert(profile, source_id)]
    inside = " AND ".join(f"({part.sql})" for part in clauses) or "1"
    params: list[Cell] = [source_id]
    for part in clauses:
        params.extend(part.params)
    params += [json.dumps(list(profile.include)), json.dumps(list(profile.exclude))]
    sql = (
        f"SELECT {column} FROM product p WHERE p.source = ? AND p.vanished_at IS NULL"
        f" AND (({inside}) OR p.key IN (SELECT value FROM json_each(?)))"
        " AND p.key NOT IN (SELECT value FROM json_each(?))"
    )
    return Clause(sql, tuple(params))


def _sku(condition: Condition, values: Sequence[str]) -> Clause:
    """Of the product's SKU codes: `is`, `in`, `contains`, `not_empty` when one does, `is_not`, `not_in`, `empty` when none
    does the opposite."""
    opposite: dict[FilterOp, FilterOp] = {"is_not": "is", "not_in": "in", "empty": "not_empty"}
    asked = msgspec.structs.replace(condition, op=opposite.get(condition.op, condition.op))
    inner = _text("s.code", asked, values)
    word = "NOT EXISTS" if condition.op in opposite else "EXISTS"
    return Clause(f"{word} (SELECT 1 FROM sku s WHERE s.product = p.id AND {inner.sql})", inner.params)


def _text(column: str, condition: Condition, values: Sequence[str]) -> Clause:
    match condition.op:
        case "is":
            return Clause(f"{column} = ?", (condition.value,))
        case "is_not":
            return Clause(f"{column} <> ?", (condition.value,))
        case "in":
            return Clause(f"{column} IN (SELECT value FROM json_each(?))", (json.dumps(list(values)),))
        case "not_in":
            return Clause(f"{column} NOT IN (SELECT value FROM json_each(?))", (json.dumps(list(values)),))
        case "empty":
            return Clause(f"{column} = ''", ())
        case "not_empty":
            return Clause(f"{column} <> ''", ())
        case "contains":
            folded = "p.name_fold" if column == "p.name" else column
            wanted = fold(condition.value) if column == "p.name" else condition.value
            return Clause(f"instr({folded}, ?) > 0", (wanted,))
        case _:
            raise ConfigError("filter.bad_condition", field=condition.field, op=condition.op)


def _number(column: str, condition: Condition, values: Sequence[str]) -> Clause:
    match condition.op:
        case "empty":
            return Clause(f"{column} IS NULL", ())
        case "not_empty":
            return Clause(f"{column} IS NOT NULL", ())
        case "in" | "not_in":
            word = "IN" if condition.op == "in" else "NOT IN"
            wanted = json.dumps([_amount(condition, value) for value in values])
            return Clause(f"{column} {word} (SELECT value FROM json_each(?))", (wanted,))
        case "lt" | "le" | "gt" | "ge" | "is" | "is_not":
            return Clause(f"{column} {_COMPARE[condition.op]} ?", (_amount(condition, condition.value),))
        case _:
            raise ConfigError("filter.bad_condition", field=condition.field, op=condition.op)


def _amount(condition: Condition, text: str) -> int:
    """Prices are typed in currency units and compared in minor ones; yes/no count as 1 and 0."""
    if condition.field == "available" and text.casefold() in {"true", "yes", "да", "false", "no", "нет"}:
        return int(text.casefold() in {"true", "yes", "да"})
    try:
        number = Decimal(text.replace(",", "."))
        return to_minor(number) if condition.field == "price" else int(number)
    except (InvalidOperation, ValueError) as error:
        raise ConfigError("filter.not_a_number", field=condition.field, value=text) from error
