"""The account's worker: one step at a time, most urgent first. Who holds the account's lock drives it."""

import contextlib
from collections.abc import Callable

from aliexport_tui.engine.reconciling import restored
from aliexport_tui.engine.sending import ahead, doubts, poll, readback
from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.engine.sending.forecast import Forecaster
from aliexport_tui.engine.sending.send import next_due as next_send
from aliexport_tui.engine.sending.send import send_next, send_urgent
from aliexport_tui.model.errors import FileTrouble
from aliexport_tui.store import deaths, in_line, outbox, settlement, unended

_LOOK_MS = 250
"""How often a busy worker asks whether it is finished."""
_SOON_MS = 5_000
"""What may leave within this time is waited for."""
_POLL_AT_LEAST_MS = 5_000
"""While there is something to send without a pause, one group is asked for so often."""


class Worker:
    """Sends, polls, settles and reads back everything open on one account. Raises MarketplaceUnusable and
    MarketplaceError of reads."""

    def __init__(self, desk: Desk, locale: str) -> None:
        self._desk = desk
        self._locale = locale
        self._next_readback = 0
        self._next_doubts = 0
        self._polled = desk.now()
        desk.give_way = lambda: send_urgent(desk)

    def recover(self) -> int:
        """Right after the lock was taken: an intent without an answer was left by a dead worker, and nobody knows
        whether its request arrived. Each product in it is one that a runner died over, unless the one that sent it was told
        to leave at once; three times, and it is parked.
        Returns how many such batches there were."""
        desk = self._desk
        desk.budget.reload(desk.now())
        restored.attend(desk, self._locale)
        left = outbox.open_batches(desk.db, desk.account, "intent")
        for batch in left:
            with desk.db.write() as tx:
                items = outbox.items(desk.db, batch.id)
                if batch.waits:
                    in_line.take_back(tx, batch.id, items, desk.now())
                    continue
                fell = not batch.told_to_leave
                for item in items:
                    died = deaths.count(tx, item.listing) if fell else 0
                    settlement.in_doubt(tx, item, desk.now())
                    if died >= deaths.PARKED_AT:
                        told = {"name": item.name, "key": item.external_id, "deaths": str(died)}
                        desk.log(tx, "listing.parked", level="error", run=batch.run, listing=item.listing, **told)
                if items:
                    desk.budget.spend(tx, items[0].kind, len(items), desk.now())
                state = "unknown" if batch.method in settlement.LOOKED_FOR else "settled"
                outbox.save_batch(tx, batch.id, state, desk.now())
                desk.log(tx, "batch.recovered", level="warning", run=batch.run, method=batch.method)
        return len(left)

    def step(self) -> bool:
        """Do the most urgent thing that is due. False when nothing is due now. What may leave goes first; the questions what
        became of it take the gaps, and a turn of their own where there are none."""
        desk = self._desk
        if send_next(desk):
            if not 0 <= desk.now() - self._polled < _POLL_AT_LEAST_MS:
                self._polled = desk.now()
                poll.poll_due(desk, at_most=1)
            return True
        self._polled = desk.now()
        if poll.poll_due(desk):
            return True
        now = desk.now()
        if now >= self._next_doubts:
            self._next_doubts = now + doubts.CHECK_EVERY_MS
            if doubts.settle_doubts(desk):
                return True
        if now >= self._next_readback:
            self._next_readback = now + readback.CHECK_EVERY_MS
            return readback.read_back(desk, self._locale)
        return False

    def _leaves_work(self) -> bool:
        """Does something wait in the outbox, left there by runs that have ended, that may go now or soon? It goes out before
        the worker leaves: nobody else may come for it."""
        desk = self._desk
        if not unended.left_behind(desk.db, desk.account):
            return False
        if send_next(desk):
            return True
        due = next_send(desk)
        return due is not None and due <= desk.now() + _SOON_MS

    def next_due(self) -> int:
        """UTC ms at which the next step may have something to do."""
        desk = self._desk
        times = [self._next_doubts, self._next_readback]
        times += [due for due in (poll.next_due(desk), next_send(desk)) if due is not None]
        return min((time for time in times if time > desk.now()), default=desk.now() + readback.CHECK_EVERY_MS)

    def run_until(self, finished: Callable[[], bool], stop: Callable[[], bool]) -> None:
        """Work until `finished` or `stop` says so; waits in between by the injected clock."""
        try:
            self._work_until(finished, stop)
        except (SystemExit, KeyboardInterrupt):
            with contextlib.suppress(FileTrouble):  # it counts as a death then
                outbox.leave_intents(self._desk.db, self._desk.account, self._desk.now())
            raise
        finally:
            with contextlib.suppress(FileTrouble):  # who comes next finds that it has not left
                ahead.take_back(self._desk)

    def _work_until(self, finished: Callable[[], bool], stop: Callable[[], bool]) -> None:
        desk = self._desk
        forecaster = Forecaster(desk)
        looked = 0
        busy = False
        while not stop():
            if not busy or not 0 <= desk.now() - looked < _LOOK_MS:
                looked = desk.now()
                forecaster.look()
                if finished() and not self._leaves_work():
                    return
            busy = self.step()
            if not busy:
                wait_ms = self.next_due() - desk.now()
                desk.clock.sleep(max(0.01, min(wait_ms, 1_000) / 1000))
