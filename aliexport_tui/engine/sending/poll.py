"""Follow the marketplace's queue: ask for the tasks of open groups and settle each item as its task ends."""

from collections.abc import Sequence

from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.marketplace.port import Task
from aliexport_tui.model.problem import Problem
from aliexport_tui.store import cards, outbox, settlement
from aliexport_tui.store.database import Transaction
from aliexport_tui.store.outbox import Batch, Item

_GROWTH = 1.5
_FIRST_MS = 1_000
_ORPHAN_POLLS = 8
"""After so many polls an item that no task of its group names is in doubt."""


def poll_due(desk: Desk) -> bool:
    """Ask for every group that is due. False when none was."""
    due = [batch for batch in outbox.open_batches(desk.db, desk.account, "answered") if batch.next_poll_at <= desk.now()]
    for batch in due:
        _poll(desk, batch)
    return bool(due)


def next_due(desk: Desk) -> int | None:
    """UTC ms of the next poll."""
    times = [batch.next_poll_at for batch in outbox.open_batches(desk.db, desk.account, "answered")]
    return min(times, default=None)


def _poll(desk: Desk, batch: Batch) -> None:
    tasks = desk.market.tasks(batch.group_id) if batch.group_id else ()
    now = desk.now()
    items = outbox.items(desk.db, batch.id)
    with desk.db.write() as tx:
        left = 0
        for item, task in matched(items, tasks):
            if task is None or task.state in ("queued", "processing"):
                left += _still_open(tx, item, task, tasks, batch, now)
            elif not _settle(desk, tx, item, task, now):
                left += 1
        if not left:
            outbox.save_batch(tx, batch.id, "settled", now)
        elif left == len(items) and outbox.only_doubtful_left(tx, batch.id):
            outbox.save_batch(tx, batch.id, "unknown", now)
    wait = min(desk.poll_cap_ms, round(_FIRST_MS * _GROWTH**batch.polls))
    outbox.schedule_poll(desk.db, batch.id, batch.polls + 1, now + wait)


def matched(items: Sequence[Item], tasks: Sequence[Task]) -> list[tuple[Item, Task | None]]:
    """Within their group by task id, else external id, else product id, else the set of SKU codes (DESIGN, invariant 1);
    a single task for a whole request of ids stands for each of them."""
    by_id = {task.id: task for task in tasks if task.id}
    by_external = {task.external_id: task for task in tasks if task.external_id}
    by_card = {task.product_id: task for task in tasks if task.product_id}
    by_codes = {frozenset(task.sku_codes): task for task in tasks if task.sku_codes}
    found = []
    for item in items:
        task = by_id.get(item.task_id) if item.task_id else None
        task = task or _same_codes(by_external.get(item.external_id), item)
        if task is None and item.card_id:
            task = by_card.get(item.card_id)
        if task is None and item.codes:
            task = by_codes.get(frozenset(item.codes))
        if task is None and len(tasks) == 1 and item.kind in ("online", "offline", "delete"):
            task = tasks[0]
        found.append((item, task))
    return found


def _same_codes(task: Task | None, item: Item) -> Task | None:
    """Two sources may use one key: where both sides name their SKU codes, these must agree."""
    if task is None or not task.sku_codes or not item.codes or set(task.sku_codes) == set(item.codes):
        return task
    return None


def _settle(desk: Desk, tx: Transaction, item: Item, task: Task, now: int) -> bool:
    """False when the end of the task does not tell the end of the item: a create whose card is not named."""
    text = task.item_errors.get(item.card_id, "")
    if task.state == "error" or text:
        _reject(desk, tx, item, "task.failed", now, text=text or task.error_text, number=task.error_code)
        return True
    if item.kind == "create":
        if not task.product_id:
            settlement.in_doubt(tx, item, now)
            return False
        owner = cards.owner(desk.db, desk.account, task.product_id)
        if owner is not None and owner != item.listing:
            _reject(desk, tx, item, "card.owned", now, card=task.product_id)
            return True
    settlement.done(tx, item, now, card_id=task.product_id, must_be_seen=item.kind != "delete")
    for warning in task.warnings:
        desk.log(tx, "task.warning", level="warning", run=item.run, listing=item.listing, name=item.name, text=warning)
    if item.kind == "delete":
        desk.log(tx, "listing.deleted", run=item.run, listing=item.listing, name=item.name)
    return True


def _reject(desk: Desk, tx: Transaction, item: Item, code: str, now: int, **args: str) -> None:
    settlement.rejected(tx, item, "task", (Problem(code, args=args),), now)
    desk.log(
        tx,
        "item.rejected",
        level="warning",
        run=item.run,
        listing=item.listing,
        name=item.name,
        key=item.external_id,
        text=args.get("text", args.get("card", "")),
    )


def _still_open(tx: Transaction, item: Item, task: Task | None, tasks: Sequence[Task], batch: Batch, now: int) -> int:
    """1 when the item waits on; a group whose tasks have all ended without naming it leaves it in doubt."""
    ended = tasks and all(other.state in ("success", "error") for other in tasks)
    if task is None and ended and batch.polls >= _ORPHAN_POLLS:
        settlement.in_doubt(tx, item, now)
        return 1 if item.kind in settlement.LOOKED_FOR else 0
    return 1
