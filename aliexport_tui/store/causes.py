"""Problems as a work list: one line for each thing that has to be mended, with the products that wait for it. Read only."""

import json
from array import array

import msgspec

from aliexport_tui.model.problem import Place, Problem, Severity
from aliexport_tui.store.database import Cell, Database, Row, as_int, as_optional_int, as_text


class Cause(msgspec.Struct, frozen=True):
    """All problems of one profile with one code, field and `detail`: the property or shop category that they are about, the
    marketplace's number of a refusal. `count`: products; of a `source`'s own problems, which no product has (`profile` ""):
    places in it. `example`: one of them, with its product's id, name and shop category."""

    profile_id: int | None
    profile: str
    source: str
    code: str
    severity: Severity
    field: str
    detail: str
    count: int
    example: Problem
    product: int | None = None
    name: str = ""
    category: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """The same cause has the same one tomorrow."""
        return (self.profile or f"<{self.source}", self.code, self.severity, self.field, self.detail)


_FIELD = "substr(q.field, 1, instr(q.field || '[', '[') - 1)"
_DETAIL = """coalesce(CASE
  WHEN q.code GLOB 'category.*' THEN coalesce(json_extract(q.args, '$.key'), json_extract(q.args, '$.id'))
  WHEN q.code GLOB 'attribute.*' OR q.code GLOB 'sku.*' THEN json_extract(q.args, '$.id')
  WHEN q.code = 'task.failed' THEN json_extract(q.args, '$.number') END, '')"""

_OF_LISTINGS = f"""
SELECT l.profile AS profile, '' AS source, q.code, q.severity, {_FIELD} AS kind, {_DETAIL} AS detail,
  l.product AS product, q.id
FROM problem q JOIN listing l ON l.id = q.listing WHERE {{whose}}
UNION ALL
SELECT l.profile, '', q.code, q.severity, {_FIELD}, {_DETAIL}, l.product, q.id
FROM problem q JOIN listing l ON l.product = q.product
WHERE q.listing IS NULL AND {{whose}}"""

_OF_SOURCES = f"""
SELECT NULL, s.code, q.code, q.severity, {_FIELD}, {_DETAIL}, NULL, q.id
FROM problem q JOIN source s ON s.id = q.source
WHERE q.listing IS NULL AND q.product IS NULL
  AND (:profile IS NULL OR s.code = (SELECT source FROM profile WHERE id = :profile))"""

_GROUPED = f"""
SELECT profile, source, code, severity, kind, detail,
  CASE WHEN source = '' THEN count(DISTINCT product) ELSE count(*) END AS n, max(id)
FROM ({_OF_LISTINGS} UNION ALL {_OF_SOURCES})
GROUP BY profile, source, code, severity, kind, detail ORDER BY severity, n DESC, code, detail"""


def grouped(db: Database, profile: int | None = None) -> tuple[Cause, ...]:
    """Of one profile and its source, or of all; errors first, then those that most products wait for."""
    codes = {as_int(row[0]): as_text(row[1]) for row in db.rows("SELECT id, code FROM profile")}
    whose = "l.profile IS NOT NULL" if profile is None else "l.profile = :profile"
    return tuple(_cause(db, row, codes) for row in db.rows(_GROUPED.format(whose=whose), {"profile": profile}))


def is_looked_at(db: Database, profile: int | None = None) -> bool:
    """Has a plan or a preview ever built a product of this profile, or of any? Without one no problem says nothing."""
    return bool(db.value("SELECT EXISTS (SELECT 1 FROM listing WHERE profile = coalesce(?, profile))", (profile,)))


def products(db: Database, cause: Cause) -> "array[int]":
    """The ids of those that have it; none of a source's own problem."""
    if cause.profile_id is None:
        return array("q")
    params: dict[str, Cell] = {
        "profile": cause.profile_id,
        "code": cause.code,
        "severity": cause.severity,
        "kind": cause.field,
        "detail": cause.detail,
    }
    of_profile = _OF_LISTINGS.format(whose="l.profile = :profile")
    return db.ids(
        f"SELECT DISTINCT product FROM ({of_profile}) WHERE code = :code AND severity = :severity AND kind = :kind"
        " AND detail = :detail ORDER BY product",
        params,
    )


_EXAMPLE = """
SELECT q.field, q.args, CASE q.place WHEN '{}' THEN coalesce(json_extract(p.body, '$.place'), '{}') ELSE q.place END,
  p.id, p.name, p.category
FROM problem q LEFT JOIN listing l ON l.id = q.listing LEFT JOIN product p ON p.id = coalesce(q.product, l.product)
WHERE q.id = ?"""


def _cause(db: Database, row: Row, codes: dict[int, str]) -> Cause:
    profile = as_optional_int(row[0])
    code, severity = as_text(row[2]), _severity(row[3])
    one = db.row(_EXAMPLE, (row[7],)) or ("", "{}", "{}", None, "", "")
    example = Problem(
        code=code,
        field=as_text(one[0]),
        args=json.loads(as_text(one[1])),
        place=msgspec.json.decode(as_text(one[2]), type=Place),
        severity=severity,
    )
    return Cause(
        profile_id=profile,
        profile=codes.get(profile, "") if profile is not None else "",
        source=as_text(row[1]),
        code=code,
        severity=severity,
        field=as_text(row[4]),
        detail=as_text(row[5]),
        count=as_int(row[6]),
        example=example,
        product=as_optional_int(one[3]),
        name=as_text(one[4]),
        category=as_text(one[5]),
    )


def _severity(cell: Cell) -> Severity:
    return "warning" if cell == "warning" else "error"
