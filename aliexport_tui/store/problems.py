"""Problems of products and listings, and the same grouped: 214 × "brand missing" is one line."""

import json
from collections.abc import Collection, Iterable, Sequence

import msgspec

from aliexport_tui.model.problem import Place, Problem, Stage
from aliexport_tui.model.wants import Lane
from aliexport_tui.store.database import Cell, Database, Row, Transaction, as_int, as_text


class ProblemGroup(msgspec.Struct, frozen=True):
    """All problems with one code and field. `example`: one of them; `product`: name of its product."""

    code: str
    count: int
    field: str
    severity: str
    stage: str
    example: Problem
    product: str


class Filed(msgspec.Struct, frozen=True):
    """A problem as it is on record. `lane` "" for one of the whole product; `at` in UTC ms."""

    lane: str
    stage: Stage
    at: int
    problem: Problem


def replace(
    tx: Transaction, listing: int, lane: Lane | str, stages: Sequence[Stage], problems: Iterable[Problem], at: int
) -> None:
    """The listing's problems of this lane and these stages become exactly `problems` (filed under the first stage)."""
    marks = ", ".join("?" * len(stages))
    tx.run(f"DELETE FROM problem WHERE listing = ? AND lane = ? AND stage IN ({marks})", (listing, lane, *stages))
    add(tx, listing, lane, stages[0], problems, at)


def add(tx: Transaction, listing: int, lane: Lane | str, stage: Stage, problems: Iterable[Problem], at: int) -> None:
    tx.many(
        "INSERT INTO problem (listing, lane, stage, severity, code, field, args, place, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                listing,
                lane,
                stage,
                problem.severity,
                problem.code,
                problem.field,
                json.dumps(problem.args, ensure_ascii=False),
                msgspec.json.encode(problem.place).decode(),
                at,
            )
            for problem in problems
        ],
    )


def clear(tx: Transaction, listing: int, lane: Lane | str, stages: Sequence[Stage]) -> None:
    replace(tx, listing, lane, stages, (), 0)


def clear_all(tx: Transaction, lanes: Collection[tuple[int, str]], stages: Sequence[Stage]) -> None:
    """The same of a block of (listing, lane)."""
    marks = ", ".join("?" * len(stages))
    rows = tx.rows(
        f"SELECT id, listing, lane FROM problem WHERE listing IN (SELECT value FROM json_each(?)) AND stage IN ({marks})",
        (json.dumps(sorted({listing for listing, _ in lanes})), *stages),
    )
    tx.many("DELETE FROM problem WHERE id = ?", [(number,) for number, *where in rows if tuple(where) in lanes])


def of_listing(db: Database, listing: int) -> tuple[Problem, ...]:
    rows = db.rows(
        "SELECT code, field, args, place, severity FROM problem WHERE listing = ? ORDER BY severity, id", (listing,)
    )
    return tuple(_problem(row) for row in rows)


def filed(db: Database, product: int, listing: int | None) -> tuple[Filed, ...]:
    """What the product's import found, then what stands against its listing; errors first."""
    rows = db.rows(
        "SELECT code, field, args, place, severity, lane, stage, at FROM problem WHERE product = ? AND listing IS NULL"
        " UNION ALL SELECT code, field, args, place, severity, lane, stage, at FROM problem WHERE listing = ?"
        " ORDER BY severity, at",
        (product, listing),
    )
    return tuple(
        Filed(lane=as_text(row[5]), stage=msgspec.convert(row[6], Stage), at=as_int(row[7]), problem=_problem(row[:5]))
        for row in rows
    )


_OF_PROFILE = """
FROM listing l JOIN problem p ON p.listing = l.id OR (p.listing IS NULL AND p.product = l.product)
WHERE l.profile = :profile AND (NOT :with_card OR l.card_id IS NOT NULL)
  AND CASE WHEN p.lane <> '' THEN p.lane WHEN p.code IN ('feed.price_missing', 'feed.old_price_not_higher') THEN 'price'
           WHEN p.code = 'feed.stock_unreadable' THEN 'stock' WHEN p.code = 'feed.picture_address' THEN 'images'
           ELSE 'content' END IN (SELECT value FROM json_each(:lanes))
  AND (:selection IS NULL OR l.product IN (SELECT product FROM selection_item WHERE selection = :selection))"""


def grouped(
    db: Database, profile: int, lanes: Sequence[Lane], *, selection: int | None = None, with_card: bool = False
) -> tuple[ProblemGroup, ...]:
    """Groups of a profile's problems on these lanes, those of the imports among them by what they are about; errors first,
    most frequent first. `with_card`: only of listings that the marketplace has."""
    params: dict[str, Cell] = {
        "profile": profile,
        "lanes": json.dumps(list(lanes)),
        "selection": selection,
        "with_card": with_card,
    }
    rows = db.rows(
        f"""
        SELECT p.code, substr(p.field, 1, instr(p.field || '[', '[') - 1) AS kind,
               count(DISTINCT l.id), p.severity, p.stage, max(p.id)
        {_OF_PROFILE} GROUP BY p.code, kind, p.severity ORDER BY p.severity, count(DISTINCT l.id) DESC, p.code""",
        params,
    )
    return tuple(_group(db, row) for row in rows)


def _group(db: Database, row: Row) -> ProblemGroup:
    one = db.row(
        """SELECT p.code, p.field, p.args,
               CASE p.place WHEN '{}' THEN coalesce(json_extract(product.body, '$.place'), '{}') ELSE p.place END,
               p.severity, product.name FROM problem p
        LEFT JOIN listing ON listing.id = p.listing
        LEFT JOIN product ON product.id = coalesce(p.product, listing.product) WHERE p.id = ?""",
        (row[5],),
    )
    return ProblemGroup(
        code=as_text(row[0]),
        count=as_int(row[2]),
        field=as_text(row[1]),
        severity=as_text(row[3]),
        stage=as_text(row[4]),
        example=_problem(one) if one else Problem(as_text(row[0])),
        product=as_text(one[5]) if one else "",
    )


def _problem(row: Row) -> Problem:
    return Problem(
        code=as_text(row[0]),
        field=as_text(row[1]),
        args=json.loads(as_text(row[2])),
        place=msgspec.json.decode(as_text(row[3]), type=Place),
        severity="warning" if row[4] == "warning" else "error",
    )
