"""The shop's file damaged, foreign, full or out of reach: code 8, clear words, nothing lost."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from aliexport_tui.engine.importing import import_source
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import FileTrouble
from aliexport_tui.store.database import Database
from tests.support.export import Goods, Shop, feed
from tests.trouble.shell import call, kept, largest_file, refusal, without_root_rights

RUN = ("--run-profile", "shop", "--json")
COMMANDS = (RUN, ("source", "import", "shop"))


def _text(path: Path) -> None:
    path.write_text("Прайс-лист\n" * 50, encoding="utf-8")


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
        connection.commit()


def _header_of_sqlite_alone(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 4080)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("make", [_text, _foreign, _header_of_sqlite_alone], ids=lambda make: make.__name__)
def test_a_file_that_is_not_ours_is_left_alone(
    tmp_path: Path, make: Callable[[Path], None], command: tuple[str, ...]
) -> None:
    path = tmp_path / "shop.db"
    make(path)
    before = path.read_bytes()
    assert str(path) in refusal(call(path, *command), 8)
    assert path.read_bytes() == before


def test_a_folder_instead_of_a_file(tmp_path: Path) -> None:
    assert str(tmp_path) in refusal(call(tmp_path, "status"), 2)


@pytest.mark.parametrize("path", ["/proc/shop.db", "/proc/aliexport/shop.db", "/dev/null/shop.db"])
def test_a_place_that_nobody_can_write(path: str) -> None:
    assert path.rsplit("/", 1)[0] in refusal(call(Path(path), "status"), 8)


@pytest.mark.parametrize(
    ("folder", "file"),
    [(0o555, 0o600), (0o555, 0o444), (0o755, 0o000), (0o000, 0o600)],
    ids=["ro", "all ro", "shut", "closed"],
)
def test_a_shop_without_permissions(shop: Shop, folder: int, file: int) -> None:
    path = shop.workspace.file
    with shop.db() as db:
        db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    path.chmod(file)
    path.parent.chmod(folder)
    try:
        told = refusal(call(path, *RUN, prepare=without_root_rights), 8)
    finally:
        path.parent.chmod(0o700)
        path.chmod(0o600)
    assert str(path) in told
    _goes_on(shop)


def test_a_file_damaged_in_the_middle(shop: Shop) -> None:
    """Every page but the first overwritten: found while reading, not at the door."""
    file = shop.workspace.file
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = file.stat().st_size
    with file.open("r+b") as pages:
        pages.seek(4096)
        pages.write(b"\xa5" * (size - 4096))
    assert str(file) in refusal(call(file, "--run-profile", "shop", "--json"), 8)
    assert shop.sandbox.cards() == []


def _more(shop: Shop, products: int) -> Path:
    path = shop.folder / "feed.yml"
    path.write_text(
        feed(Goods(f"G{number}", extra=f"<description>{'я' * 2000}</description>") for number in range(products))
    )
    return path


def test_a_disk_full_during_an_import(shop: Shop) -> None:
    file = shop.workspace.file
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _more(shop, 600)
    before = kept(file)
    limit = largest_file(file.stat().st_size + 65_536)
    refusal(call(file, "source", "import", "shop", prepare=limit), 8)
    assert kept(file) == before
    assert call(file, "source", "import", "shop").returncode == 0
    assert len(kept(file)["products"]) == 600


@pytest.mark.parametrize("room", [0, 180_000, 300_000, 500_000])
def test_a_disk_full_during_a_run(shop: Shop, room: int) -> None:
    """The disk ends at different points of the run: before the intent, between the sends, while an answer is written."""
    file = shop.workspace.file
    done = call(file, "--run-profile", "shop", "--verify-for", "5s", "--json", prepare=largest_file(room))
    refusal(done, 8)
    _goes_on(shop)


@dataclass(frozen=True)
class _Tight(Workspace):
    """Its connections may add so many pages to the file."""

    pages: int = 0

    def open(self) -> Database:
        db = super().open()
        db.execute(f"PRAGMA max_page_count = {int(str(db.value('PRAGMA page_count'))) + self.pages}")
        return db


def test_no_page_left_for_an_import(shop: Shop) -> None:
    _more(shop, 600)
    tight = _Tight(shop.workspace.file, shop.clock, pages=8)
    before = kept(tight.file)
    with closing(tight.open()) as db, pytest.raises(FileTrouble, match=r"file\.full"):
        import_source(tight, db, "shop")
    assert kept(tight.file) == before
    shop.supply_file(shop.folder / "feed.yml")
    assert len(kept(tight.file)["products"]) == 600


@pytest.mark.parametrize("pages", [0, 1, 3])
def test_no_page_left_for_a_run(shop: Shop, pages: int) -> None:
    tight = _Tight(shop.workspace.file, shop.clock, pages=pages)
    with pytest.raises(FileTrouble, match=r"file\.full"):
        run_profile(tight, "shop", verify_s=60)
    _goes_on(shop)


def _goes_on(shop: Shop) -> None:
    """With room again the next runs end as if nothing had been, and no product stands twice."""
    for _ in range(3):
        if shop.run().exit_code == 0:
            break
        shop.clock.sleep(120)
    assert set(shop.outcomes().values()) == {"live"}
    assert sorted(code for codes in shop.sandbox.sku_codes() for code in codes) == [f"G{number}" for number in range(8)]
    kept(shop.workspace.file)
