"""A run's work: as its account's worker, or beside the one that there is, until its changes have ended or its time is up."""

from collections.abc import Callable

from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.planning.context import ProfileContext
from aliexport_tui.engine.runs.dead import end_dead
from aliexport_tui.engine.runs.seldom import Seldom
from aliexport_tui.engine.sending.desk import open_desk
from aliexport_tui.engine.sending.worker import Worker
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.marketplace.port import Marketplace
from aliexport_tui.model.change import ACTION_LANES, Action
from aliexport_tui.model.clock import Clock
from aliexport_tui.model.event import Event
from aliexport_tui.store import events, outbox, reports, restoring, runs
from aliexport_tui.store.database import Database
from aliexport_tui.store.runs import Mode

Progress = Callable[[str, int, int], None]
"""(stage, done, total); stages: schema, plan, check, send, verify."""

POLL_CAP_MS: dict[Mode, int] = {"by_hand": 5_000, "headless": 15_000}
WATCH_S = 0.5
BEAT_MS = 1_000
_LEAST_PATIENCE_MS = 60_000
"""So long a run waits for what can't leave at once, however short its limit is."""


class Followed:
    """The changes of one run on their way. Its time limit counts from its last send; while something can't leave (the
    quota is used up, the worker is stopped) from the last thing that happened to one of its own changes."""

    def __init__(
        self, db: Database, clock: Clock, run: int, account: int, action: Action, progress: Progress, verify_s: int
    ) -> None:
        self._db = db
        self._clock = clock
        self._run = run
        self._account = account
        self._action = action
        self._progress = progress
        self._limit_ms = verify_s * 1000
        self._total = outbox.open_in_run(db, run)
        self._count_states = Seldom(clock, lambda: reports.change_states(db, run))
        self._count_pending = Seldom(clock, self.pending)
        self._states: dict[str, int] = {}
        self._moved_at = clock.now_ms()
        self._deadline: int | None = None
        self._last_beat = 0

    def pending(self) -> int:
        """How many of its products have no known end."""
        open_changes = outbox.open_in_run(self._db, self._run)
        return max(open_changes, reports.pending(self._db, self._account, ACTION_LANES[self._action]))

    def finished(self) -> bool:
        """Nothing of ours is open, or the time is up."""
        now = self._clock.now_ms()
        if not 0 <= now - self._last_beat <= BEAT_MS:
            runs.beat(self._db, self._run, now)
            self._last_beat = now
        states = self._count_states()
        if states != self._states:
            self._states, self._moved_at = states, now
        if reports.any_unsent(self._db, self._run):
            unsent = max(1, states.get("ready", 0))
            self._progress("send", self._total - unsent, self._total)
            return self._creates_wait(now) or self._out_of_patience(unsent, now)
        self._progress("send", self._total, self._total)
        if self._deadline is None:
            self._deadline = now + self._limit_ms
            runs.step(self._db, self._run, "verifying", now)
        done = not self._is_pending()
        pending = 0 if done else self._count_pending()
        self._progress("verify", max(0, self._total - pending), self._total)
        return done or now >= self._deadline

    def _is_pending(self) -> bool:
        lanes = ACTION_LANES[self._action]
        return outbox.is_open_in_run(self._db, self._run) or reports.is_pending(self._db, self._account, lanes)

    def _creates_wait(self, now: int) -> bool:
        """Only creates are left, and they wait longer than any run: the next plan finds them again."""
        until = restoring.put_back_creates(self._db, self._run, now)
        if until:
            self._tell("creates.wait", minutes=str(-(-(until - now) // 60_000)))
        return bool(until)

    def _out_of_patience(self, unsent: int, now: int) -> bool:
        if now < self._moved_at + max(self._limit_ms, _LEAST_PATIENCE_MS):
            return False
        row = runs.get(self._db, self._run)
        args = {"count": str(unsent)}
        if row is not None and row.forecast_at is not None and row.forecast_at > now:
            args["minutes"] = str(-(-(row.forecast_at - now) // 60_000))
        self._tell("run.unsent", **args)
        return True

    def _tell(self, code: str, **args: str) -> None:
        row = runs.get(self._db, self._run)
        with self._db.write() as tx:
            profile = row.profile_code if row else ""
            events.add(tx, [Event(self._clock.now_ms(), code, args, level="warning", run=self._run, profile=profile)])


def work(
    workspace: Workspace,
    db: Database,
    context: ProfileContext,
    market: Marketplace,
    followed: Followed,
    mode: Mode,
    stop: Callable[[], bool],
) -> None:
    """Work as the account's worker, or watch the one that there is and take over when the lock falls free. Returns when
    `followed` has finished or `stop` says so."""
    lock = Lock(workspace.lock(f"account-{context.account.code}"))
    desk = open_desk(db, workspace.clock, context.account, market, poll_cap_ms=POLL_CAP_MS[mode])
    worker = Worker(desk, context.account.locale)
    try:
        while not followed.finished() and not stop():
            if lock.acquire(who=who(), now=workspace.clock.now_ms()):
                end_dead(workspace, db)
                worker.recover()
                worker.run_until(followed.finished, stop)
                return
            workspace.clock.sleep(WATCH_S)
    finally:
        lock.release()
