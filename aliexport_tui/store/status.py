"""How every profile stands, for `status`: outcomes, uploaded or not, the last run, open tasks, age of its source."""

import msgspec

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.profile import Profile
from aliexport_tui.store import profiles
from aliexport_tui.store.database import Database, as_int, as_optional_int, as_text
from aliexport_tui.store.filters import membership
from aliexport_tui.store.runs import DRY_RUN


class LastRun(msgspec.Struct, frozen=True):
    """The newest run of a profile that was not a dry run. `exit_code` is None while it works; `forecast_at`: when its last
    change should have left. Times in UTC ms."""

    id: int
    action: str
    state: str
    exit_code: int | None
    started_at: int
    ended_at: int | None
    forecast_at: int | None = None


class ProfileStatus(msgspec.Struct, frozen=True):
    """`total`: products that the profile covers, None when its filter can't be compiled. `uploaded`: listings with a card
    that is still there. `outcomes`: word -> listings. `open_tasks`: sent items whose end is not known.
    `source_at`: end of the source's newest finished import, UTC ms."""

    code: str
    name: str
    active: bool
    account: str
    source: str
    total: int | None
    uploaded: int
    outcomes: dict[str, int]
    open_tasks: int
    source_at: int | None
    run: LastRun | None

    @property
    def not_uploaded(self) -> int | None:
        return None if self.total is None else max(0, self.total - self.uploaded)


def of_profiles(db: Database, code: str | None = None) -> tuple[ProfileStatus, ...]:
    """Every profile, or one. Raises ConfigError `profile.unknown`."""
    chosen = (profiles.get(db, code),) if code else profiles.every(db)
    uploaded = _counts(
        db,
        "SELECT profile, count(*) FROM listing WHERE profile IS NOT NULL AND card_id IS NOT NULL"
        " AND presence NOT IN ('deleted', 'gone') GROUP BY profile",
    )
    open_tasks = _counts(
        db,
        "SELECT l.profile, count(*) FROM batch b CROSS JOIN item i ON i.batch = b.id JOIN listing l ON l.id = i.listing"
        " WHERE b.state IN ('intent', 'answered', 'unknown') AND i.state = 'open'"
        " AND l.profile IS NOT NULL GROUP BY l.profile",
    )
    return tuple(
        ProfileStatus(
            code=one.profile.code,
            name=one.profile.name,
            active=one.profile.active,
            account=one.profile.account,
            source=one.profile.source,
            total=_covered(db, one.profile),
            uploaded=uploaded.get(one.id, 0),
            outcomes=_outcomes(db, one.id),
            open_tasks=open_tasks.get(one.id, 0),
            source_at=_imported_at(db, one.profile.source),
            run=_last_run(db, one.id),
        )
        for one in chosen
    )


def _counts(db: Database, sql: str) -> dict[int, int]:
    return {as_int(row[0]): as_int(row[1]) for row in db.rows(sql)}


def _covered(db: Database, profile: Profile) -> int | None:
    source = db.value("SELECT id FROM source WHERE code = ?", (profile.source,))
    if source is None:
        return 0
    try:
        inside = membership(profile, as_int(source))
    except ConfigError:
        return None
    return as_int(db.value(f"SELECT count(*) FROM ({inside.sql})", inside.params))


def _outcomes(db: Database, profile: int) -> dict[str, int]:
    rows = db.rows("SELECT outcome, count(*) FROM listing WHERE profile = ? GROUP BY outcome", (profile,))
    return {as_text(row[0]): as_int(row[1]) for row in rows}


def _imported_at(db: Database, source: str) -> int | None:
    return as_optional_int(
        db.value(
            "SELECT max(i.ended_at) FROM import i JOIN source s ON s.id = i.source"
            " WHERE s.code = ? AND i.state IN ('done', 'unchanged')",
            (source,),
        )
    )


def _last_run(db: Database, profile: int) -> LastRun | None:
    row = db.row(
        "SELECT id, action, state, exit_code, started_at, ended_at, forecast_at FROM run"
        f" WHERE profile = ? AND NOT {DRY_RUN} ORDER BY id DESC LIMIT 1",
        (profile,),
    )
    if row is None:
        return None
    return LastRun(
        id=as_int(row[0]),
        action=as_text(row[1]),
        state=as_text(row[2]),
        exit_code=as_optional_int(row[3]),
        started_at=as_int(row[4]),
        ended_at=as_optional_int(row[5]),
        forecast_at=as_optional_int(row[6]),
    )
