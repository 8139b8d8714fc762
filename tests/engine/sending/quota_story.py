"""A run that is far larger than the quota, prices and stocks among its changes, and a stock run that joins it midway.

`python -m tests.engine.sending.quota_story` tells it at full size: 5,000 changes, 500 a window."""

import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import click
import msgspec

from aliexport_tui.engine.planning.context import load_context
from aliexport_tui.engine.planning.plan import make_plan
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.store import accounts, plans, runs
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox

SHARE = 20
"""Percent; with 10 the last window of 5,000 changes would be exactly full, and a single stock more would cost another."""


@dataclass
class Story:
    """What happened. Times in UTC ms; `forecasts`: (when it stood in the file, what it said)."""

    changes: int = 0
    exit_code: int = -1
    began: int = 0
    last_sent: int = 0
    refusals: int = 0
    refused_at: int | None = None
    forecasts: list[tuple[int, int]] = field(default_factory=list)
    lanes_waited_ms: int = 0
    joined_waited_ms: int = -1
    joined_left_behind: int = 0
    live: int = 0
    learnt: int | None = None

    def misses(self, since: int = 0) -> list[float]:
        """How far each forecast was off, as a part of the time that was left to go; those of the last tenth of the run
        are left out: there a second is a large part."""
        long_enough = (self.last_sent - self.began) / 10
        return [
            abs(said - self.last_sent) / (self.last_sent - at)
            for at, said in self.forecasts
            if at > since and self.last_sent - at > long_enough
        ]


def tell(shop: Shop, sandbox: Sandbox, *, changes: int, quota: int, window_s: int, known: bool) -> Story:
    """Two of 25 changes are prices and stocks of cards that are there, the others new products. `known`: the account
    is told the quota; else it has to be learnt."""
    there = changes // 25
    shop.supply([_goods(number) for number in range(there)])
    shop.profile()
    assert shop.run().exit_code == 0
    _set_quota(shop, quota if known else 100_000, window_s)
    sandbox.set({"quota.limit": quota, "quota.window_s": window_s, "quota.include_price_stock": True})
    shop.clock.sleep(2 * window_s)
    changed = [_goods(number, price="1100", count=9) for number in range(there)]
    new = [_goods(number) for number in range(there, changes - there)]
    shop.supply([*changed, *new])

    story = Story(began=shop.clock.now_ms())
    join = _Joining(shop, story, there)

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "send":
            story.changes = max(story.changes, total)
            join.look(done, total)
            with shop.db() as db:
                row = runs.latest(db, limit=5)
                at = next((run.forecast_at for run in row if run.action == "export"), None)
            if at is not None:
                story.forecasts.append((shop.clock.now_ms(), at))

    summary = run_profile(shop.workspace, "shop", progress=progress, verify_s=3 * window_s)
    story.exit_code, story.live = summary.exit_code, summary.outcomes["live"]
    _measure(shop, story, summary.run)
    return story


class _Joining:
    """In the middle of the run another process puts stocks into the outbox, as a stock run does."""

    def __init__(self, shop: Shop, story: Story, there: int) -> None:
        self._shop = shop
        self._story = story
        self._there = there
        self._run: int | None = None
        self._at = 0

    def look(self, done: int, total: int) -> None:
        if self._run is None and done > total / 2:
            self._join()
        elif self._run is not None and self._story.joined_waited_ms < 0:
            with self._shop.db() as db:
                waiting = db.value("SELECT count(*) FROM change WHERE run = ? AND state = 'ready'", (self._run,))
            if waiting == 0:
                self._story.joined_waited_ms = self._shop.clock.now_ms() - self._at

    def _join(self) -> None:
        shop = self._shop
        with shop.db() as db:
            db_rows = db.rows("SELECT key FROM product WHERE body LIKE '%\"stock\":9%' LIMIT 5")
            assert len(db_rows) == 5
        with shop.db() as db, db.write() as tx:
            tx.run(
                "UPDATE product SET body = replace(body, '\"stock\":9', '\"stock\":0'), stock_hash = 'sold out'"
                " WHERE key IN ('G0', 'G1', 'G2')"
            )
        with shop.db() as db:
            context = load_context(db, "shop")
            now = shop.clock.now_ms()
            self._run = runs.start(
                db, profile=context.id, action="stock", mode="headless", selection=None, verify_s=60, who="test", now=now
            )
            planned = make_plan(
                db, context, "stock", selection=None, approved=True, now=now, who="test", progress=_silent, firm=True
            )
            self._at = now
            self._story.joined_left_behind = plans.enqueue(db, planned.id, self._run)


def _silent(stage: str, done: int, total: int) -> None:
    return None


def _goods(number: int, price: str = "1000", count: int = 10) -> Goods:
    return Goods(f"G{number}", price=price, count=count)


def _set_quota(shop: Shop, limit: int, window_s: int) -> None:
    with shop.db() as db:
        stored = accounts.get(db, "main")
        settings = msgspec.structs.replace(stored, quota_limit=limit, quota_window_s=window_s, quota_share=SHARE)
        accounts.change(db, settings)


def _measure(shop: Shop, story: Story, run: int) -> None:
    with shop.db() as db:
        sent = "SELECT max(sent_at) FROM batch WHERE run = ? AND state NOT IN ('refused', 'not_sent')"
        story.last_sent = int(str(db.value(sent, (run,))))
        lanes = db.value(f"{sent} AND method IN ('price', 'stock')", (run,))
        story.lanes_waited_ms = int(str(lanes)) - story.began
        refused = db.rows("SELECT at FROM exchange WHERE status = 429 AND at >= ? ORDER BY at", (story.began,))
        story.refusals = len(refused)
        story.refused_at = int(str(refused[0][0])) if refused else None
        story.learnt = accounts.get(db, "main").quota_learnt


def main() -> None:
    for known in (True, False):
        with Sandbox() as sandbox, tempfile.TemporaryDirectory() as folder:
            began = time.monotonic()
            shop = Shop(sandbox, Path(folder))
            story = tell(shop, sandbox, changes=5_000, quota=500, window_s=600, known=known)
            since = story.refused_at or 0
            misses = story.misses(since)
            click.echo(f"quota {'told' if known else 'to be learnt'}: {story.changes} changes, 500 a window of 600 s")
            click.echo(f"  429s: {story.refusals}; learnt: {story.learnt}; exit code {story.exit_code}; live {story.live}")
            click.echo(f"  last change left after {(story.last_sent - story.began) / 1000:.0f} s")
            click.echo(
                f"  forecasts: {len(misses)}, first off by {misses[0]:.1%}, worst by {max(misses):.1%} of what was left"
            )
            click.echo(f"  the run's own prices and stocks had left after {story.lanes_waited_ms / 1000:.1f} s")
            click.echo(f"  stocks that joined midway had left after {story.joined_waited_ms / 1000:.1f} s")
            click.echo(f"  took {time.monotonic() - began:.0f} s of real time")


if __name__ == "__main__":
    main()
