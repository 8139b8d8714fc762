"""What each job does: the same functions that the commands call."""

from collections.abc import Mapping

import msgspec

from aliexport_tui.engine.import_first import import_before_run
from aliexport_tui.engine.jobs import Life
from aliexport_tui.engine.runs.life import Stopped, StopRequest
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.engine.runs.working import Progress
from aliexport_tui.engine.scheduling import settings
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.change import Action
from aliexport_tui.model.errors import AliexportError, ExitCode
from aliexport_tui.model.schedule import Job
from aliexport_tui.store import order_settings, profiles
from aliexport_tui.store.database import Database

_ACTIONS: Mapping[Job, Action] = {"stock": "stock", "price": "price", "content": "export"}
_IMPORT_WAIT_S = 600
"""Several profiles of one source are due at the same time: the first reads it, the others wait for that."""


def work(
    workspace: Workspace, db: Database, job: Job, subject: str, life: Life, stop: StopRequest, progress: Progress
) -> None:
    """Says in `life` what came of it. Raises what the job's own function raises."""
    if action := _ACTIONS.get(job):
        _run(workspace, db, job, action, subject, life, stop, progress)
    elif job == "orders":
        _orders(workspace, db, subject, life, stop)
    elif job == "order_status":
        _order_status(workspace, db, subject, life)
    else:
        _housekeeping(workspace, db, life)


def _run(
    workspace: Workspace,
    db: Database,
    job: Job,
    action: Action,
    profile: str,
    life: Life,
    stop: StopRequest,
    progress: Progress,
) -> None:
    """What the shop has is read first, for content always, for prices and stocks when that was not done a moment ago. A run
    that is followed for longer than half the time to the next one would be in its way; what is still open then is followed
    by the next."""
    half_s = settings.load(db).timing(job, profile).every * 60 // 2
    within_s = 0 if job == "content" else half_s
    import_before_run(workspace, profile, wait_s=_IMPORT_WAIT_S, within_s=within_s, progress=progress)
    stored = profiles.find(db, profile)
    limit_s = min(stored.profile.verify.headless_s, half_s) if stored else None
    life.told = True
    summary = run_profile(workspace, profile, action=action, verify_s=limit_s, progress=progress, stop=stop)
    told = {name: str(count) for name, count in summary.outcomes.items() if count}
    life.ends(summary.exit_code, "job.run", {"exit_code": str(int(summary.exit_code)), **told}, run=summary.run)


def _orders(workspace: Workspace, db: Database, account: str, life: Life, stop: StopRequest) -> None:
    """News, then what has to be handed to the shop. Orders that could not be handed over are in the list of failed ones, and
    alerts of their own."""
    from aliexport_tui.engine.orders.fetching import fetch_news
    from aliexport_tui.engine.orders.handing.going import hand_over
    from aliexport_tui.engine.orders.sync import send_due

    try:
        fetched = fetch_news(workspace, db, account)
    except AliexportError:
        # What has come before goes to the shop all the same.
        hand_over(workspace, db, account, stop=stop.is_set)
        raise
    handed = hand_over(workspace, db, account, stop=stop.is_set)
    if stop.is_set():
        raise Stopped
    send_due(workspace, db, account)
    told = {
        "new": fetched.new,
        "changed": fetched.changed,
        "handed": handed.done,
        "failed": handed.failed,
        "waiting": handed.waiting,
    }
    code = ExitCode.REJECTED if handed.failed else ExitCode.WAITING if handed.waiting else ExitCode.DONE
    life.ends(code, "job.orders", _words(told))


def _order_status(workspace: Workspace, db: Database, account: str, life: Life) -> None:
    """What the shop says goes to the marketplace; states are read back."""
    from aliexport_tui.engine.orders.sync import sync

    synced = sync(workspace, db, account)
    told = {
        "done": len(synced.acted.done),
        "refused": len(synced.acted.refused),
        "waiting": len(synced.acted.waiting) + len(synced.acted.unknown),
        "changed": synced.states.shipments_changed + synced.states.lists_changed,
    }
    code = ExitCode.REJECTED if told["refused"] else ExitCode.WAITING if told["waiting"] else ExitCode.DONE
    life.ends(code, "job.order_status", _words(told))


def _housekeeping(workspace: Workspace, db: Database, life: Life) -> None:
    """What broke off is told, buyers whose time is over are forgotten, logs are cut once a day."""
    from aliexport_tui.engine.jobs import end_dead as end_dead_jobs
    from aliexport_tui.engine.operations.retention import apply_daily
    from aliexport_tui.engine.orders.erasing import erase
    from aliexport_tui.engine.runs.dead import end_dead as end_dead_runs
    from aliexport_tui.engine.scheduling.missed import note_missed
    from aliexport_tui.store import accounts

    died = end_dead_runs(workspace, db) + end_dead_jobs(workspace, db)
    told = {"died": died, "missed": note_missed(workspace, db)}
    erased = [
        erase(workspace, db, account.code)
        for account in accounts.every(db)
        if order_settings.load(db, account.id).settings.enabled
    ]
    told["erased"] = sum(one.orders for one in erased)
    told["removed"] = sum((apply_daily(workspace) or {}).values())
    life.ends(ExitCode.DONE, "job.housekeeping", _words(told))


def _words(told: Mapping[str, int]) -> dict[str, str]:
    return {name: str(count) for name, count in told.items() if count}


class Ran(msgspec.Struct, frozen=True):
    """One job that has ended: `state`, `message` and `args` as in the cron log."""

    job: Job
    subject: str
    state: str
    message: str
    args: dict[str, str]
    exit_code: int
    milliseconds: int
