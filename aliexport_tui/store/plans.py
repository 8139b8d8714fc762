"""Plans and their changes: the difference between want and base, found by SQL, stored in short transactions."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

import msgspec

from aliexport_tui.model.change import ACTIONS, KINDS, Action, ChangeState, Kind
from aliexport_tui.store.database import Cell, Database, Row, as_int, as_optional_int, as_text

Hashes = dict[str, str | None]
"""lane -> doc.hash"""

_ROWS = 1_000


class NewChange(msgspec.Struct, frozen=True):
    """A change before it is stored. `hold`: code of the guard that holds it; `hold_args`: its figures. `leaver`: an order
    for a product that left its profile."""

    listing: int
    kind: Kind
    before: Hashes
    after: Hashes
    state: ChangeState = "ready"
    priority: int = 0
    hold: str | None = None
    hold_args: Mapping[str, str] = {}
    leaver: bool = False


class Change(msgspec.Struct, frozen=True):
    """A stored change."""

    id: int
    plan: int
    listing: int
    kind: Kind
    before: Hashes
    after: Hashes
    state: ChangeState
    run: int | None


class Plan(msgspec.Struct, frozen=True):
    """A stored plan; `profile`, `account`: rows of the file. `counts` as they were planned."""

    id: int
    profile: int
    account: int
    action: Action
    selection: int | None
    created_at: int
    who: str
    counts: dict[str, int]


# A listing that already waits in some run's outbox is not planned again.
_FREE = """
  NOT EXISTS (SELECT 1 FROM change x WHERE x.listing = l.id AND x.state = 'ready' AND x.run IS NOT NULL
              AND x.kind IN ({kinds}))"""


class _Diff(NamedTuple):
    """Which listings differ (`tables` from TEMP table `member`, `where`), and what is read of each (`columns`). `moved`: the
    lane without which there is no difference."""

    columns: str
    tables: str
    where: str
    moved: str = ""


_CREATE = _Diff(
    """l.id, NULL, json_object('content', c.want, 'images', i.want, 'price', p.want, 'stock', s.want),
  'blocked' IN (c.verdict, i.verdict, p.verdict, s.verdict)""",
    """listing l
