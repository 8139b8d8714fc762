"""Files of prices and rests beside the file of products."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from aliexport_tui.engine.importing import ImportReport, import_source
from aliexport_tui.engine.sources import add_source, change_source, show
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import ConfigError, SourceError
from aliexport_tui.sources.settings import CsvSettings, SourceSettings
from aliexport_tui.store import sku_history
from aliexport_tui.store.database import Database
from tests.sources.support import feed, offer
from tests.support.shop import make_workspace

RESTS = SourceSettings(kind="csv", updates="main", csv=CsvSettings(columns={"sku": "code", "stock": "rest"}))
PRICES = SourceSettings(kind="csv", updates="main", csv=CsvSettings(columns={"sku": "code", "price": "price"}))


class Shop:
    """Two products of "main"; "rests" and "prices" update their SKUs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace: Workspace = make_workspace(folder)
        self.db: Database = self.workspace.open()
        self.main(offer("<count>3</count>", id="1"), offer("<count>4</count>", id="2"))
        add_source(self.workspace, self.db, "main", str(folder / "main.xml"))
        self.load("main")

    def main(self, *offers: str) -> None:
        (self.folder / "main.xml").write_text(feed("".join(offers)), encoding="utf-8")

    def rows(self, name: str, text: str, settings: SourceSettings) -> ImportReport:
        path = self.folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        if not self.db.value("SELECT 1 FROM source WHERE code = ?", (name,)):
            add_source(self.workspace, self.db, name, str(path), settings=settings)
        return self.load(name)

    def load(self, code: str, again: bool = False) -> ImportReport:
        self.workspace.clock.sleep(1)
        return import_source(self.workspace, self.db, code, again=again)

    def skus(self) -> Sequence[tuple[object, ...]]:
        return self.db.rows("SELECT code, price, stock, available FROM sku ORDER BY code")

    def hashes(self, key: str) -> tuple[object, ...]:
        row = self.db.row("SELECT content_hash, price_hash, stock_hash FROM product WHERE key = ?", (key,))
        assert row is not None
        return row


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_a_file_of_rests_changes_stocks_and_nothing_else(shop: Shop) -> None:
    before = shop.hashes("1")
    report = shop.rows("rests", "code,rest\n1,9\n", RESTS)
    assert (report.counts.updates, report.counts.changed, report.counts.vanished, report.counts.new) == (1, 1, 0, 0)
    assert shop.skus() == [("1", 10000, 9, 1), ("2", 10000, 4, 1)]
    after = shop.hashes("1")
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, True, False]
    assert shop.db.value("SELECT count(*) FROM product WHERE vanished_at IS NULL") == 2
    assert [past.stock for past in sku_history.past(shop.db, 1)] == [3]


def test_what_was_told_stays_when_the_products_are_read_again(shop: Shop) -> None:
    shop.rows("rests", "code,rest\n1,9\n", RESTS)
    shop.rows("prices", "code,price\n1,55.50\n2,66\n", PRICES)
    shop.main(offer("<count>3</count>", id="1", name="Другое имя"), offer("<count>8</count>", id="2"))
    shop.load("main")
    assert shop.skus() == [("1", 5550, 9, 1), ("2", 6600, 8, 1)]


def test_a_sku_of_stock_0_is_not_available_and_comes_back(shop: Shop) -> None:
    shop.rows("rests", "code,rest\n1,0\n", RESTS)
    assert shop.skus()[0] == ("1", 10000, 0, 0)
    shop.rows("rests", "code,rest\n1,2\n", RESTS)
    assert shop.skus()[0] == ("1", 10000, 2, 1)


def test_a_price_that_was_missing_is_a_problem_no_more(shop: Shop) -> None:
    shop.main(offer(id="1", price="0"), offer(id="2", price="0"))
    shop.load("main")
    assert shop.db.rows("SELECT key, problem_count FROM product ORDER BY key") == [("1", 1), ("2", 1)]
    shop.rows("prices", "code,price\n1,70\n", PRICES)
    assert shop.db.rows("SELECT key, problem_count FROM product ORDER BY key") == [("1", 0), ("2", 1)]
    shop.main(offer(id="1", price="0", name="Иначе"), offer(id="2", price="0"))
    shop.load("main")
    assert shop.db.rows("SELECT key, problem_count FROM product ORDER BY key") == [("1", 0), ("2", 1)]
    assert shop.skus()[0][1] == 7000


def test_unknown_codes_and_rows_without_a_code_are_told(shop: Shop) -> None:
    report = shop.rows("rests", "code,rest\n1,9\nX-1,5\n,7\n1,8\n", RESTS)
    assert {(one.code, one.count) for one in report.problems} == {
        ("feed.sku_unknown", 1),
        ("feed.id_missing", 1),
        ("feed.id_conflict", 1),
    }
    assert report.counts.skipped == 1
    assert shop.skus()[0] == ("1", 10000, 9, 1)
    # they belong to this source: the next import of the products does not carry them away
    shop.main(offer(id="1"), offer(id="2"))
    shop.load("main")
    said = "SELECT count(*) FROM problem p JOIN source s ON s.id = p.source WHERE s.code = 'rests'"
    assert shop.db.value(said) == 3


def test_a_second_look_at_the_same_file_reads_nothing(shop: Shop) -> None:
    shop.rows("rests", "code,rest\n1,9\n", RESTS)
    assert shop.load("rests").state == "unchanged"
    again = shop.load("rests", again=True)
    assert (again.counts.changed, again.counts.unchanged) == (0, 1)


def test_a_file_of_rests_that_is_empty_changes_nothing(shop: Shop) -> None:
    shop.rows("rests", "code,rest\n1,9\n", RESTS)
    with pytest.raises(SourceError) as refused:
        shop.rows("rests", "code,rest\n", RESTS)
    assert refused.value.code == "source.no_products"
    assert shop.skus()[0] == ("1", 10000, 9, 1)


@pytest.mark.parametrize(
    ("updates", "code"),
    [("nobody", "source.updates_unknown"), ("prices", "source.updates_itself"), ("rests", "source.updates_chain")],
)
def test_who_updates_whom_is_checked(shop: Shop, updates: str, code: str) -> None:
    shop.rows("rests", "code,rest\n1,9\n", RESTS)
    shop.rows("prices", "code,price\n1,5\n", PRICES)
    settings = show(shop.db, "prices").settings
    change_source(shop.db, "prices", settings=SourceSettings(kind="csv", updates=updates, csv=settings.csv))
    with pytest.raises(ConfigError) as refused:
        shop.load("prices")
    assert refused.value.code == code
