"""The import before a headless run: when, of which sources, and what a failed one does to the run."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.engine.import_first import import_before_run, is_fresh
from aliexport_tui.engine.importing import import_source
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.sources import add_source, change_source
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import BusyError, SourceError
from aliexport_tui.model.profile import ImportFirst, Profile
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.store import catalogue, events, profiles, sources
from aliexport_tui.store.database import Database
from tests.sources.support import feed, offer
from tests.support.shop import FixedClock, make_workspace

MINUTE = 60


class Stage:
    """One profile whose source is a feed that the test writes."""

    def __init__(self, folder: Path) -> None:
        self.workspace: Workspace = make_workspace(folder)
        self.clock = self.workspace.clock
        self.feed = folder / "feed.xml"
        self.feed.write_text(feed(offer()), encoding="utf-8")
        self.db: Database = self.workspace.open()
        add_source(self.workspace, self.db, "main", str(self.feed))
        profiles.add(self.db, Profile(code="p", name="P", source="main", active=True), 0)

    def setting(self, first: ImportFirst, *, active: bool = True) -> None:
        stored = profiles.get(self.db, "p")
        profile = msgspec.structs.replace(stored.profile, import_first=first, active=active)
        profiles.save(self.db, profile, stored.version, 0)

    def imports(self, code: str = "main") -> int:
        source = sources.find(self.db, code)
        assert source is not None
        return len(sources.imports(self.db, source.id))


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path)
    with closing(made.db):
        yield made


def test_off_unless_set(stage: Stage) -> None:
    assert import_before_run(stage.workspace, "p") == ()
    assert stage.imports() == 0


def test_always_and_only_what_is_old(stage: Stage) -> None:
    stage.setting(ImportFirst(when="always"))
    import_before_run(stage.workspace, "p")
    import_before_run(stage.workspace, "p")
    assert stage.imports() == 2
    stage.setting(ImportFirst(when="older", minutes=30))
    stage.clock.sleep(29 * MINUTE)
    import_before_run(stage.workspace, "p")
    assert stage.imports() == 2
    stage.clock.sleep(2 * MINUTE)
    import_before_run(stage.workspace, "p")
    assert stage.imports() == 3


def test_an_inactive_profile_refuses_without_an_import(stage: Stage) -> None:
    stage.setting(ImportFirst(when="always"), active=False)
    import_before_run(stage.workspace, "p")
    assert stage.imports() == 0
    import_before_run(stage.workspace, "p", dry_run=True)
    assert stage.imports() == 1


def test_sources_of_prices_and_stocks_come_after(stage: Stage, tmp_path: Path) -> None:
    rests = tmp_path / "rests.csv"
    rests.write_text("Артикул;Остаток\n7;5\n", encoding="utf-8")
    add_source(stage.workspace, stage.db, "rests", str(rests), settings=SourceSettings(updates="main"))
    add_source(stage.workspace, stage.db, "foreign", str(stage.feed))
    stage.setting(ImportFirst(when="always"))
    import_before_run(stage.workspace, "p")
    assert [stage.imports(code) for code in ("main", "rests", "foreign")] == [1, 1, 0]
    assert stage.db.value("SELECT stock FROM sku WHERE code = '7'") == 5


def test_a_failed_import_stops_the_run(stage: Stage) -> None:
    stage.setting(ImportFirst(when="always"))
    stage.feed.unlink()
    with pytest.raises(SourceError) as caught:
        import_before_run(stage.workspace, "p")
    assert (caught.value.code, int(caught.value.exit_code)) == ("source.not_found", 7)


def test_a_failed_import_is_told_and_passed_over_where_so_set(stage: Stage) -> None:
    import_source(stage.workspace, stage.db, "main")
    stage.setting(ImportFirst(when="always", failed="go_on"))
    stage.feed.unlink()
    (error,) = import_before_run(stage.workspace, "p")
    assert error.code == "source.not_found"
    told = [(event.code, event.profile) for event in events.after(stage.db, 0)]
    assert ("import.passed_over", "p") in told
    source = sources.find(stage.db, "main")
    assert source is not None
    assert catalogue.held(stage.db, source.id) == 1


def test_an_import_of_another_process_counts(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.setting(ImportFirst(when="always"))
    lock = Lock(stage.workspace.lock("import-main"))
    assert lock.acquire(who="other", now=0)
    with pytest.raises(BusyError):
        import_before_run(stage.workspace, "p", wait_s=3)

    def ends_meanwhile(clock: FixedClock, seconds: float) -> None:
        lock.release()
        monkeypatch.undo()
        clock.sleep(seconds)
        import_source(stage.workspace, stage.db, "main")

    monkeypatch.setattr(FixedClock, "sleep", ends_meanwhile)
    import_before_run(stage.workspace, "p", wait_s=60)
    assert stage.imports() == 1


def test_freshness_goes_by_the_last_good_end_and_the_settings(stage: Stage) -> None:
    now = stage.clock.now_ms
    assert not is_fresh(stage.db, "main", 1_000, now())
    import_source(stage.workspace, stage.db, "main")
    assert is_fresh(stage.db, "main", 1_000, now())
    kept = stage.feed.read_bytes()
    stage.clock.sleep(10)
    stage.feed.unlink()
    with pytest.raises(SourceError):
        import_source(stage.workspace, stage.db, "main")
    assert not is_fresh(stage.db, "main", 1_000, now())
    stage.feed.write_bytes(kept)
    import_source(stage.workspace, stage.db, "main")
    assert is_fresh(stage.db, "main", 1_000, now())
    change_source(stage.db, "main", settings=SourceSettings(unavailable="skip"))
    assert not is_fresh(stage.db, "main", 1_000, now())
