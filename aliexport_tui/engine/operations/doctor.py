"""Is everything as it should be? Each part is looked at on its own: one that can't be looked at is a finding, and no end."""

from collections.abc import Callable, Iterator
from contextlib import closing

import msgspec

from aliexport_tui.engine.operations import market_checks, schedule_checks, shop_checks, system_checks
from aliexport_tui.engine.operations.finding import Finding
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.store.database import Database

USUAL_AGE_S = 26 * 3600
"""A run every night, and two hours for a long one."""


class Asked(msgspec.Struct, frozen=True):
    """`max_age_s`: so old the last good run of a profile and the last fetch of orders may be. `offline`: nothing is asked of
    the marketplace. `deep`: the whole file is read."""

    max_age_s: int = USUAL_AGE_S
    offline: bool = False
    deep: bool = False


def examine(workspace: Workspace, asked: Asked = Asked()) -> tuple[Finding, ...]:  # noqa: B008 (frozen)
    """All findings, in the order of the parts. Nothing is changed."""
    return tuple(_examine(workspace, asked))


def _examine(workspace: Workspace, asked: Asked) -> Iterator[Finding]:
    yield from _tried("versions", system_checks.versions)
    missing = tuple(_tried("file", lambda: system_checks.there(workspace)))
    if missing:
        yield from missing
        return
    yield from _tried("permissions", lambda: system_checks.permissions(workspace))
    yield from _tried("disk", lambda: system_checks.disk(workspace))
    try:
        db = workspace.open()
    except AliexportError as error:
        yield Finding("file", "bad", error.code, error.args_by_name)
        return
    with closing(db):
        for check, look in _parts(workspace, db, asked):
            yield from _tried(check, look)


def _parts(workspace: Workspace, db: Database, asked: Asked) -> Iterator[tuple[str, Callable[[], Iterator[Finding]]]]:
    yield "file", lambda: system_checks.file(db, deep=asked.deep)
    yield "work", lambda: shop_checks.work(workspace, db)
    yield "run", lambda: shop_checks.last_good_runs(workspace, db, asked.max_age_s)
    yield "source", lambda: shop_checks.sources(db)
    yield "schema", lambda: shop_checks.schemas(workspace, db)
    yield "held", lambda: shop_checks.held(db)
    yield "orders", lambda: shop_checks.orders(workspace, db, asked.max_age_s)
    yield "schedule", lambda: schedule_checks.schedule(workspace, db)
    yield "alerts", lambda: schedule_checks.alerts(db)
    yield "backup", lambda: shop_checks.backups(workspace, db)
    yield "logs", lambda: shop_checks.logs(workspace, db)
    yield "clock", lambda: shop_checks.clock(workspace, db)
    yield "token", lambda: market_checks.accounts(workspace, db, offline=asked.offline)


def _tried(check: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except AliexportError as error:
        yield Finding(check, "bad", error.code, error.args_by_name)
    except OSError as error:
        told = {"path": str(error.filename or ""), "reason": error.strerror or ""}
        yield Finding(check, "bad", "file.unreadable", told)
