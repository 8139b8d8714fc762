"""Where the header of a sheet stands: tables as price lists have them."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aliexport_tui.sources.tables.header_row import find_header, header_at, is_number, letters

SHOP = ("ООО «Ромашка»", "", "", "", "")
PHONES = ("тел. +7 (495) 123-45-67", "", "zakaz@romashka.example", "", "")
DATED = ("Прайс-лист от 01.02.2026", "", "", "", "")
HEAD = ("Артикул", "Наименование", "Ед.", "Цена", "Остаток")
GOODS = (
    ("A-1", "Кружка", "шт", "350", "5"),
    ("A-2", "Ваза «Код»", "шт", "1 200,50", "0"),
    ("A-3", "Блюдо", "шт", "99", "12"),
)
EMPTY = ("", "", "", "", "")
GROUP = ("Посуда", "", "", "", "")


@pytest.mark.parametrize(
    ("rows", "row", "height", "names"),
    [
        pytest.param((HEAD, *GOODS), 0, 1, HEAD, id="first row"),
        pytest.param((SHOP, PHONES, EMPTY, DATED, EMPTY, HEAD, *GOODS), 5, 1, HEAD, id="row 6, below phones"),
        pytest.param(
            (SHOP, PHONES, PHONES, EMPTY, DATED, EMPTY, HEAD, GROUP, *GOODS), 6, 1, HEAD, id="row 7, a group below"
        ),
        pytest.param((HEAD, *GOODS, HEAD, *GOODS), 0, 1, HEAD, id="repeated: the first one"),
        pytest.param(
            [("", "", "", "", *row) for row in (SHOP, HEAD, *GOODS)],
            1,
            1,
            ("", "", "", "", *HEAD),
            id="empty leading columns",
        ),
        pytest.param(
            (
                ("", "", "", "", "Количество Остаток", "Цена"),
                ("Прайс", "", "", "", "7", ""),
                ("Сок", "", "", "", "7", "280"),
            ),
            0,
            1,
            ("A", "", "", "", "Количество Остаток", "Цена"),
            id="1C: the column of names has none",
        ),
        pytest.param(
            (
                ("Артикул", "Наименование", "Цена", "", "Остаток"),
                ("", "", "Розница", "Опт", ""),
                ("A-1", "Кружка", "350", "300", "5"),
            ),
            0,
            2,
            ("Артикул", "Наименование", "Цена Розница", "Цена Опт", "Остаток"),
            id="two rows, prices below",
        ),
        pytest.param(
            (
                SHOP,
                ("Артикул", "Наименование", "Характеристики", "", "Цена"),
                ("", "", "Цвет", "Размер", ""),
                ("A-1", "Кружка", "синий", "M", "350"),
            ),
            1,
            2,
            ("Артикул", "Наименование", "Характеристики Цвет", "Характеристики Размер", "Цена"),
            id="two rows below a title",
        ),
        pytest.param(
            (("Товар", "", "Цены", ""), ("Артикул", "Наименование", "Опт", "Розница"), ("A-1", "Кружка", "300", "350")),
            1,
            1,
            ("Артикул", "Наименование", "Опт", "Розница"),
            id="a row of titles over full names is no half of the header",
        ),
        pytest.param(
            (HEAD, ("Посуда", "", "", "", ""), *GOODS), 0, 1, HEAD, id="a group row below is no half of the header"
        ),
        pytest.param(
            (("Bezeichnung", "Menge", "EVP"), ("Tasse", "5", "3,50"), ("Vase", "0", "12,00")),
            0,
            1,
            ("Bezeichnung", "Menge", "EVP"),
            id="unknown words above figures",
        ),
        pytest.param((("Код", "Остаток"), ("A-1", "5")), 0, 1, ("Код", "Остаток"), id="two columns"),
        pytest.param(
            (("Код", "Цена", "", "", ""), ("A-1", "5", "", "новинка", "")),
            0,
            1,
            ("Код", "Цена", "", "D"),
            id="only what has data gets a letter",
        ),
        pytest.param(
            (("product_id", "name(ru-ru)", "price", "quantity"), ("50", "Стол", "100.0000", "5")),
            0,
            1,
            ("product_id", "name(ru-ru)", "price", "quantity"),
            id="names of an export",
        ),
        pytest.param(
            (("Артикул", "Цена", "38", "40", "42", "44"), ("A-1", "300", "1", "0", "2", "5")),
            0,
            1,
            ("Артикул", "Цена", "38", "40", "42", "44"),
            id="sizes as columns",
        ),
    ],
)
def test_the_header_is_found(rows: list[tuple[str, ...]], row: int, height: int, names: tuple[str, ...]) -> None:
    found = find_header(rows)
    assert found is not None
    assert (found.row, found.height, found.names) == (row, height, names)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param((), id="nothing"),
        pytest.param((EMPTY, EMPTY), id="blank"),
        pytest.param(GOODS, id="goods from the first row on"),
        pytest.param((SHOP, PHONES, *GOODS), id="goods below titles"),
        pytest.param((("Инструкция",), ("",), ("1. Заполните лист",)), id="one column of text"),
        pytest.param((("Кружка", "синяя"), ("Ваза", "белая")), id="text alone"),
        pytest.param((PHONES, PHONES), id="contacts"),
    ],
)
def test_without_a_header_none_is_found(rows: tuple[tuple[str, ...], ...]) -> None:
    assert find_header(rows) is None


@pytest.mark.parametrize(
    ("names", "goods"),
    [
        (HEAD, True),
        (("", "Количество", "Цена"), True),
        (("Код", "Остаток"), True),
        (("Параметр", "Значение", "Описание"), False),
        (("ID категории", "Название категории", "ID родительской категории"), False),
        (("ID валюты", "Курс к рублю", "Описание"), False),
    ],
)
def test_lists_of_goods_are_told_from_other_sheets(names: tuple[str, ...], goods: bool) -> None:
    assert header_at([names, ("1",) * len(names)], 0).goods is goods


@pytest.mark.parametrize("text", ["5", "1 200,50", "14\u00a0227", "6,31руб", "-3", "> 10", "12 шт", "01.02.2026", "99,5 %"])
def test_figures(text: str) -> None:
    assert is_number(text)


@pytest.mark.parametrize("text", ["", "A-1", "38 размер", "по запросу", "5" * 41 + " " * 4])
def test_words(text: str) -> None:
    assert not is_number(text)


def test_letters_of_columns() -> None:
    assert [letters(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@settings(deadline=None)
@given(st.lists(st.lists(st.text(string.printable + "ЦенаАртикул", max_size=12), max_size=6), max_size=12))
def test_any_rows_are_looked_through(rows: list[list[str]]) -> None:
    found = find_header(rows)
    assert found is None or (0 <= found.row < len(rows) and any(map(str.strip, rows[found.row])))
