import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.engine.importing import ImportReport, import_source
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.sources import add_source, change_source, show
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import AliexportError, BusyError, ConfigError, FileTrouble, SourceError
from aliexport_tui.model.product import Product
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.store import events, sources
from aliexport_tui.store.catalogue import Counts
from aliexport_tui.store.database import Database
from tests.sources.support import DATA, SHARED, feed, offer
from tests.support.shop import make_workspace


class Shop:
    """A workspace with one source whose feed the test writes."""

    def __init__(self, folder: Path) -> None:
        self.workspace: Workspace = make_workspace(folder)
        self.feed = folder / "feed.xml"
        self.db: Database = self.workspace.open()
        self.write(offer())
        add_source(self.workspace, self.db, "main", str(self.feed))

    def write(self, *offers: str) -> None:
        self.feed.write_text(feed("\n".join(offers)), encoding="utf-8")

    def load(self, *offers: str) -> ImportReport:
        self.write(*offers)
        self.workspace.clock.sleep(1)
        return import_source(self.workspace, self.db, "main")

    def state(self) -> list[tuple[object, ...]]:
        """The whole catalogue, for comparison."""
        product = "SELECT * FROM product ORDER BY id"
        sku = "SELECT * FROM sku ORDER BY product, position"
        problem = "SELECT product, source, code, args, place FROM problem ORDER BY id"
        category = "SELECT * FROM shop_category ORDER BY key"
        return [row for sql in (product, sku, problem, category) for row in self.db.rows(sql)]

    def column(self, name: str, key: str = "7") -> object:
        return self.db.value(f"SELECT {name} FROM product WHERE key = ?", (key,))


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_a_first_import_fills_every_column(shop: Shop) -> None:
    report = shop.load(
        offer(
            "<vendor>Ёлка</vendor><vendorCode>А-1</vendorCode><count>3</count><picture>https://a.example/1.jpg</picture>",
            name="Тёплая Куртка",
        )
    )
    assert (report.state, report.counts) == ("done", Counts(products=1, skus=1, new=1))
    row = shop.db.row(
        "SELECT key, name, name_fold, category, brand, article, picture_count, price, stock, available, search,"
        " problem_count, vanished_at FROM product"
    )
    assert row == (
        *("7", "Тёплая Куртка", "теплая куртка", "1", "Ёлка", "А-1", 1, 10000, 3, 1),
        *("теплая куртка 7 а-1 елка 7", 0, None),
    )
    assert shop.db.rows("SELECT position, code, price, old_price, stock, available FROM sku") == [
        (0, "7", 10000, None, 3, 1)
    ]
    assert shop.db.rows("SELECT key, name, name_fold, parent FROM shop_category") == [("1", "Одежда", "одежда", "")]
    assert shop.db.rows("SELECT rowid FROM product_search WHERE search MATCH 'теплая'") == [(1,)]


def test_an_unchanged_file_is_not_read_again(shop: Shop) -> None:
    shop.load(offer())
    before = shop.state()
    again = shop.load(offer())
    assert (again.state, again.counts) == ("unchanged", Counts(products=1, unchanged=1))
    assert shop.state() == before


def test_reading_again_on_request_changes_nothing_either(shop: Shop) -> None:
    shop.load(offer(), offer(id="8", price="0"))
    before = shop.state()
    again = import_source(shop.workspace, shop.db, "main", again=True)
    assert again.counts == Counts(products=2, skus=2, unchanged=2, problems=1)
    assert shop.state() == before


@pytest.mark.parametrize(
    ("changed", "moved"),
    [
        (offer("<count>5</count>", price="101"), {"price_hash"}),
        (offer("<count>6</count>"), {"stock_hash"}),
        (offer("<count>5</count>", attributes='available="false"'), {"stock_hash"}),
        (offer("<count>5</count><vendor>Б</vendor>"), {"content_hash"}),
        (offer("<count>5</count><currencyId>USD</currencyId>"), {"price_hash"}),
    ],
)
def test_only_the_digest_of_the_lane_that_changed_moves(shop: Shop, changed: str, moved: set[str]) -> None:
    shop.load(offer("<count>5</count>"), offer(id="8"))
    hashes = ("content_hash", "price_hash", "stock_hash")
    before = {name: shop.column(name) for name in hashes}
    first_change = shop.column("changed_at", "8")
    report = shop.load(changed, offer(id="8"))
    assert report.counts == Counts(products=2, skus=2, changed=1, unchanged=1)
    assert {name for name in hashes if shop.column(name) != before[name]} == moved
    assert shop.column("changed_at", "8") == first_change


