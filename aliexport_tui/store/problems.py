"""Problems of products and listings, and the same grouped: 214 × "brand missing" is one line."""

import json
from collections.abc import Iterable, Sequence

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


def replace(
    tx: Transaction, listing: int, lane: Lane | str, stages: Sequence[Stage], problems: Iterable[Problem], at: int
) -> None:
    """The listing's problems of this lane and these stages become exactly `problems` (filed under the first stage)."""
    marks = ", ".join("?" * len(stages))
    tx.run(f"DELETE FROM problem WHERE listing = ? AND lane = ? AND stage IN ({marks})", (listing, lane, *stages))
    add(tx, listing, lane, stages[0], problems, at)


def add(tx: Transaction, listing: int, lane: Lane | str, stage: Stage, problems: Iterable[Problem], at: int) -> None:
    tx.many(
        "INSERT INTO problem (listing, lane, stage, severity, code, field, args, place, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
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


def of_listing(db: Database, listing: int) -> tuple[Problem, ...]:
    rows = db.rows(
        "SELECT code, field, args, place, severity FROM problem WHERE listing = ? ORDER BY severity, id", (listing,)
    )
    return tuple(_problem(row) for row in rows)


def grouped(db: Database, profile: int, lanes: Sequence[Lane], *, selection: int | None = None) -> tuple[ProblemGroup, ...]:
    """Groups of a profile's problems on these lanes (and on the whole listing, lane ""), most frequent first."""
    marks = ", ".join("?" * len(lanes))
    params: list[Cell] = [profile, *lanes, selection, selection]
    rows = db.rows(
        f"""
        SELECT p.code, p.field_kind, count(DISTINCT p.listing), p.severity, p.stage, max(p.id)
        FROM (
          SELECT problem.*, CASE WHEN instr(field, '[') THEN substr(field, 1, instr(field, '[') - 1) ELSE field END AS field_kind
          FROM problem JOIN listing ON listing.id = problem.listing
          WHERE listing.profile = ? AND (problem.lane IN ({marks}) OR problem.lane = '')
            AND (? IS NULL OR listing.product IN (SELECT product FROM selection_item WHERE selection = ?))
        ) p
        GROUP BY p.code, p.field_kind, p.severity ORDER BY p.severity, count(DISTINCT p.listing) DESC, p.code""",
        params,
    )
    groups = []
    for row in rows:
        one = db.row(
            """SELECT problem.code, field, args, place, severity, product.name FROM problem
            JOIN listing ON listing.id = problem.listing JOIN product ON product.id = listing.product WHERE problem.id = ?""",
            (row[5],),
        )
        if one is not None:
            groups.append(
                ProblemGroup(
                    code=as_text(row[0]),
                    count=as_int(row[2]),
                    field=as_text(row[1]),
                    severity=as_text(row[3]),
                    stage=as_text(row[4]),
                    example=_problem(one),
                    product=as_text(one[5]),
                )
            )
    return tuple(groups)


def _problem(row: Row) -> Problem:
    return Problem(
        code=as_text(row[0]),
        field=as_text(row[1]),
        args=json.loads(as_text(row[2])),
        place=msgspec.json.decode(as_text(row[3]), type=Place),
        severity="warning" if row[4] == "warning" else "error",
    )
