"""A look before a source is added: nothing stored, one fetch, three products; what is needed is not passed over."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from aliexport_tui.engine.importing import import_source
from aliexport_tui.engine.looking import look
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.sources import add_source, answered, change_source
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.store import sources
from aliexport_tui.store.database import Database
from tests.sources import commerceml_sets as cml
from tests.sources.support import feed, offer
from tests.support.shop import make_workspace
from tests.support.shops.woo import KEYS, Woo, product


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path)


@pytest.fixture
def db(workspace: Workspace) -> Iterator[Database]:
    with closing(workspace.open()) as opened:
        yield opened


def test_three_products_are_shown(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(feed("".join(offer(id=str(number)) for number in range(200))), encoding="utf-8")
    found = look(workspace, str(path))
    assert [one.key for one in found.products] == ["0", "1", "2"]
    assert found.products[0].category == "Одежда"
    assert not workspace.file.exists()


def test_a_shop_that_is_asked_itself(workspace: Workspace, db: Database) -> None:
    with Woo() as shop:
        shop.products = [product(number, f"S-{number}") for number in range(1, 131)]
        found = look(workspace, shop.address, keys=KEYS, kind="woo_rest")
        assert (found.detected.kind, len(found.products)) == ("woo_rest", 3)
        assert sum(one.startswith("products&page") for one in shop.asked) == 1
        add_source(workspace, db, "shop", shop.address, kind="woo_rest", keys=KEYS, seen=found)
        assert Secrets(workspace.secrets).keys("shop") == KEYS
        assert KEYS["consumer_secret"].encode() not in workspace.file.read_bytes()
        assert import_source(workspace, db, "shop").counts.products == 130


def test_what_is_needed_is_not_passed_over(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    path = tmp_path / "goods.csv"
    path.write_text("Артикул;Название;Цена;Фото\n1;A;1;/a.jpg\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        add_source(workspace, db, "shop", str(path))
    assert (caught.value.code, caught.value.args_by_name["option"]) == ("source.unanswered", "--base-url")
    assert sources.every(db) == ()
    add_source(workspace, db, "stocks", str(path), settings=SourceSettings(updates="shop"))
    found = look(workspace, str(path), SourceSettings(base_url="https://s.example"))
    assert found.products[0].pictures == ("https://s.example/a.jpg",)
    assert [one.setting for one in found.questions] == ["csv.currency"]


def test_some_whole_addresses_among_parts_of_them_may_stay(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "goods.csv"
    path.write_text("Артикул;Название;Цена;Фото\n1;A;1;/a.jpg\n2;B;1;https://s.example/b.jpg\n", encoding="utf-8")
    (base_url,) = (one for one in look(workspace, str(path)).questions if one.setting == "base_url")
    assert not base_url.needed


def test_answers_are_settings() -> None:
    settings = answered(
        SourceSettings(), {"csv.columns.sku": "Код", "csv.currency": "RUB", "weight_unit": "g", "store_view": ""}
    )
    assert (settings.csv.columns, settings.csv.currency, settings.weight_unit) == ({"sku": "Код"}, "RUB", "g")
    assert settings.store_view == ""


def test_new_keys_take_the_old_ones_place(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(feed(offer()), encoding="utf-8")
    add_source(workspace, db, "shop", str(path), keys={"consumer_key": "old", "consumer_secret": "old"})
    change_source(db, "shop", keys={"consumer_key": "new"})
    assert Secrets(workspace.secrets).keys("shop") == {"consumer_key": "new"}


@pytest.mark.parametrize(
    ("name", "text", "needed"),
    [
        ("rests.csv", "Артикул;Остаток\nA-1;5\n", True),
        ("msi.csv", "sku,source_code,status,quantity\nA-1,default,1,7\n", True),
        ("ozon.xml", feed('<offer id="A-1"><price>10</price><outlets><outlet instock="4"/></outlets></offer>', ""), True),
        ("rests.xml", cml.package(cml.offer(id="A-1", name=""), changes=True), False),
    ],
)
def test_a_file_of_prices_or_stocks_alone_asks_whose_they_are(
    workspace: Workspace, tmp_path: Path, name: str, text: str, needed: bool
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert [(one.setting, one.needed) for one in look(workspace, str(path)).questions] == [("updates", needed)]
    told = look(workspace, str(path), SourceSettings(updates="shop"))
    assert ([one.code for one in told.updates], told.products, told.questions) == (["A-1"], (), ())


def test_a_product_without_a_name_among_others_is_a_product(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(feed(offer(name="") + offer(id="8")), encoding="utf-8")
    assert look(workspace, str(path)).questions == ()