def test_skus_follow_a_group_that_grows_and_shrinks(shop: Shop) -> None:
    def member(id: str) -> str:
        return offer(f'<param name="Размер">{id}</param>', id=id, attributes='group_id="5"')

    shop.load(member("1"), member("2"))
    assert shop.db.rows("SELECT code FROM sku ORDER BY position") == [("1",), ("2",)]
    number = shop.column("id", "group:5")
    shop.load(member("2"), member("3"), member("4"))
    assert shop.db.rows("SELECT product, code FROM sku ORDER BY position") == [(number, "2"), (number, "3"), (number, "4")]
    shop.load(member("4"))
    assert shop.db.rows("SELECT code FROM sku") == [("4",)]


def test_what_is_gone_from_the_feed_is_marked_and_can_come_back(shop: Shop) -> None:
    shop.load(offer(), offer(id="8", price="0"))
    assert shop.load(offer()).counts == Counts(products=1, skus=1, unchanged=1, vanished=1)
    assert shop.column("vanished_at", "8") == shop.workspace.clock.now_ms()
    assert shop.column("problem_count", "8") == 0
    vanished_at = shop.column("vanished_at", "8")
    assert shop.load(offer(), offer(id="9")).counts == Counts(products=2, skus=2, new=1, unchanged=1)
    assert shop.column("vanished_at", "8") == vanished_at
    number = shop.column("id", "8")
    assert shop.load(offer(), offer(id="8")).counts == Counts(products=2, skus=2, changed=1, unchanged=1, vanished=1)
    assert (shop.column("vanished_at", "8"), shop.column("id", "8")) == (None, number)


def test_an_empty_feed_takes_nothing_away(shop: Shop) -> None:
    shop.load(offer(), offer(id="8"))
    before = shop.state()
    with pytest.raises(SourceError) as caught:
        shop.load()
    assert (caught.value.code, caught.value.args_by_name) == ("source.no_products", {"held": "2"})
    assert shop.state() == before


def test_problems_are_kept_with_their_place_and_go_when_mended(shop: Shop) -> None:
    report = shop.load(offer(), offer(id="8", price="0", inner="<weight>x</weight>"), offer(id=""))
    assert [(one.code, one.severity, one.count) for one in report.problems] == [
        ("feed.id_missing", "error", 1),
        ("feed.price_missing", "error", 1),
        ("feed.weight_unreadable", "warning", 1),
    ]
    assert report.problems[1].example.place.key == "8"
    rows = shop.db.rows("SELECT product, source, stage, severity, code, args, place FROM problem ORDER BY id")
    assert rows[0][:5] == (None, 1, "import", "error", "feed.id_missing")
    place = f'{{"file":"{shop.feed}","line":3,"key":"8"}}'
    assert rows[1] == (shop.column("id", "8"), None, "import", "error", "feed.price_missing", '{"value": "0"}', place)
    assert shop.column("problem_count", "8") == 1
    shop.load(offer(), offer(id="8"))
    assert shop.db.rows("SELECT * FROM problem") == []
    assert shop.column("problem_count", "8") == 0


def test_categories_are_replaced(shop: Shop) -> None:
    shop.load(offer())
    text = shop.feed.read_text(encoding="utf-8")
    shop.feed.write_text(text.replace('<category id="1">Одежда', '<category id="2">Дом</category><category id="1">Вещи'))
    import_source(shop.workspace, shop.db, "main")
    assert shop.db.rows("SELECT key, name, name_fold FROM shop_category") == [("1", "Вещи", "вещи"), ("2", "Дом", "дом")]
    shop.feed.write_text(text.replace('<category id="1">', '<category id="3">'))
    import_source(shop.workspace, shop.db, "main")
    assert shop.db.rows("SELECT key FROM shop_category") == [("3",)]
    assert shop.column("category") == ""


def test_lines_that_move_are_followed_without_a_change(shop: Shop) -> None:
    shop.load(offer(), offer(id="8"))
    changed_at = shop.column("changed_at", "8")
    shop.load(offer(id="1"), offer(), offer(id="8"))
    body = shop.column("body", "8")
    assert isinstance(body, str)
    assert msgspec.json.decode(body, type=Product).place.line == 4
    assert shop.column("changed_at", "8") == changed_at


BROKEN = [
    ("<html><body>Войдите</body></html>", "source.html"),
    ("", "source.empty"),
    (feed(offer() + offer(id="8"))[:-60], "source.broken"),
]


@pytest.mark.parametrize(("content", "code"), BROKEN)
def test_a_failed_import_leaves_the_catalogue_as_it_was(shop: Shop, content: str, code: str) -> None:
    shop.load(offer(), offer(id="8", price="0"))
    before = shop.state()
    shop.feed.write_text(content)
    with pytest.raises(SourceError) as caught:
        import_source(shop.workspace, shop.db, "main")
    assert caught.value.code == code
    assert shop.state() == before
    latest = show(shop.db, "main").latest
    assert latest is not None
    assert (latest.state, latest.error_code, latest.ended_at) == ("failed", code, shop.workspace.clock.now_ms())
    event = events.latest(shop.db, limit=1)[0]
    assert (event.code, event.level, event.args["problem"]) == ("import.failed", "error", code)
    assert shop.load(offer(), offer(id="8", price="0")).state == "unchanged"


