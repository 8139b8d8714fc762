"""What is kept of an answer: group, tasks, item results and the quota used, in one transaction (DESIGN, invariant 1)."""

import contextlib
import json

from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.engine.sending.parcel import Parcel
from aliexport_tui.marketplace.port import Fate, InvalidRequest, ItemResult, MarketplaceError, WriteAnswer
from aliexport_tui.model.errors import FileTrouble
from aliexport_tui.model.problem import Problem
from aliexport_tui.store import outbox, settlement
from aliexport_tui.store.database import Transaction
from aliexport_tui.store.outbox import Item

FIRST_POLL_MS = 1_000
_PAUSES_S = (0.2, 1.0)


def keep_answer(desk: Desk, sent: Parcel, answer: WriteAnswer) -> None:
    """A disk that is full for a moment must not cost the answer: it is written again from memory. In the end the error
    tells the group, so that a person can still find its tasks (DESIGN, "The file")."""
    for pause_s in _PAUSES_S:
        with contextlib.suppress(FileTrouble):
            return _answered(desk, sent, answer)
        desk.clock.sleep(pause_s)
    try:
        _answered(desk, sent, answer)
    except FileTrouble as error:
        path = error.args_by_name.get("path", "")
        raise FileTrouble("file.answer_unsaved", path=path, group=answer.group_id or "?") from error


def keep_failure(desk: Desk, sent: Parcel, error: MarketplaceError) -> None:
    """No answer, or one that refuses the request as a whole. One product that is refused alone is at fault itself."""
    now = desk.now()
    failure = json.dumps({"code": error.code, "args": error.args_by_name}, ensure_ascii=False)
    to_blame = isinstance(error, InvalidRequest) and len(sent.items) == 1
    with desk.db.write() as tx:
        if error.fate is Fate.UNKNOWN:
            desk.budget.spend(tx, sent.kind, len(sent.items), now)
        if error.fate is Fate.UNKNOWN and error.group_id:
            first_poll = now + FIRST_POLL_MS
            outbox.save_batch(
                tx, sent.batch, "answered", now, group_id=error.group_id, failure=failure, next_poll_at=first_poll
            )
            for item in sent.items:
                settlement.awaiting(tx, item)
        else:
            for item in sent.items:
                if error.fate is Fate.UNKNOWN:
                    settlement.in_doubt(tx, item, now)
                elif to_blame:
                    settlement.rejected(tx, item, "send", (Problem("send.refused", args={"text": error.said}),), now)
                    _log_rejection(desk, tx, item, sent.head.run, error.said)
                else:
                    settlement.back_to_outbox(tx, item, now)
            settled = error.fate is Fate.UNKNOWN and sent.kind not in settlement.LOOKED_FOR
            outbox.save_batch(tx, sent.batch, "settled" if settled else error.fate.value, now, failure=failure)
        desk.log(
            tx,
            "batch.failed",
            level="warning",
            run=sent.head.run,
            reason=error.code,
            count=len(sent.items),
            said=error.said,
        )


def _answered(desk: Desk, sent: Parcel, answer: WriteAnswer) -> None:
    now = desk.now()
    items, results = sent.items, answer.results
    if len(results) == 1 and len(items) > 1:
        results = results * len(items)  # one result for the whole request (local-products.md §3.8)
    with desk.db.write() as tx:
        told = list(zip(items, results, strict=False))
        taken = [(item, result.task_id) for item, result in told if result.ok]
        settlement.accepted(tx, taken, now)
        if not answer.group_id:  # nothing to ask for: the cards must tell (local-products.md §3.8)
            for item, _ in taken:
                settlement.in_doubt(tx, item, now)
        for item, result in told:
            if not result.ok:
                settlement.rejected(tx, item, "send", _pre_validation(result), now)
                _log_rejection(desk, tx, item, sent.head.run, next(iter(result.errors.values()), ""))
        untold = items[len(results) :]
        for item in untold:
            settlement.in_doubt(tx, item, now)
        desk.budget.spend(tx, sent.kind, len(taken) + len(untold), now)
        if not taken and not untold:
            state = "settled"
        elif answer.group_id:
            state = "answered"
        else:
            state = "unknown" if sent.kind in settlement.LOOKED_FOR else "settled"
        outbox.save_batch(tx, sent.batch, state, now, group_id=answer.group_id, next_poll_at=now + FIRST_POLL_MS)
        desk.log(tx, f"batch.{sent.kind}", run=sent.head.run, accepted=len(taken), refused=len(items) - len(taken))


def _pre_validation(result: ItemResult) -> tuple[Problem, ...]:
    """The marketplace's own words, by field."""
    if not result.errors:
        return (Problem("send.refused", args={"text": ""}),)
    return tuple(Problem("send.refused", field, {"text": text}) for field, text in result.errors.items())


def _log_rejection(desk: Desk, tx: Transaction, item: Item, run: int | None, text: str) -> None:
    desk.log(
        tx,
        "item.rejected",
        level="warning",
        run=run,
        listing=item.listing,
        name=item.name,
        key=item.external_id,
        text=text,
    )
