"""Exports of prom.ua as their columns are documented and seen; no real file of it was found."""

from decimal import Decimal
from pathlib import Path

import pytest

from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.model.product import Param, ShopCategory
from aliexport_tui.sources.layouts.prom.export import read_prom
from aliexport_tui.sources.layouts.prom.headers import recognises
from aliexport_tui.sources.settings import SourceSettings
from tests.sources.support import Result
from tests.sources.workbooks import Rows, write_xlsx

TRIPLE = ("Название_Характеристики", "Измерение_Характеристики", "Значение_Характеристики")
HEADERS = (
    "Код_товара", "Название_позиции", "Поисковые_запросы", "Описание", "Тип_товара", "Цена", "Валюта", "Единица_измерения",
    "Ссылка_изображения", "Наличие", "Количество", "Номер_группы", "Название_группы", "Уникальный_идентификатор",
    "Производитель", "Страна_производитель", "Скидка", "ID_группы_разновидностей", "Cрок действия скидки до",
    "HTML_заголовок", "Вес,кг",
    *TRIPLE, *TRIPLE, *TRIPLE,
)  # fmt: skip
UKRAINIAN = (
    "Код_товару", "Назва_позиції", "Опис", "Ціна", "Валюта", "Посилання_зображення", "Наявність", "Кількість", "Номер_групи",
    "Назва_групи", "Виробник", "Країна_виробник", "ID_групи_різновидів", "Назва_Характеристики",
    "Одиниця_виміру_Характеристики", "Значення_Характеристики",
)  # fmt: skip
PLAIN = {
    "Код_товара": "A-1",
    "Название_позиции": "Футболка",
    "Тип_товара": "r",
    "Цена": "500",
    "Валюта": "UAH",
    "Наличие": "+",
    "Номер_группы": "12",
    "Название_группы": "Футболки",
    "Уникальный_идентификатор": "1001",
}


def line(*params: str, **cells: str) -> list[str]:
    """A row as the export writes it: it ends with its last param."""
    values = {**PLAIN, **{key.replace("__", " "): value for key, value in cells.items()}}
    return [values.get(header, "") for header in HEADERS[:21]] + list(params)


def read(folder: Path, *rows: list[str], settings: SourceSettings = SourceSettings(kind="prom")) -> Result:  # noqa: B008
    path = folder / "prom.csv"
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in (HEADERS, *rows)), encoding="utf-8")
    return Result(read_prom(path, settings, "prom.csv"))


def test_a_product_with_everything(tmp_path: Path) -> None:
    row = line(
        "Цвет", "", "синий|белый", "Длина", "см", "70,5", "", "", "",
        Описание="<p>Хлопок</p>", Ссылка_изображения="https://i.example/1.jpg, https://i.example/2.jpg", Количество="7",
        Производитель="Лён", Страна_производитель="Украина", Вес__кг="0,2", Поисковые_запросы="майка, футболка",
        HTML_заголовок="Купить", Единица_измерения="шт.",
    )  # fmt: skip
    row[HEADERS.index("Вес,кг")] = "0,2"
    result = read(tmp_path, row)
    product = result.only
    assert result.categories == {"12": ShopCategory("12", "Футболки")}
    assert (product.key, product.name, product.category, product.currency) == ("A-1", "Футболка", "12", "UAH")
    assert (product.brand, product.country, product.article, product.weight) == ("Лён", "Украина", "A-1", Decimal("0.2"))
    assert product.description == "<p>Хлопок</p>"
    assert product.pictures == ("https://i.example/1.jpg", "https://i.example/2.jpg")
    assert product.params == (Param("Цвет", "синий"), Param("Цвет", "белый"), Param("Длина", "70,5", "см"))
    assert product.fields == {"Единица_измерения": "шт.", "Уникальный_идентификатор": "1001"}
    assert (product.skus[0].price, product.skus[0].stock, product.skus[0].place.line) == (50000, 7, 2)
    assert result.codes == []


def test_variants_are_joined_by_their_group(tmp_path: Path) -> None:
    rows = [
        line("Размер", "", size, "Ткань", "", "хлопок", Код_товара=f"A-{size}", ID_группы_разновидностей="900")
        for size in ("S", "M")
    ]
    product = read(tmp_path, *rows, line(Код_товара="B")).products["group:900"]
    assert product.params == (Param("Ткань", "хлопок"),)
    assert [(sku.code, sku.params) for sku in product.skus] == [
        ("A-S", (Param("Размер", "S"),)),
        ("A-M", (Param("Размер", "M"),)),
    ]


