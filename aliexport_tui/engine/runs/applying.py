"""Apply a stored plan: what can be said against it is said before anything begins, what has changed since is refused row by
row, the rest goes into the outbox as it stands."""

from collections.abc import Callable

import msgspec

from aliexport_tui.engine.planning.context import ProfileContext
from aliexport_tui.engine.planning.derive import Progress
from aliexport_tui.engine.runs.live_check import refuse_moved
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.marketplace.port import Marketplace
from aliexport_tui.model.change import Action
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store import accounts, listings, plans, profiles, refusals, runs, undoing
from aliexport_tui.store.database import Database
from aliexport_tui.store.plans import Plan
from aliexport_tui.store.profiles import StoredProfile
from aliexport_tui.store.refusals import Refused


class Ordered(msgspec.Struct, frozen=True):
    """A run whose row is committed and that waits for its runner (`run_profile(run_id=…)`)."""

    run: int
    profile: str
    action: Action


def order(workspace: Workspace, plan_id: int, *, verify_s: int | None = None) -> Ordered:
    """Commit the row of a run that applies exactly this plan. `verify_s`: instead of the profile's limit.

    Raises ConfigError: `plan.unknown`, `plan.applied`, `plan.other_account`, `profile.inactive`, `account.unknown`."""
    db = workspace.open()
    try:
        plan = plans.get(db, plan_id)
        if plan is None:
            raise ConfigError("plan.unknown", plan=str(plan_id))
        stored = _applicable(db, plan)
        run = runs.start(
            db,
            profile=stored.id,
            action=plan.action,
            mode="headless",
            selection=plan.selection,
            plan=plan.id,
            verify_s=stored.profile.verify.headless_s if verify_s is None else verify_s,
            who=who(),
            now=workspace.clock.now_ms(),
        )
        return Ordered(run, stored.profile.code, plan.action)
    finally:
        db.close()


def _applicable(db: Database, plan: Plan) -> StoredProfile:
    stored = profiles.by_id(db, plan.profile)
    if stored is None:
        raise ConfigError("plan.unknown", plan=str(plan.id))
    if (run := plans.applied_by(db, plan.id)) is not None:
        raise ConfigError("plan.applied", plan=str(plan.id), run=str(run))
    if not stored.profile.active:
        raise ConfigError("profile.inactive", profile=stored.profile.code)
    if accounts.get(db, stored.profile.account).id != plan.account:
        raise ConfigError("plan.other_account", plan=str(plan.id), profile=stored.profile.code)
    return stored


def refuse(
    db: Database,
    context: ProfileContext,
    market: Marketplace,
    plan: int,
    run: int,
    now: Callable[[], int],
    progress: Progress,
) -> tuple[Refused, ...]:
    """The ready rows that must not go any more, on either side: the wants have just been derived anew (TEMP table `member`),
    the cards are read now. They are stale, with their reason. Raises MarketplaceError."""
    outdated = refusals.outdated(db, plan, undo=undoing.undoes(db, plan) is not None)
    refusals.refuse_all(db, outdated, now())
    moved = refuse_moved(db, context, market, plan, now, progress)
    refusals.belong(db, plan, run)
    return (*outdated, *moved)


def enqueue(db: Database, plan: int, action: Action, run: int) -> None:
    """Into the outbox, with what the plan orders beside it: to be on or off sale, or to want former values again."""
    if undoing.undoes(db, plan) is not None:
        undoing.order(db, plan, run)
        return
    if action in ("online", "offline"):
        listings.order_visibility(db, plan, action == "online")
    plans.enqueue(db, plan, run)