def test_a_missing_feed_is_on_record(shop: Shop) -> None:
    shop.feed.unlink()
    with pytest.raises(SourceError) as caught:
        import_source(shop.workspace, shop.db, "main")
    assert (caught.value.code, int(caught.value.exit_code)) == ("source.not_found", 7)


def test_a_full_disk_in_the_merge_leaves_the_catalogue_as_it_was(shop: Shop) -> None:
    shop.load(offer())
    before = shop.state()
    pages = shop.db.value("PRAGMA page_count")
    assert isinstance(pages, int)
    shop.db.value(f"PRAGMA max_page_count={pages + 4}")
    with pytest.raises(FileTrouble) as caught:
        shop.load(*(offer(id=str(number), name=f"Куртка {number} " * 20) for number in range(200)))
    assert (caught.value.code, int(caught.value.exit_code)) == ("file.full", 8)
    shop.db.value("PRAGMA max_page_count=1000000")
    assert shop.state() == before
    assert shop.load(*(offer(id=str(number)) for number in range(200))).counts.new == 199


def test_a_killed_import_is_told_by_the_next(shop: Shop) -> None:
    killed = sources.begin_import(shop.db, 1, 5)
    shop.load(offer())
    assert [(one.id, one.state, one.error_code) for one in sources.imports(shop.db, 1)] == [
        (killed + 1, "done", ""),
        (killed, "failed", "import.interrupted"),
    ]


def test_two_at_once_are_refused(shop: Shop) -> None:
    lock = Lock(shop.workspace.lock("import-main"))
    assert lock.acquire(who="cron", now=0)
    with pytest.raises(BusyError) as caught:
        import_source(shop.workspace, shop.db, "main")
    assert (caught.value.code, caught.value.args_by_name["who"]) == ("import.busy", "cron")
    lock.release()
    assert import_source(shop.workspace, shop.db, "main").state == "done"


def test_a_process_killed_while_it_reads_leaves_the_catalogue_as_it_was(shop: Shop) -> None:
    shop.load(offer())
    before = shop.state()
    shop.write(*(offer(id=str(number)) for number in range(2000)))
    script = (
        "import os, signal, sys; from pathlib import Path; from aliexport_tui.engine.importing import import_source;"
        "from aliexport_tui.engine.workspace import open_workspace; workspace = open_workspace(Path(sys.argv[1]));"
        "import_source(workspace, workspace.open(), 'main', progress=lambda count: os.kill(os.getpid(), signal.SIGKILL))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, str(shop.workspace.file)], cwd=Path(__file__).parents[2], check=False
    )
    assert ended.returncode == -signal.SIGKILL
    assert shop.state() == before
    assert sources.imports(shop.db, 1)[0].state == "running"
    left = shop.workspace.file.with_name("shop.db.import-main")
    assert (left / "import.sqlite").exists()
    assert import_source(shop.workspace, shop.db, "main").counts.new == 1999
    assert not left.exists()
    assert sources.imports(shop.db, 1)[1].error_code == "import.interrupted"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str, list[str]]]:
    """A folder, its address, and the answers given so far; dates of files serve for conditional requests."""
    folder = tmp_path / "www"
    folder.mkdir()
    answers: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            answers.append(str(int(code)))

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}", answers
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_feed_on_a_server_is_asked_for_by_its_date(shop: Shop, served: tuple[Path, str, list[str]]) -> None:
    folder, address, answers = served
    path = folder / "feed.xml"
    path.write_text(feed(offer()), encoding="utf-8")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    add_source(shop.workspace, shop.db, "web", f"{address}/feed.xml")
    answers.clear()
    assert import_source(shop.workspace, shop.db, "web").counts.new == 1
    assert import_source(shop.workspace, shop.db, "web").state == "unchanged"
    assert import_source(shop.workspace, shop.db, "web", again=True).counts == Counts(1, 1, unchanged=1)
    path.write_text(feed(offer() + offer(id="8")), encoding="utf-8")
    os.utime(path, (1_700_000_100, 1_700_000_100))
    assert import_source(shop.workspace, shop.db, "web").counts.new == 1
    assert answers == ["200", "304", "200", "200"]
    path.unlink()
    with pytest.raises(SourceError) as caught:
        import_source(shop.workspace, shop.db, "web")
    assert (caught.value.code, show(shop.db, "web").products) == ("source.not_found", 2)


