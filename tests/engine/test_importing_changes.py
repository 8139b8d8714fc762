"""Imports of exchanges of 1C that tell only what changed: the rest stays as the catalogue has it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from aliexport_tui.engine.importing import ImportReport, import_source
from aliexport_tui.engine.sources import add_source
from aliexport_tui.model.product import Product
from aliexport_tui.store import catalogue
from tests.sources.commerceml_sets import SETTINGS, good, offer, package, price, traits
from tests.sources.commerceml_sets import catalogue as goods_file
from tests.support.shop import make_workspace

PAIR = [offer(traits(Размер=size), id=f"a#{size}", stock=size) for size in ("38", "39")]


class Exchange:
    """Two goods, one of them in two sizes, are in the catalogue; the next exchange overwrites the files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "exchange"
        self.folder.mkdir()
        self.workspace = make_workspace(folder)
        self.db = self.workspace.open()
        self.send(goods_file(good("<Артикул>К-1</Артикул>"), good(id="b", name="Плащ")), package(*PAIR, offer(id="b")))
        add_source(self.workspace, self.db, "shop", str(self.folder), settings=SETTINGS)
        self.first = self.load()

    def send(self, *texts: str) -> None:
        for path in self.folder.iterdir():
            path.unlink()
        for number, text in enumerate(texts):
            (self.folder / f"{number}.xml").write_text(text, encoding="utf-8")

    def load(self, again: bool = False) -> ImportReport:
        self.workspace.clock.sleep(1)
        return import_source(self.workspace, self.db, "shop", again=again)

    def skus(self) -> Sequence[tuple[object, ...]]:
        return self.db.rows(
            "SELECT s.code, s.price, s.stock, s.available FROM sku s JOIN product p ON p.id = s.product"
            " WHERE p.vanished_at IS NULL ORDER BY code"
        )

    def product(self, key: str) -> Product:
        held = catalogue.stored(self.db, 1, key)
        assert held is not None
        return held

    def problems(self) -> list[str]:
        return [str(row[0]) for row in self.db.rows("SELECT code FROM problem WHERE stage = 'import' ORDER BY id")]


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    return Exchange(tmp_path)


WHOLE = [("a#38", 10000, 38, 1), ("a#39", 10000, 39, 1), ("b", 10000, 3, 1)]


def test_a_folder_is_one_source_with_a_version_of_all_its_files(exchange: Exchange) -> None:
    assert (exchange.first.counts.products, exchange.first.counts.skus) == (2, 3)
    assert exchange.skus() == WHOLE
    assert exchange.load().state == "unchanged"
    (exchange.folder / "2.xml").write_text(
        package(offer(id="b", prices=price("7")), made="2026-06-01T00:00:00"), encoding="utf-8"
    )
    assert exchange.load().state == "done"
    assert exchange.skus()[2] == ("b", 700, 3, 1)


def test_one_size_of_a_good_changes_and_the_other_stays(exchange: Exchange) -> None:
    exchange.send(
        goods_file(good(name="Куртка новая"), changes=True),
        package(offer(id="a#39", prices=price("50"), stock=""), changes=True),
    )
    report = exchange.load()
    assert (report.counts.changed, report.counts.vanished) == (1, 0)
    assert exchange.skus() == [WHOLE[0], ("a#39", 5000, 39, 1), WHOLE[2]]
    held = exchange.product("a")
    assert (held.name, held.currency) == ("Куртка новая", "RUB")
    assert [sku.params[0].value for sku in held.skus] == ["38", "39"]


def test_a_good_changes_without_its_offers(exchange: Exchange) -> None:
    exchange.send(goods_file(good(name="Куртка новая"), changes=True))
    exchange.load()
    assert (exchange.skus(), exchange.product("a").name) == (WHOLE, "Куртка новая")


def test_a_new_size_and_a_size_that_is_no_more(exchange: Exchange) -> None:
    gone = offer("<ПометкаУдаления>true</ПометкаУдаления>", id="a#38")
    exchange.send(goods_file(good(), changes=True), package(gone, offer(traits(Размер="40"), id="a#40"), changes=True))
    exchange.load()
    assert exchange.skus() == [("a#38", 10000, 0, 0), WHOLE[1], ("a#40", 10000, 3, 1), WHOLE[2]]
    assert [sku.code for sku in exchange.product("a").skus] == ["a#38", "a#39", "a#40"]


def test_prices_alone(exchange: Exchange) -> None:
    exchange.send(package(f"<Предложение><Ид>a#38</Ид><Цены>{price('70')}</Цены></Предложение>", changes=True))
    report = exchange.load()
    assert (report.counts.updates, report.counts.vanished) == (1, 0)
    assert exchange.skus() == [("a#38", 7000, 38, 1), *WHOLE[1:]]


def test_a_deleted_good_vanishes_from_a_set_of_changes_too(exchange: Exchange) -> None:
    exchange.send(
        goods_file(good(id="b", attributes=' Статус="Удален"'), good(id="z", attributes=' Статус="Удален"'), changes=True)
    )
    report = exchange.load()
    assert (report.counts.vanished, report.counts.skipped) == (1, 2)
    assert exchange.skus() == WHOLE[:2]
    exchange.send(goods_file(good(id="b", name="Плащ"), changes=True))
    exchange.load()
    assert exchange.skus() == WHOLE, "back with the SKUs that it had"


def test_what_nobody_has_told_yet_blocks(exchange: Exchange) -> None:
    new = goods_file(good(id="c"), good(id="d"), changes=True)
    bare = "<Предложение><Ид>d</Ид><Наименование>Куртка</Наименование></Предложение>"
    exchange.send(new, package(bare, changes=True))
    exchange.load()
    assert sorted(exchange.problems()) == ["feed.offer_missing", "feed.price_missing"]
    exchange.send(package(f"<Предложение><Ид>d</Ид><Цены>{price('70')}</Цены></Предложение>", changes=True))
    exchange.load()
    assert exchange.problems() == ["feed.offer_missing"]
