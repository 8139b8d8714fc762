"""How far a run is, for the eye: counted from its changes. Read only."""

import msgspec

from aliexport_tui.store.database import Database, as_int, as_optional_int, as_text

RATE_MS = 60_000
"""The rate is that of the last minute."""


class RunProgress(msgspec.Struct, frozen=True):
    """`states`: of the run's changes; `a_minute`: how many were settled in the last one; `account`: id and code of the
    account that the run works for, None before it has begun."""

    run: int
    states: dict[str, int]
    a_minute: int
    account: int | None
    account_code: str

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def settled(self) -> int:
        return self.total - sum(self.states.get(state, 0) for state in ("ready", "sending", "unknown"))


def read(db: Database, run: int, now: int) -> RunProgress:
    """Looks at every change of the run: off the loop."""
    states = {
        as_text(state): as_int(count)
        for state, count in db.rows("SELECT state, count(*) FROM change WHERE run = ? GROUP BY state", (run,))
    }
    recent = db.value("SELECT count(*) FROM change WHERE run = ? AND settled_at > ?", (run, now - RATE_MS))
    account = db.row("SELECT a.id, a.code FROM run JOIN account a ON a.id = run.account WHERE run.id = ?", (run,))
    return RunProgress(
        run=run,
        states=states,
        a_minute=as_int(recent),
        account=as_optional_int(account[0]) if account else None,
        account_code=as_text(account[1]) if account else "",
    )
