"""Exports of InSales as their columns are known; no real file of it was found."""

from decimal import Decimal
from pathlib import Path

import pytest

from aliexport_tui.model.problem import Place
from aliexport_tui.model.product import Param
from aliexport_tui.sources.layouts.insales import read_insales, recognises
from aliexport_tui.sources.settings import SourceSettings
from tests.sources.support import Result
from tests.sources.workbooks import write_xlsx

HEADERS = (
    "ID товара", "Название товара или услуги", "Краткое описание", "Полное описание", "Видимость на витрине", "Изображения",
    "Корневая", "Подкатегория 2", "Подкатегория 1", "Свойство: Размер", "Свойство: Цвет", "ID варианта", "Артикул",
    "Штрих-код", "Габариты", "Цена продажи", "Старая цена", "Остаток", "Вес", "Изображения варианта", "Параметр: Бренд",
    "Параметр: Материал", "Теги",
)  # fmt: skip
FIRST = {
    "ID товара": "500",
    "Название товара или услуги": "Рубашка",
    "Полное описание": "<p>Лён</p>",
    "Изображения": "https://i.example/1.jpg https://i.example/2.jpg",
    "Корневая": "Каталог",
    "Подкатегория 1": "Одежда",
    "Подкатегория 2": "Рубашки",
    "Свойство: Размер": "S",
    "Свойство: Цвет": "белый",
    "ID варианта": "9001",
    "Артикул": "R-S",
    "Штрих-код": "4600000000017",
    "Габариты": "30 x 20 x 2,5",
    "Цена продажи": "1 990,00",
    "Старая цена": "2490",
    "Остаток": "3",
    "Вес": "0,25",
    "Параметр: Бренд": "Лён",
    "Параметр: Материал": "лён##хлопок",
    "Теги": "лето",
}
NEXT = {"Свойство: Размер": "M", "Свойство: Цвет": "белый", "Артикул": "R-M", "Цена продажи": "1990", "Остаток": "0"}


def read(
    folder: Path,
    *rows: dict[str, str],
    headers: tuple[str, ...] = HEADERS,
    coding: str = "utf-8-sig",
    settings: SourceSettings = SourceSettings(kind="insales"),  # noqa: B008 (frozen)
) -> Result:
    path = folder / "insales.csv"
    lines = [headers, *([row.get(header, "") for header in headers] for row in rows)]
    path.write_bytes("\n".join(";".join(f'"{cell}"' for cell in line) for line in lines).encode(coding))
    return Result(read_insales(path, settings, "insales.csv"))


@pytest.mark.parametrize("coding", ["utf-8-sig", "cp1251"])
@pytest.mark.parametrize("repeated", [True, False])
def test_variants_of_a_product(tmp_path: Path, coding: str, repeated: bool) -> None:
    """What belongs to the product stands in all its rows or in the first one alone."""
    later = (
        {**FIRST, "Штрих-код": "", "Старая цена": "", "Вес": "", "Габариты": "", "ID варианта": "9002", **NEXT}
        if repeated
        else NEXT
    )
    result = read(tmp_path, FIRST, later, coding=coding)
    assert result.codes == []
    assert list(result.categories) == ["Каталог", "Каталог > Одежда", "Каталог > Одежда > Рубашки"]
    product = result.only
    assert (product.key, product.name, product.brand) == ("group:500", "Рубашка", "Лён")
    assert (product.category, product.description) == ("Каталог > Одежда > Рубашки", "<p>Лён</p>")
    assert product.pictures == ("https://i.example/1.jpg", "https://i.example/2.jpg")
    assert product.params == (
        Param("Цвет", "белый"),
        Param("Бренд", "Лён"),
        Param("Материал", "лён"),
        Param("Материал", "хлопок"),
    )
    assert (product.weight, product.length, product.width, product.height) == tuple(
        map(Decimal, ("0.25", "30", "20", "2.5"))
    )
    assert product.fields == {"Теги": "лето"}
    one, other = product.skus
    assert (one.code, one.price, one.old_price, one.stock, one.barcode) == ("R-S", 199000, 249000, 3, "4600000000017")
    assert (other.code, other.price, other.old_price, other.stock, other.barcode) == ("R-M", 199000, None, 0, "")
    assert (one.params, other.params) == ((Param("Размер", "S"),), (Param("Размер", "M"),))
    assert (one.place, other.place) == (Place("insales.csv", 2, "R-S"), Place("insales.csv", 3, "R-M"))


