"""Follow the marketplace's queue: ask for the tasks of open groups and settle each item as its task ends.

A group that can't be read, or whose tasks don't end, is given up after the horizon: its creates are settled by their cards,
all else by today's value. It is still asked for, seldom, so that a late end does no harm (`store.strays`)."""

from collections.abc import Sequence

from aliexport_tui.engine.sending import looks
from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.engine.sending.rejecting import reject
from aliexport_tui.marketplace.port import MarketplaceError, Task
from aliexport_tui.model.problem import Problem
from aliexport_tui.store import accounts, cards, carried_out, outbox, settlement, strays
from aliexport_tui.store.database import Transaction
from aliexport_tui.store.outbox import Batch, Item

_GROWTH = 1.5
_FIRST_MS = 1_000
_MOST_STEPS = 30
_SELDOM_MS = 60_000
_OLD = 20
"""A group is asked for at least this many times in its age, until once a minute is enough."""
_ORPHAN_POLLS = 8
"""After so many polls an item that no task of its group names is in doubt."""
WATCHED_MS = 24 * 3_600_000
"""So long a group that was given up is still asked for."""


def poll_due(desk: Desk, at_most: int | None = None) -> bool:
    """Ask for every group that is due, or for so many that have waited longest. False when none was. Raises
    MarketplaceUnusable."""
    if desk.market.ahead_ms is not None:
        strays.date_batches(desk.db, desk.account, desk.market.ahead_ms)
    due = [batch for batch in outbox.open_batches(desk.db, desk.account, "answered") if _is_due(batch, desk.now())]
    for batch in sorted(due, key=lambda one: one.next_poll_at)[:at_most]:
        _poll(desk, batch)
        desk.give_way()
    return bool(due)


def next_due(desk: Desk) -> int | None:
    """UTC ms of the next poll."""
    times = [batch.next_poll_at for batch in outbox.open_batches(desk.db, desk.account, "answered")]
    return min(times, default=None)


def _is_due(batch: Batch, now: int) -> bool:
    """One that would not be due for long was put off by a clock that somebody has set back since."""
    return not now < batch.next_poll_at <= now + 2 * _SELDOM_MS


def _poll(desk: Desk, batch: Batch) -> None:
    try:
        tasks = desk.market.tasks(batch.group_id) if batch.group_id else ()
        desk.missed = 0
    except MarketplaceError as error:
        looks.missed(desk, error)
        with desk.db.write() as tx:
            _schedule(desk, tx, batch)
    else:
        _take_in(desk, batch, tasks)


