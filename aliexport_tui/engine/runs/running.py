"""A run from start to end: lock, plan, outbox, work, verify, summary. The same for cron and for the console's runners."""

import json
import os
from collections.abc import Iterable

import msgspec

from aliexport_tui.engine import holds
from aliexport_tui.engine.accounts import opened
from aliexport_tui.engine.alerting import raising
from aliexport_tui.engine.dictionaries import Missing
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.orders.first import orders_first
from aliexport_tui.engine.planning import leavers as leaving
from aliexport_tui.engine.planning.context import ProfileContext, load_context
from aliexport_tui.engine.planning.derive import derive
from aliexport_tui.engine.planning.plan import Planned, make_plan
from aliexport_tui.engine.reconciling import restored
from aliexport_tui.engine.runs import applying, canary
from aliexport_tui.engine.runs.dead import end_dead
from aliexport_tui.engine.runs.life import Life, Stopped, StopRequest, interruptible
from aliexport_tui.engine.runs.recalling import recall
from aliexport_tui.engine.runs.summary import Summary, kept, summarise
from aliexport_tui.engine.runs.working import BEAT_MS, WATCH_S, Followed, Progress, work
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.marketplace.port import Marketplace
from aliexport_tui.model.change import ACTION_LANES, Action
from aliexport_tui.model.errors import BusyError, ConfigError
from aliexport_tui.model.event import Event, Level
from aliexport_tui.store import events, plans, profiles, reports, runs, strays
from aliexport_tui.store import holds as stored_holds
from aliexport_tui.store.database import Database
from aliexport_tui.store.runs import Mode

