"""Order the application of a plan: what can be said against it is said before anything begins."""

import msgspec

from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.change import Action
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store import accounts, plans, profiles, runs
from aliexport_tui.store.database import Database
from aliexport_tui.store.plans import Plan
from aliexport_tui.store.profiles import StoredProfile


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
