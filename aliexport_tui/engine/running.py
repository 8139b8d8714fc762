"""A run from start to end: lock, plan, outbox, work, verify, summary. The same for cron and for the console's runners."""

import contextlib
import json
import os
import threading
from collections.abc import Callable, Iterable

from aliexport_tui.engine import applying
from aliexport_tui.engine.accounts import opened
from aliexport_tui.engine.dictionaries import Missing
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.planning.context import ProfileContext, load_context
from aliexport_tui.engine.planning.derive import derive
from aliexport_tui.engine.planning.plan import Planned, make_plan
from aliexport_tui.engine.sending.desk import open_desk
from aliexport_tui.engine.sending.worker import Worker
from aliexport_tui.engine.summary import Summary, summarise
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.marketplace.port import Marketplace
from aliexport_tui.model.change import ACTION_LANES, Action
from aliexport_tui.model.errors import AliexportError, BusyError, ConfigError, FileTrouble
from aliexport_tui.model.event import Event, Level
from aliexport_tui.store import events, outbox, plans, profiles, reports, runs
from aliexport_tui.store.database import Database
from aliexport_tui.store.runs import Mode

Progress = Callable[[str, int, int], None]
"""(stage, done, total); stages: schema, plan, check, send, verify."""

POLL_CAP_MS: dict[Mode, int] = {"by_hand": 5_000, "headless": 15_000}
_WATCH_S = 0.5
_NAMED_AT_MOST = 500


class StopRequest(threading.Event):
    """Set when a signal asks the run to stop at a safe point; `exit_code` is 128 + the signal's number."""

    exit_code = 143


class Stopped(Exception):
    """A signal asked the run to stop; everything is at a safe point."""


def run_profile(
    workspace: Workspace,
    code: str,
    *,
    action: Action = "export",
    mode: Mode = "headless",
    selection: int | None = None,
    verify_s: int | None = None,
    wait_s: int = 0,
    dry_run: bool = False,
    approve_holds: bool = False,
    progress: Progress = lambda stage, done, total: None,
    run_id: int | None = None,
    stop: StopRequest | None = None,
) -> Summary:
    """Plan the profile's action, apply it, follow every change to its outcome or to the time limit.

    `run_id`: the row that a launcher has committed already. Raises ConfigError, BusyError, MarketplaceUnusable,
    MarketplaceError, FileTrouble, Stopped; the run's row then says so."""
    db = workspace.open()
    try:
        started = workspace.clock.now_ms()
        stored = profiles.get(db, code)
        limit = stored.profile.verify.by_hand_s if mode == "by_hand" else stored.profile.verify.headless_s
        run = run_id or runs.start(
            db,
            profile=stored.id,
            action=action,
            mode=mode,
            selection=selection,
            verify_s=limit if verify_s is None else verify_s,
            who=who(),
            now=started,
        )
        one = _Run(workspace, db, run, code, action, mode, selection, approve_holds, progress, stop or StopRequest())
        try:
            summary = one.dry(started) if dry_run else one.live(started, wait_s)
        except Stopped:
            runs.end(db, run, one.stop.exit_code, workspace.clock.now_ms())
            raise
        except AliexportError as error:
            told = json.dumps({"code": error.code, "args": error.args_by_name}, ensure_ascii=False)
            with contextlib.suppress(FileTrouble):  # a full disk must not hide what happened first
                one.log("run.failed", "error", reason=error.code)
                runs.end(db, run, int(error.exit_code), workspace.clock.now_ms(), error=told)
            raise
        return summary
    finally:
        db.close()