JOIN lane c ON c.listing = l.id AND c.lane = 'content'
JOIN lane i ON i.listing = l.id AND i.lane = 'images'
JOIN lane p ON p.listing = l.id AND p.lane = 'price'
JOIN lane s ON s.listing = l.id AND s.lane = 'stock'""",
    f"""l.card_id IS NULL AND (l.presence = 'absent' OR (:asked AND l.presence IN ('deleted', 'gone')))
  AND coalesce(c.open_item, i.open_item, p.open_item, s.open_item) IS NULL
  AND (:asked OR c.want IS NOT c.refused OR i.want IS NOT i.refused OR p.want IS NOT p.refused
       OR 'blocked' IN (c.verdict, i.verdict, p.verdict, s.verdict))
  AND {_FREE.format(kinds="'create'")}""",
)

# A rewrite is refused whole: other pictures are a reason to try the same texts again.
_REWRITE = """(c.verdict = 'blocked' OR (:asked AND c.differs)
       OR (c.want IS NOT c.base AND (:asked OR c.want IS NOT c.refused OR i.want IS NOT i.refused)))"""

_CONTENT_AND_IMAGES = """listing l
JOIN lane c ON c.listing = l.id AND c.lane = 'content'
JOIN lane i ON i.listing = l.id AND i.lane = 'images'"""

_UPDATE = _Diff(
    """l.id, json_object('content', c.base, 'images', i.base), json_object('content', c.want, 'images', i.want),
  'blocked' IN (c.verdict, i.verdict)""",
    _CONTENT_AND_IMAGES,
    f"""l.card_id IS NOT NULL AND coalesce(c.open_item, i.open_item) IS NULL AND {_REWRITE}
  AND {_FREE.format(kinds="'update', 'images'")}""",
    moved="content",
)

# Pictures go with a rewrite where there is one.
_IMAGES = _Diff(
    "l.id, json_object('images', i.base), json_object('images', i.want), i.verdict = 'blocked'",
    _CONTENT_AND_IMAGES,
    f"""l.card_id IS NOT NULL AND i.open_item IS NULL
  AND (i.verdict = 'blocked' OR (:asked AND i.differs) OR (i.want IS NOT i.base AND (:asked OR i.want IS NOT i.refused)))
  AND NOT (c.open_item IS NULL AND {_REWRITE}) AND {_FREE.format(kinds="'images', 'update'")}""",
    moved="images",
)


def _lane(lane: str) -> _Diff:
    return _Diff(
        f"l.id, json_object('{lane}', a.base), json_object('{lane}', a.want), a.verdict = 'blocked'",
        f"listing l JOIN lane a ON a.listing = l.id AND a.lane = '{lane}'",
        f"""l.card_id IS NOT NULL AND a.open_item IS NULL
  AND (a.verdict = 'blocked' OR (:asked AND a.differs) OR (a.want IS NOT a.base AND (:asked OR a.want IS NOT a.refused)))
  AND {_FREE.format(kinds=f"'{lane}'")}""",
        moved=lane,
    )


_LANES = {"images": _IMAGES, "price": _lane("price"), "stock": _lane("stock")}

_VISIBILITY = _Diff(
    "l.id, json_object('visibility', v.base), json_object('visibility', :target), 0",
    "listing l JOIN lane v ON v.listing = l.id AND v.lane = 'visibility'",
    f"""l.card_id IS NOT NULL AND v.open_item IS NULL
  AND CASE WHEN :ordered THEN v.base IS NOT :target OR l.presence = :contrary
           ELSE v.want = :target
             AND ((v.base IS NOT v.want AND (:asked OR v.want IS NOT v.refused)) OR (:asked AND v.differs)) END
  AND {_FREE.format(kinds="'online', 'offline'")}""",
    moved="visibility",
)

_DELETE = _Diff(
    "l.id, json_object('content', c.base), '{}', 0",
    "listing l JOIN lane c ON c.listing = l.id AND c.lane = 'content'",
    f"""l.card_id IS NOT NULL AND l.presence NOT IN ('deleted', 'gone')
  AND NOT EXISTS (SELECT 1 FROM lane o WHERE o.listing = l.id AND o.open_item IS NOT NULL)
  AND {_FREE.format(kinds="'delete'")}""",
)


class Difference(msgspec.Struct, frozen=True):
    """One row of a diff, not yet judged."""

    listing: int
    before: Hashes
    after: Hashes
    blocked: bool


def creates(db: Database, account: int, *, asked: bool) -> Iterator[Difference]:
    """Members without a card. `asked`: a person named these products, so refused wants count again."""
    return _differences(db, _CREATE, {"account": account, "asked": asked})


def updates(db: Database, account: int, *, asked: bool) -> Iterator[Difference]:
    """Cards whose content differs; the whole card goes, pictures with it. `asked`: what was refused counts again, and so
    does what the card was seen to show otherwise than it was sent."""
    return _differences(db, _UPDATE, {"account": account, "asked": asked})


def lane_changes(
    db: Database, account: int, lane: Literal["images", "price", "stock"], *, asked: bool
) -> Iterator[Difference]:
    """Cards whose pictures, prices or stocks differ; pictures alone, without those that an update brings along. `asked` as
    of `updates`."""
    return _differences(db, _LANES[lane], {"account": account, "asked": asked})


def visibility_changes(
    db: Database, account: int, target: str, contrary: str, *, asked: bool, ordered: bool
) -> Iterator[Difference]:
    """Cards that should be as the doc `target` says. `ordered`: a person orders it now, whatever was wanted before;
    `contrary`: the presence that contradicts the order."""
    params: dict[str, Cell] = {"account": account, "target": target, "contrary": contrary}
    return _differences(db, _VISIBILITY, {**params, "asked": asked, "ordered": ordered})


def deletions(db: Database, account: int) -> Iterator[Difference]:
    return _differences(db, _DELETE, {"account": account})


def create_plan(
    db: Database, *, profile: int, account: int, action: Action, selection: int | None, now: int, who: str
) -> int:
    with db.write() as tx:
        return tx.insert(
            "INSERT INTO plan (profile, account, action, selection, created_at, who) VALUES (?, ?, ?, ?, ?, ?)",
            (profile, account, action, selection, now, who),
        )


def add_changes(db: Database, plan: int, changes: Iterable[NewChange]) -> None:
    """Taken as they come: a plan of the whole catalogue is never in memory at once."""
    db.in_portions(
        "INSERT INTO change (plan, listing, kind, priority, before, after, state, hold, hold_args, leaver) VALUES {rows}",
        (
            (
                plan,
                one.listing,
                one.kind,
                one.priority,
                json.dumps(one.before),
                json.dumps(one.after),
                one.state,
                one.hold,
                json.dumps(one.hold_args, ensure_ascii=False) if one.hold_args else "{}",
                one.leaver,
            )
            for one in changes
        ),
    )


def get(db: Database, plan: int) -> Plan | None:
    row = db.row("SELECT id, profile, account, action, selection, created_at, who, counts FROM plan WHERE id = ?", (plan,))
    if row is None:
        return None
    return Plan(
        id=as_int(row[0]),
        profile=as_int(row[1]),
        account=as_int(row[2]),
        action=next(action for action in ACTIONS if action == row[3]),
        selection=as_optional_int(row[4]),
        created_at=as_int(row[5]),
        who=as_text(row[6]),
        counts=json.loads(as_text(row[7])),
    )


def applied_by(db: Database, plan: int) -> int | None:
    """The run that put changes of the plan into its outbox."""
    return as_optional_int(db.value("SELECT run FROM change WHERE plan = ? AND run IS NOT NULL LIMIT 1", (plan,)))


def cardless(db: Database, account: int, plan: int) -> int:
    """Members (TEMP table `member`) without a card that the plan does nothing to."""
    return as_int(
        db.value(
            "SELECT count(*) FROM member m JOIN listing l ON l.account = ? AND l.product = m.product"
            " WHERE l.presence = 'absent' AND NOT EXISTS (SELECT 1 FROM change c WHERE c.plan = ? AND c.listing = l.id)",
            (account, plan),
        )
    )


def count_up(db: Database, plan: int, members: int | None, *, absent: int = 0) -> dict[str, int]:
    """Count the plan's changes and keep the figures: each kind that may go, then products unchanged (of `members` those
    that are not `absent`; None: as many as before), blocked and held; when there are any, those that a person dropped and
    those `absent`: without a card, while the action needs one."""
    ready = {
        as_text(kind): as_int(count)
        for kind, count in db.rows(
            "SELECT kind, count(*) FROM change WHERE plan = ? AND state NOT IN ('blocked', 'held', 'dropped')"
            " AND (state IS NOT 'stale' OR run IS NOT NULL) GROUP BY kind",
            (plan,),
        )
    }
    row = db.row(
        "SELECT count(DISTINCT listing), count(DISTINCT CASE state WHEN 'blocked' THEN listing END),"
        " count(DISTINCT CASE state WHEN 'held' THEN listing END),"
        " count(DISTINCT CASE WHEN leaver THEN listing END), count(DISTINCT CASE state WHEN 'dropped' THEN listing END)"
        " FROM change WHERE plan = ?",
        (plan,),
    )
    touched, blocked, held, left, dropped = map(as_int, row or (0,) * 5)
    before = {} if members is not None else counts(db, plan)
    before.pop("dropped", None)
    counted: dict[str, int] = {
        **before,
        **{kind: ready.get(kind, 0) for kind in KINDS},
        "unchanged": counts(db, plan).get("unchanged", 0) if members is None else members - (touched - left) - absent,
        "blocked": blocked,
        "held": held,
        **({"dropped": dropped} if dropped else {}),
        **({"absent": absent} if absent else {}),
    }
    save_counts(db, plan, counted)
    return counted


def recount(db: Database, plan: int) -> dict[str, int]:
    """Count a stored plan again, after some of its changes were held, approved or dropped."""
    return count_up(db, plan, None)


def save_counts(db: Database, plan: int, counts: dict[str, int]) -> None:
    with db.write() as tx:
        tx.run("UPDATE plan SET counts = ? WHERE id = ?", (json.dumps(counts), plan))


def explain_holds(db: Database, plan: int, reason: str, args: Mapping[str, str]) -> None:
    """The figures of all changes of the plan that are held for `reason`."""
    _held(db, plan, reason, "hold_args = ?", json.dumps(args))


def let_go(db: Database, plan: int, reason: str) -> None:
    """What was held for `reason` may go."""
    _held(db, plan, reason, "state = 'ready', hold = NULL")


def _held(db: Database, plan: int, reason: str, assignment: str, *params: Cell) -> None:
    ids = db.ids("SELECT id FROM change WHERE plan = ? AND state = 'held' AND hold = ? ORDER BY id", (plan, reason))
    for start in range(0, len(ids), _ROWS):
        with db.write() as tx:
            tx.many(f"UPDATE change SET {assignment} WHERE id = ?", [(*params, one) for one in ids[start : start + _ROWS]])


def last_sent(db: Database, listing: int, lane: str) -> str | None:
    """What a lane of the listing was when the marketplace last took it, else when it was last sent."""
    path = f"$.{lane}"
    found = db.value(
        "SELECT json_extract(sent, ?) FROM item WHERE listing = ? AND json_extract(sent, ?) IS NOT NULL"
        " ORDER BY state = 'done' DESC, id DESC LIMIT 1",
        (path, listing, path),
    )
    return as_text(found) or None


def counts(db: Database, plan: int) -> dict[str, int]:
    """create, update, …, unchanged, blocked, held as they were planned."""
    found: dict[str, int] = json.loads(as_text(db.value("SELECT counts FROM plan WHERE id = ?", (plan,))) or "{}")
    return found


def enqueue(db: Database, plan: int, run: int) -> int:
    """Put the plan's ready changes into the outbox of a run; returns how many."""
    ids = db.ids("SELECT id FROM change WHERE plan = ? AND state = 'ready' ORDER BY id", (plan,))
    db.in_portions("UPDATE change SET run = ? WHERE id = ?", ((run, one) for one in ids))
    return len(ids)