@pytest.mark.parametrize(
    ("cells", "stock", "available", "codes"),
    [
        ({"Наличие": "+"}, None, True, []),
        ({"Наличие": "!"}, None, True, []),
        ({"Наличие": ""}, None, True, []),
        ({"Наличие": "-"}, 0, False, []),
        ({"Наличие": "-", "Количество": "5"}, 0, False, []),
        ({"Наличие": "+", "Количество": "5"}, 5, True, []),
        ({"Наличие": "9", "Количество": "5"}, 0, False, ["feed.on_order"]),
        ({"Наличие": "под заказ"}, 0, False, ["feed.on_order"]),
    ],
)
def test_what_is_on_hand(
    tmp_path: Path, cells: dict[str, str], stock: int | None, available: bool, codes: list[str]
) -> None:
    result = read(tmp_path, line(**cells))
    assert (result.only.skus[0].stock, result.only.skus[0].available, result.codes) == (stock, available, codes)


@pytest.mark.parametrize(
    ("cells", "price", "old", "codes"),
    [
        ({"Скидка": "10%"}, 45000, 50000, []),
        ({"Скидка": "33.5 %"}, 33250, 50000, []),
        ({"Скидка": "100"}, 40000, 50000, []),
        ({"Скидка": "0"}, 50000, None, []),
        ({"Скидка": "100%"}, 50000, None, []),
        ({"Скидка": "10%", "Cрок__действия__скидки__до": "31.12.2026"}, 50000, None, ["feed.discount_dated"]),
        ({"Цена": "", "Скидка": "10%"}, None, None, ["feed.price_missing"]),
        ({"Цена": "по запиту"}, None, None, ["feed.price_missing"]),
    ],
)
def test_discounts(tmp_path: Path, cells: dict[str, str], price: int | None, old: int | None, codes: list[str]) -> None:
    result = read(tmp_path, line(**cells))
    assert (result.only.skus[0].price, result.only.skus[0].old_price, result.codes) == (price, old, codes)


def test_rows_without_the_sellers_code_take_the_sites_own(tmp_path: Path) -> None:
    result = read(tmp_path, line(Код_товара=""), line(Код_товара="", Уникальный_идентификатор=""), line(Тип_товара="s"))
    assert list(result.products) == ["1001"]
    assert [(problem.code, problem.place) for problem in result.file_problems] == [
        ("feed.id_missing", Place("prom.csv", 3)),
        ("feed.skipped_virtual", Place("prom.csv", 4, "A-1")),
    ]


def test_what_stands_beyond_the_last_column_is_told(tmp_path: Path) -> None:
    assert read(tmp_path, [*line(*[""] * 9), "лишнее"]).codes == ["feed.row_ragged"]


def test_a_workbook_with_the_tree_of_groups(tmp_path: Path) -> None:
    goods: Rows = [UKRAINIAN, ["A", "Кухоль", "", 99.5, "UAH", "", "+", 3, 3, "Кухлі", "", "", "", "Об'єм", "мл", 350]]
    groups: Rows = [
        ["Номер_групи", "Назва_групи", "Ідентифікатор_групи", "Номер_батьківської_групи"],
        [1, "Дім", "", ""],
        [2, "Посуд", "", 1],
        [3, "Кухлі", "", 2],
        [4, "Сирота", "", 77],
        [5, "Коло", "", 5],
    ]
    path = write_xlsx(tmp_path / "prom.xlsx", {"Export Products Sheet": goods, "Export Groups Sheet": groups})
    result = Result(read_prom(path, SourceSettings(kind="prom"), "prom.xlsx"))
    assert [(one.key, one.name, one.parent) for one in result.categories.values()] == [
        ("1", "Дім", ""),
        ("2", "Посуд", "1"),
        ("3", "Кухлі", "2"),
        ("4", "Сирота", ""),
        ("5", "Коло", ""),
    ]
    product = result.only
    assert (product.category, product.params) == ("3", (Param("Об'єм", "350", "мл"),))
    assert (product.skus[0].price, product.skus[0].stock, result.codes) == (9950, 3, [])


def test_unavailable_ones_can_be_left_out(tmp_path: Path) -> None:
    result = read(tmp_path, line(Наличие="-"), settings=SourceSettings(kind="prom", unavailable="skip"))
    assert result.file_problems == [Problem("feed.skipped_unavailable", "", {}, Place("prom.csv", 2, "A-1"), "warning")]


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        (HEADERS, True),
        (UKRAINIAN, True),
        (("Код_товара", "Название"), False),
        (("Артикул", "Название_позиции"), False),
        ((), False),
    ],
)
def test_recognised_by_its_headers(headers: tuple[str, ...], known: bool) -> None:
    assert recognises(headers) is known