class _Run:
    """The steps of one run over one connection."""

    def __init__(
        self,
        workspace: Workspace,
        db: Database,
        run: int,
        code: str,
        action: Action,
        mode: Mode,
        selection: int | None,
        approved: bool,
        progress: Progress,
        stop: StopRequest,
    ) -> None:
        self.workspace = workspace
        self.db = db
        self.run = run
        self.code = code
        self.action = action
        self.mode = mode
        self.selection = selection
        self.approved = approved
        self.progress = progress
        self.stop = stop
        self._last_beat = 0

    def dry(self, started: int) -> Summary:
        """Plan only; not one request leaves."""
        context = self._context()
        planned = self._plan(context, begun="run.rehearsed", firm=False)
        return self._end(context, planned, started, dry_run=True)

    def live(self, started: int, wait_s: int) -> Summary:
        context = self._context()
        if not context.profile.active:
            raise ConfigError("profile.inactive", profile=self.code)
        lock = Lock(self.workspace.lock(f"{self.code}.{self.action}"))
        self._take(lock, wait_s)
        try:
            runs.take_over(self.db, self.run, context.id, self.action, self._now())
            with opened(self.workspace, context.account, run=self.run) as market:
                if missing := Missing(self.db, context):
                    missing.fetch(market, self.workspace.clock, self.progress)
                    context = load_context(self.db, self.code)
                planned = self._prepared(context, market) or self._plan(context, begun="run.started", firm=True)
                self._apply(planned)
                self._work(context, market)
            return self._end(context, planned, started)
        finally:
            lock.release()

    def log(self, code: str, level: Level = "info", /, **args: str | int) -> None:
        self._log_many([(code, None, {name: str(value) for name, value in args.items()})], level)

    def _log_many(self, lines: Iterable[tuple[str, int | None, dict[str, str]]], level: Level = "info") -> None:
        with self.db.write() as tx:
            events.add(
                tx,
                [
                    Event(
                        at=self._now(),
                        code=code,
                        args=args,
                        level=level,
                        run=self.run,
                        profile=self.code,
                        listing=listing,
                    )
                    for code, listing, args in lines
                ],
            )

    def _now(self) -> int:
        return self.workspace.clock.now_ms()

    def _context(self) -> ProfileContext:
        context = load_context(self.db, self.code)
        runs.set_account(self.db, self.run, context.account_id)
        runs.step(self.db, self.run, "planning", self._now(), pid=os.getpid())
        return context

    def _take(self, lock: Lock, wait_s: int) -> None:
        """A second runner of the same profile and action leaves with code 6 (DESIGN, invariant 5)."""
        deadline = self._now() + wait_s * 1000
        while not lock.acquire(who=who(), now=self._now()):
            if self._now() >= deadline:
                holder = lock.holder()
                raise BusyError(
                    "run.busy",
                    profile=self.code,
                    action=self.action,
                    pid=holder.get("pid", "?"),
                    who=holder.get("who", "?"),
                    since=holder.get("since", ""),
                )
            self.workspace.clock.sleep(_WATCH_S)

    def _plan(self, context: ProfileContext, *, begun: str, firm: bool) -> Planned:
        self.log(begun, action=self.action, who=who())
        planned = make_plan(
            self.db,
            context,
            self.action,
            selection=self.selection,
            approved=self.approved,
            now=self._now(),
            who=who(),
            progress=self.progress,
            firm=firm,
        )
        runs.step(self.db, self.run, "planning", self._now(), plan=planned.id)
        self.log("plan.made", **{name: count for name, count in planned.counts.items() if count})
        if planned.foreign:
            self.log("plan.foreign", count=len(planned.foreign))
        if planned.released:
            self.log("plan.released", count=planned.released)
        return planned

    def _prepared(self, context: ProfileContext, market: Marketplace) -> Planned | None:
        """The plan that a person has seen and confirmed, when the run was started for one: exactly this is applied, once.
        Wants are derived anew and the cards read, so that what has changed since on either side is refused row by row."""
        row = runs.get(self.db, self.run)
        if row is None or row.plan is None:
            return None
        if (earlier := plans.applied_by(self.db, row.plan)) is not None:
            raise ConfigError("plan.applied", plan=str(row.plan), run=str(earlier))
        self.log("run.started", action=self.action, who=row.who)
        derived = derive(self.db, context, selection=self.selection, now=self._now(), progress=self.progress, firm=True)
        self.log("plan.made", **{name: count for name, count in plans.counts(self.db, row.plan).items() if count})
        refused = applying.refuse(self.db, context, market, row.plan, self.run, self._now, self.progress)
        self._log_many(
            (("change.stale", one.listing, {"name": one.name, "reason": one.reason, **one.args}) for one in refused), "warning"
        )
        return Planned(row.plan, derived.members, plans.counts(self.db, row.plan), derived.foreign, derived.released)

    def _apply(self, planned: Planned) -> None:
        applying.enqueue(self.db, planned.id, self.action, self.run)
        runs.step(self.db, self.run, "sending", self._now())

    def _work(self, context: ProfileContext, market: Marketplace) -> None:
        """Work as the account's worker, or watch the one that there is and take over when the lock falls free."""
        if not self._pending(context):
            return
        lock = Lock(self.workspace.lock(f"account-{context.account.code}"))
        desk = open_desk(self.db, self.workspace.clock, context.account, market, poll_cap_ms=POLL_CAP_MS[self.mode])
        worker = Worker(desk, context.account.locale)
        finished = self._until(context)
        try:
            while not finished():
                if lock.acquire(who=who(), now=self._now()):
                    worker.recover()
                    worker.run_until(finished, self.stop.is_set)
                else:
                    self.workspace.clock.sleep(_WATCH_S)
                if self.stop.is_set():
                    raise Stopped
        finally:
            lock.release()

    def _until(self, context: ProfileContext) -> Callable[[], bool]:
        """Finished when nothing of ours is open, or when the time limit after the last send has passed."""
        total = outbox.open_in_run(self.db, self.run)
        limit_ms = self._verify_s() * 1000
        deadline: list[int] = []

        def finished() -> bool:
            now = self._now()
            if now - self._last_beat > 1_000:
                runs.beat(self.db, self.run, now)
                self._last_beat = now
            unsent = reports.change_states(self.db, self.run).get("ready", 0)
            self.progress("send", total - unsent, total)
            if unsent:
                return False
            if not deadline:
                deadline.append(now + limit_ms)
                runs.step(self.db, self.run, "verifying", now)
            pending = self._pending(context)
            self.progress("verify", max(0, total - pending), total)
            return not pending or now >= deadline[0]

        return finished

    def _pending(self, context: ProfileContext) -> int:
        open_changes = outbox.open_in_run(self.db, self.run)
        return max(open_changes, reports.pending(self.db, context.account_id, ACTION_LANES[self.action]))

    def _verify_s(self) -> int:
        row = runs.get(self.db, self.run)
        return row.verify_s if row else 0

    def _end(self, context: ProfileContext, planned: Planned, started: int, *, dry_run: bool = False) -> Summary:
        """The separate report of what was not verified in time, then the summary."""
        left = reports.pending_names(self.db, context.account_id, ACTION_LANES[self.action], _NAMED_AT_MOST)
        self._log_many(
            (("listing.unverified", listing, {"name": name, "key": key}) for listing, key, name in left), "warning"
        )
        summary = summarise(
            self.db,
            run=self.run,
            profile_id=context.id,
            profile=self.code,
            account=context.account_id,
            action=self.action,
            planned=planned.counts,
            selection=self.selection,
            foreign=len(planned.foreign),
            started=started,
            now=self._now(),
        )
        words = {name: count for name, count in summary.outcomes.items() if count}
        self.log("run.ended", exit_code=summary.exit_code, **words)
        told = {"planned": summary.planned, "outcomes": summary.outcomes, "requests": summary.requests}
        text = json.dumps(told | {"dry_run": True} if dry_run else told, ensure_ascii=False)
        runs.end(self.db, self.run, summary.exit_code, self._now(), summary=text)
        return summary