_NAMED_AT_MOST = 500


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
    try_parked: bool = False,
    progress: Progress = lambda stage, done, total: None,
    run_id: int | None = None,
    stop: StopRequest | None = None,
) -> Summary:
    """Plan the profile's action, apply it, follow every change to its outcome or to the time limit.

    `try_parked`: products that are parked go, too. `run_id`: the row that a launcher has committed already. Raises
    ConfigError, BusyError, MarketplaceUnusable, MarketplaceError, FileTrouble, Stopped; the run's row then says so."""
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
            pid=os.getpid(),
        )
        stop = stop or StopRequest()
        one = _Run(workspace, db, run, code, action, mode, selection, approve_holds, try_parked, progress, stop)
        with Life(workspace, db, run, code, action, stop).lived():
            return one.dry(started) if dry_run else one.live(started, wait_s)
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
        try_parked: bool,
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
        self.try_parked = try_parked
        self._told = progress
        self.stop = stop
        self._last_beat = 0

    def progress(self, stage: str, done: int, total: int) -> None:
        """Tell how far it is. Between two parts of the work is a safe point to stop at."""
        if self.stop.is_set():
            raise Stopped
        now = self._now()
        if not 0 <= now - self._last_beat <= BEAT_MS:
            runs.beat(self.db, self.run, now)
            self._last_beat = now
        self._told(stage, done, total)

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
            runs.step(self.db, self.run, "planning", self._now())
            end_dead(self.workspace, self.db)
            runs.take_over(self.db, self.run, context.id, self.action, self._now())
            wait = interruptible(self.workspace.clock, self.stop)
            with opened(self.workspace, context.account, run=self.run, wait=wait) as market:
                if missing := Missing(self.db, context):
                    missing.fetch(market, self.workspace.clock, self.progress)
                    context = load_context(self.db, self.code)
                recall(self.workspace, self.db, context.account, market)
                restored.attend_first(self.workspace, self.db, context.account, market)
                orders_first(self.workspace, self.db, context.account, self.action, wait)
                planned = self._prepared(context, market) or self._plan(context, begun="run.started", firm=True)
                planned = self._carry_out(context, market, planned)
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
        runs.step(self.db, self.run, "starting", self._now(), pid=os.getpid())
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
            self.workspace.clock.sleep(WATCH_S)
            if self.stop.is_set():
                raise Stopped

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
            run=self.run if firm else None,
            try_parked=self.try_parked,
        )
        runs.step(self.db, self.run, "planning", self._now(), plan=planned.id)
        self.log("plan.made", **{name: count for name, count in planned.counts.items() if count})
        if planned.foreign:
            self.log("plan.foreign", count=len(planned.foreign))
        if planned.released:
            self.log("plan.released", count=planned.released)
        self._tell_holds(planned)
        return planned

    def _tell_holds(self, planned: Planned) -> None:
        """What is held, by reason; and loudly that a source has lost its products."""
        if planned.alarm is not None:
            self.log(planned.alarm.reason, "error", **planned.alarm.args)
        self._log_many(
            (
                (
                    "plan.held",
                    None,
                    {**one.args, "reason": one.reason, "action": one.kind, "held": str(one.count), "name": one.name},
                )
                for one in stored_holds.groups(self.db, planned.id)
            ),
            "warning",
        )

    def _prepared(self, context: ProfileContext, market: Marketplace) -> Planned | None:
        """The plan that a person has seen and confirmed, when the run was started for one: exactly this is applied, once.
        Wants are derived anew and the cards read, so that what has changed since on either side is refused row by row."""
        row = runs.get(self.db, self.run)
        if row is None or row.plan is None:
            return None
        if (earlier := plans.applied_by(self.db, row.plan)) is not None:
            raise ConfigError("plan.applied", plan=str(row.plan), run=str(earlier))
        self.log("run.started", action=self.action, who=row.who)
        derived = derive(
            self.db, context, selection=self.selection, now=self._now(), progress=self.progress, firm=True, run=self.run
        )
        self.log("plan.made", **{name: count for name, count in plans.counts(self.db, row.plan).items() if count})
        refused = applying.refuse(self.db, context, market, row.plan, self.run, self._now, self.progress)
        self._log_many(
            (("change.stale", one.listing, {"name": one.name, "reason": one.reason, **one.args}) for one in refused),
            "warning",
        )
        counts = plans.counts(self.db, row.plan)
        planned = Planned(row.plan, derived.members, counts, derived.foreign, derived.released, derived.alarm)
        self._tell_holds(planned)
        return planned

    def _carry_out(self, context: ProfileContext, market: Marketplace, planned: Planned) -> Planned:
        """All of the plan at once, or a few creates and edits first."""
        settings = context.profile.guards.canary
        self._take_effect(planned)
        sent = None if self.approved else canary.send_first(self.db, planned.id, settings)
        if sent is not None:
            self.log("canary.sent", first=len(sent.first), others=len(sent.others))
        self._apply(planned)
        self._work(context, market)
        if sent is None:
            return planned
        live = canary.count_live(self.db, market, context.account, context.profile, sent, self._now())
        passed = canary.judge(self.db, planned.id, settings, sent, live)
        figures = {"live": live, "first": len(sent.first), "limit": settings.live, "others": len(sent.others)}
        if passed:
            self.log("canary.passed", **figures)
            self._apply(planned)
            self._work(context, market)
            return planned
        self.log("canary.failed", "error", **figures)
        self._take_effect(planned)
        return msgspec.structs.replace(planned, counts=plans.recount(self.db, planned.id))

    def _take_effect(self, planned: Planned) -> None:
        holds.take_effect(self.db, planned.id, self.action, whole=self.selection is None, now=self._now())

    def _apply(self, planned: Planned) -> None:
        applying.enqueue(self.db, planned.id, self.action, self.run)
        runs.step(self.db, self.run, "sending", self._now())

    def _work(self, context: ProfileContext, market: Marketplace) -> None:
        """Follow the run's changes to their outcome or to the time limit. Raises Stopped."""
        row = runs.get(self.db, self.run)
        followed = Followed(
            self.db,
            self.workspace.clock,
            self.run,
            context.account_id,
            self.action,
            self.progress,
            row.verify_s if row else 0,
        )
        if followed.pending():
            work(self.workspace, self.db, context, market, followed, self.mode, self.stop.is_set)
            if self.stop.is_set():
                raise Stopped

    def _tell_overtaken(self, context: ProfileContext) -> None:
        """What counts as live, though a lost request may still bring an older value: it is sent again then."""
        count, until = strays.overtaken(self.db, context.account_id)
        if count:
            self.log("run.overtaken", "warning", count=count, minutes=max(1, (until - self._now()) // 60_000))

    def _end(self, context: ProfileContext, planned: Planned, started: int, *, dry_run: bool = False) -> Summary:
        """The separate report of what was not verified in time, then the summary."""
        left = reports.pending_names(self.db, context.account_id, ACTION_LANES[self.action], _NAMED_AT_MOST)
        self._log_many(
            (("listing.unverified", listing, {"name": name, "key": key}) for listing, key, name in left), "warning"
        )
        if self.selection is None and planned.alarm is None and not dry_run:
            leaving.release_done(self.db, context, self._now())
        summary = summarise(
            self.db,
            run=self.run,
            profile_id=context.id,
            profile=self.code,
            account=context.account_id,
            action=self.action,
            planned=planned.counts,
            plan=planned.id,
            alarm=planned.alarm,
            selection=self.selection,
            foreign=len(planned.foreign),
            started=started,
            now=self._now(),
        )
        if not dry_run:
            self._tell_overtaken(context)
            if summary.holds or planned.alarm is not None:
                with self.db.write() as tx:
                    raising.held(tx, self.code, summary.holds, planned.alarm, self._now())
        words = {name: count for name, count in summary.outcomes.items() if count}
        self.log("run.ended", exit_code=summary.exit_code, **words)
        told = kept(summary)
        text = json.dumps({**told, "dry_run": True} if dry_run else told, ensure_ascii=False)
        runs.end(self.db, self.run, summary.exit_code, self._now(), summary=text)
        return summary
