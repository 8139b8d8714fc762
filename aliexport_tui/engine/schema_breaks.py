"""Which profiles a sync of the marketplace's schema has broken."""

from collections.abc import Mapping

from aliexport_tui.engine.planning.context import load_context
from aliexport_tui.listing.breaks import breaks
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.problem import Problem
from aliexport_tui.store import alerts, profiles
from aliexport_tui.store.database import Database

_AT_MOST = 100
"""Alerts of one profile and sync: a whole tree may have been numbered anew."""

Breaks = Mapping[str, tuple[Problem, ...]]
"""By profile."""


def breaks_of(db: Database, account: str) -> Breaks:
    """Of the account's active profiles."""
    found: dict[str, tuple[Problem, ...]] = {}
    for stored in profiles.every(db):
        profile = stored.profile
        if profile.account != account or not profile.active:
            continue
        try:
            found[profile.code] = tuple(breaks(profile, load_context(db, profile.code).resolver))
        except ConfigError:  # its source is gone: its runs say so
            continue
    return found


def alert_new(db: Database, before: Breaks, account: str, now: int) -> int:
    """Those that were not there before; how many."""
    told = 0
    for profile, problems in breaks_of(db, account).items():
        known = {_key(one) for one in before.get(profile, ())}
        new = [one for one in problems if _key(one) not in known]
        with db.write() as tx:
            for one in new[:_AT_MOST]:
                alerts.raise_alert(tx, "schema_broken", profile, one.args, now, code=one.code)
        told += len(new)
    return told


def _key(problem: Problem) -> tuple[str, tuple[tuple[str, str], ...]]:
    return problem.code, tuple(sorted(problem.args.items()))