def change(db: Database, change_id: int) -> Change | None:
    row = db.row(f"SELECT {CHANGE_COLUMNS} FROM change WHERE id = ?", (change_id,))
    return read_change(row) if row else None


CHANGE_COLUMNS = "id, plan, listing, kind, before, after, state, run"


def read_change(row: Row) -> Change:
    """A row of CHANGE_COLUMNS."""
    return Change(
        id=as_int(row[0]),
        plan=as_int(row[1]),
        listing=as_int(row[2]),
        kind=_kind(row[3]),
        before=json.loads(as_text(row[4])),
        after=json.loads(as_text(row[5])),
        state=_state(row[6]),
        run=as_optional_int(row[7]),
    )


def _differences(db: Database, diff: _Diff, params: dict[str, Cell]) -> Iterator[Difference]:
    """The listings are found at once, eight bytes each; their rows are read in blocks."""
    tables = diff.tables.replace("listing l", _MEMBER, 1)
    among = _MOVED.format(lane=diff.moved) if diff.moved else "1"
    if params.get("ordered"):
        among = "1"
    found = db.ids(f"SELECT l.id FROM temp.member m JOIN {tables} WHERE {among} AND {diff.where} ORDER BY l.id", params)
    for start in range(0, len(found), _ROWS):
        block = json.dumps(found[start : start + _ROWS].tolist())
        within = "l.id IN (SELECT value FROM json_each(:block)) ORDER BY l.id"
        rows = db.rows(f"SELECT {diff.columns} FROM {diff.tables} WHERE {within}", {**params, "block": block})
        yield from map(_difference, rows)


_MEMBER = "listing l ON l.account = :account AND l.product = m.product"
_MOVED = "l.id IN (SELECT listing FROM lane WHERE lane = '{lane}' AND (want IS NOT base OR verdict = 'blocked' OR differs))"
_HASHES = msgspec.json.Decoder(Hashes)


def _difference(row: Row) -> Difference:
    return Difference(
        listing=as_int(row[0]),
        before=_HASHES.decode(as_text(row[1]) or "{}"),
        after=_HASHES.decode(as_text(row[2])),
        blocked=bool(row[3]),
    )


def _kind(cell: Cell) -> Kind:
    return next(kind for kind in KINDS if kind == cell)


def _state(cell: Cell) -> ChangeState:
    word: ChangeState = msgspec.convert(cell, ChangeState)
    return word