def _schedule(desk: Desk, tx: Transaction, batch: Batch) -> None:
    """The next poll."""
    age = desk.market_now() - batch.began
    usual = round(_FIRST_MS * _GROWTH ** min(batch.polls, _MOST_STEPS))
    wait = min(usual, max(desk.poll_cap_ms, min(age // _OLD, _SELDOM_MS)))
    outbox.schedule_poll(tx, batch.id, batch.polls + 1, desk.now() + wait)


def _take_in(desk: Desk, batch: Batch, tasks: Sequence[Task]) -> None:
    now = desk.now()
    given_up = desk.market_now() > batch.began + desk.horizon()
    orphans = batch.polls >= _ORPHAN_POLLS and tasks and all(map(_ended, tasks))
    items: tuple[Item, ...] = ()
    late: tuple[Item, ...] = ()
    # Else there is nothing to say of any item, poll after poll while the queue is long.
    if given_up or any(map(_ended, tasks)):
        items, late = outbox.items(desk.db, batch.id), strays.of_batch(desk.db, batch.id)
    if orphans and len(tasks) < len(items):
        desk.chunks.told(items[0].kind, len(tasks))
    told, told_late = matched(items, tasks), matched(late, tasks)
    with desk.db.write() as tx:
        accounts.saw_queue(tx, desk.account, max((task.took_ms for task in tasks if _ended(task)), default=0))
        _settle(desk, tx, [(item, task) for item, task in told if task is not None and _ended(task)], now)
        for item, task in told:
            if task is not None and _ended(task):
                continue
            if given_up:
                settlement.in_doubt(tx, item, now, watched_until=desk.market_now() + WATCHED_MS)
            elif task is None and orphans:
                settlement.in_doubt(tx, item, now)
        for item, task in told_late:
            if task is not None and _ended(task):
                _come_late(desk, tx, item, task, now)
        strays.close_batch(tx, batch.id, now)
        _schedule(desk, tx, batch)


def _ended(task: Task) -> bool:
    return task.state in ("success", "error")


def matched(items: Sequence[Item], tasks: Sequence[Task]) -> list[tuple[Item, Task | None]]:
    """Within their group by task id, else external id, else product id, else the set of SKU codes (DESIGN, invariant 1);
    a single task for a whole request of ids, which names no card of its own, stands for each of them."""
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
        if task is None and len(tasks) == 1 and not tasks[0].product_id and item.kind in ("online", "offline", "delete"):
            task = tasks[0]
        found.append((item, task))
    return found


def _same_codes(task: Task | None, item: Item) -> Task | None:
    """Two sources may use one key: where both sides name their SKU codes, these must agree."""
    if task is None or not task.sku_codes or not item.codes or set(task.sku_codes) == set(item.codes):
        return task
    return None


def _settle(desk: Desk, tx: Transaction, ended: Sequence[tuple[Item, Task]], now: int) -> None:
    """What went well all at once, the rest one by one. A create that succeeds without naming its card is left to the
    cards."""
    creates = [task.product_id for item, task in ended if item.kind == "create"]
    owners = cards.owners(desk.db, desk.account, creates) if creates else {}
    done = []
    for item, task in ended:
        if fault := _failure(item, task):
            reject(desk, tx, item, "task", (fault,))
        elif item.kind != "create":
            done.append((item, task))
        elif not task.product_id:
            settlement.in_doubt(tx, item, now)
        elif owners.setdefault(task.product_id, item.listing) != item.listing:
            reject(desk, tx, item, "task", (Problem("card.owned", args={"card": task.product_id}),))
        else:
            done.append((item, task))
    carried_out.done_all(tx, [(item, task.product_id) for item, task in done], now)
    for item, task in done:
        for warning in task.warnings:
            desk.log(tx, "task.warning", level="warning", run=item.run, listing=item.listing, name=item.name, text=warning)
        if item.kind == "delete":
            desk.log(tx, "listing.deleted", run=item.run, listing=item.listing, name=item.name)


def _failure(item: Item, task: Task) -> Problem | None:
    text = task.item_errors.get(item.card_id, "")
    if task.state == "error" or text:
        return Problem("task.failed", args={"text": text or task.error_text, "number": task.error_code})
    return None


def _come_late(desk: Desk, tx: Transaction, item: Item, task: Task, now: int) -> None:
    """The end of an item that was given up."""
    if _failure(item, task):
        strays.forget(tx, item)
    elif item.kind != "create" or not task.product_id:
        strays.over(tx, item, now)
    elif (card := strays.card_of(tx, item.listing)) == task.product_id:
        strays.forget(tx, item)
    elif card:
        _report_twin(desk, tx, item, task.product_id, card, now)
    elif not strays.is_open(tx, item.listing):
        carried_out.done(tx, item, now, card_id=task.product_id, state="linked")
        strays.forget(tx, item)
        desk.log(tx, "create.found", run=item.run, listing=item.listing, name=item.name, card=task.product_id)


def _report_twin(desk: Desk, tx: Transaction, item: Item, late: str, card: str, now: int) -> None:
    both = f"{card}, {late}"
    settlement.twin(tx, item, Problem("card.duplicate", args={"cards": both}), now)
    desk.log(tx, "card.duplicate", level="error", run=item.run, listing=item.listing, name=item.name, cards=both)
