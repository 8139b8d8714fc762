"""The queue of tasks. Nothing runs in the background: what is due is done when somebody asks (`settle`).

A task is in state 1 until `start_ms`, in state 2 until `end_ms` (for ever when that is NULL), then its effect
decides between 3 and 4 (local-products.md §2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from aliexport_tui.sandbox.effects import Effects, Job, Outcome, Payload
from aliexport_tui.sandbox.faults import Faults
from aliexport_tui.sandbox.storage import Storage
from aliexport_tui.sandbox.switches import Switches
from aliexport_tui.sandbox.texts import Words

QUEUED, PROCESSING, SUCCEEDED, FAILED = 1, 2, 3, 4
_ACTIONS = {"create": 1, "edit": 2, "stock": 3, "price": 4}
_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Order:
    """One accepted item on its way into the queue; `card_id` "0" for a create."""

    card_id: str
    codes: tuple[str, ...]
    payload: Payload
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it stands; `error` is a text's key with its arguments."""

    id: str
    upload_id: str
    action: int
    status: int
    card_id: str
    codes: tuple[str, ...]
    error: tuple[str, dict[str, Words]] | None
    warnings: tuple[str, ...]
    outcomes: dict[str, str]
    created_ms: int
    updated_ms: int
    external_id: str


class Queue:
    """Takes orders, tells how they stand, and lets the effects happen when they are due."""

    def __init__(self, storage: Storage, switches: Switches, faults: Faults, effects: Effects) -> None:
        self._storage = storage
        self._switches = switches
        self._faults = faults
        self._effects = effects

    def accept(self, seller: str, kind: str, orders: Sequence[Order], now: int) -> tuple[str, list[str]]:
        """Queue the orders of one request; returns the group's id and the tasks' ids, in order."""
        upload_id = self._storage.take("upload")
        first = self._storage.take("task", len(orders))
        action = _ACTIONS.get(kind, self._switches.whole("tasks.action_other"))
        self._storage.db.execute("INSERT INTO upload VALUES (?, ?, ?, ?)", (upload_id, seller, kind, now))
        rows = []
        for task_id, order in enumerate(orders, first):
            start, end, turn = self._times(task_id, int(order.card_id), now)
            row = (task_id, upload_id, seller, kind, action, int(order.card_id), _json(order.codes))
            rows.append((*row, order.external_id, _bytes(order.payload), now, start, end, turn))
        self._storage.db.executemany(
            "INSERT INTO task (id, upload_id, seller, kind, action, card_id, codes, external_id, payload, "
            "created_ms, start_ms, end_ms, turn) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        return str(upload_id), [str(first + index) for index in range(len(orders))]

    def _times(self, task_id: int, card_id: int, now: int) -> tuple[int, int | None, float]:
        """When a task starts and ends, and its place among those that end together.

        A task of a card waits for the card's earlier ones, except in a random queue.
        """
        start, turn = now + self._switches.milliseconds("tasks.queue_s"), float(task_id)
        process = self._switches.milliseconds("tasks.process_s")
        if self._switches.word("fault.queue_order") == "random":
            turn = self._faults.turn()
            start += round(process * turn)
        elif card_id:
            start = max(start, self._last_end(card_id))
        end = start + process
        if self._faults.share("fault.slow_tail"):
            end += self._switches.milliseconds("fault.slow_tail_s")
        return start, None if self._faults.share("fault.stuck") else end, turn

    def _last_end(self, card_id: int) -> int:
        return self._storage.value("SELECT max(end_ms) FROM task WHERE card_id = ? AND state = 0", (card_id,))

    def has_open(self, card_id: str) -> bool:
        """Whether a task of a card is still open."""
        query = "SELECT 1 FROM task WHERE card_id = ? AND state = 0 LIMIT 1"
        return self._storage.value(query, (int(card_id),)) > 0

    def settle(self, now: int) -> None:
        """Let every effect happen that is due, in the order of the tasks' ends."""
        while self._settle_chunk(now):
            pass

    def _settle_chunk(self, now: int) -> bool:
        due = self._storage.db.execute(
            "SELECT id, kind, seller, card_id, payload, end_ms FROM task "
            "WHERE state = 0 AND end_ms <= ? ORDER BY end_ms, turn LIMIT ?",
            (now, _CHUNK),
        ).fetchall()
        if not due:
            return False
        with self._storage.transaction():
            for task_id, kind, seller, card_id, payload, end_ms in due:
                outcome = self._effects.run(Job(kind, seller, str(card_id), payload, end_ms))
                self._finish(task_id, outcome)
        return len(due) == _CHUNK

    def _finish(self, task_id: int, outcome: Outcome) -> None:
        problem = outcome.problem
        self._storage.db.execute(
            "UPDATE task SET state = ?, card_id = ?, error = ?, warnings = ?, outcomes = ?, payload = x'' WHERE id = ?",
            (
                FAILED if problem else SUCCEEDED,
                int(outcome.card_id),
                _json((problem.key, problem.arguments)) if problem else None,
                _json(outcome.warnings),
                _json(outcome.outcomes),
                task_id,
            ),
        )

    def group(self, upload_id: str, seller: str, now: int) -> list[Task] | None:
        """The tasks of a seller's group in request order; None when it is unknown or no longer (not yet) readable."""
        row = self._storage.db.execute(
            "SELECT created_ms FROM upload WHERE id = ? AND seller = ?", (int(upload_id), seller)
        ).fetchone()
        if row is None or now > row[0] + self._switches.milliseconds("tasks.retention_s"):
            return None
        if now < row[0] + self._switches.milliseconds("tasks.visible_after_s"):
            return None
        return self._tasks("upload_id = ?", (int(upload_id),), now)

    def open_tasks(self, now: int, limit: int = -1) -> list[Task]:
        """Every task that is not final, oldest first."""
        return self._tasks("state = 0", (), now, limit)

    def _tasks(self, where: str, arguments: tuple[object, ...], now: int, limit: int = -1) -> list[Task]:
        rows = self._storage.db.execute(
            "SELECT id, upload_id, action, state, card_id, codes, error, warnings, outcomes, created_ms, "
            f"start_ms, end_ms, external_id FROM task WHERE {where} ORDER BY id LIMIT ?",
            (*arguments, limit),
        )
        return [_task(row, now) for row in rows]


_TaskRow = tuple[int, int, int, int, int, str, str | None, str, str, int, int, int | None, str]
_TEXTS = msgspec.json.Decoder(tuple[str, ...])
_OUTCOMES = msgspec.json.Decoder(dict[str, str])
_ERROR = msgspec.json.Decoder(tuple[str, dict[str, str | list[str]]])


def _task(row: _TaskRow, now: int) -> Task:
    task_id, upload_id, action, state, card_id, codes, error, warnings, outcomes, created, start, end, external = row
    status = state or (PROCESSING if now >= start else QUEUED)
    updated = {QUEUED: created, PROCESSING: start}.get(status, end or start)
    return Task(
        str(task_id),
        str(upload_id),
        action,
        status,
        str(card_id),
        _TEXTS.decode(codes),
        _error(error),
        () if warnings == "[]" else _TEXTS.decode(warnings),
        {} if outcomes == "{}" else _OUTCOMES.decode(outcomes),
        created,
        updated,
        external,
    )


def _error(stored: str | None) -> tuple[str, dict[str, Words]] | None:
    if stored is None:
        return None
    key, arguments = _ERROR.decode(stored)
    return key, dict(arguments)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _bytes(value: object) -> bytes:
    return msgspec.json.encode(value)
