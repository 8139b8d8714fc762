"""What runs by itself and when, as a person sets it; and for which profiles and accounts."""

import msgspec

from aliexport_tui.engine.activity import difference, note
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.schedule import EVERY, OF_ACCOUNT, OF_PROFILE, USUAL, Entry, Installed, Job, Schedule, Timing
from aliexport_tui.store import accounts, order_settings, profiles, settings
from aliexport_tui.store.database import Database, Transaction

_SCHEDULE = "schedule"
_INSTALLED = "schedule_installed"


def load(db: Database | Transaction) -> Schedule:
    """Raises ConfigError `setting.damaged`."""
    return settings.load(db, _SCHEDULE, Schedule)


def installed(db: Database | Transaction) -> Installed:
    """What was last written for systemd or cron. Raises ConfigError `setting.damaged`."""
    return settings.load(db, _INSTALLED, Installed)


def keep_installed(db: Database, written: Installed) -> None:
    with db.write() as tx:
        before, after = difference(settings.load(tx, _INSTALLED, Installed), written)
        settings.save(tx, _INSTALLED, written)
        subtype = "installed" if written.kind else "removed"
        note(db, "schedule", subtype, "", f"schedule.{subtype}", {"place": written.place}, before, after, tx=tx)


def set_timing(db: Database, job: Job, timing: Timing | None, subject: str = "") -> None:
    """For a profile or account alone when `subject` is named. None: as usual again.

    Raises ConfigError `schedule.every`, `schedule.bad_time`, `schedule.bad_value`, `schedule.subject`,
    `profile.unknown`, `account.unknown`."""
    if subject:
        refuse_unknown(db, job, subject)
    if timing is not None:
        timing = _checked(timing)
    with db.write() as tx:
        kept = load(tx)
        mine = dict(kept.overrides.get(subject, {}) if subject else kept.jobs)
        before = mine.get(job)
        mine.pop(job, None)
        if timing is not None and (subject or timing != USUAL[job]):
            mine[job] = timing
        if subject:
            overrides = {code: jobs for code, jobs in {**kept.overrides, subject: mine}.items() if jobs}
            changed = msgspec.structs.replace(kept, overrides=overrides)
        else:
            changed = msgspec.structs.replace(kept, jobs=mine)
        settings.save(tx, _SCHEDULE, changed)
        old, new = difference(before, mine.get(job))
        if old or new:
            args = {"job": job, "subject": subject}
            note(db, "schedule", "changed", subject or job, "schedule.changed", args, old, new, tx=tx)


def entries(db: Database) -> tuple[Entry, ...]:
    """What should run by itself: the jobs of active profiles and of accounts whose orders are on, as far as they are on."""
    schedule = load(db)
    wanted = [Entry(job, one, schedule.timing(job, one)) for job in USUAL for one in subjects(db, job)]
    return tuple(entry for entry in wanted if entry.timing.on)


def subjects(db: Database, job: Job) -> tuple[str, ...]:
    """Whom a job is for, whether it is on or not; ("",) for housekeeping."""
    if job in OF_ACCOUNT:
        return tuple(account.code for account in accounts.every(db) if account.enabled and _wants_orders(db, account.id))
    if job in OF_PROFILE:
        return tuple(sorted(stored.profile.code for stored in profiles.every(db) if stored.profile.active))
    return ("",)


def _wants_orders(db: Database, account: int) -> bool:
    return order_settings.load(db, account).settings.enabled


def refuse_unknown(db: Database, job: Job, subject: str) -> None:
    """Raises ConfigError `account.unknown`, `profile.unknown`, `schedule.subject`."""
    if job in OF_ACCOUNT:
        accounts.get(db, subject)
    elif job in OF_PROFILE:
        profiles.get(db, subject)
    elif subject:
        raise ConfigError("schedule.subject", job=job)


def _checked(timing: Timing) -> Timing:
    if timing.every not in EVERY:
        raise ConfigError("schedule.every", every=str(timing.every), known=", ".join(map(str, EVERY)))
    try:
        return msgspec.convert(msgspec.to_builtins(timing), Timing)
    except msgspec.ValidationError as error:
        if str(error).endswith("`$.at`"):
            raise ConfigError("schedule.bad_time", at=timing.at) from error
        raise ConfigError("schedule.bad_value", reason=str(error)) from error
