"""A delimited file of a Russian shop's office: windows-1251, semicolons, decimal commas, a cell of several lines."""

from pathlib import Path

import pytest

from aliexport_tui.engine.importing import import_source
from aliexport_tui.engine.sources import add_source
from aliexport_tui.sources.settings import CsvSettings, SourceSettings
from tests.feeds.rules import broken_rules
from tests.feeds.shops import contents, profile_text
from tests.support.export import Shop

SETTINGS = SourceSettings(
    kind="csv",
    csv=CsvSettings(
        columns={
            "sku": "Артикул",
            "group": "Модель",
            "name": "Название",
            "category": "Раздел",
            "description": "Описание",
            "price": "Цена",
            "old_price": "Старая цена",
            "stock": "Остаток",
            "weight": "Вес, кг",
        },
        params={"Цвет": "Цвет", "Размер": "Размер", "Состав": "Состав"},
        pictures=("Фото",),
        separator="|",
        category_separator=">",
    ),
)
TABLE = """\
Артикул;Модель;Название;Раздел;Цвет;Размер;Состав;Цена;Старая цена;Остаток;Вес, кг;Фото;Описание
ВЛ-1;Волна;Полотенце «Волна»;Дом>Полотенца;Белый;30x50 см;100% хлопок;349,50;499;12;0,2;https://img.example.com/v1.jpg;"<p>Махровое.</p>
<p>Плотность 500 г/м2.</p>"
ВЛ-2;Волна;Полотенце «Волна»;Дом>Полотенца;Синий в полоску;30x50 см;100% хлопок;349,50;499;0;0,2;https://img.example.com/v2.jpg;Махровое.
ВЛ-3;Волна;Полотенце «Волна»;Дом>Полотенца;Белый;40x60 см;100% хлопок;1 299,00;;7;0,2;https://img.example.com/v1.jpg;Махровое.
ПР-1;;Полотенце «Прибой»;Дом>Полотенца;Хаки;30x50 см;100% хлопок;415;;3;0,25;https://img.example.com/p1.jpg|https://img.example.com/p2.jpg;
ПР-2;;Полотенце «Без цены»;Дом>Полотенца;Хаки;30x50 см;100% хлопок;;;3;0,25;https://img.example.com/p1.jpg;
ПР-3;;Полотенце «Без фото»;Дом>Полотенца;Хаки;30x50 см;100% хлопок;415;;3;0,25;;
ПР-4;;Полотенце загадочное;Дом>Полотенца;Хаки;30x50 см;мокрый асфальт;415;;3;0,25;https://img.example.com/p1.jpg;
"""


@pytest.fixture
def towels(shop: Shop, tmp_path: Path) -> Shop:
    path = tmp_path / "towels.csv"
    path.write_bytes(TABLE.encode("cp1251"))
    with shop.db() as db:
        add_source(shop.workspace, db, "shop", str(path), settings=SETTINGS)
        import_source(shop.workspace, db, "shop")
    shop.profile(profile_text("towels"))
    return shop


def test_rows_become_cards_with_variations(towels: Shop) -> None:
    summary = towels.run(code="towels")
    assert summary.exit_code == 3
    assert (summary.outcomes["live"], summary.outcomes["blocked"]) == (2, 3)
    cards = contents(towels)
    assert {key: broken for key, card in cards.items() if (broken := broken_rules(card))} == {}
    wave = cards["group:Волна"]
    assert {sku["code"]: (sku["price"], sku.get("discount_price"), sku["inventory"]) for sku in wave["skus"]} == {
        "ВЛ-1": ("499.00", "349.50", 12),
        "ВЛ-2": ("499.00", "349.50", 0),
        "ВЛ-3": ("1299.00", None, 7),
    }
    assert wave["subjects"]["ru"] == "Полотенце «Волна»"
    assert wave["weight"] == "0.2"
    surf = cards["ПР-1"]
    assert surf["images"] == ["https://img.example.com/p1.jpg", "https://img.example.com/p2.jpg"]
    assert surf["descriptions"]["ru"]["web"] == "Полотенце «Прибой»"


def test_every_blocked_row_says_what_it_lacks(towels: Shop) -> None:
    towels.run(code="towels")
    with towels.db() as db:
        rows = db.rows("SELECT product, field FROM v_problems WHERE severity = 'error'")
    found = {(str(key), str(field).split(".")[-1].split("[")[0]) for key, field in rows}
    assert found == {("ПР-2", "Цена"), ("ПР-2", "price"), ("ПР-3", "main_image_urls_list"), ("ПР-4", "attribute_list")}


def test_a_second_run_writes_nothing(towels: Shop) -> None:
    towels.run(code="towels")
    again = towels.run(code="towels")
    assert (again.requests["write"], again.planned["unchanged"]) == (0, 2)
