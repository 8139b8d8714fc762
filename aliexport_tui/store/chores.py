"""What works in a process of its own and is no run of a profile: a feed is read, categories are fetched, pictures are
looked at, a rehearsal is prepared, orders are fetched, handed to the shop and answered, labels are saved."""

from typing import Literal

import msgspec

from aliexport_tui.model.errors import AliexportError
from aliexport_tui.store.database import Database, as_int, as_optional_int, as_text

ChoreKind = Literal["import", "sync", "rehearse", "pictures", "orders", "hand_off", "order_actions", "labels"]


class Chore(msgspec.Struct, frozen=True):
    """`code`: of the source, account or profile. `done` of `total`, which is 0 while nobody knows. Ended with
    `error_code` "": done. Times in UTC ms."""

    id: int
    kind: str
    code: str
    began_at: int
    ended_at: int | None
    done: int
    total: int
    error_code: str
    error_args: dict[str, str]


class _Failure(msgspec.Struct, frozen=True):
    code: str
    args: dict[str, str]


def begin(db: Database, kind: ChoreKind, code: str, now: int) -> int:
    """The new chore's id; it takes the place of the one of the same name before it."""
    with db.write() as tx:
        tx.run("DELETE FROM chore WHERE kind = ? AND code = ?", (kind, code))
        return tx.insert("INSERT INTO chore (kind, code, began_at) VALUES (?, ?, ?)", (kind, code, now))


def tell(db: Database, id: int, done: int, total: int) -> None:
    with db.write() as tx:
        tx.run("UPDATE chore SET done = ?, total = ? WHERE id = ?", (done, total, id))


def end(db: Database, id: int, now: int, error: AliexportError | None) -> None:
    told = msgspec.json.encode(_Failure(error.code, error.args_by_name)).decode() if error else None
    with db.write() as tx:
        tx.run("UPDATE chore SET ended_at = ?, error = ? WHERE id = ?", (now, told, id))


def newest(db: Database) -> tuple[Chore, ...]:
    """The newest of each kind and code, in the order of their beginnings."""
    rows = db.rows("SELECT id, kind, code, began_at, ended_at, done, total, error FROM chore ORDER BY id")
    found = []
    for row in rows:
        failure = msgspec.json.decode(as_text(row[7]), type=_Failure) if row[7] else _Failure("", {})
        found.append(
            Chore(
                id=as_int(row[0]),
                kind=as_text(row[1]),
                code=as_text(row[2]),
                began_at=as_int(row[3]),
                ended_at=as_optional_int(row[4]),
                done=as_int(row[5]),
                total=as_int(row[6]),
                error_code=failure.code,
                error_args=failure.args,
            )
        )
    return tuple(found)
