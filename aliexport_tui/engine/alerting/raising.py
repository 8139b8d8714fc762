"""What the engine finds worth telling, each written in the transaction in which it becomes known."""

from collections.abc import Iterable, Mapping

from aliexport_tui.engine.alerting import settings
from aliexport_tui.engine.planning.guards import Hold
from aliexport_tui.model.errors import ConfigError, ExitCode
from aliexport_tui.store import accounts, alerts
from aliexport_tui.store.database import Database, Transaction
from aliexport_tui.store.holds import HoldGroup

DAY_MS = 86_400_000
_HOUR_MS = 3_600_000
REFUSED_TOKEN = frozenset({"marketplace.auth", "marketplace.token_refused"})
_NO_FAILURE = frozenset({ExitCode.BUSY})
"""Another run does the same: nothing is amiss."""


def run_failed(tx: Transaction, profile: str, action: str, run: int, code: str, args: Mapping[str, str], now: int) -> None:
    alerts.raise_alert(tx, "run_failed", profile, {**args, "action": action, "run": str(run)}, now, code=code)


def run_ended_early(
    tx: Transaction, profile: str, action: str, run: int, exit_code: int, code: str, args: Mapping[str, str], now: int
) -> None:
    """By an error. One that only says that another run is at work is told nobody."""
    if exit_code not in _NO_FAILURE:
        run_failed(tx, profile, action, run, code, args, now)


def held(tx: Transaction, profile: str, groups: Iterable[HoldGroup], alarm: Hold | None, now: int) -> None:
    """Each reason and kind of change, and a source that has lost its products; what stands as it was is told again after a
    day."""
    if alarm is not None:
        args = {name: str(value) for name, value in alarm.args.items()}
        alerts.raise_unless_same(tx, "held", profile, args, now, code=alarm.reason, within_ms=DAY_MS)
    for one in groups:
        args = {**one.args, "action": one.kind, "held": str(one.count), "name": one.name}
        alerts.raise_unless_same(tx, "held", profile, args, now, code=one.reason, within_ms=DAY_MS)


def token_refused(db: Database, account: int, now: int) -> None:
    """Whatever was asked: nothing goes on with this token."""
    with db.write() as tx:
        if code := accounts.code_of(tx, account):
            alerts.raise_unless_same(tx, "token_refused", code, {}, now, within_ms=_HOUR_MS)


def quota_spent(tx: Transaction, account: int, window_ms: int, limit: int, used: int, now: int) -> None:
    """Once a window. `limit`, `used`: products."""
    try:
        percent = settings.load(tx).quota_percent
    except ConfigError:  # settings of a newer version are no reason to lose what the request brought
        return
    if not percent or used * 100 < limit * percent:
        return
    code = accounts.code_of(tx, account)
    if alerts.raised_since(tx, "quota_low", code, now - window_ms):
        return
    alerts.raise_alert(tx, "quota_low", code, {"used": str(used), "limit": str(limit)}, now)