def test_changed_settings_make_the_same_file_be_read_again(shop: Shop) -> None:
    shop.load(offer(attributes='available="false"'), offer(id="8"))
    change_source(shop.db, "main", settings=SourceSettings(unavailable="skip"))
    report = import_source(shop.workspace, shop.db, "main")
    assert report.counts == Counts(products=1, skus=1, unchanged=1, vanished=1)


def test_the_log_tells_what_came(shop: Shop) -> None:
    shop.load(offer(), offer(id="8", price="0"), offer(id="9", price="0"))
    told = [(event.code, event.level, event.args) for event in events.latest(shop.db)]
    assert told[0][0] == "import.done"
    assert told[0][2]["new"] == "3"
    assert told[1][:2] == ("import.problems", "error")
    assert (told[1][2]["problem"], told[1][2]["count"]) == ("feed.price_missing", "2")
    assert told[1][2]["value"] == "0", "the example's own args fill its text"


def test_progress_is_told(shop: Shop) -> None:
    shop.write(*(offer(id=str(number)) for number in range(1200)))
    told: list[int] = []
    import_source(shop.workspace, shop.db, "main", progress=told.append)
    assert told == [500, 1000, 1200]


def test_other_sources_stay_apart(shop: Shop) -> None:
    shop.load(offer(), offer(id="8"))
    add_source(shop.workspace, shop.db, "second", str(DATA / "clean.xml"))
    assert import_source(shop.workspace, shop.db, "second").counts == Counts(products=1, skus=1, new=1)
    assert shop.load(offer()).counts.vanished == 1
    assert [(one, show(shop.db, one).products) for one in ("main", "second")] == [("main", 1), ("second", 1)]


def test_an_unknown_source_names_the_nearest(shop: Shop) -> None:
    with pytest.raises(ConfigError) as caught:
        import_source(shop.workspace, shop.db, "mian")
    assert (caught.value.code, caught.value.args_by_name) == ("source.unknown", {"source": "mian", "near": "main"})


def test_a_reader_that_sees_the_merge_sees_all_or_nothing(shop: Shop) -> None:
    shop.load(offer())
    other = sqlite3.connect(shop.workspace.file)
    other.execute("BEGIN")
    assert other.execute("SELECT count(*) FROM product").fetchone() == (1,)
    shop.load(offer(), offer(id="8"), offer(id="9"))
    assert other.execute("SELECT count(*) FROM product").fetchone() == (1,)
    other.execute("COMMIT")
    assert other.execute("SELECT count(*) FROM product").fetchone() == (3,)
    other.close()


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder shared beside the project is absent")
def test_real_feeds_arrive_in_the_file(shop: Shop) -> None:
    for name, products in (("yandex_ecom_simple.xml", 36), ("wp_yml_creator_doors.yml", 109)):
        code = name.partition(".")[0]
        add_source(shop.workspace, shop.db, code, str(SHARED / "yml" / name))
        assert import_source(shop.workspace, shop.db, code).counts.new == products
    bare = "SELECT count(*) FROM product JOIN source ON source.id = product.source WHERE source.code LIKE 'wp%' AND "
    assert shop.db.value(bare + "picture_count = 0") == 13
    assert shop.db.value(bare + "category = ''") == 57


def test_sources_are_checked_when_added(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html>")
    (tmp_path / "odd.csv").write_text("a;b;c\n1;2;3\n")
    for code, location, error in (
        ("Main!", "x", "source.code_malformed"),
        ("main", "x", "source.exists"),
        ("other", str(tmp_path / "none"), "source.not_found"),
        ("other", str(tmp_path / "page.html"), "source.html"),
        ("other", str(tmp_path / "odd.csv"), "source.unanswered"),
        ("other", "ftp://shop.example/x", "source.address"),
    ):
        with pytest.raises(AliexportError) as caught:
            add_source(shop.workspace, shop.db, code, location)
        assert caught.value.code == error
    with pytest.raises(ConfigError) as refused:
        add_source(shop.workspace, shop.db, "other", str(DATA / "clean.xml"), kind="csv")
    assert refused.value.code == "source.other_kind"


def test_the_columns_of_a_table_are_found_by_their_usual_names(shop: Shop) -> None:
    add_source(shop.workspace, shop.db, "rows", str(DATA / "rows.csv"))
    settings = show(shop.db, "rows").settings
    assert settings.kind == "csv"
    assert settings.csv.columns == {
        "sku": "Артикул",
        "name": "Название",
        "category": "Раздел",
        "price": "Цена",
        "old_price": "Старая цена",
        "stock": "Остаток",
        "description": "Описание",
        "weight": "Вес, кг",
    }
    assert settings.csv.pictures == ("Фото", "Фото#2")
    assert import_source(shop.workspace, shop.db, "rows").counts.products == 4
