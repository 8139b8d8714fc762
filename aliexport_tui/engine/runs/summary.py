"""What a run tells at its end, as DESIGN's --json and exit codes say."""

import msgspec

from aliexport_tui.engine.planning.guards import Hold
from aliexport_tui.marketplace.kinds import WRITE_PATHS
from aliexport_tui.model.change import ACTION_LANES, KINDS, Action
from aliexport_tui.model.errors import ExitCode
from aliexport_tui.store import holds, problems, reports
from aliexport_tui.store.database import Database
from aliexport_tui.store.holds import HoldGroup
from aliexport_tui.store.problems import ProblemGroup

OUTCOMES = ("live", "different", "rejected", "blocked", "held", "waiting", "unknown", "offline", "deleted")

_CAUSES = 100


class Summary(msgspec.Struct, frozen=True):
    """`started`: UTC ms. `planned`: kinds, unchanged, blocked, held. `outcomes`: OUTCOMES and `ready` (a plan that was
    not applied). `groups`: problems of the action's lanes; `holds`: what guards hold back, in groups; `alarm`: the
    source is empty or has lost so many products that nothing was done about any of them. `foreign`: products that another
    profile owns."""

    run: int
    profile: str
    action: Action
    exit_code: int
    started: int
    seconds: float
    planned: dict[str, int]
    outcomes: dict[str, int]
    requests: dict[str, int]
    groups: tuple[ProblemGroup, ...]
    foreign: int = 0
    holds: tuple[HoldGroup, ...] = ()
    alarm: Hold | None = None


def summarise(
    db: Database,
    *,
    run: int,
    profile_id: int,
    profile: str,
    account: int,
    action: Action,
    planned: dict[str, int],
    plan: int,
    alarm: Hold | None,
    selection: int | None,
    foreign: int,
    started: int,
    now: int,
) -> Summary:
    """Reads the TEMP table `member` of the run's plan."""
    lanes = ACTION_LANES[action]
    found = reports.outcomes(db, account, plan)
    written, read = reports.requests(db, run, WRITE_PATHS)
    return Summary(
        run=run,
        profile=profile,
        action=action,
        exit_code=exit_code(db, run=run, account=account, action=action, held=planned.get("held", 0) or alarm is not None),
        started=started,
        seconds=round((now - started) / 1000, 1),
        planned={name: planned.get(name, 0) for name in (*KINDS, "unchanged", "blocked", "held")},
        outcomes={**{name: found.get(name, 0) for name in OUTCOMES}, "ready": found.get("ready", 0)},
        requests={"write": written, "read": read},
        groups=problems.grouped(db, profile_id, lanes, selection=selection, with_card=action != "export"),
        foreign=foreign,
        holds=holds.groups(db, plan),
        alarm=alarm,
    )


def kept(summary: Summary) -> dict[str, object]:
    """What of it stays with the run: figures, and the causes of its problems, so that two runs can be compared."""
    causes = [
        {"code": one.code, "field": one.field, "severity": one.severity, "count": one.count, "args": one.example.args}
        for one in summary.groups[:_CAUSES]
    ]
    return {
        "planned": summary.planned,
        "outcomes": summary.outcomes,
        "requests": summary.requests,
        "problems": causes,
    }


def exit_code(db: Database, *, run: int, account: int, action: Action, held: int) -> ExitCode:
    """Worst first; only what the action's lanes show counts (DESIGN, "Exit codes of a run")."""
    lanes = reports.lane_outcomes(db, account, ACTION_LANES[action], with_card=action != "export")
    states = reports.change_states(db, run)
    if (
        lanes.get("blocked")
        or lanes.get("rejected")
        or lanes.get("different")
        or states.get("rejected")
        or states.get("blocked")
    ):
        return ExitCode.REJECTED
    if held or lanes.get("held"):
        return ExitCode.HELD
    unsettled = any(states.get(word) for word in ("ready", "sending", "unknown", "stale"))
    if unsettled or any(lanes.get(word) for word in ("sent", "waiting", "unknown")):
        return ExitCode.WAITING
    return ExitCode.DONE