def test_pictures_of_variants(tmp_path: Path) -> None:
    other = {**NEXT, "Изображения варианта": "https://i.example/3.jpg"}
    one, two = read(tmp_path, FIRST, other).only.skus
    assert one.pictures == ("https://i.example/1.jpg", "https://i.example/2.jpg")
    assert two.pictures[0] == "https://i.example/3.jpg"


def test_variants_without_ids_are_joined_by_their_name(tmp_path: Path) -> None:
    headers = HEADERS[1:11] + HEADERS[12:]
    result = read(tmp_path, FIRST, NEXT, {**FIRST, "Название товара или услуги": "Кепка", "Артикул": "K"}, headers=headers)
    assert {key: len(product.skus) for key, product in result.products.items()} == {"group:Рубашка": 2, "group:Кепка": 1}


def test_the_placing_on_the_site_names_the_category_too(tmp_path: Path) -> None:
    headers = (*HEADERS[:6], "Размещение на сайте", *HEADERS[9:])
    row = {**FIRST, "Размещение на сайте": "Каталог/Обувь/Сапоги##Каталог/Акции"}
    assert read(tmp_path, row, headers=headers).only.category == "Каталог > Обувь > Сапоги"


def test_rows_that_are_left_out_are_told(tmp_path: Path) -> None:
    hidden = {**FIRST, "ID товара": "7", "Артикул": "H", "Видимость на витрине": "скрыт"}
    result = read(tmp_path, FIRST, hidden, {"Название товара или услуги": "Без кода", "Цена продажи": "5"})
    assert list(result.products) == ["group:500"]
    assert [(problem.code, problem.place.line) for problem in result.file_problems] == [
        ("feed.skipped_draft", 3),
        ("feed.id_missing", 4),
    ]


def test_an_article_that_two_variants_share_blocks_them(tmp_path: Path) -> None:
    assert read(tmp_path, FIRST, {**NEXT, "Артикул": "R-S"}).codes == ["feed.id_conflict"]


def test_without_an_article_the_variants_own_id_counts(tmp_path: Path) -> None:
    result = read(tmp_path, {**FIRST, "Артикул": ""}, {**NEXT, "Артикул": "", "ID варианта": "9002"})
    assert [sku.code for sku in result.only.skus] == ["9001", "9002"]


def test_apart_when_groups_are_not_joined(tmp_path: Path) -> None:
    result = read(tmp_path, FIRST, NEXT, settings=SourceSettings(kind="insales", join_groups=False))
    assert [(key, product.name) for key, product in result.products.items()] == [("R-S", "Рубашка"), ("R-M", "Рубашка")]


def test_a_workbook(tmp_path: Path) -> None:
    rows = [HEADERS, [FIRST.get(header, "") for header in HEADERS]]
    path = write_xlsx(tmp_path / "insales.xlsx", {"Товары": rows})
    assert Result(read_insales(path, SourceSettings(kind="insales"))).only.skus[0].price == 199000


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        (HEADERS, True),
        (("Корневая", "Название товара или услуги", "Цена продажи"), True),
        (("ID варианта", "Цена продажи", "Остаток"), True),
        (("Артикул", "Название", "Цена продажи"), False),
        (("ID товара", "URL товара", "Цена", "Название товара", "Параметр: Название"), False),
        ((), False),
    ],
)
def test_recognised_by_its_headers(headers: tuple[str, ...], known: bool) -> None:
    assert recognises(headers) is known
