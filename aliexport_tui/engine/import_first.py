"""The import before a run without a screen, by the profile's setting; and how old a catalogue is."""

from collections.abc import Callable

from aliexport_tui.engine.chores import chore
from aliexport_tui.engine.importing import find_source, import_source
from aliexport_tui.engine.source_settings import settings_of
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import AliexportError, BusyError
from aliexport_tui.model.event import Event
from aliexport_tui.model.profile import ImportFirst
from aliexport_tui.store import events, profiles, sources
from aliexport_tui.store.database import Database
from aliexport_tui.store.sources import Source

_LOOK_S = 1.0

Progress = Callable[[str, int, int], None]
"""Stage, done, total."""


def is_fresh(db: Database, code: str, within_ms: int, now: int) -> bool:
    """Whether the last good import of the source ended not longer ago, and with the settings of today. Raises ConfigError
    `source.unknown`."""
    return _is_fresh(db, find_source(db, code), within_ms, now)


def import_before_run(
    workspace: Workspace,
    profile: str,
    *,
    dry_run: bool = False,
    wait_s: int = 0,
    within_s: int | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> tuple[AliexportError, ...]:
    """The profile's source and those that bring its prices and stocks, as far as `import_first` asks for it; with `within_s`
    also where it does not, unless the last good import ended not longer ago than so many seconds. An import of another
    process counts as one's own: it is waited for, up to `wait_s` seconds.

    Raises what an import raises where `import_first.failed` is "stop": then nothing is planned from an old catalogue. With
    "go_on" the errors are given back, and are in the log."""
    db = workspace.open()
    try:
        stored = profiles.get(db, profile).profile
        first = stored.import_first
        if not (stored.active or dry_run):
            return ()  # the run refuses
        failures: list[AliexportError] = []
        limit_ms = _limit_ms(first, within_s)
        for source in _sources_of(db, stored.source) if limit_ms is not None else ():
            if limit_ms and _is_fresh(db, source, limit_ms, workspace.clock.now_ms()):
                continue
            try:
                _imported(workspace, db, source.code, wait_s, progress)
            except AliexportError as error:
                if first.failed == "stop":
                    raise
                failures.append(error)
                args = {**error.args_by_name, "source": source.code, "problem": error.code}
                with db.write() as tx:
                    events.add(tx, [Event(workspace.clock.now_ms(), "import.passed_over", args, "warning", profile=profile)])
        return tuple(failures)
    finally:
        db.close()


def _limit_ms(first: ImportFirst, within_s: int | None) -> int | None:
    """So old the last import may be; None: it does not matter."""
    wanted = {"off": None, "always": 0, "older": first.minutes * 60_000}[first.when]
    asked = None if within_s is None else within_s * 1000
    return min((limit for limit in (wanted, asked) if limit is not None), default=None)


def _is_fresh(db: Database, source: Source, within_ms: int, now: int) -> bool:
    ended = sources.last_good_end(db, source.id)
    # Without a remembered version the content has to be read again: the settings have changed.
    return bool(source.etag or source.last_modified) and ended is not None and now - ended <= within_ms


def _sources_of(db: Database, code: str) -> tuple[Source, ...]:
    """The products first, then what is laid over them."""
    goal = find_source(db, code)
    return (goal, *(one for one in sources.every(db) if settings_of(one).updates == code))


def _imported(workspace: Workspace, db: Database, code: str, wait_s: int, progress: Progress) -> None:
    until = workspace.clock.now_ms() + wait_s * 1000
    began = workspace.clock.now_ms()
    while True:
        try:
            with chore(workspace, "import", code) as told:

                def tell(count: int) -> None:
                    progress("import", count, count)
                    told(count, 0)

                import_source(workspace, db, code, progress=tell)
            return
        except BusyError:
            if workspace.clock.now_ms() >= until:
                raise
        workspace.clock.sleep(_LOOK_S)
        ended = sources.last_good_end(db, find_source(db, code).id)
        if ended is not None and ended >= began:
            return
