"""Runs taken apart: what they put into the outbox, and the account's worker driven step by step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from aliexport_tui.engine.accounts import opened
from aliexport_tui.engine.planning.context import load_context
from aliexport_tui.engine.planning.plan import make_plan
from aliexport_tui.engine.sending.desk import open_desk
from aliexport_tui.engine.sending.worker import Worker
from aliexport_tui.marketplace.port import Marketplace
from aliexport_tui.model.change import Action
from aliexport_tui.store import outbox, plans, runs
from aliexport_tui.store.database import Database
from tests.support.export import Shop


def enqueued(shop: Shop, action: Action) -> int:
    """Plan an action and put it into the outbox, over a connection of its own as another process does; the run's id."""
    with shop.db() as db:
        now = shop.clock.now_ms()
        profile = load_context(db, "shop").id
        run = runs.start(
            db, profile=profile, action=action, mode="headless", selection=None, verify_s=60, who="test", now=now
        )
    plan = planned(shop, action)
    with shop.db() as db:
        runs.step(db, run, "sending", now, plan=plan)
        plans.enqueue(db, plan, run)
    return run


def planned(shop: Shop, action: Action) -> int:
    """The same plan, and nobody applies it; its id."""
    with shop.db() as db:
        context = load_context(db, "shop")
        now = shop.clock.now_ms()
        return make_plan(
            db, context, action, selection=None, approved=True, now=now, who="test", progress=_silent, firm=True
        ).id


@contextmanager
def worker(
    shop: Shop, through: Callable[[Marketplace], Marketplace] = lambda market: market
) -> Iterator[tuple[Database, Worker]]:
    """The account's worker, with nobody driving it. `through`: what stands between it and the marketplace."""
    with shop.db() as db:
        context = load_context(db, "shop")
        with opened(shop.workspace, context.account) as market:
            made = Worker(open_desk(db, shop.clock, context.account, through(market), poll_cap_ms=5_000), "ru_RU")
            made.recover()
            yield db, made


def methods(db: Database) -> list[str]:
    """What was sent so far, batch by batch."""
    return [str(row[0]) for row in db.rows("SELECT method FROM batch WHERE NOT waits ORDER BY id")]


def step_until_sent(db: Database, made: Worker, batches: int, most: int = 50) -> None:
    """Step on until so many batches have left in all."""
    for _ in range(most):
        if len(methods(db)) >= batches:
            return
        made.step()
    raise AssertionError(methods(db))


def work_off(shop: Shop, db: Database, made: Worker, seconds: float = 300) -> None:
    """Until nothing is open any more, or so much time has passed."""
    deadline = shop.clock.now_ms() + round(seconds * 1000)
    account = 1
    made.run_until(lambda: outbox.account_is_idle(db, account) or shop.clock.now_ms() > deadline, lambda: False)


def _silent(stage: str, done: int, total: int) -> None:
    return None
